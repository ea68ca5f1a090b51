import type { Candidates } from './candidates.js';
import { compareUnits } from './fairness/entitlement.js';
import type { EntitlementWeight, HeiShare, MatchingInput, Policy, Request } from './types.js';

/**
 * The objective in numbers that one minimum cost flow can weigh. Leaving a request unplaced costs
 * `tierPrice[tier]`, plus, where shares are to be fair, a price that rises with the number its HEI
 * has without a place, plus the price of its carry-over.
 *
 * That one pass is enough rests on the sets of requests that can be placed together being a matroid:
 * a heaviest base is the same for all weights of the same order, so tiers need only be weighed in strictly
 * falling order; and the numbers of placed by HEI are then the bases of an integral polymatroid, on which
 * the greedy that always lets the worst-served HEI grow is the lexicographic max-min (Federgruen and
 * Groenevelt 1986). `unit` outweighs any difference in cost, and a price
 * of carry-over all that come before it.
 */
export interface Scale {
  readonly unit: number;
  readonly tierPrice: Float64Array;
  /** For each HEI, the price of leaving its 1st, 2nd, ... request without a place; rising. Empty without fairness. */
  readonly sharePrices: readonly Float64Array[];
  /** By place in `carryOvers`. */
  readonly carryOverPrice: Float64Array;
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
  /** Of each HEI: its requests, each times its weight. */
  readonly entitlementOfHei: readonly number[];
  /** Carry-overs that occur, rising, after 0, which always stands first; and for each request which of them it has. */
  readonly carryOvers: readonly number[];
  readonly carryOverOf: Int32Array;
}

/** What one answer is worth, for comparison with another of the same input. */
export interface Standing {
  readonly placedByTier: Int32Array;
  readonly placedByHei: Int32Array;
  /** By place in `carryOvers`. */
  readonly placedByCarryOver: Int32Array;
  readonly placed: number;
  readonly cost: number;
}

/** Largest whole number up to which sums of whole numbers are exact, with room to add a few of them. */
const EXACT = 2 ** 50;

export function classesOf(
  requests: readonly Request[],
  { entitlementWeights }: Pick<Policy, 'entitlementWeights'>,
): Classes {
  const priorities = [...new Set(requests.map((request) => request.priority))].sort((a, b) => a - b);
  const heis = [...new Set(requests.map((request) => request.hei))].sort();
  const tierAt = new Map(priorities.map((priority, at) => [priority, at]));
  const heiAt = new Map(heis.map((hei, at) => [hei, at]));
  const tierOf = new Int32Array(requests.length);
  const heiOf = new Int32Array(requests.length);
  const carryOvers = [...new Set([0, ...requests.map(({ carryOver }) => carryOver)])].sort((a, b) => a - b);
  const carryOverAt = new Map(carryOvers.map((carryOver, at) => [carryOver, at]));
  const carryOverOf = new Int32Array(requests.length);
  const weightOf = weightsOf(entitlementWeights);
  const entitlementOfHei = heis.map(() => 0);
  requests.forEach((request, at) => {
    tierOf[at] = tierAt.get(request.priority)!;
    heiOf[at] = heiAt.get(request.hei)!;
    carryOverOf[at] = carryOverAt.get(request.carryOver)!;
    entitlementOfHei[heiOf[at]]! += weightOf(request);
  });
  return {
    priorities,
    tierOf,
    heis,
    heiOf,
    requestsOfTier: counted(tierOf, priorities.length),
    requestsOfHei: counted(heiOf, heis.length),
    entitlementOfHei,
    carryOvers,
    carryOverOf,
  };
}

/** Tells what a request counts for: the weight of its HEI and profession, or that of its HEI, or 1. */
export function weightsOf(
  weights: readonly EntitlementWeight[],
): (request: Pick<Request, 'hei' | 'profession'>) => number {
  if (weights.length === 0) return () => 1;
  const ofHei = new Map<string, { all: number; of: Map<string, number> }>();
  for (const { hei, profession, weight } of weights) {
    const own = ofHei.get(hei) ?? { all: 1, of: new Map() };
    if (profession === null) own.all = weight;
    else own.of.set(profession, weight);
    ofHei.set(hei, own);
  }
  return ({ hei, profession }) => {
    const own = ofHei.get(hei);
    return own ? (own.of.get(profession) ?? own.all) : 1;
  };
}

/**
 * @param dearest - the highest cost of any pair
 * @returns `null` when costs, tiers and HEIs together need numbers above 2^53, which would make the
 *   answer inexact: the weights of the policy are too large for so many requests
 */
