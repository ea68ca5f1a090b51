import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIG, type Config, type OidcIssuer } from '../config/index.js';
import { Database, newId, sql } from '../database/index.js';
import { newToken, Secrets, tokenHash } from '../secrets/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { guardedFetch } from './guarded-fetch.js';
import { OidcAttempt } from './oidc-attempt.entity.js';
import { Person } from './person.entity.js';
import { domainOf } from './rules/claims.js';
import { nextPath } from './rules/next-path.js';
import { linkEnd } from './rules/session-life.js';
import { SessionsService } from './sessions.service.js';
import { emailKey } from './sign-in.service.js';

/** Seconds by which an institution's clock may be off ours. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** After this what was discovered is asked for anew; new signing keys are fetched as soon as one is met. */
const DISCOVERED_MILLISECONDS = 60 * 60_000;

/** `unreachable` and `failed`: at the institution's side; the others: the person is told what to do. */
export type InstitutionRefusal =
  'unknown-issuer' | 'unreachable' | 'other-browser' | 'failed' | 'no-address' | 'foreign-address' | 'nobody';

/** Sign-in at the person's own institution, by OpenID Connect with PKCE. */
@Injectable()
export class InstitutionSignIn {
  private readonly discovered = new Map<string, { at: number; found: Promise<oidc.Configuration> }>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  /** The institution whose people have addresses like this one. */
  issuerFor(email: string): OidcIssuer | undefined {
    const domain = domainOf(email);
    return this.config.oidcIssuers.find(({ domains }) => domains.includes(domain));
  }

  issuerNamed(name: string): OidcIssuer | undefined {
    return this.config.oidcIssuers.find((issuer) => issuer.name === name);
  }

  /** Where to send the browser, which is to come back with the cookie that it is given. */
  async begin(
    issuer: OidcIssuer,
    { next, browserToken }: { readonly next: string | undefined; readonly browserToken: string | undefined },
  ): Promise<Result<{ href: string; browserToken: string }, InstitutionRefusal>> {
    const discovered = await this.discover(issuer).catch(() => undefined);
    if (!discovered) return refused('unreachable');
    const token = browserToken ?? newToken();
    const verifier = oidc.randomPKCECodeVerifier();
    const attempt: OidcAttempt = {
      id: newId(),
      issuer: issuer.issuer,
      nonce: oidc.randomNonce(),
      verifier: '',
      browserHash: tokenHash(token),
      nextPath: nextPath(next),
      expiresAt: linkEnd(new Date()),
    };
    attempt.verifier = this.secrets.keyRing.seal(verifier, `oidc-attempt:${attempt.id}`);
    await this.database.inTransaction((manager) => manager.insert(OidcAttempt, attempt));
    const href = oidc.buildAuthorizationUrl(discovered, {
      redirect_uri: this.callback,
      scope: 'openid email',
      state: attempt.id,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return ok({ href: href.href, browserToken: token });
  }

  /** Takes what the institution sent back. Each attempt is used once, whatever comes of it. */
  async finish(
    query: string,
    browser: {
      readonly browserToken: string | undefined;
      readonly browser: string;
      readonly before: string | undefined;
    },
  ): Promise<Result<{ token: string; nextPath: string }, InstitutionRefusal>> {
    const url = new URL(`${this.callback}?${query}`);
    const attempt = await this.takeAttempt(url.searchParams.get('state') ?? '');
    if (!attempt || attempt.expiresAt <= new Date()) return refused('failed');
    if (!browser.browserToken || tokenHash(browser.browserToken) !== attempt.browserHash)
      return refused('other-browser');
    const issuer = this.config.oidcIssuers.find((each) => each.issuer === attempt.issuer);
    if (!issuer) return refused('unknown-issuer');
    const claims = await this.exchange(issuer, url, attempt).catch(() => undefined);
    if (!claims) return refused('failed');
    const { email, email_verified: isVerified } = claims;
    if (typeof email !== 'string' || isVerified === false) return refused('no-address');
    // An institution speaks for its own addresses only, or it could sign in as anybody.
    if (!issuer.domains.includes(domainOf(email))) return refused('foreign-address');
    return this.database.inTransaction(async (manager) => {
      const person = await manager.findOneBy(Person, { emailKey: emailKey(email) });
      if (!person || person.isBarred) return refused('nobody');
      const token = await this.sessions.begin(manager, {
        personId: person.id,
        signedInBy: issuer.issuer,
        browser: browser.browser,
        before: browser.before,
      });
      return ok({ token, nextPath: attempt.nextPath });
    });
  }

  private async exchange(issuer: OidcIssuer, url: URL, attempt: OidcAttempt) {
    const discovered = await this.discover(issuer);
    const tokens = await oidc.authorizationCodeGrant(discovered, url, {
      expectedState: attempt.id,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: this.secrets.keyRing.open(attempt.verifier, `oidc-attempt:${attempt.id}`),
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || claims.email !== undefined) return claims;
    // With a code, an institution may keep the address for its userinfo endpoint (OpenID Connect Core 5.4).
    return oidc.fetchUserInfo(discovered, tokens.access_token, claims.sub);
  }

  private takeAttempt(id: string): Promise<OidcAttempt | null> {
    return this.database.inTransaction(async (manager) => {
      const attempt = await manager.findOneBy(OidcAttempt, { id });
      const taken = await this.database.change(sql`DELETE FROM oidc_attempt WHERE id = ${id}`, manager);
      return taken > 0 ? attempt : null;
    });
  }

  private discover(issuer: OidcIssuer): Promise<oidc.Configuration> {
    const known = this.discovered.get(issuer.issuer);
    if (known && Date.now() - known.at < DISCOVERED_MILLISECONDS) return known.found;
    // Beside a server of this machine, for trying it out, neither TLS nor a public address can be asked for.
    const isTrial = issuer.issuer.startsWith('http://');
    const found = oidc.discovery(
      new URL(issuer.issuer),
      issuer.clientId,
      { client_secret: issuer.clientSecret, [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      undefined,
      isTrial
        ? { execute: [oidc.allowInsecureRequests] }
        : { [oidc.customFetch]: (url, options) => guardedFetch(url, options) },
    );
    this.discovered.set(issuer.issuer, { at: Date.now(), found });
    found.catch(() => this.discovered.delete(issuer.issuer));
    return found;
  }

  private get callback(): string {
    return `${this.config.publicUrl}/sign-in/institution/callback`;
  }
}
