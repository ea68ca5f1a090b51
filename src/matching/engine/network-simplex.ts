/**
 * Minimum cost flow by the primal network simplex method.
 *
 * A basis is a spanning tree rooted at one node. It is kept strongly feasible (Cunningham 1976: a tree
 * arc without flow points to the root, a full one away from it), which rules out cycling; the entering
 * arc is the steepest of a block of arcs (block search, as compared by Kovács 2015). Arcs are visited in
 * a fixed order with a stride, so that a block is a fair sample of the whole network.
 */

/** Capacity of an arc that has no limit. */
export const UNLIMITED = 0x7fffffff;

/** Arcs as parallel columns. Flow, capacity: whole units. Cost: whole numbers, below 2^53 in any sum along a path. */
export interface Network {
  readonly nodes: number;
  readonly root: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly capacity: Int32Array;
  readonly cost: Float64Array;
  /**
   * A feasible flow to start from; overwritten with the optimal one. It is zero or full on every arc
   * that is not in the first tree.
   */
  readonly flow: Int32Array;
  /**
   * For each node the arc that leads from it to its parent in the first tree; -1 for the root. The tree
   * is a star or a hierarchy, and every arc in it has capacity to spare.
   */
  readonly treeArc: Int32Array;
}

export interface Potentials {
  /**
   * Potential of each node, 0 at the root: `cost + potential[from] - potential[to]` is 0 on the tree, and at
   * the optimum at least 0 where there is no flow, and at most 0 where the arc is full.
   */
  readonly potential: Float64Array;
  readonly pivots: number;
}

const IN_TREE = 0;
const EMPTY = 1;
const FULL = -1;

/** Pivots between two calls of `onProgress`: well under a tenth of a second. */
const PIVOTS_A_REPORT = 512;

