import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config/index.js';
import { isPage } from './is-page.js';
import { menuOf } from './menu.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Gives each page what every page needs (who looks at it, the token for its forms), and refuses forms that come
 * without their token, so that no page of another site can send them.
 */
export function checkForms(fastify: FastifyInstance, { isDemo }: Pick<Config, 'isDemo'>): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    if (!isPage(request) || request.url.startsWith('/assets/')) return done();
    const goOn = (error?: Error) => {
      if (error) return done(error);
      delete (request.body as { _csrf?: string } | undefined)?._csrf;
      const { viewer, url } = request;
      reply.locals = {
        viewer,
        menu: menuOf(viewer),
        path: url.split('?', 1)[0],
        formToken: reply.generateCsrf({ userInfo: formOwner(request) }),
        isDemo,
      };
      done();
    };
    // Whoever uses the browser next is to find nothing in it. A route whose answer is the same for all may say otherwise.
    if (request.viewer) void reply.header('cache-control', 'no-store');
    // It answers by itself where the token is missing or wrong.
    if (SAFE_METHODS.has(request.method)) goOn();
    else fastify.csrfProtection(request, reply, goOn);
  });
}

/** Whose a form token is: the session's, or before sign-in any visitor's who has the cookie. */
export function formOwner(request: FastifyRequest): string {
  return request.viewer?.session?.id ?? 'visitor';
}

declare module 'fastify' {
  interface FastifyReply {
    /** What templates see beside what a route gives them. */
    locals?: Readonly<Record<string, unknown>>;
  }
}
