import { Inject, Injectable } from '@nestjs/common';
import { CohortsRepository } from '../cohorts/index.js';
import { Database, fixed, join, type Sql, sql } from '../database/index.js';
import { listingsWithin, type Onlooker } from './offer.policy.js';
import { discloseStudent, type ShownStudent } from './rules/disclosure.js';
import type { OfferState } from './rules/offer-states.js';
import type { PlacementState } from './rules/placement-states.js';

/** An offer in a host's own list. */
export interface HostedOffer {
  readonly id: string;
  readonly title: string;
  readonly status: OfferState;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly places: number;
  readonly supervision: string;
  readonly reconfirmedAt: string | null;
  /** Places that somebody has. */
  readonly taken: number;
}

/** A learner at a host, with as much of who it is as the host may know at the time. */
export interface HostedLearner {
  readonly id: string;
  readonly token: string;
  readonly status: PlacementState;
  readonly offerId: string;
  readonly offerTitle: string;
  /** Days of the block. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** The host's own legs that wait for its answer. */
  readonly legsToAnswer: readonly number[];
  readonly student: ShownStudent;
}

interface LearnerRow extends Omit<HostedLearner, 'student' | 'legsToAnswer'> {
  readonly requestId: string;
  readonly legs: string | null;
}

const HOLDING = ['offered', 'accepted', 'confirmed', 'under-way'] as const;

