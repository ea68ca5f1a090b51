import { UNLIMITED, type Network } from './network-simplex.js';

/** A flow, in `network.flow`, with the potentials that should prove it of least cost. */
export interface ProvenFlow {
  readonly network: Network;
  readonly potential: Float64Array;
  /** The first so many nodes send out one unit each; everything ends in the root. */
  readonly requestNodes: number;
}

/** What speaks against a flow being optimal; nothing, when all three are 0. */
export interface Doubts {
  /** Arcs with less than no flow or more than their capacity. */
  readonly overfull: number;
  /** Nodes where what comes in is not what goes out. */
  readonly unbalanced: number;
  /** Arcs that could still lower the cost: empty with a negative reduced cost, or not empty with a positive one. */
  readonly improvable: number;
}

/**
 * Proof that a flow is of least cost, by linear programming duality: prices of nodes such that every arc with
 * spare capacity costs at least, and every arc with flow at most, the difference of the prices at its ends
 * (complementary slackness). Whole numbers throughout, so that nothing is hidden by rounding. Looks at each arc once
 * and knows nothing of how flow and prices were found.
 */
export function doubtsAbout({ network, potential, requestNodes }: ProvenFlow): Doubts {
  const { from, to, capacity, cost, flow, nodes, root } = network;
  const balance = new Float64Array(nodes);
  let overfull = 0;
  let improvable = 0;
  for (let arc = 0; arc < from.length; arc++) {
    const units = flow[arc]!;
    const isFull = capacity[arc] !== UNLIMITED && units >= capacity[arc]!;
    if (units < 0 || (capacity[arc] !== UNLIMITED && units > capacity[arc]!)) overfull++;
    const reduced = cost[arc]! + potential[from[arc]!]! - potential[to[arc]!]!;
    if ((reduced < 0 && !isFull) || (reduced > 0 && units > 0) || !Number.isSafeInteger(reduced))
      improvable++;
    balance[from[arc]!]! += units;
    balance[to[arc]!]! -= units;
  }
  let unbalanced = 0;
  for (let node = 0; node < nodes; node++) {
    const wanted = node === root ? -requestNodes : node < requestNodes ? 1 : 0;
    if (balance[node] !== wanted) unbalanced++;
  }
  return { overfull, unbalanced, improvable };
}

/** @throws Error when there is any doubt about the flow: a fault of the engine, never of its input. */
export function certify(flow: ProvenFlow): void {
  const doubts = doubtsAbout(flow);
  if (doubts.overfull + doubts.unbalanced + doubts.improvable > 0) {
    throw new Error(`The flow is not optimal: ${JSON.stringify(doubts)}.`);
  }
}
