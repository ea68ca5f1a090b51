import { SINK } from '../capacity-tree.js';
import type { FlowAnswer } from '../flow.js';
import type { Problem } from '../problem.js';

/** What the limits of an answer cost those who come under them, with what is wrong about them. */
export interface LimitPrices {
  /** Sum of the prices of all limits over each cell; infinite where only pinned learners have room. */
  readonly priceOnCell: Float64Array;
  /** Limits that have a price, as nodes of the tree. */
  readonly priced: readonly number[];
  readonly misplaced: number;
  readonly overfull: number;
  readonly slack: number;
}

/** Counts learners at each limit anew, from the pairs that are taken. */
export function pricesOfLimits(
  { candidates, pinnedPair, limits }: Problem,
  { pairOf, tree, potentials }: FlowAnswer,
): LimitPrices {
  const { rowStart } = candidates;
  const nodes = tree.parent.length;
  const used = new Int32Array(nodes);
  const pinned = new Int32Array(nodes);
  let misplaced = 0;
  for (let r = 0; r < pinnedPair.length; r++) {
    const pair = pairOf[r]!;
    const isPinned = pinnedPair[r]! >= 0;
    if (isPinned && pair !== pinnedPair[r]) misplaced++;
    if (pair < 0) continue;
    if (pair < rowStart[r]! || pair >= rowStart[r + 1]!) {
      misplaced++;
      continue;
    }
    const node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
    if (node === SINK) continue;
    used[node]!++;
    if (isPinned) pinned[node]!++;
  }

  const priceOnNode = new Float64Array(nodes);
  const priced: number[] = [];
  let overfull = 0;
  let slack = 0;
  // A parent is numbered before its children.
  for (let node = nodes - 1; node >= 0; node--) {
    const above = tree.parent[node]!;
    if (above === SINK) continue;
    used[above]! += used[node]!;
    pinned[above]! += pinned[node]!;
  }
  for (let node = 0; node < nodes; node++) {
    const above = tree.parent[node]!;
    const room = tree.room[node]!;
    const before = above === SINK ? 0 : potentials.ofNode[above]!;
    // Nobody else can come where the pinned ones fill the room: no price is too high.
    const price = room <= pinned[node]! ? Infinity : Math.max(0, before - potentials.ofNode[node]!);
    if (used[node]! > room) overfull++;
    if (price > 0) {
      priced.push(node);
      if (price < Infinity && (used[node]! < room || !Number.isSafeInteger(price))) slack++;
    }
    priceOnNode[node] = price + (above === SINK ? 0 : priceOnNode[above]!);
  }
  const priceOnCell = Float64Array.from(tree.nodeOfCell, (node) => (node === SINK ? 0 : priceOnNode[node]!));
  return { priceOnCell, priced, misplaced, overfull, slack };
}
