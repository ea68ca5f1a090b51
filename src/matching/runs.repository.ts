import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditionFor, Database, join, type Sql, sql } from '../database/index.js';
import { HOLDING_STATES } from '../placements/index.js';
import type { CursorKey } from '../web/index.js';
import { Proposal, Run, RunHei } from './run.entity.js';
import { overfullLimits, type Use } from './rules/overfull-limits.js';

/** Placements that hold places now, by the legs of their offers. */
export interface HeldLeg {
  readonly offerRef: string;
  readonly requestId: string;
  readonly leg: number;
  readonly poolRef: string | null;
  readonly providerName: string;
  readonly siteName: string;
  readonly sitePostcode: string | null;
  readonly halfDaysPerWeek: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

export interface Difference {
  readonly requestId: string;
  readonly offerId: string | null;
  readonly otherOfferId: string | null;
}

/** What a run came to, over all requests or some. */
export interface RunTally {
  readonly requests: number;
  readonly placed: number;
  readonly cost: number;
}

/** Why a run can no longer be published as it stands. */
export interface Overtaken {
  readonly requestsHeld: number;
  readonly offersGone: number;
  readonly offersOverfull: number;
  /** Supervision pools, and caps of providers and sites. */
  readonly limitsOverfull: number;
}

/** The only queries over runs and proposals. */
@Injectable()
export class RunsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  run(id: string, manager: EntityManager = this.database.reader): Promise<Run | null> {
    return manager.findOneBy(Run, { id });
  }

  /** HEIs whose requests a run has answered; none before it has succeeded. */
  async heisOf(runId: string, manager: EntityManager = this.database.reader): Promise<string[]> {
    return (await manager.findBy(RunHei, { runId })).map(({ heiId }) => heiId);
  }

  /** Notes whose requests a run has answered. */
  async noteHeis(runId: string, manager: EntityManager): Promise<void> {
    await this.database.change(
      sql`INSERT INTO run_hei (run_id, hei_id)
          SELECT DISTINCT p.run_id, s.hei_id FROM proposal p
            JOIN placement_request q ON q.id = p.request_id
            JOIN student s ON s.id = q.student_id
           WHERE p.run_id = ${runId} ON CONFLICT DO NOTHING`,
      manager,
    );
  }

  byIdempotencyKey(key: string, manager: EntityManager): Promise<Run | null> {
    return manager.findOneBy(Run, { idempotencyKey: key });
  }

  /** Within a scope over `run`, newest first, one more than `limit` when there are more. */
  list(within: Sql, limit: number, after: CursorKey | undefined): Promise<Run[]> {
    const query = this.database.reader
      .createQueryBuilder(Run, 'run')
      .where(...conditionFor(within))
      .orderBy('run.id', 'DESC')
      .take(limit + 1);
    if (after) query.andWhere('run.id < :id', { id: after[0] });
    return query.getMany();
  }

  /** Within a scope over `proposal`, by request, one more than `limit` when there are more. */
  proposals(
    runId: string,
    status: 'placed' | 'unplaced' | undefined,
    within: Sql,
    limit: number,
    afterRequestId: string,
  ): Promise<Proposal[]> {
    const query = this.database.reader
      .createQueryBuilder(Proposal, 'proposal')
      .where('proposal.runId = :runId AND proposal.requestId > :after', { runId, after: afterRequestId })
      .andWhere(...conditionFor(within))
      .orderBy('proposal.requestId')
      .take(limit + 1);
    if (status) query.andWhere('proposal.status = :status', { status });
    return query.getMany();
  }

  /** Those of some requests, within a scope over `proposal`. */
  async proposalsOf(runId: string, requestIds: readonly string[], within: Sql): Promise<Proposal[]> {
    if (requestIds.length === 0) return [];
    return this.database.reader
      .createQueryBuilder(Proposal, 'proposal')
      .where('proposal.runId = :runId AND proposal.requestId IN (:...requestIds)', { runId, requestIds })
      .andWhere(...conditionFor(within))
      .orderBy('proposal.requestId')
      .getMany();
  }

  /** What a run came to within a scope over `proposal`. */
  async tally(runId: string, within: Sql): Promise<RunTally> {
    const [row] = await this.database.rows<Record<keyof RunTally, number | string | null>>(
      sql`SELECT count(*) AS "requests", count(proposal.offer_id) AS "placed", sum(proposal.cost) AS "cost"
            FROM proposal WHERE proposal.run_id = ${runId} AND ${within}`,
    );
    return {
      requests: Number(row?.requests ?? 0),
      placed: Number(row?.placed ?? 0),
      cost: Number(row?.cost ?? 0),
    };
  }

  /**
   * Requests within a scope over `proposal` that the two runs answer differently; one that only one run was
   * asked about counts as unplaced in the other.
   */
  async differences(
    runId: string,
    otherId: string,
    within: Sql,
    limit: number,
    afterRequestId: string,
  ): Promise<Difference[]> {
    return this.database.rows<Difference>(
      sql`SELECT r.request_id AS "requestId", max(r.mine) AS "offerId", max(r.others) AS "otherOfferId"
            FROM (${bothRuns(runId, otherId, within)}) r
           WHERE r.request_id > ${afterRequestId}
           GROUP BY r.request_id
          HAVING coalesce(max(r.mine), '') <> coalesce(max(r.others), '')
           ORDER BY r.request_id LIMIT ${limit + 1}`,
    );
  }

