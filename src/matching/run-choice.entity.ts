import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';
import type { ChoiceKind } from './rules/next-pairs.js';

/** What somebody wants of one pair in the next run, noted while they looked at this one. */
@Entity({ name: 'run_choice' })
export class RunChoice {
  @ForeignKey('Run', { name: 'run_choice_run', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('run_id'))
  runId: string;

  @ForeignKey('PlacementRequest', { name: 'run_choice_request', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('request_id'))
  requestId: string;

  @ForeignKey('Offer', { name: 'run_choice_offer', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('offer_id'))
  offerId: string;

  @Column(codeColumn('kind', 10))
  kind: ChoiceKind;

  @Column(instantColumn('chosen_at'))
  chosenAt: Date;
}
