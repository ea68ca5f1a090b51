import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CohortsRepository } from '../cohorts/index.js';
import { conditionFor, Database, type Sql } from '../database/index.js';
import { OfferLeg } from './offer-leg.entity.js';
import { Placement, PlacementAnswer } from './placement.entity.js';
import type { Concerned } from './placement.policy.js';
import type { PlacementState } from './rules/placement-states.js';

export interface PlacementFilter {
  readonly runId?: string | undefined;
  readonly offerId?: string | undefined;
  readonly status?: PlacementState | undefined;
}

/** A placement with the legs that hosts answer for, and whom it concerns. */
export interface ConcernedPlacement {
  readonly placement: Placement;
  /** In leg order. */
  readonly legs: readonly OfferLeg[];
  readonly concerned: Concerned;
}

/** The only queries over placements as people see and answer them. */
@Injectable()
export class PlacementsRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
  ) {}

  /** Within a scope over `placement`, oldest first, one more than `limit` when there are more. */
  list(
    { runId, offerId, status }: PlacementFilter,
    within: Sql,
    limit: number,
    afterId: string,
  ): Promise<Placement[]> {
    const query = this.database.reader
      .createQueryBuilder(Placement, 'placement')
      .where('placement.id > :afterId', { afterId })
      .andWhere(...conditionFor(within))
      .orderBy('placement.id')
      .take(limit + 1);
    if (runId) query.andWhere('placement.runId = :runId', { runId });
    if (offerId) query.andWhere('placement.offerId = :offerId', { offerId });
    if (status) query.andWhere('placement.status = :status', { status });
    return query.getMany();
  }

  async concerned(
    id: string,
    manager: EntityManager = this.database.reader,
  ): Promise<ConcernedPlacement | undefined> {
    const placement = await manager.findOneBy(Placement, { id });
    if (!placement) return undefined;
    const legs = await manager.find(OfferLeg, {
      where: { offerId: placement.offerId },
      order: { leg: 'ASC' },
    });
    const student = (await this.cohorts.studentsOf([placement.requestId], manager)).get(placement.requestId);
    if (!student) throw new Error('A placement of nobody');
    const { heiId, studentId } = student;
    return {
      placement,
      legs,
      concerned: { providerIds: legs.map((leg) => leg.providerId), heiId, studentId },
    };
  }

  /** By leg. */
  async answersOf(placementIds: readonly string[]): Promise<PlacementAnswer[]> {
    if (placementIds.length === 0) return [];
    return this.database.reader
      .createQueryBuilder(PlacementAnswer, 'answer')
      .where('answer.placementId IN (:...ids)', { ids: placementIds })
      .orderBy('answer.leg')
      .getMany();
  }
}
