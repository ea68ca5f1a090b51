import Fastify from 'fastify';

/** The frame alone: answers the two requests of a sign-in with a page and a redirect, and looks nothing up. */
const fastify = Fastify();
const page = `<!DOCTYPE html><html lang="en"><title>Sign in</title><body>${'x'.repeat(3_000)}</body></html>`;
fastify.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'string' },
  (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
);
fastify.get('/sign-in/link/:link', (_request, reply) => reply.type('text/html').send(page));
fastify.post('/sign-in/link/:link', (_request, reply) =>
  reply.header('set-cookie', 'session=x; Path=/; HttpOnly; SameSite=Lax').redirect('/account', 303),
);
await fastify.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
