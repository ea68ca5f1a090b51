import type { Candidates } from './candidates.js';
import type { HeiShare, MatchingInput, Request } from './types.js';

/**
 * The objective in numbers that one minimum cost flow can weigh. Leaving a request unplaced costs
 * `tierPrice[tier]`, plus, where shares are to be fair, a price that rises with the number its HEI
 * has without a place.
 *
 * That one pass is enough rests on the sets of requests that can be placed together being a matroid:
 * a heaviest base is the same for all weights of the same order, so tiers need only be weighed in strictly
 * falling order; and the numbers of placed by HEI are then the bases of an integral polymatroid, on which
 * the greedy that always lets the worst-served HEI grow is the lexicographic max-min (Federgruen and
 * Groenevelt 1986). `unit` outweighs any difference in cost.
 */
export interface Scale {
  readonly unit: number;
  readonly tierPrice: Float64Array;
  /** For each HEI, the price of leaving its 1st, 2nd, ... request without a place; rising. Empty without fairness. */
  readonly sharePrices: readonly Float64Array[];
  /** Outweighs everything above together: the price of a learner short of a required minimum. */
  readonly mustHave: number;
}

/** Requests by tier (0 goes first) and by HEI, both as places in sorted lists. */
export interface Classes {
  readonly priorities: readonly number[];
  readonly tierOf: Int32Array;
  readonly heis: readonly string[];
  readonly heiOf: Int32Array;
  readonly requestsOfTier: Int32Array;
  readonly requestsOfHei: Int32Array;
}

/** What one answer is worth, for comparison with another of the same input. */
export interface Standing {
  readonly placedByTier: Int32Array;
  readonly placedByHei: Int32Array;
  readonly placed: number;
  readonly cost: number;
}

/** Largest whole number up to which sums of whole numbers are exact, with room to add a few of them. */
const EXACT = 2 ** 50;

export function classesOf(requests: readonly Request[]): Classes {
  const priorities = [...new Set(requests.map((request) => request.priority))].sort((a, b) => a - b);
  const heis = [...new Set(requests.map((request) => request.hei))].sort();
  const tierAt = new Map(priorities.map((priority, at) => [priority, at]));
  const heiAt = new Map(heis.map((hei, at) => [hei, at]));
  const tierOf = new Int32Array(requests.length);
  const heiOf = new Int32Array(requests.length);
  requests.forEach((request, at) => {
    tierOf[at] = tierAt.get(request.priority)!;
    heiOf[at] = heiAt.get(request.hei)!;
  });
  return {
    priorities,
    tierOf,
    heis,
    heiOf,
    requestsOfTier: counted(tierOf, priorities.length),
    requestsOfHei: counted(heiOf, heis.length),
  };
}

/**
 * @param dearest - the highest cost of any pair
 * @returns `null` when costs, tiers and HEIs together need numbers above 2^53, which would make the
 *   answer inexact: the weights of the policy are too large for so many requests
 */
export function scaleOf(dearest: number, classes: Classes, input: MatchingInput): Scale | null {
  const places = input.offers.reduce((sum, offer) => sum + offer.places, 0);
  // Twice what any chain of moves could save, so that of two chains that are compared the one that places more is always shorter.
  const unit = 2 * (Math.min(input.requests.length, places) + 1) * dearest + 1;
  const isFair = input.policy.fairness === 'max-min' && classes.heis.length > 1;
  const ranks = isFair ? shareRanks(classes.requestsOfHei) : { levels: 0, ofHei: [] };
  const step = (ranks.levels + 1) * unit;
  const tiers = classes.priorities.length;
  // A path may pass from tier to tier once for each HEI, where unplaced requests meet by HEI.
  const crossings = isFair && tiers > 1 ? classes.heis.length + 2 : 2;
  const mustHave = crossings * (tiers + 1) * step;
  if (mustHave > EXACT) return null;
  return {
    unit,
    tierPrice: Float64Array.from(classes.priorities, (_, tier) => (tiers - tier) * step),
    sharePrices: ranks.ofHei.map((levels) => levels.map((level) => level * unit)),
    mustHave,
  };
}

/**
 * Ranks every possible loss of a place by how much it hurts the worst-served: the lower the share left,
 * the higher the rank; at the same share left, the HEI with fewer requests falls farther, so it ranks
 * higher. `ofHei[h][k]` is the rank of HEI `h` having its (k+1)-th request unplaced, from 1.
 */
function shareRanks(requestsOfHei: Int32Array): { levels: number; ofHei: Float64Array[] } {
  const losses: { hei: number; unplaced: number; left: number; of: number }[] = [];
  requestsOfHei.forEach((of, hei) => {
    for (let unplaced = 1; unplaced <= of; unplaced++)
      losses.push({ hei, unplaced, left: of - unplaced, of });
  });
  const byRank = (a: (typeof losses)[number], b: (typeof losses)[number]) =>
    b.left * a.of - a.left * b.of || b.of - a.of;
  losses.sort(byRank);
  const ofHei = Array.from(requestsOfHei, (of) => new Float64Array(of));
  let level = 0;
  losses.forEach((loss, at) => {
    if (at === 0 || byRank(losses[at - 1]!, loss) !== 0) level++;
    ofHei[loss.hei]![loss.unplaced - 1] = level;
  });
  return { levels: level, ofHei };
}

/** Standing of an answer given as one pair for each request, or -1. */
export function standingOf(candidates: Candidates, classes: Classes, pairOf: Int32Array): Standing {
  const placedByTier = new Int32Array(classes.priorities.length);
  const placedByHei = new Int32Array(classes.heis.length);
  let placed = 0;
  let cost = 0;
  pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    placed++;
    cost += candidates.cost[pair]!;
    placedByTier[classes.tierOf[request]!]!++;
    placedByHei[classes.heiOf[request]!]!++;
  });
  return { placedByTier, placedByHei, placed, cost };
}

/** Negative when `a` is better than `b`, 0 when neither is: tiers, then shares of HEIs if they are to be fair, then cost. */
export function compareStandings(a: Standing, b: Standing, classes: Classes, isFair: boolean): number {
  for (let tier = 0; tier < classes.priorities.length; tier++) {
    const difference = b.placedByTier[tier]! - a.placedByTier[tier]!;
    if (difference !== 0) return difference;
  }
  if (isFair) {
    const difference = compareShares(sharesOf(a, classes), sharesOf(b, classes));
    if (difference !== 0) return difference;
  }
  return a.cost - b.cost;
}

/** Share of one HEI as the fraction `placed / requests`. */
type Share = Pick<HeiShare, 'placed' | 'requests'>;

function sharesOf(standing: Standing, classes: Classes): Share[] {
  return classes.heis.map((_, hei) => ({
    placed: standing.placedByHei[hei]!,
    requests: classes.requestsOfHei[hei]!,
  }));
}

/** Negative when the shares of `a` are better for the worst-served: lexicographic over the sorted shares. */
export function compareShares(a: readonly Share[], b: readonly Share[]): number {
  const rising = (x: Share, y: Share) => x.placed * y.requests - y.placed * x.requests;
  const sortedA = [...a].sort(rising);
  const sortedB = [...b].sort(rising);
  for (let at = 0; at < sortedA.length; at++) {
    const difference = rising(sortedB[at]!, sortedA[at]!);
    if (difference !== 0) return difference;
  }
  return 0;
}

function counted(classOf: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const at of classOf) counts[at]!++;
  return counts;
}
