import { isEmail } from 'class-validator';
import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, sql } from '../database/index.js';
import { newToken, Secrets, tokenHash } from '../secrets/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { recordEvent } from './audit-trail.js';
import { Person } from './person.entity.js';
import { linkEnd } from './rules/session-life.js';
import { nextPath } from './rules/next-path.js';
import { SessionsService } from './sessions.service.js';
import { SignInLink } from './session.entity.js';

export interface LinkAsked {
  readonly email: string;
  readonly next: string | undefined;
  /** The cookie that this browser is known by, where it has one already. */
  readonly browserToken: string | undefined;
}

export interface LinkUsed {
  readonly link: string;
  readonly browserToken: string | undefined;
  readonly browser: string;
  readonly before: string | undefined;
}

/** Why a link does not sign in. */
export type LinkRefusal = 'unknown' | 'used' | 'expired' | 'other-browser';

/**
 * Sign-in by a link that goes to the person's own mail. The link's signature is worked out when the mail is
 * written, and not stored: who reads the database still cannot sign in.
 */
@Injectable()
export class SignInService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  /**
   * Sends a link to the address if somebody has it. Does and answers the same if nobody has, so that
   * nobody can find out who has an account. Gives the cookie that the link is bound to.
   */
  async askForLink({ email, next, browserToken }: LinkAsked): Promise<{ browserToken: string }> {
    const token = browserToken ?? newToken();
    const now = new Date();
    await this.database.inTransaction(async (manager) => {
      const person = await manager.findOneBy(Person, { emailKey: emailKey(email) });
      const id = newId();
      await manager.insert(SignInLink, {
        id,
        personId: person && !person.isBarred ? person.id : null,
        browserHash: tokenHash(token),
        nextPath: nextPath(next),
        createdAt: now,
        expiresAt: linkEnd(now),
        usedAt: null,
      });
      await recordEvent(manager, {
        type: 'sign-in-asked',
        actor: 'service',
        subjectType: 'sign-in-link',
        subjectId: id,
      });
    });
    return { browserToken: token };
  }

  /** The link of a row, as the mail has it. */
  linkText(id: string): string {
    return `${id}.${this.secrets.sign('sign-in-link', id)}`;
  }

  /** Whether the link could be used now in this browser. Changes nothing: mail scanners open links too. */
  async look(link: string, browserToken: string | undefined): Promise<Result<SignInLink, LinkRefusal>> {
    const [id = '', signature = ''] = link.split('.');
    if (!this.secrets.isSigned('sign-in-link', id, signature)) return refused('unknown');
    const found = await this.database.reader.findOneBy(SignInLink, { id });
    if (!found?.personId) return refused('unknown');
    if (found.usedAt) return refused('used');
    if (found.expiresAt <= new Date()) return refused('expired');
    if (!browserToken || tokenHash(browserToken) !== found.browserHash) return refused('other-browser');
    return ok(found);
  }

  /** Uses the link up and begins a session. Of two tries at the same moment one succeeds. */
  async useLink({
    link,
    browserToken,
    browser,
    before,
  }: LinkUsed): Promise<Result<{ token: string; nextPath: string }, LinkRefusal>> {
    const looked = await this.look(link, browserToken);
    if (!looked.ok) return looked;
    const { id, personId, nextPath: next } = looked.value;
    return this.database.inTransaction(async (manager) => {
      const now = new Date().toISOString();
      const used = await this.database.change(
        sql`UPDATE sign_in_link SET used_at = ${now}
             WHERE id = ${id} AND used_at IS NULL AND expires_at > ${now}`,
        manager,
      );
      const person = personId ? await manager.findOneBy(Person, { id: personId }) : null;
      if (used === 0 || !person || person.isBarred) return refused('used');
      const token = await this.sessions.begin(manager, {
        personId: person.id,
        signedInBy: 'link',
        browser,
        before,
      });
      return ok({ token, nextPath: next });
    });
  }
}

/** An address as it is compared: people write theirs in any case. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}

/** Whether a mail could be sent there, by the look of it. */
export function isEmailAddress(text: string): boolean {
  return isEmail(text) && text.length <= 254;
}
