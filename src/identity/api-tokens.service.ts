import { Inject, Injectable } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import { tokenHash } from '../secrets/index.js';
import { isToBeNoted } from './rules/session-life.js';
import { type OrganisationKind, type Role, rolesOf, ROLES } from '../access/index.js';
import { TOKEN_SCOPES, type TokenScope } from '../access/index.js';
import type { Viewer } from '../access/index.js';

/** Tokens begin with this, so that they are known for what they are where they should not be. */
export const TOKEN_PREFIX = 'fpl_';

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
}

/** A token may do what the staff of its organisation may, within its scopes; it is never a student. */
function rolesOfTokens(kind: OrganisationKind): Role[] {
  return rolesOf(kind).filter((role) => ROLES[role].isByInvitation);
}

function isTokenScope(text: string): text is TokenScope {
  return (TOKEN_SCOPES as readonly string[]).includes(text);
}