/** Turns `network.flow` into a flow of least cost. Deterministic: the same columns give the same flow. */
export function minimumCostFlow(network: Network, onProgress?: (pivots: number) => void): Potentials {
  const { nodes, root } = network;
  const arcs = network.from.length;
  const { toScan, from, to, capacity, cost, flow } = strided(network);
  const state = new Int8Array(arcs).fill(EMPTY);
  const parent = new Int32Array(nodes).fill(-1);
  const parentArc = new Int32Array(nodes).fill(-1);
  const firstChild = new Int32Array(nodes).fill(-1);
  const nextSibling = new Int32Array(nodes).fill(-1);
  const previousSibling = new Int32Array(nodes).fill(-1);
  const depth = new Int32Array(nodes);
  const potential = new Float64Array(nodes);

  for (let arc = 0; arc < arcs; arc++) if (flow[arc]! > 0 && flow[arc] === capacity[arc]) state[arc] = FULL;
  for (let node = 0; node < nodes; node++) {
    if (node === root) continue;
    const arc = toScan[network.treeArc[node]!]!;
    state[arc] = IN_TREE;
    parentArc[node] = arc;
    attach(node, to[arc]!);
  }
  visitSubtree(root);

  const block = Math.max(10, Math.ceil(Math.sqrt(arcs)));
  let next = 0;
  let pivots = 0;
  for (let entering = steepest(); entering >= 0; entering = steepest()) {
    if (pivots++ % PIVOTS_A_REPORT === 0) onProgress?.(pivots);
    pivot(entering);
  }
  for (let arc = 0; arc < arcs; arc++) network.flow[arc] = flow[toScan[arc]!]!;
  return { potential, pivots };

  /** The arc with the most to gain in the first block that has any to offer; -1 when no arc has. */
  function steepest(): number {
    let best = -1;
    let bestGain = 0;
    let leftInBlock = block;
    for (let seen = 0; seen < arcs; seen++) {
      const gain = -state[next]! * (cost[next]! + potential[from[next]!]! - potential[to[next]!]!);
      if (gain > bestGain) {
        bestGain = gain;
        best = next;
      }
      if (++next === arcs) next = 0;
      if (--leftInBlock === 0) {
        if (best >= 0) return best;
        leftInBlock = block;
      }
    }
    return best;
  }

  /** Pushes as much as possible round the cycle that the entering arc closes, and mends the tree. */
  function pivot(entering: number): void {
    const forwards = state[entering] === EMPTY;
    const tail = forwards ? from[entering]! : to[entering]!;
    const head = forwards ? to[entering]! : from[entering]!;
    let join = tail;
    for (let other = head; join !== other;) {
      if (depth[join]! >= depth[other]!) join = parent[join]!;
      else other = parent[other]!;
    }

    // The flow runs join ... tail, entering, head ... join. The last arc to block it leaves the tree.
    let amount = capacity[entering]!;
    let leaving = -1;
    let isLeavingOnTailSide = false;
    for (let node = tail; node !== join; node = parent[node]!) {
      const arc = parentArc[node]!;
      const room = from[arc] === node ? flow[arc]! : residual(arc);
      if (room < amount) {
        amount = room;
        leaving = node;
        isLeavingOnTailSide = true;
      }
    }
    for (let node = head; node !== join; node = parent[node]!) {
      const arc = parentArc[node]!;
      const room = from[arc] === node ? residual(arc) : flow[arc]!;
      if (room <= amount) {
        amount = room;
        leaving = node;
        isLeavingOnTailSide = false;
      }
    }

    if (amount > 0) {
      flow[entering] = flow[entering]! + (forwards ? amount : -amount);
      for (let node = tail; node !== join; node = parent[node]!) {
        const arc = parentArc[node]!;
        flow[arc] = flow[arc]! + (from[arc] === node ? -amount : amount);
      }
      for (let node = head; node !== join; node = parent[node]!) {
        const arc = parentArc[node]!;
        flow[arc] = flow[arc]! + (from[arc] === node ? amount : -amount);
      }
    }
    if (leaving < 0) {
      state[entering] = -state[entering]!;
      return;
    }
    const left = parentArc[leaving]!;
    state[left] = flow[left] === 0 ? EMPTY : FULL;
    state[entering] = IN_TREE;
    rehang(leaving, entering, isLeavingOnTailSide ? tail : head, isLeavingOnTailSide ? head : tail);
  }

  function residual(arc: number): number {
    return capacity[arc] === UNLIMITED ? UNLIMITED : capacity[arc]! - flow[arc]!;
  }

  /** Cuts the subtree at `cut`, turns it so that `inside` becomes its top, and hangs it below `outside` by `arc`. */
  function rehang(cut: number, arc: number, inside: number, outside: number): void {
    let node = inside;
    let newParent = outside;
    let newArc = arc;
    for (;;) {
      const oldParent = parent[node]!;
      const oldArc = parentArc[node]!;
      detach(node, oldParent);
      attach(node, newParent);
      parentArc[node] = newArc;
      if (node === cut) break;
      newParent = node;
      newArc = oldArc;
      node = oldParent;
    }
    visitSubtree(inside);
  }

  function attach(node: number, to: number): void {
    const sibling = firstChild[to]!;
    parent[node] = to;
    previousSibling[node] = -1;
    nextSibling[node] = sibling;
    if (sibling >= 0) previousSibling[sibling] = node;
    firstChild[to] = node;
  }

  function detach(node: number, from: number): void {
    const before = previousSibling[node]!;
    const after = nextSibling[node]!;
    if (before >= 0) nextSibling[before] = after;
    else firstChild[from] = after;
    if (after >= 0) previousSibling[after] = before;
  }

  /** Sets depth and potential from the parent's, for the node and all below it, parents first. */
  function visitSubtree(top: number): void {
    let node = top;
    for (;;) {
      const above = parent[node]!;
      if (above >= 0) {
        const arc = parentArc[node]!;
        depth[node] = depth[above]! + 1;
        potential[node] =
          from[arc] === node ? potential[above]! - cost[arc]! : potential[above]! + cost[arc]!;
      }
      if (firstChild[node]! >= 0) {
        node = firstChild[node]!;
        continue;
      }
      while (node !== top && nextSibling[node]! < 0) node = parent[node]!;
      if (node === top) return;
      node = nextSibling[node]!;
    }
  }
}

/** The columns in scanning order: every k-th arc, then every k-th from the second on, and so on. */
function strided(network: Network): {
  toScan: Int32Array;
  from: Int32Array;
  to: Int32Array;
  capacity: Int32Array;
  cost: Float64Array;
  flow: Int32Array;
} {
  const arcs = network.from.length;
  const toScan = new Int32Array(arcs);
  const from = new Int32Array(arcs);
  const to = new Int32Array(arcs);
  const capacity = new Int32Array(arcs);
  const cost = new Float64Array(arcs);
  const flow = new Int32Array(arcs);
  const stride = Math.max(10, Math.floor(Math.sqrt(arcs)));
  let at = 0;
  for (let start = 0; start < stride; start++) {
    for (let arc = start; arc < arcs; arc += stride, at++) {
      toScan[arc] = at;
      from[at] = network.from[arc]!;
      to[at] = network.to[arc]!;
      capacity[at] = network.capacity[arc]!;
      cost[at] = network.cost[arc]!;
      flow[at] = network.flow[arc]!;
    }
  }
  return { toScan, from, to, capacity, cost, flow };
}
