import { join } from 'node:path';
import fastifyView from '@fastify/view';
import Fastify from 'fastify';
import nunjucks from 'nunjucks';
import { ROOT_FOLDER } from '../../src/config/index.js';

/** A page of twenty rows by the same template engine on the same framework: no database, no session, no form. */
export async function barePage(): Promise<{ address: string; close(): Promise<unknown> }> {
  const fastify = Fastify();
  await fastify.register(fastifyView, {
    engine: { nunjucks },
    templates: [join(ROOT_FOLDER, 'bench/pages')],
    options: { autoescape: true },
  });
  const rows = Array.from({ length: 20 }, (_, at) => ({ title: `Offer ${at}`, words: 'x'.repeat(200) }));
  fastify.get('/', (_request, reply) => reply.view('bare-page.njk', { rows }));
  const address = await fastify.listen({ port: 0, host: '127.0.0.1' });
  return { address, close: () => fastify.close() };
}
