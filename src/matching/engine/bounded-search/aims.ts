import type { Problem } from '../problem.js';

/**
 * What is wanted of a part, aim by aim in falling order, as numbers to be made small: first, for each tier, minus the
 * number placed; last, the cost. (Shares of HEIs are not among them: where pools cross, they are no linear aim.)
 */
export interface Aims {
  readonly tiers: number;
  tierOf(request: number): number;
  costOf(pair: number): number;
}

export type Values = readonly number[];

export function aimsOf({ candidates, classes }: Problem): Aims {
  return {
    tiers: classes.priorities.length,
    tierOf: (request) => classes.tierOf[request]!,
    costOf: (pair) => candidates.cost[pair]!,
  };
}

/** Negative when `a` is better than `b`. */
export function compareValues(a: Values, b: Values): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}
