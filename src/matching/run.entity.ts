import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  codeColumn,
  countColumn,
  idColumn,
  instantColumn,
  jsonColumn,
  textColumn,
} from '../database/columns.js';
import type { MatchingResult } from './engine/types.js';
import type { RunState } from './rules/run-states.js';
import type { RunScope } from './rules/run-scope.js';

/** What a run found, apart from its proposals. */
export type RunSummary = Omit<MatchingResult, 'outcomes'> & {
  readonly timings: Readonly<Record<string, number>>;
};

/** One execution of matching over a set of blocks and offers. */
@Entity({ name: 'run' })
@Index('run_idempotency_key', ['idempotencyKey'], { unique: true })
export class Run {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('label', 200))
  label: string;

  @Column(codeColumn('status', 12))
  status: RunState;

  /** The organisation whose people started it; `null`: whoever runs the machine did. */
  @ForeignKey('Organisation', { name: 'run_organisation', onDelete: 'SET NULL' })
  @Column(idColumn('organisation_id', { nullable: true }))
  organisationId: string | null;

  /** What the run is over and by which policy, as it was asked for. */
  @Column(jsonColumn('scope'))
  scope: RunScope;

  /**
   * Digest of the caller's organisation and its word for this request: the same word of the same
   * organisation gives this run again, another's does not.
   */
  @Column(codeColumn('idempotency_key', 120, { nullable: true }))
  idempotencyKey: string | null;

  /** SHA-256 of the request as it came, so that one key cannot stand for two. */
  @Column(codeColumn('scope_digest', 43))
  scopeDigest: string;

  /** SHA-256 of all that the engine was given, in hex. */
  @Column(codeColumn('input_digest', 64, { nullable: true }))
  inputDigest: string | null;

  @Column(codeColumn('engine', 60, { nullable: true }))
  engine: string | null;

  @Column(codeColumn('stage', 12, { nullable: true }))
  stage: string | null;

  /** Of the present stage, 0 to 100. */
  @Column(countColumn('percent', { default: 0 }))
  percent: number;

  @Column(jsonColumn('summary', { nullable: true }))
  summary: RunSummary | null;

  /** Why it failed or what stopped it, in words that may be shown. */
  @Column(codeColumn('failure', 500, { nullable: true }))
  failure: string | null;

  /** Which attempt at the job wrote last; a slower one that was given up on finds that it has lost. */
  @Column(countColumn('attempt', { default: 0 }))
  attempt: number;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('started_at', { nullable: true }))
  startedAt: Date | null;

  @Column(instantColumn('finished_at', { nullable: true }))
  finishedAt: Date | null;

  @Column(instantColumn('cancel_asked_at', { nullable: true }))
  cancelAskedAt: Date | null;

  @Column(instantColumn('published_at', { nullable: true }))
  publishedAt: Date | null;

  @Column(instantColumn('withdrawn_at', { nullable: true }))
  withdrawnAt: Date | null;
}

/** An HEI whose requests a run has answered: it sees the run, and of the run what is about its own students. */
@Entity({ name: 'run_hei' })
export class RunHei {
  @ForeignKey('Run', { name: 'run_hei_run', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('run_id'))
  runId: string;

  @ForeignKey('Hei', { name: 'run_hei_hei', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('hei_id'))
  heiId: string;
}

/** What a run suggests for one request, with its explanation. */
@Entity({ name: 'proposal' })
@Index('proposal_by_offer', ['runId', 'offerId'])
export class Proposal {
  @ForeignKey('Run', { name: 'proposal_run', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('run_id'))
  runId: string;

  @ForeignKey('PlacementRequest', { name: 'proposal_request', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('request_id'))
  requestId: string;

  @Column(codeColumn('status', 10))
  status: 'placed' | 'unplaced';

  @ForeignKey('Offer', { name: 'proposal_offer', onDelete: 'CASCADE' })
  @Column(idColumn('offer_id', { nullable: true }))
  offerId: string | null;

  @Column(countColumn('cost', { nullable: true }))
  cost: number | null;

  /** Longest one-way journey of the placement. */
  @Column(countColumn('travel_minutes', { nullable: true }))
  travelMinutes: number | null;

  @Column(countColumn('preference_rank', { nullable: true }))
  preferenceRank: number | null;

  /** Why, sealed: it names what the student needs or avoids. `null` once who the student was is erased. */
  @Column(textColumn('explanation', { nullable: true }))
  explanation: string | null;
}
