import type { Ground } from './eligibility.js';
import { capUses, worthOfLimits, poolUses, type WorthOfLimits } from './worth-of-limits.js';
import { looseTree } from './loose-tree.js';
import { Nearby } from './nearby.js';
import { Network } from './network.js';
import { Occupancy } from './occupancy.js';
import { Outcomes, type CheaperPairs } from './outcomes.js';
import type { Problem } from './problem.js';
import { Residual } from './residual.js';
import { RuleSets } from './rule-sets.js';
import type { Solution } from './search.js';
import { shortages } from './shortages.js';
import { BRINGS_NOTHING, worthOfPlaces } from './shadow-prices.js';
import { isNear } from './change-kinds.js';
import { ChangeFinder, type Answered } from './smallest-change.js';
import {
  MOST_GIVEN_UP,
  type MatchingInput,
  type OfferUse,
  type Outcome,
  type Watch,
  type CapUse,
  type PoolUse,
  type Shortage,
} from './types.js';
import { Ways } from './ways.js';
import { worsenings, type Worsenings } from './worsening.js';

/** What a result tells beside who goes where. */
export interface Explanation {
  /** Every request once, in id order. */
  readonly outcomes: readonly Outcome[];
  /** Every offer once, in id order. */
  readonly offers: readonly OfferUse[];
  readonly caps: readonly CapUse[];
  readonly pools: readonly PoolUse[];
  readonly shortages: readonly Shortage[];
}

/**
 * Says for each request what it got and what it gave up, or which rules and which holders left it without a place and what
 * would change that; and for each offer what one more place there would bring.
 *
 * Everything comes from one residual network of the answer and from sets of offers for classes of requests, not from looking at
 * every request and offer: the time is that of a few passes over the pairs.
 */
export function explain(
  input: MatchingInput,
  problem: Problem,
  solution: Solution,
  ground: Ground,
  watch?: Watch,
): Explanation {
  const { requests } = problem.candidates;
  let done = 0;
  const pulse = () => watch?.progress('explaining', done, requests.length);
  pulse();
  const answered = answeredBy(input, problem, solution, ground, pulse);
  const cheaper = cheaperPairs(problem, solution.pairOf);
  const flow = solution.flow && flowFacts(answered, cheaper, pulse);
  const outcomes = new Outcomes(answered, cheaper, flow?.worsenings ?? null);
  const finder = new ChangeFinder(answered);
  const sets = new RuleSets(requests, problem.candidates.offers, ground, isNear);
  sets.forEachClass((those) => {
    outcomes.gather(those, finder);
    done += those.members.length;
  }, pulse);
  return {
    outcomes: outcomes.told(pulse),
    offers: offerUses(answered, flow?.worths ?? null),
    caps: capUses(input, answered.occupancy, flow?.limits ?? null),
    pools: poolUses(input, answered.occupancy, flow?.limits ?? null),
    shortages: shortages(answered, flow?.fromSink ?? null, pulse),
  };
}

function answeredBy(
  input: MatchingInput,
  problem: Problem,
  solution: Solution,
  ground: Ground,
  pulse: () => void,
): Answered {
  const { candidates } = problem;
  const { requests, offers } = candidates;
  const taken = new Int32Array(offers.length);
  const occupancy = new Occupancy(input);
  solution.pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    taken[candidates.offer[pair]!]!++;
    occupancy.add(requests[request]!, offers[candidates.offer[pair]!]!);
  });
  const tree = solution.tree ?? looseTree(problem, solution.pairOf, occupancy);
  const residual = new Residual(problem, solution.pairOf, tree, pulse);
  return {
    input,
    problem,
    solution,
    ground,
    residual,
    occupancy,
    taken,
    nearby: new Nearby(input, offers),
    forbidden: forbiddenPairs(input, problem),
  };
}

function forbiddenPairs(
  input: MatchingInput,
  { candidates }: Problem,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const { forbidden } = input.policy;
  const offerAt = new Map(forbidden.length > 0 ? candidates.offers.map(({ id }, at) => [id, at]) : []);
  for (const { request, offer } of forbidden) {
    const at = offerAt.get(offer);
    if (at === undefined) continue;
    const there = found.get(request);
    if (!there) found.set(request, [at]);
    else if (!there.includes(at)) there.push(at);
  }
  return found;
}

function cheaperPairs({ candidates }: Problem, pairOf: Int32Array): CheaperPairs {
  const { rowStart, cost } = candidates;
  const start = new Int32Array(pairOf.length + 1);
  const pairs = new Int32Array(MOST_GIVEN_UP * pairOf.length);
  let end = 0;
  for (let request = 0; request < pairOf.length; request++) {
    const first = end;
    const held = pairOf[request]!;
    let limit = held < 0 ? Infinity : cost[held]!;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      const here = cost[pair]!;
      if (here >= limit) continue;
      let at = end - first < MOST_GIVEN_UP ? end++ : end - 1;
      for (; at > first && cost[pairs[at - 1]!]! > here; at--) pairs[at] = pairs[at - 1]!;
      pairs[at] = pair;
      if (end - first === MOST_GIVEN_UP) limit = cost[pairs[end - 1]!]!;
    }
    start[request + 1] = end;
  }
  return { start, pair: pairs.subarray(0, end) };
}

interface FlowFacts {
  /** For each cheaper pair, by its place. */
  readonly worsenings: Worsenings;
  /** By offer. */
  readonly worths: ReadonlyMap<number, OfferUse['onePlaceMore']>;
  readonly limits: WorthOfLimits;
  /** A search that has been run from the sink, without bounds. */
  readonly fromSink: Ways;
}

function flowFacts(
  { problem, solution, residual }: Answered,
  cheaper: CheaperPairs,
  pulse: () => void,
): FlowFacts {
  const network = new Network(residual, solution.flow!);
  const fromSink = new Ways(network, network.potential, pulse);
  fromSink.run(network.sink);
  const { limits, pinnedPair } = problem;
  const search = new Ways(network, network.potential, pulse);
  const worths = worthOfPlaces(fromSink, search);
  const wishes = { request: new Int32Array(cheaper.pair.length), pair: cheaper.pair };
  for (let request = 0; request < pinnedPair.length; request++)
    wishes.request.fill(request, cheaper.start[request], cheaper.start[request + 1]);
  return {
    fromSink,
    limits: worthOfLimits(fromSink, search),
    worsenings: worsenings(wishes, fromSink, pulse),
    worths: new Map(worths.map((worth, at) => [limits.cells.offer[limits.offers[at]!.cells[0]!]!, worth])),
  };
}

function offerUses({ problem, taken }: Answered, worths: FlowFacts['worths'] | null): OfferUse[] {
  return problem.candidates.offers.map(({ id, places }, offer) => ({
    offer: id,
    places,
    taken: taken[offer]!,
    onePlaceMore: worths && (worths.get(offer) ?? BRINGS_NOTHING),
  }));
}
