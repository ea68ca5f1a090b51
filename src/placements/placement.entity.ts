import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn, instantColumn } from '../database/columns.js';
import type { PlacementState } from './rules/placement-states.js';

/** A proposal that people have taken up. Holds the request's id; whose request it is, cohorts know. */
@Entity({ name: 'placement' })
@Index('placement_by_offer', ['offerId', 'status'])
@Index('placement_by_request', ['requestId'])
@Index('placement_by_run', ['runId', 'requestId'], { unique: true })
export class Placement {
  @PrimaryColumn(idColumn('id'))
  id: string;

  /** What a provider sees in place of a name until the placement is confirmed. */
  @Column(codeColumn('token', 12))
  token: string;

  @ForeignKey('Offer', { name: 'placement_offer' })
  @Column(idColumn('offer_id'))
  offerId: string;

  @ForeignKey('PlacementRequest', { name: 'placement_request_fk' })
  @Column(idColumn('request_id'))
  requestId: string;

  @ForeignKey('Run', { name: 'placement_run', onDelete: 'SET NULL' })
  @Column(idColumn('run_id', { nullable: true }))
  runId: string | null;

  @Column(codeColumn('status', 12))
  status: PlacementState;

  /** Code of the reason of a decline, withdrawal or cancellation. */
  @Column(codeColumn('reason', 40, { nullable: true }))
  reason: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;

  @Column(countColumn('version', { default: 1 }))
  version: number;
}

/** The answer of one leg's provider. A hybrid placement is accepted when each leg has accepted. */
@Entity({ name: 'placement_answer' })
export class PlacementAnswer {
  @ForeignKey('Placement', { name: 'placement_answer_placement', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('placement_id'))
  placementId: string;

  @PrimaryColumn(countColumn('leg'))
  leg: number;

  @Column(codeColumn('answer', 10))
  answer: 'accepted' | 'declined';

  @Column(codeColumn('reason', 40, { nullable: true }))
  reason: string | null;

  @Column(instantColumn('answered_at'))
  answeredAt: Date;
}
