import { SINK } from '../capacity-tree.js';
import type { FlowAnswer } from '../flow.js';
import { dearestOf, type Problem } from '../problem.js';
import type { Aim } from './ranked-instance.js';
import type { OrderedFlow } from './solve-in-order.js';
import { UNITS_AROUND } from './unit-prices.js';

/** Largest whole number of which two can be added exactly. */
const EXACT = 2 ** 52;

/**
 * The answer with one number for each price: aims are weighed so that on any way through the network, and on two that are
 * compared, an earlier aim outweighs all later ones. For telling how much worse other answers are, where no more than a few places
 * of each HEI change hands; what more would cost is left open.
 *
 * @returns `null` where that takes numbers that are too large
 */
export function asOneSum(
  problem: Problem,
  { pairOf, standing, tree, nodeOfOffer, prices }: OrderedFlow,
): FlowAnswer | null {
  const { candidates, classes, limits, pinnedPair, isFair } = problem;
  const { aims, ofNode, ofHei, units } = prices;
  const downTo = ofNode.map((column) => {
    const added = Float64Array.from(column);
    // A parent is always numbered before its children.
    tree.parent.forEach((above, node) => {
      if (above !== SINK) added[node]! += added[above]!;
    });
    return added;
  });
  const weights = weightsOf(problem, aims, downTo, ofHei);
  if (!weights) return null;
  const sum = (columns: readonly Float64Array[], at: number) =>
    columns.reduce((total, column, aim) => total + weights[aim]! * column[at]!, 0);
  const priceOfNode = Float64Array.from(tree.parent, (_, node) => sum(downTo, node));
  const heis = isFair ? classes.heis : [];
  const priceOfHei = Float64Array.from(heis, (_, hei) => sum(ofHei, hei));
  const tiers = classes.priorities.length;
  const tierPrice = Float64Array.from(classes.priorities, (_, tier) => (tiers - tier) * weights[0]!);
  const carryOverPrice = new Float64Array(classes.carryOvers.length);
  aims.forEach((aim, at) => {
    if (aim.of === 'carry-over') carryOverPrice[aim.level] = weights[at]!;
  });
  const sharePrices = heis.map((_, hei) => {
    const requests = classes.requestsOfHei[hei]!;
    const entitlement = classes.entitlementOfHei[hei]!;
    return Float64Array.from({ length: requests }, (_each, out) => {
      const placed = requests - out - 1;
      const apart = Math.abs(placed + 0.5 - standing.placedByHei[hei]!);
      return apart < UNITS_AROUND ? weights[1]! * units.of({ placed, entitlement }) : NaN;
    });
  });
  return {
    pairOf,
    standing,
    tree,
    nodeOfOffer,
    potentials: {
      ofRequest: Float64Array.from(pairOf, (pair, request) => {
        const out = tierPrice[classes.tierOf[request]!]! + carryOverPrice[classes.carryOverOf[request]!]!;
        if (pair < 0 || pinnedPair[request]! >= 0) return -out - (priceOfHei[classes.heiOf[request]!] ?? 0);
        const node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
        return -candidates.cost[pair]! - (node === SINK ? 0 : priceOfNode[node]!);
      }),
      ofNode: priceOfNode.map((price) => 0 - price),
      ofHei: priceOfHei.map((price) => 0 - price),
      tierPrice,
      carryOverPrice,
      sharePrices,
    },
  };
}

/** The weight of each aim, the last one's 1: more than all later ones can differ by, on two ways or along one arc. */
function weightsOf(
  problem: Problem,
  aims: readonly Aim[],
  downTo: readonly Float64Array[],
  ofHei: readonly Float64Array[],
): number[] | null {
  const { candidates, classes, limits, isFair } = problem;
  const dearest = dearestOf(candidates);
  const places = limits.offers.reduce((total, { room }) => total + room, 0);
  // A way comes to each waiting room at most once: those of HEIs, or the one there is without shares.
  const rooms = (isFair ? classes.heis.length : 0) + 1;
  const onAWay: Record<Aim['of'], number> = {
    tiers: rooms * classes.priorities.length,
    shares: 0,
    'carry-over': rooms,
    cost: (Math.min(candidates.requests.length, places) + 1) * dearest,
  };
  const weights = aims.map(() => 1);
  let weight = 1;
  for (let at = aims.length - 1; at >= 0; at--) {
    const aim = aims[at]!.of;
    const range = highest(downTo[at]!) + highest(ofHei[at] ?? []);
    weights[at] = weight;
    weight *= 2 * Math.max(onAWay[aim], range + (aim === 'cost' ? dearest : 0)) + 1;
    if (weight > EXACT) return null;
  }
  return weights;
}

function highest(column: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < column.length; at++) most = Math.max(most, Math.abs(column[at]!));
  return most;
}
