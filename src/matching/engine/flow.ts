import { nest, SINK, type CapacityTree, type CountLimit } from './capacity-tree.js';
import { certify } from './certify.js';

import { minimumCostFlow, UNLIMITED, type Network } from './network-simplex.js';
import { standingOf, type Standing } from './objective.js';
import type { Problem } from './problem.js';
import type { Relaxation } from './relaxation.js';

/** Limits on top of those of the problem, as a search adds them. */
export interface Extra {
  /** Bounds on the number of learners in one cell. */
  readonly bounds: readonly CountLimit[];
  /** Offers, by index, that must have at least so many learners. */
  readonly atLeast: ReadonlyMap<number, number>;
  /** Offers, by index, that take nobody. */
  readonly closed: ReadonlySet<number>;
}

export const NOTHING_EXTRA: Extra = { bounds: [], atLeast: new Map(), closed: new Set() };

/** The best answer under limits that nest, with the prices that prove it. */
export interface FlowAnswer {
  /** For each request its pair, or -1. */
  readonly pairOf: Int32Array;
  readonly standing: Standing;
  readonly tree: CapacityTree;
  /** Tree node of each of `relaxation.offers`. */
  readonly nodeOfOffer: Int32Array;
  readonly potentials: FlowPotentials;
}

/**
 * Potentials of an optimal flow, 0 at the sink. With them no arc that has capacity left costs less than nothing,
 * and none that has flow costs more.
 */
export interface FlowPotentials {
  readonly ofRequest: Float64Array;
  readonly ofNode: Float64Array;
  /** Empty where shares of HEIs do not count. */
  readonly ofHei: Float64Array;
  /** What leaving a request of each tier without a place costs, and of each carry-over besides, before shares of HEIs. */
  readonly tierPrice: Float64Array;
  readonly carryOverPrice: Float64Array;
  /**
   * For each HEI, what leaving its 1st, 2nd, ... request without a place costs besides; rising. `NaN` where it is not known. Empty
   * where shares do not count.
   */
  readonly sharePrices: readonly Float64Array[];
}

/**
 * Solves a relaxation of the problem, or a restriction, to the exact optimum of the whole objective.
 *
 * @returns `null` when no flow honours the minimum numbers of `extra`.
 */
