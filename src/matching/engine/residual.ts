import { SINK, type CapacityTree } from './capacity-tree.js';
import type { Problem } from './problem.js';

/** Requests between two calls of `pulse`: a millisecond or two of work. */
const REQUESTS_A_PULSE = 2_048;

/**
 * What could be moved in a valid answer: the residual network. Its nodes are those of a capacity tree. A learner
 * who comes to a node may go on to its parent while there is room, or take the place of a learner there who has
 * somewhere else to go. Pinned learners never move.
 *
 * Kept in typed arrays, by node: children, holders (learners who may move and whose pair leads straight to the node) and
 * columns (pairs of learners who may move that lead straight to the node). Built in one pass over all pairs.
 */
export class Residual {
  /** Learners that pass through each node, pinned ones included; and those of them who may move. */
  readonly used: Int32Array;
  readonly moving: Int32Array;
  readonly childStart: Int32Array;
  readonly child: Int32Array;
  readonly holderStart: Int32Array;
  readonly holder: Int32Array;
  readonly columnStart: Int32Array;
  readonly columnRequest: Int32Array;
  /** Cost of the pair. */
  readonly columnCost: Int32Array;
  /** The node that a learner on the pair comes to first; {@link SINK} where nothing limits how many do. */
  readonly nodeOfPair: Int32Array;
  /** The node where each request has its place; {@link SINK} for one without. */
  readonly nodeOfRequest: Int32Array;
  private readonly absorbing: Uint8Array;

  constructor(
    readonly problem: Problem,
    readonly pairOf: Int32Array,
    readonly tree: CapacityTree,
    private readonly pulse: () => void = () => undefined,
  ) {
    const { pinnedPair, limits } = problem;
    const { parent, nodeOfCell } = tree;
    const nodes = parent.length;
    this.used = new Int32Array(nodes);
    this.moving = new Int32Array(nodes);
    this.childStart = new Int32Array(nodes + 1);
    for (let node = 0; node < nodes; node++) if (parent[node] !== SINK) this.childStart[parent[node]! + 1]!++;
    sumUp(this.childStart);
    this.child = new Int32Array(this.childStart[nodes]!);
    const nextChild = this.childStart.slice(0, nodes);
    for (let node = 0; node < nodes; node++) {
      if (parent[node] !== SINK) this.child[nextChild[parent[node]!]!++] = node;
    }
    const { ofPair } = limits.cells;
    this.nodeOfPair = new Int32Array(ofPair.length);
    for (let pair = 0; pair < ofPair.length; pair++) this.nodeOfPair[pair] = nodeOfCell[ofPair[pair]!]!;
    this.nodeOfRequest = pairOf.map((pair) => (pair < 0 ? SINK : this.nodeOfPair[pair]!));
    this.holderStart = new Int32Array(nodes + 1);
    for (let request = 0; request < pairOf.length; request++) {
      const pair = pairOf[request]!;
      if (pair < 0) continue;
      const moves = pinnedPair[request]! < 0 ? 1 : 0;
      const first = this.nodeOfPair[pair]!;
      if (first !== SINK) this.holderStart[first + 1]! += moves;
      for (let node = first; node !== SINK; node = parent[node]!) {
        this.used[node]!++;
        this.moving[node]! += moves;
      }
    }
    sumUp(this.holderStart);
    this.holder = new Int32Array(this.holderStart[nodes]!);
    const nextHolder = this.holderStart.slice(0, nodes);
    for (let request = 0; request < pairOf.length; request++) {
      const pair = pairOf[request]!;
      if (pair < 0 || pinnedPair[request]! >= 0) continue;
      const node = this.nodeOfRequest[request]!;
      if (node !== SINK) this.holder[nextHolder[node]!++] = request;
    }
    const columns = this.columns();
    this.columnStart = columns.start;
    this.columnRequest = columns.request;
    this.columnCost = columns.cost;
    this.absorbing = this.reachBack();
  }

  /** Whether one more learner may come to the node, after others have moved, without anyone losing a place. */
  canAbsorb(node: number): boolean {
    return node === SINK || this.absorbing[node] === 1;
  }

  isFull(node: number): boolean {
    return this.used[node]! >= this.tree.room[node]!;
  }

  private columns(): { start: Int32Array; request: Int32Array; cost: Int32Array } {
    const { candidates, pinnedPair } = this.problem;
    const { rowStart, cost } = candidates;
    const { nodeOfPair } = this;
    const nodes = this.tree.parent.length;
    const start = new Int32Array(nodes + 1);
    for (let request = 0; request + 1 < rowStart.length; request++) {
      if (pinnedPair[request]! >= 0) continue;
      for (let pair = rowStart[request]!, end = rowStart[request + 1]!; pair < end; pair++) {
        const node = nodeOfPair[pair]!;
        if (node !== SINK) start[node + 1]!++;
      }
    }
    sumUp(start);
    const next = start.slice(0, nodes);
    const ofRequest = new Int32Array(start[nodes]!);
    const ofCost = new Int32Array(start[nodes]!);
    for (let request = 0; request + 1 < rowStart.length; request++) {
      if (pinnedPair[request]! >= 0) continue;
      if (request % REQUESTS_A_PULSE === 0) this.pulse();
      for (let pair = rowStart[request]!, end = rowStart[request + 1]!; pair < end; pair++) {
        const node = nodeOfPair[pair]!;
        if (node === SINK) continue;
        const at = next[node]!++;
        ofRequest[at] = request;
        ofCost[at] = cost[pair]!;
      }
    }
    return { start, request: ofRequest, cost: ofCost };
  }

  /** Breadth first from nodes with free places, against the direction in which learners would move. */
  private reachBack(): Uint8Array {
    const { parent } = this.tree;
    const absorbing = new Uint8Array(parent.length);
    const queue = new Int32Array(parent.length);
    let queued = 0;
    const reach = (node: number) => {
      if (node === SINK || absorbing[node]) return;
      absorbing[node] = 1;
      queue[queued++] = node;
    };
    for (let node = 0; node < parent.length; node++)
      if (parent[node] === SINK && !this.isFull(node)) reach(node);
    for (let at = 0; at < queued; at++) {
      const node = queue[at]!;
      if (at % REQUESTS_A_PULSE === 0) this.pulse();
      for (let i = this.childStart[node]!; i < this.childStart[node + 1]!; i++)
        if (!this.isFull(this.child[i]!)) reach(this.child[i]!);
      if (this.moving[node]! > 0) reach(parent[node]!);
      for (let i = this.columnStart[node]!, end = this.columnStart[node + 1]!; i < end; i++) {
        const held = this.nodeOfRequest[this.columnRequest[i]!]!;
        if (held !== SINK && absorbing[held] === 0) reach(held);
      }
    }
    return absorbing;
  }
}

/** Turns counts, each one place after its own, into starts. */
function sumUp(counts: Int32Array): void {
  for (let at = 1; at < counts.length; at++) counts[at]! += counts[at - 1]!;
}
