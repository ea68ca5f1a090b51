import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, newId, sql } from '../database/index.js';
import { newToken, tokenHash } from '../secrets/index.js';
import { recordEvent } from './audit-trail.js';
import { Person } from './person.entity.js';
import type { Role } from '../access/index.js';
import type { OrganisationKind } from '../access/index.js';
import { isOver, isToBeNoted, sessionEnd } from './rules/session-life.js';
import { Session } from './session.entity.js';
import type { Viewer } from '../access/index.js';

export interface NewSession {
  readonly personId: string;
  readonly signedInBy: string;
  readonly browser: string;
  /** Token of the session that this browser had before; it ends. */
  readonly before: string | undefined;
}

/** An organisation that a person may act for. */
export interface OwnOrganisation {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly roles: readonly Role[];
}

interface SessionRow {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly isBarred: boolean | number;
  readonly seenAt: string;
  readonly endsAt: string;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly organisationKind: OrganisationKind | null;
  readonly ownerId: string | null;
}

/** Who is signed in, where, and whom they act for. */
@Injectable()
export class SessionsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Begins a session under a new token, which is given once and stored nowhere. */
  async begin(
    manager: EntityManager,
    { personId, signedInBy, browser, before }: NewSession,
  ): Promise<string> {
    if (before) await manager.delete(Session, { tokenHash: tokenHash(before) });
    const own = await this.organisationsOf(personId, manager);
    const token = newToken();
    const now = new Date();
    await manager.insert(Session, {
      id: newId(),
      tokenHash: tokenHash(token),
      personId,
      organisationId: own.length === 1 ? (own[0]?.id ?? null) : null,
      signedInBy,
      browser,
      createdAt: now,
      seenAt: now,
      endsAt: sessionEnd(now),
    });
    await recordEvent(manager, {
      type: 'person-signed-in',
      actor: { personId },
      subjectType: 'person',
      subjectId: personId,
      isNews: false,
    });
    return token;
  }

  /** Who has the token; nobody when the session is over, was ended, or its person is barred. */
  async viewerOf(token: string): Promise<Viewer | undefined> {
    const [row] = await this.database.rows<SessionRow>(
      sql`SELECT s.id AS "id", p.id AS "personId", p.name AS "personName", p.is_barred AS "isBarred",
                 s.seen_at AS "seenAt", s.ends_at AS "endsAt", o.id AS "organisationId",
                 o.name AS "organisationName", o.kind AS "organisationKind", o.owner_id AS "ownerId"
            FROM session s
            JOIN person p ON p.id = s.person_id
            LEFT JOIN organisation o ON o.id = s.organisation_id AND o.state = 'approved'
           WHERE s.token_hash = ${tokenHash(token)}`,
    );
    const now = new Date();
    if (!row || row.isBarred) return undefined;
    const seenAt = new Date(row.seenAt);
    if (isOver({ seenAt, endsAt: new Date(row.endsAt) }, now)) return undefined;
    if (isToBeNoted(seenAt, now)) {
      await this.database.write(sql`UPDATE session SET seen_at = ${now.toISOString()} WHERE id = ${row.id}`);
    }
    const person = { id: row.personId, name: row.personName };
    const session = { id: row.id };
    const { organisationId, organisationKind, organisationName } = row;
    if (!organisationId || !organisationKind || organisationName === null)
      return { session, person, member: null, organisation: null };
    const held = await this.database.rows<{ role: Role; studentKey: string }>(
      sql`SELECT role AS "role", student_key AS "studentKey" FROM membership
           WHERE person_id = ${row.personId} AND organisation_id = ${organisationId}`,
    );
    if (held.length === 0) return { session, person, member: null, organisation: null };
    return {
      session,
      person,
      organisation: { id: organisationId, name: organisationName },
      member: {
        kind: 'member',
        personId: row.personId,
        tokenId: null,
        organisationId,
        organisationKind,
        ownerId: row.ownerId,
        roles: [...new Set(held.map(({ role }) => role))],
        studentIds: held.flatMap(({ studentKey }) => (studentKey === '' ? [] : [studentKey])),
        scopes: null,
      },
    };
  }

  /** Approved organisations of a person, by name, with the roles held in each. */
  async organisationsOf(personId: string, manager?: EntityManager): Promise<OwnOrganisation[]> {
    const rows = await this.database.rows<{ id: string; name: string; kind: OrganisationKind; role: Role }>(
      sql`SELECT o.id AS "id", o.name AS "name", o.kind AS "kind", m.role AS "role"
            FROM membership m JOIN organisation o ON o.id = m.organisation_id
           WHERE m.person_id = ${personId} AND o.state = 'approved' ORDER BY o.name, o.id, m.role`,
      manager,
    );
    const found = new Map<string, OwnOrganisation>();
    for (const { role, ...organisation } of rows) {
      const roles = found.get(organisation.id)?.roles ?? [];
      found.set(organisation.id, { ...organisation, roles: [...new Set([...roles, role])] });
    }
    return [...found.values()];
  }

  /** Acts for another of the person's organisations from now on. False when the person is not of it. */
  async actFor(sessionId: string, personId: string, organisationId: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const own = await this.organisationsOf(personId, manager);
      if (!own.some(({ id }) => id === organisationId)) return false;
      await manager.update(Session, { id: sessionId, personId }, { organisationId });
      return true;
    });
  }

  /** Sessions of a person that are not over, the latest used first. */
  async of(personId: string): Promise<Session[]> {
    const now = new Date();
    const sessions = await this.database.reader.find(Session, {
      where: { personId },
      order: { seenAt: 'DESC', id: 'DESC' },
    });
    return sessions.filter((session) => !isOver(session, now));
  }

  /** Ends one session of a person, or all but one. Gives how many ended. */
  async end(personId: string, which: { readonly id: string } | { readonly allBut: string }): Promise<number> {
    return this.database.inTransaction(async (manager) => {
      const ended = await this.database.change(
        'id' in which
          ? sql`DELETE FROM session WHERE person_id = ${personId} AND id = ${which.id}`
          : sql`DELETE FROM session WHERE person_id = ${personId} AND id <> ${which.allBut}`,
        manager,
      );
      if (ended > 0) {
        await recordEvent(manager, {
          type: 'person-signed-out',
          actor: { personId },
          subjectType: 'person',
          subjectId: personId,
          data: { sessions: ended },
          isNews: false,
        });
      }
      return ended;
    });
  }

  person(id: string): Promise<Person | null> {
    return this.database.reader.findOneBy(Person, { id });
  }
}