export function solveFlow(
  problem: Problem,
  relaxation: Relaxation,
  extra: Extra,
  onProgress?: (pivots: number) => void,
): FlowAnswer | null {
  const { candidates, limits, scale, classes, isOpen, pinnedPair } = problem;
  const { rowStart } = candidates;
  const cellCount = limits.cells.offer.length;
  const offers = relaxation.offers.map(({ offer, cells, room }): CountLimit => {
    return { cells, room: extra.closed.has(offer) ? 0 : room, atLeast: extra.atLeast.get(offer) ?? 0 };
  });
  const { tree, nodeOfOffer } = nest(cellCount, offers, relaxation.shared, extra.bounds);
  const left = roomAfterPins(problem, tree);
  if (!left) return null;
  if (!scale) throw new RangeError('The objective is too much for one sum, so that no flow can weigh it.');

  const treeNodes = tree.parent.length;
  const isReachable = new Uint8Array(treeNodes);
  for (let node = 0; node < treeNodes; node++) {
    // A parent is always numbered before its children.
    const above = tree.parent[node]!;
    isReachable[node] = left.room[node]! > 0 && (above === SINK || isReachable[above]) ? 1 : 0;
  }
  const isUsable = (pair: number) => {
    if (!isOpen[pair]) return false;
    const node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
    return node === SINK || isReachable[node] === 1;
  };

  const nodeOfRequest = new Int32Array(candidates.requests.length).fill(-1);
  const nowhereToGo = new Int32Array(classes.heis.length);
  let nodes = 0;
  let pairs = 0;
  candidates.requests.forEach((_, request) => {
    if (pinnedPair[request]! >= 0) return;
    let usable = 0;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) if (isUsable(pair)) usable++;
    if (usable > 0) nodeOfRequest[request] = nodes++;
    else nowhereToGo[classes.heiOf[request]!]!++;
    pairs += usable;
  });
  const requestNodes = nodes;
  const firstTreeNode = nodes;
  nodes += treeNodes;
  const firstHeiNode = nodes;
  if (scale.sharePrices.length > 0) nodes += classes.heis.length;
  const root = nodes++;

  const heiArcs = scale.sharePrices.reduce((sum, prices) => sum + prices.length + 1, 0);
  const arcs = new ArcColumns(nodes, root, pairs + requestNodes + 2 * treeNodes + heiArcs);
  const waitingInHei = new Int32Array(classes.heis.length);
  const requestAtNode = new Int32Array(requestNodes);
  const pairOfArc = new Int32Array(pairs + requestNodes);
  for (let request = 0; request < nodeOfRequest.length; request++) {
    const from = nodeOfRequest[request]!;
    if (from < 0) continue;
    requestAtNode[from] = request;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      if (!isUsable(pair)) continue;
      const node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
      pairOfArc[arcs.count] = pair;
      arcs.add(from, node === SINK ? root : firstTreeNode + node, UNLIMITED, candidates.cost[pair]!, 0);
    }
    const hei = classes.heiOf[request]!;
    pairOfArc[arcs.count] = -1;
    const price =
      scale.tierPrice[classes.tierOf[request]!]! + scale.carryOverPrice[classes.carryOverOf[request]!]!;
    arcs.addToTree(from, scale.sharePrices.length > 0 ? firstHeiNode + hei : root, UNLIMITED, price, 1);
    waitingInHei[hei]!++;
  }
  let mustHave = 0;
  const mustHaveArcs: number[] = [];
  for (let node = 0; node < treeNodes; node++) {
    const above = tree.parent[node]!;
    const to = above === SINK ? root : firstTreeNode + above;
    const least = left.atLeast[node]!;
    const free = left.room[node]! - least;
    if (least > 0) {
      mustHave += least;
      mustHaveArcs.push(arcs.count);
      arcs.addToTree(firstTreeNode + node, to, least, -scale.mustHave, 0);
      if (free > 0) arcs.add(firstTreeNode + node, to, free, 0, 0);
    } else {
      arcs.addToTree(firstTreeNode + node, to, Math.max(1, free), 0, 0);
    }
  }
  scale.sharePrices.forEach((prices, hei) => {
    // Those with nowhere to go are the first to be unplaced; the rest are so to begin with.
    const first = nowhereToGo[hei]!;
    for (let nth = first; nth < first + waitingInHei[hei]!; nth++) {
      arcs.add(firstHeiNode + hei, root, 1, prices[nth]!, 1);
    }
    arcs.addToTree(firstHeiNode + hei, root, UNLIMITED, (prices[prices.length - 1] ?? 0) + scale.unit, 0);
  });

  const network = arcs.network();
  const { potential } = minimumCostFlow(network, onProgress);
  const short = mustHaveArcs.reduce((sum, arc) => sum - network.flow[arc]!, mustHave);
  if (short > 0) return null;

  const pairOf = Int32Array.from(pinnedPair);
  for (let arc = 0; arc < pairOfArc.length; arc++) {
    const pair = pairOfArc[arc]!;
    if (pair >= 0 && network.flow[arc]! > 0) pairOf[requestAtNode[network.from[arc]!]!] = pair;
  }
  certify({ network, potential, requestNodes });
  const ofHei = potential.slice(firstHeiNode, root);
  return {
    pairOf,
    standing: standingOf(candidates, classes, pairOf),
    tree,
    nodeOfOffer,
    potentials: {
      // One that has nowhere to go is no part of the flow; it stands where waiting costs it nothing.
      ofRequest: Float64Array.from(nodeOfRequest, (node, request) =>
        node >= 0
          ? potential[node]!
          : (ofHei[classes.heiOf[request]!] ?? 0) -
            scale.tierPrice[classes.tierOf[request]!]! -
            scale.carryOverPrice[classes.carryOverOf[request]!]!,
      ),
      ofNode: potential.slice(firstTreeNode, firstHeiNode),
      ofHei,
      tierPrice: scale.tierPrice,
      carryOverPrice: scale.carryOverPrice,
      sharePrices: scale.sharePrices,
    },
  };
}

/** Room and minimum of each tree node once the pinned learners have theirs; `null` when they do not fit. */
function roomAfterPins(
  { pinnedPair, limits }: Problem,
  tree: CapacityTree,
): { readonly room: Int32Array; readonly atLeast: Int32Array } | null {
  const room = Int32Array.from(tree.room);
  const atLeast = Int32Array.from(tree.atLeast);
  for (const pair of pinnedPair) {
    if (pair < 0) continue;
    for (let node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!; node !== SINK; node = tree.parent[node]!) {
      room[node]!--;
      if (atLeast[node]! > 0) atLeast[node]!--;
    }
  }
  for (let node = 0; node < room.length; node++) if (room[node]! < atLeast[node]!) return null;
  return { room, atLeast };
}

/** Gathers arcs one by one into the columns of a {@link Network}. */
class ArcColumns {
  count = 0;
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly capacity: Int32Array;
  private readonly cost: Float64Array;
  private readonly flow: Int32Array;
  private readonly treeArc: Int32Array;

  constructor(
    private readonly nodes: number,
    private readonly root: number,
    room: number,
  ) {
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
    this.capacity = new Int32Array(room);
    this.cost = new Float64Array(room);
    this.flow = new Int32Array(room);
    this.treeArc = new Int32Array(nodes).fill(-1);
  }

  add(from: number, to: number, capacity: number, cost: number, flow: number): void {
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.capacity[this.count] = capacity;
    this.cost[this.count] = cost;
    this.flow[this.count] = flow;
    this.count++;
  }

  addToTree(from: number, to: number, capacity: number, cost: number, flow: number): void {
    this.treeArc[from] = this.count;
    this.add(from, to, capacity, cost, flow);
  }

  network(): Network {
    return {
      nodes: this.nodes,
      root: this.root,
      from: this.from.subarray(0, this.count),
      to: this.to.subarray(0, this.count),
      capacity: this.capacity.subarray(0, this.count),
      cost: this.cost.subarray(0, this.count),
      flow: this.flow.subarray(0, this.count),
      treeArc: this.treeArc,
    };
  }
}
