import type { FastifyInstance } from 'fastify';

const NAMES = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Answers only to the names of this machine, and only to pages of its own. Without sign-in, any web
 * page open in the same browser could otherwise ask this server for things in its user's name.
 */
export function guardLoopback(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host ?? '';
    const origin = request.headers.origin;
    const isOwnOrigin = origin === undefined || (URL.canParse(origin) && NAMES.test(new URL(origin).host));
    if (NAMES.test(host) && isOwnOrigin) return;
    await reply
      .status(403)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: 'Forbidden',
          status: 403,
          detail: 'This server answers only to its own machine.',
        }),
      );
  });
}