export function scaleOf(
  dearest: number,
  classes: Classes,
  input: Pick<MatchingInput, 'requests' | 'offers' | 'policy'>,
): Scale | null {
  const places = input.offers.reduce((sum, offer) => sum + offer.places, 0);
  // Twice what any chain of moves could save, so that of two chains that are compared the one that places more is always shorter.
  const unit = 2 * (Math.min(input.requests.length, places) + 1) * dearest + 1;
  // In the same way a student outweighs all of lower carry-over, in both of two chains.
  let step = unit;
  const carryOverPrice = counted(classes.carryOverOf, classes.carryOvers.length).reduce<number[]>(
    (prices, students, at) => {
      prices.push(at === 0 ? 0 : step);
      step += at === 0 ? 0 : 2 * students * step;
      return prices;
    },
    [],
  );
  const isFair = isSharedFairly(input.policy, classes);
  const shareStep = step;
  const ranks = isFair ? shareRanks(classes) : { levels: 0, ofHei: [] };
  step *= ranks.levels + 1;
  const tiers = classes.priorities.length;
  // A path may pass from tier to tier once for each HEI, where unplaced requests meet by HEI.
  const crossings = isFair && tiers > 1 ? classes.heis.length + 2 : 2;
  const mustHave = crossings * (tiers + 1) * step;
  if (mustHave > EXACT) return null;
  return {
    unit,
    tierPrice: Float64Array.from(classes.priorities, (_, tier) => (tiers - tier) * step),
    sharePrices: ranks.ofHei.map((levels) => levels.map((level) => level * shareStep)),
    carryOverPrice: Float64Array.from(carryOverPrice),
    mustHave,
  };
}

/** Whether shares of HEIs count: policy asks for it, and there is more than one. */
export function isSharedFairly({ fairness }: Pick<Policy, 'fairness'>, { heis }: Classes): boolean {
  return fairness === 'max-min' && heis.length > 1;
}

/**
 * Ranks every possible loss of a place by how much it hurts the worst-served: the lower the share left,
 * the higher the rank; at the same share left, the HEI with the smaller entitlement falls farther, so it ranks
 * higher. `ofHei[h][k]` is the rank of HEI `h` having its (k+1)-th request unplaced, from 1.
 */
function shareRanks({ requestsOfHei, entitlementOfHei }: Classes): {
  levels: number;
  ofHei: Float64Array[];
} {
  const losses: { hei: number; unplaced: number; placed: number; entitlement: number }[] = [];
  requestsOfHei.forEach((of, hei) => {
    for (let unplaced = 1; unplaced <= of; unplaced++)
      losses.push({ hei, unplaced, placed: of - unplaced, entitlement: entitlementOfHei[hei]! });
  });
  const byRank = (a: (typeof losses)[number], b: (typeof losses)[number]) => compareUnits(b, a);
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
  const placedByCarryOver = new Int32Array(classes.carryOvers.length);
  let placed = 0;
  let cost = 0;
  pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    placed++;
    cost += candidates.cost[pair]!;
    placedByTier[classes.tierOf[request]!]!++;
    placedByHei[classes.heiOf[request]!]!++;
    placedByCarryOver[classes.carryOverOf[request]!]!++;
  });
  return { placedByTier, placedByHei, placedByCarryOver, placed, cost };
}

/** Negative when `a` is better than `b`, 0 when neither is: tiers, then shares of HEIs if they are to be fair, then carry-over, then cost. */
export function compareStandings(a: Standing, b: Standing, classes: Classes, isFair: boolean): number {
  for (let tier = 0; tier < classes.priorities.length; tier++) {
    const difference = b.placedByTier[tier]! - a.placedByTier[tier]!;
    if (difference !== 0) return difference;
  }
  if (isFair) {
    const difference = compareShares(sharesOf(a, classes), sharesOf(b, classes));
    if (difference !== 0) return difference;
  }
  for (let at = classes.carryOvers.length - 1; at > 0; at--) {
    const difference = b.placedByCarryOver[at]! - a.placedByCarryOver[at]!;
    if (difference !== 0) return difference;
  }
  return a.cost - b.cost;
}

/** Share of one HEI as the fraction `placed / entitlement`. */
type Share = Pick<HeiShare, 'placed' | 'entitlement'>;

function sharesOf(standing: Standing, classes: Classes): Share[] {
  return classes.heis.map((_, hei) => ({
    placed: standing.placedByHei[hei]!,
    entitlement: classes.entitlementOfHei[hei]!,
  }));
}

/** Negative when the shares of `a` are better for the worst-served: lexicographic over the sorted shares. */
export function compareShares(a: readonly Share[], b: readonly Share[]): number {
  const rising = (x: Share, y: Share) => x.placed * y.entitlement - y.placed * x.entitlement;
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
