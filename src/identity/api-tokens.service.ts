import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, sql } from '../database/index.js';
import { newToken, tokenHash } from '../secrets/index.js';
import { ApiToken } from './api-token.entity.js';
import { recordEvent } from './audit-trail.js';
import { isToBeNoted } from './rules/session-life.js';
import { type Member, type OrganisationKind, type Role, rolesOf, ROLES } from '../access/index.js';
import { TOKEN_SCOPES, type TokenScope } from '../access/index.js';
import type { Viewer } from '../access/index.js';

/** Tokens begin with this, so that they are known for what they are where they should not be. */
export const TOKEN_PREFIX = 'fpl_';

/** How many characters of a token stay readable, so that people tell several apart. */
const SHOWN_CHARACTERS = 10;

export interface NewApiToken {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Days until it ends. */
  readonly days: number;
}

interface TokenRow {
  readonly id: string;
  readonly scopes: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly organisationKind: OrganisationKind;
  readonly ownerId: string | null;
}

/** What programs sign in with. */
@Injectable()
export class ApiTokensService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Whom the token acts for; nobody when it was revoked, is over, or its organisation is not approved. */
  async viewerOf(token: string): Promise<Viewer | undefined> {
    if (!token.startsWith(TOKEN_PREFIX)) return undefined;
    const [row] = await this.database.rows<TokenRow>(
      sql`SELECT t.id AS "id", t.scopes AS "scopes", t.expires_at AS "expiresAt", t.used_at AS "usedAt",
                 o.id AS "organisationId", o.name AS "organisationName", o.kind AS "organisationKind",
                 o.owner_id AS "ownerId"
            FROM api_token t JOIN organisation o ON o.id = t.organisation_id
           WHERE t.token_hash = ${tokenHash(token)} AND t.revoked_at IS NULL AND o.state = 'approved'`,
    );
    const now = new Date();
    if (!row || new Date(row.expiresAt) <= now) return undefined;
    if (isToBeNoted(row.usedAt === null ? null : new Date(row.usedAt), now)) {
      await this.database.write(
        sql`UPDATE api_token SET used_at = ${now.toISOString()} WHERE id = ${row.id}`,
      );
    }
    return {
      session: null,
      person: null,
      organisation: { id: row.organisationId, name: row.organisationName },
      member: {
        kind: 'member',
        personId: null,
        tokenId: row.id,
        organisationId: row.organisationId,
        organisationKind: row.organisationKind,
        ownerId: row.ownerId,
        roles: rolesOfTokens(row.organisationKind),
        studentIds: [],
        scopes: row.scopes.split('|').filter(isTokenScope),
      },
    };
  }

  /** Makes a token for the member's organisation. It is given once; afterwards nobody can read it again. */
  async make(actor: Member, { name, scopes, days }: NewApiToken): Promise<{ token: string }> {
    const token = `${TOKEN_PREFIX}${newToken()}`;
    const now = new Date();
    const id = newId();
    await this.database.inTransaction(async (manager) => {
      await manager.insert(ApiToken, {
        id,
        organisationId: actor.organisationId,
        name: name.trim(),
        tokenHash: tokenHash(token),
        startsWith: token.slice(0, SHOWN_CHARACTERS),
        scopes: [...scopes],
        createdBy: actor.personId ?? '',
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * 86_400_000),
        usedAt: null,
        revokedAt: null,
      });
      await recordEvent(manager, {
        type: 'api-token-made',
        actor,
        subjectType: 'api-token',
        subjectId: id,
        data: { scopes },
        isNews: false,
      });
    });
    return { token };
  }

  /** An organisation's tokens, the newest first, those that have ended included. */
  of(organisationId: string): Promise<ApiToken[]> {
    return this.database.reader.find(ApiToken, { where: { organisationId }, order: { id: 'DESC' } });
  }

  /** Ends a token at once. False when the organisation has no such token in use. */
  async revoke(actor: Member, id: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const changed = await this.database.change(
        sql`UPDATE api_token SET revoked_at = ${new Date().toISOString()}
             WHERE id = ${id} AND organisation_id = ${actor.organisationId} AND revoked_at IS NULL`,
        manager,
      );
      if (changed > 0) {
        await recordEvent(manager, {
          type: 'api-token-revoked',
          actor,
          subjectType: 'api-token',
          subjectId: id,
          isNews: false,
        });
      }
      return changed > 0;
    });
  }
}

/** A token may do what the staff of its organisation may, within its scopes; it is never a student. */
function rolesOfTokens(kind: OrganisationKind): Role[] {
  return rolesOf(kind).filter((role) => ROLES[role].isByInvitation);
}

function isTokenScope(text: string): text is TokenScope {
  return (TOKEN_SCOPES as readonly string[]).includes(text);
}
