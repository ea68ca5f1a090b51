import type { OfferRecord, PoolRecord, ResolvedCap, StudentRecord } from '../exchange/index.js';
import type { District } from '../shared/travel-time.js';
import type { InputFault, MatchingResult, Outcome, Policy, Stage } from './engine/types.js';

/** What the solving thread is sent, in pieces; `rest` comes last and starts it. */
export type ProblemPart =
  | { readonly kind: 'students'; readonly records: readonly StudentRecord[] }
  | {
      readonly kind: 'offers';
      readonly offers: readonly { readonly record: OfferRecord; readonly isStale: boolean }[];
    }
  | {
      readonly kind: 'rest';
      readonly pools: readonly PoolRecord[];
      readonly caps: readonly ResolvedCap[];
      readonly policy: Policy;
      /** Each postcode of the problem with its district. */
      readonly districts: readonly (readonly [string, District])[];
    };

/** What may be sent to the thread. `more` asks for the next outcomes once the last are dealt with. */
export type ToThread = ProblemPart | { readonly kind: 'more' };

/** An outcome with its words, made while the problem is at hand that it speaks of. */
export interface ToldOutcome {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly changeThatWouldHelp: string;
}

/** What the thread answers. Outcomes come a few at a time, so that nobody else has to wait for them. */
export type FromThread =
  | { readonly kind: 'progress'; readonly stage: Stage; readonly percent: number }
  | { readonly kind: 'faults'; readonly faults: readonly InputFault[] }
  | { readonly kind: 'summary'; readonly summary: SolvedSummary }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly ToldOutcome[] }
  | { readonly kind: 'end' };

export type SolvedSummary = Omit<MatchingResult, 'outcomes'> & {
  readonly inputDigest: string;
  readonly timings: Readonly<Record<string, number>>;
};
