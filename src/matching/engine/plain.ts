import { assign } from './assignment/assign.js';
import { pairAt } from './candidates.js';
import { SINK, type CapacityTree } from './capacity-tree.js';
import { hasOrder } from './fairness/solve-in-order.js';
import type { FlowAnswer } from './flow.js';
import type { Instance } from './instance.js';
import { standingOf } from './objective.js';
import type { Problem } from './problem.js';
import type { Watch } from './types.js';

/**
 * Whether nothing but the places of offers limits who goes where, and nothing but cost chooses among those who can be
 * placed. Such a problem is an assignment, for which there is a solver many times faster than the network simplex.
 */
export function isPlain(problem: Problem): boolean {
  const { limits } = problem;
  return limits.shared.length === 0 && limits.groups.length === 0 && !hasOrder(problem);
}

/** The best answer to a plain problem, with the prices that should prove it. */
export function solvePlain(problem: Problem, watch?: Watch): FlowAnswer {
  const { candidates, limits, classes, pinnedPair, scale } = problem;
  const instance = withoutPinned(problem);
  const least = scale?.tierPrice[0] ?? 0;
  const assignment = assign(instance, {
    unplacedAtLeast: least,
    onStep: (done, steps) => watch?.progress('solving', done, steps),
  });

  const pairOf = Int32Array.from(pinnedPair, (pinned, request) => {
    const offer = assignment.offerOf[request]!;
    return pinned >= 0 ? pinned : offer < 0 ? -1 : pairAt(candidates, request, offer);
  });
  // Each offer is one limit over one cell, below which there is none and above which neither.
  const offerOfNode = limits.offers.map(({ cells }) => limits.cells.offer[cells[0]!]!);
  const tree: CapacityTree = {
    nodeOfCell: nodesOfCells(limits),
    parent: new Int32Array(limits.offers.length).fill(SINK),
    room: Int32Array.from(limits.offers, ({ room }) => room),
    atLeast: new Int32Array(limits.offers.length),
  };
  return {
    pairOf,
    standing: standingOf(candidates, classes, pairOf),
    tree,
    nodeOfOffer: Int32Array.from(limits.offers, (_, node) => node),
    potentials: {
      ofRequest: assignment.level.map((level) => -level),
      ofNode: Float64Array.from(offerOfNode, (offer) => -assignment.price[offer]!),
      ofHei: new Float64Array(0),
      tierPrice: Float64Array.of(assignment.unplaced),
      carryOverPrice: new Float64Array(1),
      sharePrices: [],
    },
  };
}

function nodesOfCells({ cells, offers }: Problem['limits']): Int32Array {
  const nodeOfCell = new Int32Array(cells.offer.length);
  offers.forEach((limit, node) => {
    nodeOfCell[limit.cells[0]!] = node;
  });
  return nodeOfCell;
}

/** The problem as an instance, in which pinned requests have no pairs and the places they hold are gone. */
function withoutPinned({ candidates, pinnedPair }: Problem): Instance {
  const places = new Int32Array(candidates.offers.length);
  candidates.offers.forEach((offer, o) => {
    places[o] = offer.places;
  });
  const { rowStart, offer, cost } = candidates;
  if (!pinnedPair.some((pair) => pair >= 0)) return { places, rowStart, offer, cost };
  const starts = new Int32Array(rowStart.length);
  const keptOffer = new Int32Array(offer.length);
  const keptCost = new Int32Array(offer.length);
  let kept = 0;
  pinnedPair.forEach((pinned, request) => {
    if (pinned >= 0) places[offer[pinned]!]!--;
    else {
      const [from, to] = [rowStart[request]!, rowStart[request + 1]!];
      keptOffer.set(offer.subarray(from, to), kept);
      keptCost.set(cost.subarray(from, to), kept);
      kept += to - from;
    }
    starts[request + 1] = kept;
  });
  return { places, rowStart: starts, offer: keptOffer.subarray(0, kept), cost: keptCost.subarray(0, kept) };
}
