import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Database, join, newId, putRows, sql } from '../database/index.js';
import type { Actor } from '../access/index.js';
import { recordEvent } from '../identity/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { ListingsRepository } from './listings.repository.js';
import { Placement, PlacementAnswer } from './placement.entity.js';
import { mayAnswerFor, maySeePlacement } from './placement.policy.js';
import { PlacementsRepository } from './placements.repository.js';
import {
  type DeclineReason,
  nextPlacementStates,
  PLACEMENT_STATES,
  type PlacementState,
} from './rules/placement-states.js';

/** A pair of a run that people are now asked about. */
export interface OfferedPair {
  readonly requestId: string;
  readonly offerId: string;
}

export type PlacementRefusal =
  | { readonly kind: 'not-found' }
  /** `legs`: what may be answered for. */
  | { readonly kind: 'no-such-leg'; readonly legs: readonly number[] }
  | { readonly kind: 'answered-already' }
  | {
      readonly kind: 'not-allowed';
      readonly from: PlacementState;
      readonly allowed: readonly PlacementState[];
    }
  | { readonly kind: 'changed-meanwhile' };

/** Letters and digits that are not mistaken for each other when read out. */
const TOKEN_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const TOKEN_LENGTH = 8;

/** The life of placements, as far as it goes today: offered, and answered by the provider of each leg. */
@Injectable()
export class PlacementsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ListingsRepository) private readonly listings: ListingsRepository,
    @Inject(PlacementsRepository) private readonly placements: PlacementsRepository,
  ) {}

  /** Turns the pairs of a run into placements that await their providers' answers. Within the caller's transaction. */
  async offerPlacements(manager: EntityManager, runId: string, pairs: readonly OfferedPair[]): Promise<void> {
    const now = new Date();
    const rows = pairs.map(({ requestId, offerId }): Placement => ({
      id: newId(),
      token: newToken(),
      offerId,
      requestId,
      runId,
      status: 'offered',
      reason: null,
      createdAt: now,
      updatedAt: now,
      version: 1,
    }));
    await putRows(manager, Placement, rows, [], []);
    await this.listings.recount(manager, [...new Set(pairs.map((pair) => pair.offerId))]);
  }

  /** Withdraws what is left of a run's placements. Tells how many that were. */
  async withdrawRun(manager: EntityManager, runId: string, reason: string): Promise<number> {
    const open = PLACEMENT_STATES.filter((state) =>
      (nextPlacementStates(state) as readonly string[]).includes('withdrawn'),
    );
    const withdrawn = await this.database.change(
      sql`UPDATE placement SET status = 'withdrawn', reason = ${reason}, version = version + 1,
                 updated_at = ${new Date().toISOString()}
           WHERE run_id = ${runId} AND status IN (${join(open, ', ')})`,
      manager,
    );
    const offers = await this.database.rows<{ offerId: string }>(
      sql`SELECT DISTINCT offer_id AS "offerId" FROM placement WHERE run_id = ${runId}`,
      manager,
    );
    await this.listings.recount(
      manager,
      offers.map(({ offerId }) => offerId),
    );
    return withdrawn;
  }

  /**
   * One leg's provider says yes or no. A no ends the placement; the last leg's yes accepts it. Two who
   * answer in the same instant: one is first, the other is told.
   */
  answerLeg(
    id: string,
    leg: number,
    answer: { readonly kind: 'accepted' } | { readonly kind: 'declined'; readonly reason: DeclineReason },
    actor: Actor,
  ): Promise<Result<Placement, PlacementRefusal>> {
    return this.database.inTransaction(async (manager) => {
      const found = await this.placements.concerned(id, manager);
      if (!found || !maySeePlacement(actor, found.concerned).isAllowed) return refused({ kind: 'not-found' });
      const { placement } = found;
      const legs = found.legs.length;
      const own = found.legs.filter(({ providerId }) => mayAnswerFor(actor, providerId).isAllowed);
      if (!own.some((each) => each.leg === leg)) {
        return refused({ kind: 'no-such-leg', legs: own.map((each) => each.leg) });
      }
      if (placement.status !== 'offered') {
        return refused({
          kind: 'not-allowed',
          from: placement.status,
          allowed: nextPlacementStates(placement.status),
        });
      }
      const answers = await manager.findBy(PlacementAnswer, { placementId: id });
      if (answers.some((each) => each.leg === leg)) return refused({ kind: 'answered-already' });
      const reason = answer.kind === 'declined' ? answer.reason : null;
      const now = new Date();
      const status: PlacementState =
        answer.kind === 'declined' ? 'declined' : answers.length + 1 === legs ? 'accepted' : 'offered';
      const changed: Placement = {
        ...placement,
        status,
        reason,
        updatedAt: now,
        version: placement.version + 1,
      };
      const update = await manager.update(Placement, { id, version: placement.version }, changed);
      if (update.affected === 0) return refused({ kind: 'changed-meanwhile' });
      await manager.insert(PlacementAnswer, {
        placementId: id,
        leg,
        answer: answer.kind,
        reason,
        answeredAt: now,
      });
      if (status === 'declined') await this.listings.recount(manager, [placement.offerId]);
      await recordEvent(manager, {
        type: `placement-leg-${answer.kind}`,
        actor,
        subjectType: 'placement',
        subjectId: id,
        data: { leg, legs, reason, status },
      });
      return ok(changed);
    });
  }
}

function newToken(): string {
  return Array.from({ length: TOKEN_LENGTH }, () => TOKEN_LETTERS[randomInt(TOKEN_LETTERS.length)]).join('');
}
