import { groundOf } from './eligibility.js';
import { explain } from './explain.js';
import { problemOf, type Problem } from './problem.js';
import { Residual } from './residual.js';
import { solve, type Solution } from './search.js';
import { BRINGS_NOTHING, worthOfPlaces } from './shadow-prices.js';
import { Network } from './network.js';
import { Ways } from './ways.js';
import type { MatchingInput, MatchingResult, OfferUse, Watch } from './types.js';

/**
 * Name and version of the engine. The version rises with every change that may change an answer, so that a
 * recorded run can be repeated: same input, same version, same answer.
 */
export const ENGINE_VERSION = 'fairplace-engine 1';

/**
 * Finds who goes where: as many placed as can be, lower priority numbers first; then, if policy says so,
 * shares of HEIs as even as can be, the worst-served first; then the least total cost.
 *
 * Exact wherever places and caps nest; otherwise as good as `bound` says. Deterministic: which of several
 * equally good answers is returned depends on ids alone, never on the order of arrays. Synchronous; the
 * time for 10,000 requests and 4,000 offers is a matter of a second.
 *
 * @throws Error for an input that `checkInput` finds fault with. Whatever `watch.progress` throws passes
 *   through, so that a caller can stop a run.
 */
export function match(input: MatchingInput, watch?: Watch): MatchingResult {
  watch?.progress('reading', 0, 1);
  const ground = groundOf(input);
  watch?.progress('reading', 1, 1);
  const problem = problemOf(input, ground, watch);
  const solution = solve(problem, watch);
  if (!solution)
    throw new Error('The pinned pairs and minimum groups do not fit together; run checkInput first.');
  const outcomes = explain(input, problem, solution, ground, watch);
  const { classes, candidates } = problem;
  const { standing, bound } = solution;
  const result: MatchingResult = {
    engine: ENGINE_VERSION,
    outcomes,
    objective: {
      placedByPriority: classes.priorities.map((priority, tier) => ({
        priority,
        placed: standing.placedByTier[tier]!,
        requests: classes.requestsOfTier[tier]!,
      })),
      placed: standing.placed,
      cost: standing.cost,
    },
    bound: { placed: bound.placed, cost: bound.cost },
    isExact: solution.isExact,
    heis: classes.heis.map((hei, at) => ({
      hei,
      requests: classes.requestsOfHei[at]!,
      placed: standing.placedByHei[at]!,
    })),
    offers: offerUses(problem, solution),
    counts: {
      requests: candidates.requests.length,
      offers: candidates.offers.length,
      eligiblePairs: candidates.offer.length,
    },
  };
  watch?.progress('explaining', candidates.requests.length, candidates.requests.length);
  return result;
}

function offerUses(problem: Problem, solution: Solution): OfferUse[] {
  const { candidates, limits } = problem;
  const taken = new Int32Array(candidates.offers.length);
  for (const pair of solution.pairOf) if (pair >= 0) taken[candidates.offer[pair]!]!++;
  const worth = new Map<number, OfferUse['onePlaceMore']>();
  if (solution.flow) {
    const residual = new Residual(problem, solution.pairOf, solution.flow.tree);
    const network = new Network(residual, solution.flow);
    const fromSink = new Ways(network, network.potential);
    fromSink.run(network.sink);
    const prices = worthOfPlaces(fromSink, new Ways(network, network.potential));
    limits.offers.forEach(({ cells }, at) => worth.set(limits.cells.offer[cells[0]!]!, prices[at]!));
  }
  return candidates.offers.map(({ id, places }, offer) => ({
    offer: id,
    places,
    taken: taken[offer]!,
    onePlaceMore: solution.flow ? (worth.get(offer) ?? BRINGS_NOTHING) : null,
  }));
}
