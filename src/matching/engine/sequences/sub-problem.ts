import type { Limit } from '../limits.js';
import { classesOf, scaleOf } from '../objective.js';
import { dearestOf, type Problem } from '../problem.js';
import type { MatchingInput } from '../types.js';

/** A part of a problem: some requests, some of their pairs, at costs of one's own, in the room that others leave. */
export interface SubProblem {
  readonly problem: Problem;
  /** The pair of the whole problem for each pair of the part. */
  readonly pairAt: Int32Array;
}

/** Pairs of one request that may be taken, by rising pair, each with its cost. */
export interface Choice {
  readonly request: number;
  readonly pairs: readonly number[];
  readonly costs: readonly number[];
}

/**
 * Cuts the part out. Requests with a pin are no part of it; a minimum group is one that nobody else has opened.
 *
 * @param choices - by rising request
 * @param others - who is where and stays: what is used of each limit (places of offers, then what offers share), and how
 *   many are on each offer
 * @returns `null` when the costs are too large to be compared exactly
 */
export function subProblem(
  whole: Problem,
  policy: MatchingInput['policy'],
  choices: readonly Choice[],
  others: { readonly used: Float64Array; readonly onOffer: Int32Array },
): SubProblem | null {
  const { candidates, limits } = whole;
  const pairs = choices.reduce((sum, choice) => sum + choice.pairs.length, 0);
  const rowStart = new Int32Array(choices.length + 1);
  const offer = new Int32Array(pairs);
  const cost = new Int32Array(pairs);
  const ofPair = new Int32Array(pairs);
  const pairAt = new Int32Array(pairs);
  let at = 0;
  choices.forEach((choice, row) => {
    choice.pairs.forEach((pair, nth) => {
      offer[at] = candidates.offer[pair]!;
      cost[at] = choice.costs[nth]!;
      ofPair[at] = limits.cells.ofPair[pair]!;
      pairAt[at++] = pair;
    });
    rowStart[row + 1] = at;
  });

  const left = (limit: Limit, nth: number): Limit => ({ ...limit, room: limit.room - others.used[nth]! });
  const offers = [...candidates.offers];
  const offerLimits = limits.offers.map(left);
  for (const { cells, room } of offerLimits) {
    const there = limits.cells.offer[cells[0]!]!;
    const minGroup = others.onOffer[there]! > 0 ? 1 : offers[there]!.minGroup;
    offers[there] = { ...offers[there]!, places: room, minGroup };
  }
  const requests = choices.map(({ request }) => candidates.requests[request]!);
  const part = { requests, offers, rowStart, offer, cost };
  // Who fared badly before is no aim of sequences.
  const classes = {
    ...classesOf(requests, policy),
    carryOvers: [0],
    carryOverOf: new Int32Array(requests.length),
  };
  const scale = scaleOf(dearestOf(part), classes, {
    requests,
    offers,
    policy: { ...policy, fairness: 'none' },
  });
  if (!scale) return null;
  return {
    problem: {
      candidates: part,
      isOpen: new Uint8Array(pairs).fill(1),
      pinnedPair: new Int32Array(choices.length).fill(-1),
      limits: {
        cells: { ofPair, offer: limits.cells.offer },
        offers: offerLimits,
        shared: limits.shared.map((limit, nth) => left(limit, limits.offers.length + nth)),
        groups: limits.groups.filter(({ offer: there }) => others.onOffer[there] === 0),
        cellOf: (row, there) => limits.cellOf(choices[row]!.request, there),
      },
      classes,
      isFair: false,
      scale,
    },
    pairAt,
  };
}
