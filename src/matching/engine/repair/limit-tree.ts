import { nest, SINK, type CountLimit } from '../capacity-tree.js';
import type { Candidates } from '../candidates.js';
import { asCounts, type Limits } from '../limits.js';

/**
 * The limits that nest, as a forest: learners of a pair count in its node, in the node's parent, and so on. Where
 * nothing but places limits who goes where, the nodes are the offers.
 */
export interface LimitTree {
  readonly nodes: number;
  /** {@link SINK} for the outermost. */
  readonly parent: Int32Array;
  /** Children of node `n`: from `childStart[n]` up to `childStart[n + 1]`. */
  readonly childStart: Int32Array;
  readonly child: Int32Array;
  /** -1 for an offer without candidates. */
  readonly nodeOfOffer: Int32Array;
  readonly nodeOfPair: Int32Array;
  /** Empty for plain offers, which are not taken apart into cells. */
  readonly nodeOfCell: Int32Array;
  /** Learners at most in each node; for offers the places. */
  readonly room: Int32Array;
}

export function plainTree({ offer }: Candidates, places: Int32Array): LimitTree {
  const nodes = places.length;
  return {
    nodes,
    parent: new Int32Array(nodes).fill(SINK),
    childStart: new Int32Array(nodes + 1),
    child: new Int32Array(0),
    nodeOfOffer: Int32Array.from({ length: nodes }, (_, at) => at),
    nodeOfPair: offer,
    nodeOfCell: new Int32Array(0),
    room: Int32Array.from(places),
  };
}

/** The tree that says as much of the limits as nests; what it leaves unsaid has to be checked. */
export function nestedTree({ offer }: Candidates, limits: Limits, places: Int32Array): LimitTree {
  const offers = limits.offers.map(({ cells }): CountLimit => {
    return { cells, room: places[limits.cells.offer[cells[0]!]!]!, atLeast: 0 };
  });
  const shared = limits.shared.flatMap(asCounts);
  const { tree, nodeOfOffer } = nest(limits.cells.offer.length, offers, shared, []);
  const nodes = tree.parent.length;
  const childStart = new Int32Array(nodes + 1);
  for (const parent of tree.parent) if (parent !== SINK) childStart[parent + 1]!++;
  for (let node = 0; node < nodes; node++) childStart[node + 1]! += childStart[node]!;
  const child = new Int32Array(childStart[nodes]!);
  const next = childStart.slice(0, nodes);
  tree.parent.forEach((parent, node) => {
    if (parent !== SINK) child[next[parent]!++] = node;
  });
  const ofOffer = new Int32Array(places.length).fill(-1);
  limits.offers.forEach(({ cells }, at) => {
    ofOffer[limits.cells.offer[cells[0]!]!] = nodeOfOffer[at]!;
  });
  const nodeOfPair = new Int32Array(offer.length);
  for (let pair = 0; pair < offer.length; pair++)
    nodeOfPair[pair] = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
  return {
    nodes,
    parent: tree.parent,
    childStart,
    child,
    nodeOfOffer: ofOffer,
    nodeOfPair,
    nodeOfCell: tree.nodeOfCell,
    room: Int32Array.from(tree.room),
  };
}
