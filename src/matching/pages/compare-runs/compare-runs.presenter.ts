import type { GroupShare } from '../../run-shares.repository.js';
import type { RunTally } from '../../runs.repository.js';

/** What a run comes to for its reader. */
export interface RunNumbers {
  readonly tally: RunTally;
  readonly journeys: { readonly mean: number; readonly longest: number } | null;
  readonly groups: readonly GroupShare[];
}

/** The numbers of two runs by which people choose between them, one under the other, each with its bars. */
export function comparedNumbers(one: RunNumbers, other: RunNumbers) {
  const row = (
    words: string,
    unit: string,
    of: (run: RunNumbers) => number | null,
    isMoreBetter: boolean,
  ) => {
    const [mine, others] = [of(one), of(other)];
    const most = Math.max(mine ?? 0, others ?? 0, 1);
    const better =
      mine === null || others === null || mine === others ? null : mine > others === isMoreBetter;
    return {
      words,
      one: mine === null ? 'nobody' : `${mine}${unit}`,
      other: others === null ? 'nobody' : `${others}${unit}`,
      oneHundredths: ((mine ?? 0) * 100) / most,
      otherHundredths: ((others ?? 0) * 100) / most,
      /** Which of the two is better by it; `null` where neither is. */
      better: better === null ? null : better ? 'one' : 'other',
    };
  };
  return [
    row('Students with a place', '', ({ tally }) => tally.placed, true),
    row('Minutes each way, on average', '', ({ journeys }) => journeys?.mean ?? null, false),
    row('Longest journey in minutes', '', ({ journeys }) => journeys?.longest ?? null, false),
    row('Smallest share that a group has', '%', ({ groups }) => smallestShare(groups), true),
    row('Cost of all places together: journeys, wishes and variety', '', ({ tally }) => tally.cost, false),
  ];
}

function smallestShare(groups: readonly GroupShare[]): number | null {
  const shares = groups.filter(({ requests }) => requests > 0).map((group) => group.placed / group.requests);
  return shares.length === 0 ? null : Math.round(Math.min(...shares) * 100);
}
