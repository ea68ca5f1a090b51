import { Inject, Injectable } from '@nestjs/common';
import { Database, fixed, join, NO_ROW, type Sql, sql } from '../database/index.js';
import { HOLDING_STATES, type PlacementState } from './rules/placement-states.js';
import { STANDING_STATES, type Standing, STANDINGS } from './rules/standing.js';

/** A block with how far its students have come. */
export interface BlockStanding extends Readonly<Record<Standing, number>> {
  readonly blockId: string;
  readonly heiId: string;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly halfDays: number;
  readonly needed: number;
}

/** One student's request with the placement that holds a place for it, and what came of the last one. */
export interface RequestStanding {
  readonly requestId: string;
  readonly ref: string;
  readonly district: string;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly token: string | null;
  readonly status: PlacementState | null;
  readonly offerId: string | null;
  readonly lastStatus: PlacementState | null;
}

const SOURCES: Sql = sql`block b
  JOIN cohort c ON c.id = b.cohort_id
  JOIN programme p ON p.id = c.programme_id
  JOIN hei h ON h.id = p.hei_id`;

const HELD: Sql = sql`x.request_id = q.id AND x.status IN (${join(HOLDING_STATES, ', ')})`;

/** How many students of a block need a place, and how far each has come. */
@Injectable()
export class CohortStandings {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Blocks within a scope over `h`, the HEI, that end on or after a day, or before it; soonest first, one more than
   * `limit` when there are more.
   */
  async blocks(
    within: Sql,
    { day, isPast }: { readonly day: string; readonly isPast: boolean },
    limit: number,
    after: readonly [startsOn: string, blockId: string],
  ): Promise<BlockStanding[]> {
    const ended = isPast ? sql`b.ends_on < ${day}` : sql`b.ends_on >= ${day}`;
    const [startsOn, id] = after;
    return this.standings(
      sql`${within} AND ${ended} AND (b.starts_on > ${startsOn} OR (b.starts_on = ${startsOn} AND b.id > ${id}))`,
      limit + 1,
    );
  }

  /** One block within a scope over `h`, the HEI. */
  async block(id: string, within: Sql): Promise<BlockStanding | undefined> {
    const [found] = await this.standings(sql`b.id = ${id} AND ${within}`, 1);
    return found;
  }

  /** Requests of a block within a scope over `s`, the student, by request, one more than `limit` when there are more. */
  requests(
    blockId: string,
    standing: Standing | undefined,
    within: Sql,
    limit: number,
    afterId: string,
  ): Promise<RequestStanding[]> {
    return this.database.rows<RequestStanding>(
      sql`SELECT q.id AS "requestId", s.ref AS "ref", s.district AS "district", h.name AS "hei",
                 p.profession AS "profession", c.year AS "year", x.token AS "token", x.status AS "status",
                 x.offer_id AS "offerId",
                 (SELECT y.status FROM placement y WHERE y.request_id = q.id ORDER BY y.id DESC LIMIT 1) AS "lastStatus"
            FROM placement_request q
            JOIN student s ON s.id = q.student_id
            JOIN hei h ON h.id = s.hei_id
            JOIN cohort c ON c.id = s.cohort_id
            JOIN programme p ON p.id = c.programme_id
            LEFT JOIN placement x ON ${HELD}
           WHERE q.block_id = ${blockId} AND ${within} AND ${hasStanding(standing)} AND q.id > ${afterId}
           ORDER BY q.id LIMIT ${limit + 1}`,
    );
  }

  private async standings(condition: Sql, limit: number): Promise<BlockStanding[]> {
    // The page's blocks first: counting goes over their students alone.
    const rows = await this.database.rows<Record<string, string | number>>(
      sql`SELECT b.*, count(q.id) AS "needed", ${join(
        STANDINGS.map(
          (each) => sql`sum(CASE WHEN ${hasStanding(each)} AND q.id IS NOT NULL THEN 1 ELSE 0 END)
                                    AS ${fixed(`"${each}"`)}`,
        ),
        ', ',
      )}
            FROM (SELECT b.id AS "blockId", h.id AS "heiId", h.name AS "hei", p.profession AS "profession",
                         c.year AS "year", b.starts_on AS "startsOn", b.ends_on AS "endsOn",
                         b.half_days_per_week AS "halfDays"
                    FROM ${SOURCES} WHERE ${condition} ORDER BY b.starts_on, b.id LIMIT ${limit}) b
            LEFT JOIN placement_request q ON q.block_id = b."blockId"
            LEFT JOIN placement x ON ${HELD}
           GROUP BY b."blockId", b."heiId", b."hei", b."profession", b."year", b."startsOn", b."endsOn", b."halfDays"
           ORDER BY b."startsOn", b."blockId"`,
    );
    return rows.map((row) => ({
      ...(row as unknown as BlockStanding),
      ...Object.fromEntries(['needed', ...STANDINGS].map((key) => [key, Number(row[key] ?? 0)])),
    }));
  }
}

/** Narrows a query over `x`, the placement that holds a place, if any. */
function hasStanding(standing: Standing | undefined): Sql {
  if (standing === undefined) return sql`1 = 1`;
  if (standing === 'without') return sql`x.id IS NULL`;
  const states = STANDING_STATES[standing];
  return states.length === 0 ? NO_ROW : sql`x.status IN (${join(states, ', ')})`;
}
