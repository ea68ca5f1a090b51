import { SINK, type CapacityTree } from '../capacity-tree.js';
import type { Problem } from '../problem.js';
import type { RankedInstance } from './ranked-instance.js';

/** A problem whose limits nest, told as one in which nothing but places limits who goes where. */
export interface Flat {
  readonly instance: RankedInstance;
  /** The cell that each offer of the instance stands for, by rising offer of the problem. */
  readonly cellOf: Int32Array;
  readonly offerOfCell: Int32Array;
  /** Learners of the instance who are requests; after them come fillers. */
  readonly requests: number;
  /** For each node of the tree, how many fillers sit somewhere below it on its account. */
  readonly fillersOf: Int32Array;
  /** For each offer of the instance, the innermost node that allows no more than its places; {@link SINK} where none does. */
  readonly nodeOf: Int32Array;
}

/**
 * Makes an offer of each cell, and of nested limits students who are not there: a limit that is lower than all places below it
 * together gets as many fillers as there are places too many. They can sit on any of these places at no cost and go before all
 * others, so that all of them do; what they leave is what the limit allows. Any learners that keep all limits leave them room,
 * from the innermost limit outwards, and any that leave them room keep all limits.
 *
 * Pinned learners are no part of it, nor is the room that they take.
 *
 * @param most - pairs of fillers
 * @returns `null` when there would be more, and when pinned learners pass a limit
 */
export function flatten(problem: Problem, tree: CapacityTree, most: number): Flat | null {
  const { candidates, limits, pinnedPair, classes, isFair } = problem;
  const { rowStart, offer, cost, requests } = candidates;
  const { ofPair, offer: offerOfPlace } = limits.cells;
  const cells = offerOfPlace.length;
  const room = roomBesidePinned(problem, tree);
  if (room.some((left) => left < 0)) return null;
  const takers = new Int32Array(cells);
  for (let request = 0; request < requests.length; request++) {
    if (pinnedPair[request]! >= 0) continue;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) takers[ofPair[pair]!]!++;
  }

  const cellOf = Int32Array.from({ length: cells }, (_, cell) => cell);
  cellOf.sort((a, b) => offerOfPlace[a]! - offerOfPlace[b]! || a - b);
  const offerOfCell = new Int32Array(cells);
  cellOf.forEach((cell, at) => (offerOfCell[cell] = at));
  const nodeOf = new Int32Array(cells).fill(SINK);
  const places = cellOf.map((cell, at) => {
    // One place more than takers is never taken, and costs nothing.
    let least = takers[cell]! + 1;
    for (let node = tree.nodeOfCell[cell]!; node !== SINK; node = tree.parent[node]!) {
      if (room[node]! >= least) continue;
      least = room[node]!;
      nodeOf[at] = node;
    }
    return least;
  });
  const { fillersOf, pairs: fillerPairs } = fillers(tree, room, places, cellOf);
  if (fillerPairs > most) return null;

  const fillerCount = fillersOf.reduce((sum, count) => sum + count, 0);
  const students = requests.length + fillerCount;
  const starts = new Int32Array(students + 1);
  const ofPairs = new Int32Array(offer.length + fillerPairs);
  const costs = new Int32Array(offer.length + fillerPairs);
  let count = 0;
  for (let request = 0; request < requests.length; request++) {
    if (pinnedPair[request]! < 0)
      for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
        const at = offerOfCell[ofPair[pair]!]!;
        if (places[at] === 0) continue;
        ofPairs[count] = at;
        costs[count++] = cost[pair]!;
      }
    starts[request + 1] = count;
  }
  let next = requests.length;
  const below = cellsBelow(tree, offerOfCell);
  fillersOf.forEach((fillersHere, node) => {
    if (fillersHere === 0) return;
    const row = below(node).filter((at) => places[at]! > 0);
    for (let nth = 0; nth < fillersHere; nth++) {
      ofPairs.set(row, count);
      count += row.length;
      starts[++next] = count;
    }
  });

  const ahead = fillerCount > 0 ? 1 : 0;
  const tierOf = new Int32Array(students);
  const carryOver = new Uint8Array(students);
  const heiOf = new Int32Array(students).fill(-1);
  const placedBefore = new Int32Array(classes.heis.length);
  for (let request = 0; request < requests.length; request++) {
    tierOf[request] = classes.tierOf[request]! + ahead;
    carryOver[request] = classes.carryOverOf[request]!;
    heiOf[request] = classes.heiOf[request]!;
    if (pinnedPair[request]! < 0) continue;
    // In no tier and of no HEI: placed anyway.
    heiOf[request] = -1;
    carryOver[request] = 0;
    placedBefore[classes.heiOf[request]!]!++;
  }
  return {
    instance: {
      places,
      rowStart: starts,
      offer: ofPairs.subarray(0, count),
      cost: costs.subarray(0, count),
      tierOf,
      tiers: classes.priorities.length + ahead,
      heis: isFair ? { of: heiOf, entitlement: classes.entitlementOfHei, placedBefore } : null,
      carryOver,
    },
    cellOf,
    offerOfCell,
    requests: requests.length,
    fillersOf,
    nodeOf,
  };
}

/** What the pinned learners leave of each node's room. */
export function roomBesidePinned({ pinnedPair, limits }: Problem, tree: CapacityTree): Int32Array {
  const room = Int32Array.from(tree.room);
  for (const pair of pinnedPair) {
    if (pair < 0) continue;
    for (let node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!; node !== SINK; node = tree.parent[node]!)
      room[node]!--;
  }
  return room;
}

/** How many fillers each node needs so that no more than its room is left, and how many pairs they have in all. */
function fillers(
  { nodeOfCell, parent }: CapacityTree,
  room: Int32Array,
  places: Int32Array,
  cellOf: Int32Array,
): { fillersOf: Int32Array; pairs: number } {
  const nodes = parent.length;
  const left = new Float64Array(nodes);
  const cellsIn = new Int32Array(nodes);
  cellOf.forEach((cell, at) => {
    const node = nodeOfCell[cell]!;
    if (node === SINK || places[at] === 0) return;
    left[node]! += places[at]!;
    cellsIn[node]!++;
  });
  const fillersOf = new Int32Array(nodes);
  let pairs = 0;
  // A parent is always numbered before its children.
  for (let node = nodes - 1; node >= 0; node--) {
    fillersOf[node] = Math.max(0, left[node]! - room[node]!);
    pairs += fillersOf[node]! * cellsIn[node]!;
    if (parent[node] === SINK) continue;
    left[parent[node]!]! += left[node]! - fillersOf[node]!;
    cellsIn[parent[node]!]! += cellsIn[node]!;
  }
  return { fillersOf, pairs };
}

/** Tells the offers of the instance below a node, rising. */
function cellsBelow(
  { nodeOfCell, parent }: CapacityTree,
  offerOfCell: Int32Array,
): (node: number) => number[] {
  const own = Array.from(parent, (): number[] => []);
  const children = Array.from(parent, (): number[] => []);
  nodeOfCell.forEach((node, cell) => {
    if (node !== SINK) own[node]!.push(offerOfCell[cell]!);
  });
  parent.forEach((above, node) => {
    if (above !== SINK) children[above]!.push(node);
  });
  const below = (node: number): number[] => [...own[node]!, ...children[node]!.flatMap(below)];
  return (node) => below(node).sort((a, b) => a - b);
}
