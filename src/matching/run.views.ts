import { ApiProperty } from '@nestjs/swagger';
import { isoDay } from '../shared/days.js';
import { ERASED_EXPLANATION, type ProposalReader, tellOutcome } from './rules/told-proposal.js';
import type { Explanation } from './explanations.repository.js';
import type { Proposal, Run, RunSummary } from './run.entity.js';
import type { RunTally } from './runs.repository.js';
import { RUN_STATES, type RunState } from './rules/run-states.js';

const MAYBE = { type: String, nullable: true } as const;
const INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const COUNT = { type: Number, nullable: true } as const;
const WHOLE = { ...COUNT, description: 'Null to those who see only their own part of the run' } as const;
const ANYTHING = { type: 'object', additionalProperties: true } as const;

export class RunTotalsView {
  @ApiProperty() requests: number;
  @ApiProperty(WHOLE) offers: number | null;
  @ApiProperty(WHOLE) eligiblePairs: number | null;
  @ApiProperty() placed: number;
  @ApiProperty() unplaced: number;
  @ApiProperty({ description: 'Lower is better' }) cost: number;
  @ApiProperty({ ...COUNT, description: `Nobody could place more. ${WHOLE.description}` })
  mostPlaced: number | null;
  @ApiProperty({
    ...COUNT,
    description: `With so many placed, nobody could do it for less. ${WHOLE.description}`,
  })
  leastCost: number | null;
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
  @ApiProperty({ ...ANYTHING, description: "The engine's explanation, requests by our ids" })
  explanation: object;
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

/** The policy of a run. Pairs name students and offers, so that they are for those who see the whole run. */
export function policyView({ scope: { policy } }: Pick<Run, 'scope'>, seesWholeRun: boolean): object {
  const pairs = seesWholeRun ? {} : { entitlementWeights: [], pinned: [], forbidden: [] };
  return { ...policy, ...pairs, asOf: isoDay(policy.asOf) };
}

/** @param own - what the run came to for a reader who does not see the whole of it */
export function runView(run: Run, own?: RunTally): RunView {
  const { summary } = run;
  return {
    id: run.id,
    label: run.label,
    status: run.status,
    stage: run.stage,
    percent: run.percent,
    failure: run.failure,
    policy: policyView(run, own === undefined),
    inputDigest: run.inputDigest,
    engine: run.engine,
    totals: summary && (own ? ownTotals(summary, own) : totalsOf(summary)),
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    publishedAt: run.publishedAt?.toISOString() ?? null,
    withdrawnAt: run.withdrawnAt?.toISOString() ?? null,
  };
}

function totalsOf({ counts, objective, bound, isExact, proof }: RunSummary): RunTotalsView {
  return {
    ...counts,
    placed: objective.placed,
    unplaced: counts.requests - objective.placed,
    cost: objective.cost,
    mostPlaced: bound.placed,
    leastCost: bound.cost,
    isExact,
    proof,
  };
}

function ownTotals({ isExact, proof }: RunSummary, { requests, placed, cost }: RunTally): RunTotalsView {
  const unsaid = { offers: null, eligiblePairs: null, mostPlaced: null, leastCost: null };
  return { ...unsaid, requests, placed, unplaced: requests - placed, cost, isExact, proof };
}

export function proposalView(
  proposal: Proposal,
  kept: Explanation | undefined,
  reader: ProposalReader,
): ProposalView {
  const { requestId, status, offerId, cost, travelMinutes, preferenceRank } = proposal;
  const told = kept ? tellOutcome(kept.outcome, kept, reader) : ERASED_EXPLANATION;
  return {
    requestId,
    status,
    offerId,
    cost,
    travelMinutes,
    preferenceRank,
    ...told,
  };
}
