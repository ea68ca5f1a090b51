import { pairAt } from '../candidates.js';
import { nest, type CapacityTree } from '../capacity-tree.js';
import { standingOf, type Standing } from '../objective.js';
import type { Problem } from '../problem.js';
import { withWholeOffers } from '../relaxation.js';
import { assignInOrder } from './assign-in-order.js';
import { flatten } from './flat.js';
import { rowsOfLimits } from './limit-rows.js';
import type { OrderedPrices } from './ordered-prices.js';

/** Fillers may have so many pairs for each of the problem, or {@link FEW_PAIRS}, before a flow is likely to be quicker. */
const MOST_FILLING = 4;
const FEW_PAIRS = 1_000_000;

/** The best answer in order under limits that nest, with the prices that prove it. */
export interface OrderedFlow {
  /** For each request its pair, or -1. */
  readonly pairOf: Int32Array;
  readonly standing: Standing;
  readonly tree: CapacityTree;
  /** The node of each of `limits.offers`. */
  readonly nodeOfOffer: Int32Array;
  /** Of passing each node of the tree, and of leaving out one more of each HEI. */
  readonly prices: Omit<OrderedPrices, 'ofOffer'> & { readonly ofNode: readonly Float64Array[] };
}

/** Whether anything but the number placed and the cost is compared. */
export function hasOrder({ classes, isFair }: Problem): boolean {
  return classes.priorities.length > 1 || isFair || classes.carryOvers.length > 1;
}

/**
 * Solves a problem whose limits nest aim by aim, without weighing one against another: exact at any size.
 *
 * @returns `null` when pinned learners pass a limit, and when limits are so entangled that a flow is quicker, if there can be one
 */
export function solveInOrder(problem: Problem, pulse: () => void): OrderedFlow | null {
  const { candidates, limits, pinnedPair, classes, scale } = problem;
  const { offers, shared } = withWholeOffers(problem);
  const { tree, nodeOfOffer } = nest(
    limits.cells.offer.length,
    offers.map(({ cells, room }) => ({ cells, room, atLeast: 0 })),
    shared,
    [],
  );
  const most = scale ? Math.max(FEW_PAIRS, MOST_FILLING * candidates.offer.length) : Infinity;
  const flat = flatten(problem, tree, most);
  if (!flat) return null;
  const { offerOf, prices } = assignInOrder(flat.instance, pulse);
  const pairOf = Int32Array.from(pinnedPair, (pinned, request) => {
    const at = offerOf[request]!;
    if (pinned >= 0 || at < 0) return pinned;
    return pairAt(candidates, request, limits.cells.offer[flat.cellOf[at]!]!);
  });
  const { aims, ofHei, units } = prices;
  return {
    pairOf,
    standing: standingOf(candidates, classes, pairOf),
    tree,
    nodeOfOffer,
    prices: { aims, ofHei, units, ofNode: rowsOfLimits(tree, flat, prices) },
  };
}
