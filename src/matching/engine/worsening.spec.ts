import { groundOf } from './eligibility.js';
import { match, type MatchingInput, type MatchingResult } from './index.js';
import { Network } from './network.js';
import { compareShares } from './objective.js';
import { problemOf } from './problem.js';
import { Residual } from './residual.js';
import { solve } from './search.js';
import { forRandomInputs } from './testing/random.js';
import type { Shape } from './testing/small-inputs.js';
import type { Worsening } from './types.js';
import { Ways } from './ways.js';
import { worsenings } from './worsening.js';

/** In what the second result is worse than the first, found by comparing the two. */
function difference(before: MatchingResult, after: MatchingResult, isFair: boolean): Worsening {
  const placedLost = before.objective.placed - after.objective.placed;
  const costAdded = after.objective.cost - before.objective.cost;
  const tiers = (result: MatchingResult) => result.objective.placedByPriority.map(({ placed }) => placed);
  const carried = (result: MatchingResult) => result.objective.placedByCarryOver.map(({ placed }) => placed);
  const isSameOrder =
    String(tiers(before)) === String(tiers(after)) &&
    (!isFair || compareShares(before.heis, after.heis) === 0) &&
    String(carried(before)) === String(carried(after));
  const first = placedLost > 0 ? 'places' : !isSameOrder ? 'order' : costAdded > 0 ? 'cost' : 'nothing';
  return { first, placesLost: placedLost, costAdded };
}

function isFoundBySolvingAgain(input: MatchingInput): void {
  const problem = problemOf(input, groundOf(input));
  const { flow, pairOf } = solve(problem)!;
  if (!flow) return;
  const network = new Network(new Residual(problem, pairOf, flow.tree), flow);
  const fromSink = new Ways(network, network.potential);
  fromSink.run(network.sink);
  const { rowStart, requests, offers, offer } = problem.candidates;
  const wishes: { request: number; pair: number }[] = [];
  for (let request = 0; request < requests.length; request++) {
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
      if (pair !== pairOf[request] && problem.pinnedPair[request]! < 0) wishes.push({ request, pair });
  }
  const before = match(input);
  const found = worsenings(
    {
      request: Int32Array.from(wishes, ({ request }) => request),
      pair: Int32Array.from(wishes, ({ pair }) => pair),
    },
    fromSink,
  );
  wishes.forEach(({ request, pair }, at) => {
    const pin = { request: requests[request]!.id, offer: offers[offer[pair]!]!.id };
    const policy = { ...input.policy, pinned: [...input.policy.pinned, pin] };
    const isPossible =
      input.policy.pinned.filter((other) => other.offer === pin.offer).length < offers[offer[pair]!]!.places;
    let after: MatchingResult | null = null;
    try {
      after = isPossible ? match({ ...input, policy }) : null;
    } catch {
      // Others who are pinned leave no room.
    }
    expect(found(at)).toEqual(after && difference(before, after, problem.isFair));
  });
}

describe('by how much the answer would be worse if a student had another offer', () => {
  const SHAPES: Shape[] = [
    {},
    { tiers: true },
    { tiers: true, fairness: true, pins: true },
    { caps: true, periods: true },
    { caps: true, tiers: true, fairness: true, pins: true },
    { tiers: true, fairness: true, weights: true, carryOver: true },
    { caps: true, periods: true, fairness: true, carryOver: true, pins: true },
  ];
  it.each(SHAPES)('is what solving again shows: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 7, mostOffers: 5 }, 120, isFoundBySolvingAgain),
  );
});
