import { costParts, legMinutes, preferenceRank } from './cost.js';
import type { Ground } from './eligibility.js';
import type { Problem } from './problem.js';
import { RuleCounts } from './rule-counts.js';
import type { Solution } from './search.js';
import { changeFinder } from './smallest-change.js';
import {
  MOST_GIVEN_UP,
  type GivenUp,
  type MatchingInput,
  type Outcome,
  type Placed,
  type Unplaced,
  type Watch,
} from './types.js';

const REQUESTS_A_REPORT = 100;

/**
 * Says for each request, in id order, what it got and what it gave up, or which rules and which holders left
 * it without a place and what would change that.
 */
export function explain(
  input: MatchingInput,
  problem: Problem,
  solution: Solution,
  ground: Ground,
  watch?: Watch,
): Outcome[] {
  const { candidates } = problem;
  const { requests, offers, rowStart } = candidates;
  const holders = holdersOf(problem, solution.pairOf);
  const counts = new RuleCounts(offers, ground);
  const smallestChange = changeFinder(input, problem, solution, ground);

  return requests.map((request, r) => {
    if (r % REQUESTS_A_REPORT === 0) watch?.progress('explaining', r, requests.length);
    const held = solution.pairOf[r]!;
    if (held < 0) {
      const { removed, near } = counts.of(request);
      const unplaced: Unplaced = {
        status: 'unplaced',
        request: request.id,
        removed,
        held: cheapest(r, Infinity),
        eligibleOffers: rowStart[r + 1]! - rowStart[r]!,
        change: smallestChange(r, near),
      };
      return unplaced;
    }
    const offer = offers[candidates.offer[held]!]!;
    const placed: Placed = {
      status: 'placed',
      request: request.id,
      offer: offer.id,
      cost: costParts(request, offer, ground),
      legMinutes: legMinutes(request, offer, ground),
      preferenceRank: preferenceRank(request, offer),
      givenUp: cheapest(r, candidates.cost[held]!),
    };
    return placed;
  });

  /** Eligible offers that cost less than `limit`, cheapest first, of equals the lower id. */
  function cheapest(request: number, limit: number): GivenUp[] {
    const best: number[] = [];
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      const cost = candidates.cost[pair]!;
      if (cost >= limit) continue;
      if (best.length === MOST_GIVEN_UP && candidates.cost[best[MOST_GIVEN_UP - 1]!]! <= cost) continue;
      let at = best.length;
      while (at > 0 && candidates.cost[best[at - 1]!]! > cost) at--;
      best.splice(at, 0, pair);
      if (best.length > MOST_GIVEN_UP) best.pop();
    }
    return best.map((pair) => {
      const offer = candidates.offer[pair]!;
      const isFull = holders[offer]!.length >= offers[offer]!.places;
      return {
        offer: offers[offer]!.id,
        cost: candidates.cost[pair]!,
        heldBy: isFull ? holders[offer]! : [],
      };
    });
  }
}

/** Ids of the requests on each offer, in id order. */
function holdersOf({ candidates }: Problem, pairOf: Int32Array): readonly (readonly string[])[] {
  const holders: string[][] = candidates.offers.map(() => []);
  pairOf.forEach((pair, request) => {
    if (pair >= 0) holders[candidates.offer[pair]!]!.push(candidates.requests[request]!.id);
  });
  return holders;
}
