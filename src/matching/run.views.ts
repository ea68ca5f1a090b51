import { ApiProperty } from '@nestjs/swagger';
import { isoDay } from '../shared/days.js';
import type { Proposal, Run } from './run.entity.js';
import { RUN_STATES, type RunState } from './rules/run-states.js';

const MAYBE = { type: String, nullable: true } as const;
const INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const COUNT = { type: Number, nullable: true } as const;
const ANYTHING = { type: 'object', additionalProperties: true } as const;

export class RunTotalsView {
  @ApiProperty() requests: number;
  @ApiProperty() offers: number;
  @ApiProperty() eligiblePairs: number;
  @ApiProperty() placed: number;
  @ApiProperty() unplaced: number;
  @ApiProperty({ description: 'Lower is better' }) cost: number;
  @ApiProperty({ description: 'Nobody could place more' }) mostPlaced: number;
  @ApiProperty({ description: 'With so many placed, nobody could do it for less' }) leastCost: number;
  @ApiProperty() isExact: boolean;
  @ApiProperty({
    enum: ['prices', 'search', 'bound'],
    description: 'How that is known: by prices that prove it, by searching all else, or not beyond the bound',
  })
  proof: string;
}

export class RunView {
  @ApiProperty() id: string;
  @ApiProperty() label: string;
  @ApiProperty({ enum: RUN_STATES }) status: RunState;
  @ApiProperty(MAYBE) stage: string | null;
  @ApiProperty({ description: 'Of the present stage, 0 to 100' }) percent: number;
  @ApiProperty(MAYBE) failure: string | null;
  @ApiProperty({ ...ANYTHING, description: 'The policy, every default filled in' }) policy: object;
  @ApiProperty({ ...MAYBE, description: 'SHA-256 of all that the engine was given' }) inputDigest:
    string | null;
  @ApiProperty(MAYBE) engine: string | null;
  @ApiProperty({ type: RunTotalsView, nullable: true }) totals: RunTotalsView | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty(INSTANT) startedAt: string | null;
  @ApiProperty(INSTANT) finishedAt: string | null;
  @ApiProperty(INSTANT) publishedAt: string | null;
  @ApiProperty(INSTANT) withdrawnAt: string | null;
}

export class RunListView {
  @ApiProperty({ type: [RunView] }) items: RunView[];
  @ApiProperty(MAYBE) next: string | null;
}

export class ProposalView {
  @ApiProperty() requestId: string;
  @ApiProperty({ enum: ['placed', 'unplaced'] }) status: 'placed' | 'unplaced';
  @ApiProperty(MAYBE) offerId: string | null;
  @ApiProperty(COUNT) cost: number | null;
  @ApiProperty({ ...COUNT, description: 'Longest one-way journey' }) travelMinutes: number | null;
  @ApiProperty(COUNT) preferenceRank: number | null;
  @ApiProperty({ description: 'In plain words' }) reason: string;
  @ApiProperty({ description: 'The smallest change that would do; empty where none is known' })
  changeThatWouldHelp: string;
  @ApiProperty({ ...ANYTHING, description: "The engine's explanation" }) explanation: object;
}

export class ProposalListView {
  @ApiProperty({ type: [ProposalView] }) items: ProposalView[];
  @ApiProperty(MAYBE) next: string | null;
}

export class DifferenceView {
  @ApiProperty() requestId: string;
  @ApiProperty({ ...MAYBE, description: 'In this run; null: no place' }) offerId: string | null;
  @ApiProperty({ ...MAYBE, description: 'In the other run; null: no place' }) otherOfferId: string | null;
}

export class ComparisonView {
  @ApiProperty({ description: 'Requests that the runs answer differently' }) changed: number;
  @ApiProperty({ description: 'More placed by this run than by the other; below 0: fewer' })
  morePlaced: number;
  @ApiProperty({ description: 'Cost of this run less that of the other' }) moreCost: number;
  @ApiProperty({ type: [DifferenceView] }) items: DifferenceView[];
  @ApiProperty(MAYBE) next: string | null;
}

export function runView(run: Run): RunView {
  const { summary, scope } = run;
  return {
    id: run.id,
    label: run.label,
    status: run.status,
    stage: run.stage,
    percent: run.percent,
    failure: run.failure,
    policy: { ...scope.policy, asOf: isoDay(scope.policy.asOf) },
    inputDigest: run.inputDigest,
    engine: run.engine,
    totals: summary && {
      ...summary.counts,
      placed: summary.objective.placed,
      unplaced: summary.counts.requests - summary.objective.placed,
      cost: summary.objective.cost,
      mostPlaced: summary.bound.placed,
      leastCost: summary.bound.cost,
      isExact: summary.isExact,
      proof: summary.proof,
    },
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    publishedAt: run.publishedAt?.toISOString() ?? null,
    withdrawnAt: run.withdrawnAt?.toISOString() ?? null,
  };
}

export function proposalView(proposal: Proposal): ProposalView {
  const { requestId, status, offerId, cost, travelMinutes, preferenceRank } = proposal;
  const { reason, changeThatWouldHelp, outcome } = proposal;
  return {
    requestId,
    status,
    offerId,
    cost,
    travelMinutes,
    preferenceRank,
    reason,
    changeThatWouldHelp,
    explanation: outcome,
  };
}