/** What a provider hosts, read through its legs: what it has is little, however much there is in all. */
@Injectable()
export class HostedRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
  ) {}

  /** Offers with a leg of the provider, those that end last first, one more than `limit` when there are more. */
  async offers(
    providerId: string,
    limit: number,
    after: readonly (string | number)[] | undefined,
    narrowed: Sql = fixed('1 = 1'),
  ): Promise<HostedOffer[]> {
    const [endsOn = '', id = ''] = after ?? [];
    const past = after ? sql`(o.ends_on, o.id) < (${endsOn}, ${id})` : fixed('1 = 1');
    const rows = await this.database.rows<HostedOffer>(
      sql`SELECT o.id AS "id", o.title AS "title", o.status AS "status", o.starts_on AS "startsOn",
                 o.ends_on AS "endsOn", o.places AS "places", o.supervision AS "supervision",
                 o.reconfirmed_at AS "reconfirmedAt",
                 (SELECT count(*) FROM placement p
                   WHERE p.offer_id = o.id AND p.status IN (${join(HOLDING, ', ')})) AS "taken"
            FROM offer o
           WHERE o.id IN (SELECT g.offer_id FROM offer_leg g WHERE g.provider_id = ${providerId})
             AND ${narrowed} AND ${past}
           ORDER BY o.ends_on DESC, o.id DESC LIMIT ${limit + 1}`,
    );
    return rows.map((row) => ({ ...row, taken: Number(row.taken) }));
  }

  /** Offers of the provider that an onlooker may find, the soonest first. */
  async listed(providerId: string, onlooker: Onlooker, limit: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      sql`SELECT l.offer_id AS "id" FROM offer_listing l
           WHERE l.offer_id IN (SELECT g.offer_id FROM offer_leg g WHERE g.provider_id = ${providerId})
             AND l.ends_on >= ${onlooker.today} AND ${listingsWithin(onlooker)}
           ORDER BY l.starts_on, l.offer_id LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Published offers that were last confirmed before an instant, those that wait longest first. */
  toReconfirm(
    providerId: string,
    before: Date,
    today: string,
    limit: number,
  ): Promise<{ id: string; title: string; reconfirmedAt: string | null }[]> {
    return this.database.rows(
      sql`SELECT o.id AS "id", o.title AS "title", o.reconfirmed_at AS "reconfirmedAt"
            FROM offer o
           WHERE o.id IN (SELECT g.offer_id FROM offer_leg g WHERE g.provider_id = ${providerId})
             AND o.status = 'published' AND o.ends_on >= ${today}
             AND (o.reconfirmed_at IS NULL OR o.reconfirmed_at < ${before.toISOString()})
           ORDER BY o.reconfirmed_at, o.id LIMIT ${limit}`,
    );
  }

  /** Learners whose leg at the provider waits for an answer, the earliest block first. */
  learnersToAnswer(providerId: string, limit: number): Promise<HostedLearner[]> {
    const open = sql`p.status = 'offered' AND EXISTS
      (SELECT 1 FROM offer_leg g WHERE g.offer_id = o.id AND g.provider_id = ${providerId}
          AND NOT EXISTS (SELECT 1 FROM placement_answer a WHERE a.placement_id = p.id AND a.leg = g.leg))`;
    return this.learners(providerId, open, fixed('b.starts_on, p.id'), limit);
  }

  /** Learners whose block begins within the days, the earliest first. */
  learnersArriving(providerId: string, from: string, to: string, limit: number): Promise<HostedLearner[]> {
    const arriving = sql`p.status IN ('accepted', 'confirmed', 'under-way') AND b.starts_on BETWEEN ${from} AND ${to}`;
    return this.learners(providerId, arriving, fixed('b.starts_on, p.id'), limit);
  }

  /** All learners of the provider, the latest placement first; one more than `limit` when there are more. */
  learnersPage(providerId: string, limit: number, beforeId: string | undefined): Promise<HostedLearner[]> {
    const past = beforeId === undefined ? fixed('1 = 1') : sql`p.id < ${beforeId}`;
    return this.learners(providerId, sql`p.status <> 'proposed' AND ${past}`, fixed('p.id DESC'), limit + 1);
  }

  /** Whether a placement that holds is at the provider, among those of a scope over `placement`. */
  async isPlacedAt(providerId: string, within: Sql): Promise<boolean> {
    const rows = await this.database.rows(
      sql`SELECT 1 FROM placement
           WHERE placement.offer_id IN (SELECT g.offer_id FROM offer_leg g WHERE g.provider_id = ${providerId})
             AND placement.status IN (${join([...HOLDING, 'completed'], ', ')}) AND ${within} LIMIT 1`,
    );
    return rows.length > 0;
  }

  async learner(providerId: string, id: string): Promise<HostedLearner | undefined> {
    const [found] = await this.learners(providerId, sql`p.id = ${id}`, fixed('p.id'), 1);
    return found;
  }

  private async learners(
    providerId: string,
    narrowed: Sql,
    order: Sql,
    limit: number,
  ): Promise<HostedLearner[]> {
    const aggregate =
      this.database.capabilities.placeholder === 'numbered'
        ? fixed("string_agg(g.leg::text, '|')")
        : fixed(`group_concat(g.leg, '|')`);
    const rows = await this.database.rows<LearnerRow>(
      sql`SELECT p.id AS "id", p.token AS "token", p.status AS "status", p.request_id AS "requestId",
                 o.id AS "offerId", o.title AS "offerTitle", b.starts_on AS "startsOn", b.ends_on AS "endsOn",
                 (SELECT ${aggregate} FROM offer_leg g
                   WHERE g.offer_id = o.id AND g.provider_id = ${providerId} AND p.status = 'offered'
                     AND NOT EXISTS (SELECT 1 FROM placement_answer a WHERE a.placement_id = p.id AND a.leg = g.leg)) AS "legs"
            FROM (SELECT DISTINCT offer_id FROM offer_leg WHERE provider_id = ${providerId}) own
            JOIN offer o ON o.id = own.offer_id
            JOIN placement p ON p.offer_id = o.id
            JOIN placement_request q ON q.id = p.request_id
            JOIN block b ON b.id = q.block_id
           WHERE ${narrowed} ORDER BY ${order} LIMIT ${limit}`,
    );
    const students = await this.cohorts.studentsOf(rows.map((row) => row.requestId));
    return rows.map(({ requestId, legs, ...row }) => {
      const student = students.get(requestId);
      if (!student) throw new Error('A placement of nobody');
      return {
        ...row,
        legsToAnswer: (legs ?? '')
          .split('|')
          .filter((leg) => leg !== '')
          .map(Number)
          .sort((one, other) => one - other),
        student: discloseStudent(student, row.status, 'provider'),
      };
    });
  }
}
