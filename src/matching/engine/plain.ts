import { assign } from './assignment/assign.js';
import { pairAt } from './candidates.js';
import { nest } from './capacity-tree.js';
import type { FlowAnswer } from './flow.js';
import type { Instance } from './instance.js';
import { standingOf } from './objective.js';
import type { Problem } from './problem.js';
import type { Watch } from './types.js';

/**
 * Whether nothing but the places of offers limits who goes where, and nothing but cost chooses among those who can be
 * placed. Such a problem is an assignment, for which there is a solver many times faster than the network simplex.
 */
export function isPlain({ limits, classes, scale }: Problem): boolean {
  return (
    limits.shared.length === 0 &&
    limits.groups.length === 0 &&
    classes.priorities.length <= 1 &&
    scale.sharePrices.length === 0
  );
}

/** The best answer to a plain problem, with the prices that should prove it. */
export function solvePlain(problem: Problem, watch?: Watch): FlowAnswer {
  const { candidates, limits, classes, pinnedPair, scale } = problem;
  const instance = withoutPinned(problem);
  const least = scale.tierPrice[0] ?? 0;
  const assignment = assign(instance, {
    unplacedAtLeast: least,
    onStep: (done, steps) => watch?.progress('solving', done, steps),
  });

  const pairOf = Int32Array.from(pinnedPair, (pinned, request) => {
    const offer = assignment.offerOf[request]!;
    return pinned >= 0 ? pinned : offer < 0 ? -1 : pairAt(candidates, request, offer);
  });
  const offers = limits.offers.map(({ cells, room }) => ({ cells, room, atLeast: 0 }));
  const { tree, nodeOfOffer } = nest(limits.cells.offer.length, offers, [], []);
  const ofNode = new Float64Array(tree.parent.length);
  limits.offers.forEach(({ cells }, at) => {
    ofNode[nodeOfOffer[at]!] = -assignment.price[limits.cells.offer[cells[0]!]!]!;
  });
  return {
    pairOf,
    standing: standingOf(candidates, classes, pairOf),
    tree,
    nodeOfOffer,
    potentials: {
      ofRequest: assignment.level.map((level) => -level),
      ofNode,
      ofHei: new Float64Array(0),
      tierPrice: Float64Array.of(assignment.unplaced),
    },
  };
}

/** The problem as an instance, in which pinned requests have no pairs and the places they hold are gone. */
function withoutPinned({ candidates, pinnedPair }: Problem): Instance {
  const places = Int32Array.from(candidates.offers, (offer) => offer.places);
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