  async countDifferences(runId: string, otherId: string, within: Sql): Promise<number> {
    const [row] = await this.database.rows<{ changed: number | string }>(
      sql`SELECT count(*) AS "changed" FROM (
            SELECT r.request_id
              FROM (${bothRuns(runId, otherId, within)}) r
             GROUP BY r.request_id
            HAVING coalesce(max(r.mine), '') <> coalesce(max(r.others), '')) d`,
    );
    return Number(row?.changed ?? 0);
  }

  /** Everything that placements hold now, leg by leg. */
  heldLegs(): Promise<HeldLeg[]> {
    return this.database.rows<HeldLeg>(
      sql`SELECT o.ref AS "offerRef", p.request_id AS "requestId", g.leg AS "leg", k.ref AS "poolRef",
                 v.name AS "providerName", s.name AS "siteName", s.postcode AS "sitePostcode",
                 g.half_days_per_week AS "halfDaysPerWeek", b.starts_on AS "startsOn", b.ends_on AS "endsOn"
            FROM placement p
            JOIN offer o ON o.id = p.offer_id
            JOIN offer_leg g ON g.offer_id = o.id
            JOIN provider v ON v.id = g.provider_id
            JOIN site s ON s.id = g.site_id
            LEFT JOIN supervision_pool k ON k.id = g.pool_id
            JOIN placement_request q ON q.id = p.request_id
            JOIN block b ON b.id = q.block_id
           WHERE p.status IN (${join(HOLDING_STATES, ', ')})`,
    );
  }

  /** What happened since a run that its proposals no longer fit. */
  async overtaken(runId: string, manager: EntityManager): Promise<Overtaken> {
    const holding = join(HOLDING_STATES, ', ');
    const [row] = await this.database.rows<
      Record<Exclude<keyof Overtaken, 'limitsOverfull'>, number | string>
    >(
      sql`SELECT
            (SELECT count(*) FROM proposal x
              WHERE x.run_id = ${runId} AND x.status = 'placed' AND EXISTS
                (SELECT 1 FROM placement p WHERE p.request_id = x.request_id AND p.status IN (${holding}))
            ) AS "requestsHeld",
            (SELECT count(DISTINCT x.offer_id) FROM proposal x JOIN offer o ON o.id = x.offer_id
              WHERE x.run_id = ${runId} AND o.status <> 'published') AS "offersGone",
            (SELECT count(*) FROM (
               SELECT x.offer_id FROM proposal x JOIN offer o ON o.id = x.offer_id
                WHERE x.run_id = ${runId} AND x.status = 'placed'
                GROUP BY x.offer_id, o.places
               HAVING count(*) + (SELECT count(*) FROM placement p
                                   WHERE p.offer_id = x.offer_id AND p.status IN (${holding})) > o.places) f
            ) AS "offersOverfull"`,
      manager,
    );
    return {
      requestsHeld: Number(row?.requestsHeld ?? 0),
      offersGone: Number(row?.offersGone ?? 0),
      offersOverfull: Number(row?.offersOverfull ?? 0),
      limitsOverfull: await this.limitsOverfull(runId, manager),
    };
  }

  /** How many pools and caps would be exceeded by what placements hold and the run would add. */
  private async limitsOverfull(runId: string, manager: EntityManager): Promise<number> {
    const limits = await this.database.rows<{ limit: string; most: number }>(
      sql`SELECT id AS "limit", learner_half_days_per_week AS "most" FROM supervision_pool
           WHERE learner_half_days_per_week IS NOT NULL
          UNION ALL SELECT coalesce(site_id, provider_id), max_learners FROM learner_cap`,
      manager,
    );
    if (limits.length === 0) return 0;
    const taken = sql`SELECT request_id, offer_id FROM placement WHERE status IN (${join(HOLDING_STATES, ', ')})
                      UNION ALL
                      SELECT request_id, offer_id FROM proposal WHERE run_id = ${runId} AND status = 'placed'`;
    const uses = await this.database.rows<Use>(
      sql`SELECT g.pool_id AS "limit", g.half_days_per_week AS "amount", b.starts_on AS "startsOn", b.ends_on AS "endsOn"
            FROM (${taken}) t
            JOIN offer_leg g ON g.offer_id = t.offer_id AND g.pool_id IS NOT NULL
            JOIN placement_request q ON q.id = t.request_id JOIN block b ON b.id = q.block_id
          UNION ALL
          SELECT c.id, 1, c.starts_on, c.ends_on FROM (
            SELECT DISTINCT t.request_id, coalesce(k.site_id, k.provider_id) AS id, b.starts_on, b.ends_on
              FROM (${taken}) t
              JOIN offer_leg g ON g.offer_id = t.offer_id
              JOIN learner_cap k ON k.provider_id = g.provider_id AND (k.site_id IS NULL OR k.site_id = g.site_id)
              JOIN placement_request q ON q.id = t.request_id JOIN block b ON b.id = q.block_id) c`,
      manager,
    );
    return overfullLimits(uses, new Map(limits.map(({ limit, most }) => [limit, most])));
  }
}

function bothRuns(runId: string, otherId: string, within: Sql): Sql {
  return sql`SELECT request_id, offer_id AS mine, NULL AS others FROM proposal
              WHERE run_id = ${runId} AND ${within}
             UNION ALL
             SELECT request_id, NULL AS mine, offer_id AS others FROM proposal
              WHERE run_id = ${otherId} AND ${within}`;
}
