import type { FlowAnswer } from '../flow.js';
import type { Problem } from '../problem.js';
import type { MatchingInput, Watch } from '../types.js';
import { baselessLimits } from './baseless-limits.js';
import { doubtsAboutLeavingOut } from './leaving-out.js';
import { pricesOfLimits } from './limit-prices.js';

/** What speaks against an answer being the best; nothing, when all are 0. */
export interface OptimalityDoubts {
  /** Requests that are at no candidate of theirs, or not at the one they are pinned to. */
  readonly misplaced: number;
  /** Limits with more learners than room. */
  readonly overfull: number;
  /** Limits with a price that no places, cap or pool of the input stand for. */
  readonly baseless: number;
  /** Pairs, and requests, that could do better at these prices than their level says: dual infeasibility. */
  readonly cheaper: number;
  /** Places taken, and requests left out, away from the level; limits that have a price and room: slackness. */
  readonly slack: number;
  /** Prices of leaving out that do not put who is placed before cost, in the order of the objective. */
  readonly misweighed: number;
}

/** Rows between two reports of progress: a few milliseconds of work. */
const REQUESTS_A_REPORT = 5_000;

/**
 * Checks by linear programming duality that no answer is better. Given an answer, a level for each request and a price for
 * some limits: if every candidate pair costs at least the level less the prices of the limits on it, and those taken exactly
 * that; if leaving a request out costs at least its level, and exactly that where it is left out; and if only full limits
 * have a price: then no answer costs less in all. And if leaving out is priced in the order of the objective, so high
 * that no saving in cost outweighs it, then none is better (`objective.ts` says why one sum is enough).
 *
 * Limits, counts and costs are those of the input and its candidate pairs; of how answer and prices were found nothing is
 * known here. Whole numbers throughout, so that nothing is hidden by rounding. Looks once at each pair.
 *
 * @param answer - to the whole problem, with nothing added or taken away
 */
export function doubtsAboutOptimality(
  input: MatchingInput,
  problem: Problem,
  answer: FlowAnswer,
  watch?: Pick<Watch, 'progress'>,
): OptimalityDoubts {
  const tell = () => watch?.progress('solving', 1, 1);
  const { candidates, pinnedPair, limits } = problem;
  const { rowStart, offer, cost } = candidates;
  const { ofPair, offer: offerOfCell } = limits.cells;
  const { pairOf } = answer;
  tell();
  const { priceOnCell, priced, misplaced, overfull, slack } = pricesOfLimits(problem, answer);
  tell();
  const leaving = doubtsAboutLeavingOut(input, problem, answer);
  const doubts = { misplaced, overfull, baseless: 0, ...leaving, slack: slack + leaving.slack };
  for (let r = 0; r < pinnedPair.length; r++) {
    if (r % REQUESTS_A_REPORT === 0) tell();
    if (pinnedPair[r]! >= 0) continue;
    const held = pairOf[r]!;
    const level = -answer.potentials.ofRequest[r]!;
    let cheaper = 0;
    let mislabelled = 0;
    for (let pair = rowStart[r]!, end = rowStart[r + 1]!; pair < end; pair++) {
      const cell = ofPair[pair]!;
      if (offerOfCell[cell] !== offer[pair]) mislabelled++;
      if (cost[pair]! + priceOnCell[cell]! < level) cheaper++;
    }
    doubts.cheaper += cheaper;
    doubts.baseless += mislabelled;
    if (held >= 0 && cost[held]! + priceOnCell[ofPair[held]!]! !== level) doubts.slack++;
  }
  tell();
  doubts.baseless += baselessLimits(input, problem, answer.tree, priced, tell);
  return doubts;
}
