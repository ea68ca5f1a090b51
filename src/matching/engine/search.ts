import { boundedSearch, hasAnswer } from './bounded-search/bounded-search.js';
import type { CapacityTree } from './capacity-tree.js';
import { asOneSum } from './fairness/one-sum.js';
import { hasOrder, solveInOrder, type OrderedFlow } from './fairness/solve-in-order.js';
import { NOTHING_EXTRA, solveFlow, type Extra, type FlowAnswer } from './flow.js';
import type { Standing } from './objective.js';
import { isPlain, solvePlain } from './plain.js';
import type { Problem } from './problem.js';
import { isNested, withWholeOffers } from './relaxation.js';
import type { Watch } from './types.js';

export interface Solution {
  /** For each request its pair, or -1. Keeps every limit. */
  readonly pairOf: Int32Array;
  readonly standing: Standing;
  /**
   * No answer places more; and none that places as many as this one, of each priority, costs less. The same as `standing`
   * when the answer is exact.
   */
  readonly bound: { readonly placed: number; readonly cost: number };
  readonly isExact: boolean;
  /** All limits of the problem as a tree; `null` where a search was needed. */
  readonly tree: CapacityTree | null;
  /** The flow behind the answer, with prices; `null` without a tree, and where the objective is too much for one sum. */
  readonly flow: FlowAnswer | null;
  /** The answer with prices for each aim, where it was found in order. */
  readonly ordered: OrderedFlow | null;
}

/**
 * The best answer by the whole objective. A plain problem is an assignment; one whose limits nest is solved aim by aim, or, where
 * there is but one, as a flow: all exact. Anything else is searched, in bounded work, from the flow that keeps what nests.
 *
 * @returns `null` when no valid answer was found that honours the pins, which only minimum groups can cause
 */
export function solve(problem: Problem, watch?: Watch): Solution | null {
  watch?.progress('solving', 0, 1);
  const hasTree = isNested(problem);
  const ordered =
    hasTree && hasOrder(problem) ? solveInOrder(problem, () => watch?.progress('solving', 0, 1)) : null;
  const flow = ordered ? asOneSum(problem, ordered) : startOf(problem, watch);
  if (!ordered && !flow) return null;
  if (flow && !hasTree) {
    const found = boundedSearch(problem, flow, watch);
    watch?.progress('solving', 1, 1);
    return found && { ...found, tree: null, flow: null, ordered: null };
  }
  watch?.progress('solving', 1, 1);
  const { pairOf, standing, tree } = (ordered ?? flow)!;
  return { pairOf, standing, bound: standing, isExact: true, tree, flow, ordered };
}

/** Whether there is an answer that honours the pins, found with no regard to how good it is. */
export function isSolvable(problem: Problem, watch?: Watch): boolean {
  const flow = startOf(problem, watch);
  return flow !== null && (isNested(problem) || hasAnswer(problem, flow, watch));
}

/** The best flow under all that nests, with groups open that a pin holds open. */
function startOf(problem: Problem, watch?: Watch): FlowAnswer | null {
  watch?.progress('solving', 0, 1);
  if (isPlain(problem)) return solvePlain(problem, watch);
  const { limits, pinnedPair } = problem;
  const held = new Set<number>();
  for (const pair of pinnedPair) if (pair >= 0) held.add(limits.cells.offer[limits.cells.ofPair[pair]!]!);
  const open = limits.groups.filter(({ offer }) => held.has(offer));
  const extra: Extra = {
    ...NOTHING_EXTRA,
    atLeast: new Map(open.map(({ offer, minGroup }) => [offer, minGroup])),
  };
  return solveFlow(problem, withWholeOffers(problem), extra, () => watch?.progress('solving', 0, 1));
}
