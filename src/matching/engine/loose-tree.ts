import { SINK, type CapacityTree } from './capacity-tree.js';
import type { Occupancy } from './occupancy.js';
import type { Problem } from './problem.js';

/**
 * A capacity tree that any valid answer fits, whatever limits there are: one node for each cell, with room for one more learner
 * where that breaks no limit as things stand. Whoever takes the place of another in the same cell changes no load at
 * all, so that every chain of moves that the tree allows, down to one more learner in one cell, is allowed by all limits.
 * It allows fewer moves than the limits do.
 */
export function looseTree(problem: Problem, pairOf: Int32Array, occupancy: Occupancy): CapacityTree {
  const { candidates, limits } = problem;
  const { offers, requests, rowStart } = candidates;
  const cells = limits.cells.offer.length;
  const used = new Int32Array(cells);
  const taken = new Int32Array(offers.length);
  for (const pair of pairOf) {
    if (pair < 0) continue;
    used[limits.cells.ofPair[pair]!]!++;
    taken[candidates.offer[pair]!]!++;
  }
  // All who are in one cell are there for the same period.
  const sample = new Int32Array(cells).fill(-1);
  for (let request = 0; request < requests.length; request++) {
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
      sample[limits.cells.ofPair[pair]!] = request;
  }
  const room = used.map((learners, cell) => {
    const at = limits.cells.offer[cell]!;
    const offer = offers[at]!;
    const hasRoom =
      taken[at]! < offer.places &&
      taken[at]! + 1 >= offer.minGroup &&
      occupancy.lacking(requests[sample[cell]!]!, offer).length === 0;
    return learners + (hasRoom ? 1 : 0);
  });
  return {
    nodeOfCell: Int32Array.from({ length: cells }, (_, cell) => cell),
    parent: new Int32Array(cells).fill(SINK),
    room,
    atLeast: new Int32Array(cells),
  };
}
