import type { FastifyInstance } from 'fastify';
import { isPage } from './is-page.js';
import { problem } from './problem.js';

/**
 * Lets the API take JSON alone, and files where they are asked for. What a plain form of another site can send gets
 * no further, and a body that nobody would read is refused instead of passed over.
 */
export function takeJson(fastify: FastifyInstance, fileRoutes: readonly string[]): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    const { url } = request.routeOptions;
    if (type === undefined || isPage(request) || url === undefined || fileRoutes.includes(url)) return done();
    if (/^application\/json\s*(;|$)/i.test(type)) return done();
    done(problem(415, 'Please send JSON, as application/json.'));
  });
}
