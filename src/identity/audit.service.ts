import { Inject, Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Member } from '../access/index.js';
import { Database, sql } from '../database/index.js';
import { CHAIN_START, sealOf } from './audit-chain.js';
import { AUDIT_HEAD, AuditEvent, AuditHead } from './audit-event.entity.js';
import type { Changes } from './rules/changes.js';

/** A place in the trail: after so many events it had this hash. Note it elsewhere to hold the trail to it later. */
export interface TrailMark {
  readonly sequence: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly isWhole: true; readonly head: TrailMark }
  | {
      readonly isWhole: false;
      /** The first event that is not as it was written, or is missing. */
      readonly sequence: number;
      readonly fault: 'missing' | 'changed' | 'end-missing' | 'other-trail';
    };

export interface ToldEvent {
  readonly sequence: number;
  readonly type: string;
  readonly actor: string;
  readonly actorName: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly data: AuditEvent['data'];
  readonly changes: Changes | null;
  readonly happenedAt: Date;
}

const EVENTS_A_READ = 1_000;

/** Reads the trail: to prove that it is whole, and to show each organisation its part. */
@Injectable()
export class AuditService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Goes through the whole trail, some events at a time. With a mark that was noted earlier, also says whether this
   * is still the same trail. About 100,000 events a second.
   */
  async verify(mark?: TrailMark): Promise<AuditVerdict> {
    const { reader } = this.database;
    const head = await reader.findOneByOrFail(AuditHead, { id: AUDIT_HEAD });
    let last: TrailMark = { sequence: 0, hash: CHAIN_START };
    let isMarkMet = mark === undefined;
    for (;;) {
      const events = await reader
        .createQueryBuilder(AuditEvent, 'event')
        .where('event.sequence > :after AND event.sequence <= :head', {
          after: last.sequence,
          head: head.sequence,
        })
        .orderBy('event.sequence')
        .take(EVENTS_A_READ)
        .getMany();
      for (const event of events) {
        const wanted = last.sequence + 1;
        if (event.sequence !== wanted) return { isWhole: false, sequence: wanted, fault: 'missing' };
        if (sealOf(last.hash, event) !== event.hash)
          return { isWhole: false, sequence: wanted, fault: 'changed' };
        last = { sequence: event.sequence, hash: event.hash };
        if (mark?.sequence === last.sequence) {
          if (mark.hash !== last.hash)
            return { isWhole: false, sequence: mark.sequence, fault: 'other-trail' };
          isMarkMet = true;
        }
      }
      if (events.length < EVENTS_A_READ) break;
      await nextTurn();
    }
    if (last.sequence !== head.sequence || last.hash !== head.hash)
      return { isWhole: false, sequence: last.sequence + 1, fault: 'end-missing' };
    if (!isMarkMet) return { isWhole: false, sequence: mark?.sequence ?? 0, fault: 'other-trail' };
    return { isWhole: true, head: last };
  }

  /** What the member's organisation did, and what was done to it, the latest first; before `before` when given. */
  async of(
    { organisationId, ownerId, organisationKind, roles }: Member,
    { before, limit }: { readonly before: number | null; readonly limit: number },
  ): Promise<ToldEvent[]> {
    const isAll = organisationKind === 'system' && roles.includes('administrator');
    const rows = await this.database.rows<
      Omit<ToldEvent, 'data' | 'changes' | 'happenedAt'> & {
        data: string;
        changes: string | null;
        happenedAt: string;
      }
    >(
      sql`SELECT e.sequence AS "sequence", e.type AS "type", e.actor AS "actor", p.name AS "actorName",
                 e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.data AS "data",
                 e.changes AS "changes", e.happened_at AS "happenedAt"
            FROM audit_event e LEFT JOIN person p ON p.id = e.actor
           WHERE ${isAll ? sql`1 = 1` : sql`(e.organisation_id = ${organisationId} OR (e.subject_type = 'organisation' AND e.subject_id = ${organisationId}) OR (e.subject_type IN ('provider', 'hei') AND e.subject_id = ${ownerId}))`}
             AND ${before === null ? sql`1 = 1` : sql`e.sequence < ${before}`}
           ORDER BY e.sequence DESC LIMIT ${limit}`,
    );
    return rows.map(({ data, changes, happenedAt, ...row }) => ({
      ...row,
      data: JSON.parse(data) as AuditEvent['data'],
      changes: changes === null ? null : (JSON.parse(changes) as Changes),
      happenedAt: new Date(happenedAt),
    }));
  }
}
