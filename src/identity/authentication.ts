import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/index.js';
import { isPage, problem, RateLimits } from '../web/index.js';
import { ApiTokensService } from './api-tokens.service.js';
import { LINK_MINUTES } from './rules/session-life.js';
import { SessionsService } from './sessions.service.js';

const MINUTE_SECONDS = 60;
const BROWSER_COOKIE_SECONDS = 2 * LINK_MINUTES * MINUTE_SECONDS;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type CookieName = 'session' | 'browser';

/** Finds out who sent a request, and keeps the cookies by which browsers are known. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(ApiTokensService) private readonly tokens: ApiTokensService,
  ) {}

  /** Has each request looked at before any route, and before form tokens are checked. */
  listenTo(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request) => {
      if (/^\/(assets|health)\//.test(request.url)) return;
      const { authorization } = request.headers;
      const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      if (authorization !== undefined) {
        request.viewer = bearer === undefined ? undefined : await this.tokens.viewerOf(bearer);
        if (!request.viewer) {
          await this.limits.take(request, 'token-from', request.ip);
          throw problem(401, 'The API token is not one of ours, has ended or was revoked.');
        }
        return;
      }
      const token = this.read(request, 'session');
      if (token === undefined) return;
      request.viewer = await this.sessions.viewerOf(token);
      if (request.viewer && !this.isOurOwn(request))
        throw problem(403, 'This request came from a page of another site.');
    });
  }

  read(request: FastifyRequest, name: CookieName): string | undefined {
    return request.cookies[this.cookieName(name)];
  }

  keep(reply: FastifyReply, name: CookieName, value: string): void {
    void reply.setCookie(this.cookieName(name), value, {
      ...this.cookieOptions,
      // A session ends with its row; the cookie goes with the browser.
      ...(name === 'browser' ? { maxAge: BROWSER_COOKIE_SECONDS } : {}),
    });
  }

  forget(reply: FastifyReply, name: CookieName): void {
    void reply.clearCookie(this.cookieName(name), this.cookieOptions);
  }

  private get cookieOptions() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.config.isOverTls } as const;
  }

  /** Over TLS a name that browsers let nobody but this very host set (RFC 6265bis, 4.1.3.2). */
  cookieName(name: CookieName): string {
    return `${this.config.isOverTls ? '__Host-' : ''}fairplace-${name}`;
  }

  /**
   * Pages' forms carry a token. Calls of the API have none; for them the browser's word counts on where they
   * come from, which no page can change.
   */
  private isOurOwn(request: FastifyRequest): boolean {
    if (SAFE_METHODS.has(request.method) || isPage(request)) return true;
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
    const { origin } = request.headers;
    return origin === undefined || origin === new URL(this.config.publicUrl).origin;
  }
}
