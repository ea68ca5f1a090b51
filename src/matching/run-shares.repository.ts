import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, fixed, type Sql, sql } from '../database/index.js';
import { RunChoice } from './run-choice.entity.js';
import type { PairChoice } from './rules/next-pairs.js';

/** What a run came to for one group of students: those of one HEI, profession and year. */
export interface GroupShare {
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly requests: number;
  readonly placed: number;
  /** Mean one-way journey of those who are placed; `null` where nobody is. */
  readonly meanMinutes: number | null;
}

/** What a run gives one provider. */
export interface ProviderShare {
  readonly providerId: string;
  readonly name: string;
  readonly type: string;
  readonly students: number;
  readonly offers: number;
  readonly meanMinutes: number;
}

/** Students whose longest one-way journey is from so many minutes to fewer than {@link MINUTES_A_BAR} more. */
export interface TravelBar {
  readonly fromMinutes: number;
  readonly students: number;
}

export const MINUTES_A_BAR = 10;
/** Written out: SQLite takes a bound number for a real one, and a real division leaves a fraction. */
const WIDTH = fixed(String(MINUTES_A_BAR));

/** How a run's places fall to groups, providers and journeys; and what people chose for the next one. */
@Injectable()
export class RunShares {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Within a scope over `proposal`; by HEI, profession and year. */
  async groups(runId: string, within: Sql): Promise<GroupShare[]> {
    const rows = await this.database.rows<Record<keyof GroupShare, string | number | null>>(
      sql`SELECT h.name AS "hei", p.profession AS "profession", c.year AS "year", count(*) AS "requests",
                 count(proposal.offer_id) AS "placed", avg(proposal.travel_minutes) AS "meanMinutes"
            FROM proposal
            JOIN placement_request q ON q.id = proposal.request_id
            JOIN student s ON s.id = q.student_id
            JOIN hei h ON h.id = s.hei_id
            JOIN cohort c ON c.id = s.cohort_id
            JOIN programme p ON p.id = c.programme_id
           WHERE proposal.run_id = ${runId} AND ${within}
           GROUP BY h.name, p.profession, c.year ORDER BY h.name, p.profession, c.year`,
    );
    return rows.map((row) => ({
      hei: String(row.hei),
      profession: String(row.profession),
      year: Number(row.year),
      requests: Number(row.requests),
      placed: Number(row.placed),
      meanMinutes: row.meanMinutes === null ? null : Math.round(Number(row.meanMinutes)),
    }));
  }

  /** Within a scope over `proposal`; by name, one more than `limit` when there are more. */
  async providers(
    runId: string,
    within: Sql,
    limit: number,
    after: readonly [name: string, id: string],
  ): Promise<ProviderShare[]> {
    const [name, id] = after;
    const rows = await this.database.rows<Record<keyof ProviderShare, string | number>>(
      sql`SELECT v.id AS "providerId", v.name AS "name", v.type AS "type", count(DISTINCT t.request_id) AS "students",
                 count(DISTINCT t.offer_id) AS "offers", avg(t.travel_minutes) AS "meanMinutes"
            FROM (SELECT DISTINCT proposal.request_id, proposal.offer_id, proposal.travel_minutes, g.provider_id
                    FROM proposal JOIN offer_leg g ON g.offer_id = proposal.offer_id
                   WHERE proposal.run_id = ${runId} AND proposal.status = 'placed' AND ${within}) t
            JOIN provider v ON v.id = t.provider_id
           WHERE v.name > ${name} OR (v.name = ${name} AND v.id > ${id})
           GROUP BY v.id, v.name, v.type ORDER BY v.name, v.id LIMIT ${limit + 1}`,
    );
    return rows.map((row) => ({
      providerId: String(row.providerId),
      name: String(row.name),
      type: String(row.type),
      students: Number(row.students),
      offers: Number(row.offers),
      meanMinutes: Math.round(Number(row.meanMinutes)),
    }));
  }

  /** Within a scope over `proposal`; bars with nobody in them are left out. */
  async travel(runId: string, within: Sql): Promise<TravelBar[]> {
    const rows = await this.database.rows<Record<keyof TravelBar, string | number>>(
      sql`SELECT (proposal.travel_minutes / ${WIDTH}) * ${WIDTH} AS "fromMinutes",
                 count(*) AS "students"
            FROM proposal
           WHERE proposal.run_id = ${runId} AND proposal.status = 'placed' AND ${within}
           GROUP BY 1 ORDER BY 1`,
    );
    return rows.map((row) => ({ fromMinutes: Number(row.fromMinutes), students: Number(row.students) }));
  }

  /** Mean and longest one-way journey of those placed, within a scope over `proposal`; `null` where nobody is. */
  async journeys(runId: string, within: Sql): Promise<{ mean: number; longest: number } | null> {
    const [row] = await this.database.rows<{ mean: string | number | null; longest: number | null }>(
      sql`SELECT avg(proposal.travel_minutes) AS "mean", max(proposal.travel_minutes) AS "longest" FROM proposal
           WHERE proposal.run_id = ${runId} AND proposal.status = 'placed' AND ${within}`,
    );
    if (!row || row.mean === null) return null;
    return { mean: Math.round(Number(row.mean)), longest: Number(row.longest) };
  }

  /** The published offer with a reference, within a scope over `offer`. */
  async offerId(refKey: string, within: Sql): Promise<string | undefined> {
    const [row] = await this.database.rows<{ id: string }>(
      sql`SELECT offer.id AS "id" FROM offer WHERE offer.ref_key = ${refKey} AND offer.status = 'published' AND ${within}`,
    );
    return row?.id;
  }

  /** What was chosen beside a run, oldest first. */
  async choices(runId: string, manager: EntityManager = this.database.reader): Promise<PairChoice[]> {
    return manager.find(RunChoice, { where: { runId }, order: { chosenAt: 'ASC', requestId: 'ASC' } });
  }

  async choose(runId: string, choice: PairChoice): Promise<void> {
    await this.database.inTransaction((manager) =>
      manager.upsert(RunChoice, { ...choice, runId, chosenAt: new Date() }, [
        'runId',
        'requestId',
        'offerId',
      ]),
    );
  }
}
