import { SINK, type CapacityTree } from './capacity-tree.js';
import type { FlowAnswer } from './flow.js';
import type { Problem } from './problem.js';

/**
 * What could be moved in an optimal flow. Nodes are those of the capacity tree; a learner who comes to
 * a node may go on to its parent while there is room, or take the place of a learner there who has
 * somewhere else to go. Pinned learners never move.
 */
export class Residual {
  readonly tree: CapacityTree;
  /** Learners that pass through each node, pinned ones included. */
  readonly used: Int32Array;
  private readonly movingThrough: Int32Array;
  private readonly children: readonly number[][];
  private readonly absorbing: Uint8Array;

  constructor(
    private readonly problem: Problem,
    private readonly answer: FlowAnswer,
  ) {
    const { limits, pinnedPair } = problem;
    this.tree = answer.tree;
    const nodes = this.tree.parent.length;
    this.used = new Int32Array(nodes);
    this.movingThrough = new Int32Array(nodes);
    this.children = Array.from({ length: nodes }, () => []);
    answer.pairOf.forEach((pair, request) => {
      if (pair < 0) return;
      const moves = pinnedPair[request]! < 0 ? 1 : 0;
      for (let node = this.nodeOf(pair); node !== SINK; node = this.tree.parent[node]!) {
        this.used[node]!++;
        this.movingThrough[node]! += moves;
      }
    });
    this.tree.parent.forEach((parent, node) => {
      if (parent !== SINK) this.children[parent]!.push(node);
    });
    this.absorbing = this.reachBack(limits.cells.ofPair);
  }

  /** Whether one more learner may come to the node, after others have moved, without anyone losing a place. */
  canAbsorb(node: number): boolean {
    return node === SINK || this.absorbing[node] === 1;
  }

  isFull(node: number): boolean {
    return this.used[node]! >= this.tree.room[node]!;
  }

  /** Learners that pass through the node and are not pinned. */
  moving(node: number): number {
    return this.movingThrough[node]!;
  }

  private nodeOf(pair: number): number {
    return this.tree.nodeOfCell[this.problem.limits.cells.ofPair[pair]!]!;
  }

  /** Breadth first from nodes with free places, against the direction in which learners would move. */
  private reachBack(cellOfPair: Int32Array): Uint8Array {
    const { candidates, isOpen, pinnedPair } = this.problem;
    const { parent } = this.tree;
    const pairsOf = pairsByCell(cellOfPair, this.tree.nodeOfCell.length);
    const cellsOf = Array.from(parent, (): number[] => []);
    this.tree.nodeOfCell.forEach((node, cell) => {
      if (node !== SINK) cellsOf[node]!.push(cell);
    });
    const requestOf = requestByPair(candidates.rowStart, cellOfPair.length);
    const absorbing = new Uint8Array(parent.length);
    const queue: number[] = [];
    const reach = (node: number) => {
      if (node === SINK || absorbing[node]) return;
      absorbing[node] = 1;
      queue.push(node);
    };
    for (let node = 0; node < parent.length; node++)
      if (parent[node] === SINK && !this.isFull(node)) reach(node);
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      for (const child of this.children[node]!) if (!this.isFull(child)) reach(child);
      if (this.movingThrough[node]! > 0) reach(parent[node]!);
      for (const cell of cellsOf[node]!) {
        for (let i = pairsOf.start[cell]!; i < pairsOf.start[cell + 1]!; i++) {
          const pair = pairsOf.pair[i]!;
          const request = requestOf[pair]!;
          const held = this.answer.pairOf[request]!;
          if (held >= 0 && held !== pair && isOpen[pair] && pinnedPair[request]! < 0)
            reach(this.nodeOf(held));
        }
      }
    }
    return absorbing;
  }
}

/** The request of each pair. */
export function requestByPair(rowStart: Int32Array, pairs: number): Int32Array {
  const requestOf = new Int32Array(pairs);
  for (let request = 0; request + 1 < rowStart.length; request++) {
    requestOf.fill(request, rowStart[request], rowStart[request + 1]);
  }
  return requestOf;
}

function pairsByCell(cellOfPair: Int32Array, cells: number): { start: Int32Array; pair: Int32Array } {
  const start = new Int32Array(cells + 1);
  for (const cell of cellOfPair) start[cell + 1]!++;
  for (let cell = 0; cell < cells; cell++) start[cell + 1]! += start[cell]!;
  const next = start.slice(0, cells);
  const pair = new Int32Array(cellOfPair.length);
  cellOfPair.forEach((cell, at) => {
    pair[next[cell]!++] = at;
  });
  return { start, pair };
}
