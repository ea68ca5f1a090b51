import { groundOf } from './eligibility.js';
import { explain } from './explain.js';
import { placedByCarryOver, sharesOf } from './fairness/shares-told.js';
import { doubtsAboutOptimalityInOrder } from './optimality/in-order.js';
import { doubtsAboutOptimality } from './optimality/optimality.js';
import { problemOf, type Problem } from './problem.js';
import { solve, type Solution } from './search.js';
import type { MatchingInput, MatchingResult, Watch } from './types.js';

/**
 * Name and version of the engine. The version rises with every change that may change an answer, so that a
 * recorded run can be repeated: same input, same version, same answer.
 */
export const ENGINE_VERSION = 'fairplace-engine 2';

/**
 * Finds who goes where: as many placed as can be, lower priority numbers first; then, if policy says so,
 * shares of HEIs as even as can be, the worst-served first; then as many as can be of those who fared badly before, the
 * highest carry-over first; then the least total cost.
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
  const proof = proofOf(input, problem, solution, watch);
  const explanation = explain(input, problem, solution, ground, watch);
  const { classes, candidates } = problem;
  const { standing, bound } = solution;
  const result: MatchingResult = {
    engine: ENGINE_VERSION,
    outcomes: explanation.outcomes,
    objective: {
      placedByPriority: classes.priorities.map((priority, tier) => ({
        priority,
        placed: standing.placedByTier[tier]!,
        requests: classes.requestsOfTier[tier]!,
      })),
      placedByCarryOver: placedByCarryOver(classes, standing),
      placed: standing.placed,
      cost: standing.cost,
    },
    bound: { placed: bound.placed, cost: bound.cost },
    isExact: solution.isExact,
    proof,
    heis: sharesOf(input, candidates.requests, solution.pairOf),
    offers: explanation.offers,
    caps: explanation.caps,
    pools: explanation.pools,
    shortages: explanation.shortages,
    counts: {
      requests: candidates.requests.length,
      offers: candidates.offers.length,
      eligiblePairs: candidates.offer.length,
    },
  };
  watch?.progress('explaining', candidates.requests.length, candidates.requests.length);
  return result;
}

/** @throws Error when the prices of the answer do not prove it: a fault of the engine, never of its input. */
function proofOf(
  input: MatchingInput,
  problem: Problem,
  { ordered, flow, isExact }: Solution,
  watch: Watch | undefined,
): MatchingResult['proof'] {
  if (!ordered && !flow) return isExact ? 'search' : 'bound';
  const doubts = ordered
    ? doubtsAboutOptimalityInOrder(input, problem, ordered, watch)
    : doubtsAboutOptimality(input, problem, flow!, watch);
  if (Object.values(doubts).some((count) => count > 0))
    throw new Error(`The answer is not proven to be the best: ${JSON.stringify(doubts)}.`);
  return 'prices';
}
