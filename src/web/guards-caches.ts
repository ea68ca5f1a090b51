import type { FastifyInstance } from 'fastify';

/** Keeps what people are shown out of caches, theirs and proxies': the next at the same machine is another person. */
export function guardCaches(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.url.startsWith('/assets/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
    done();
  });
}
