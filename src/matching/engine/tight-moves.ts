import { SINK } from './capacity-tree.js';
import type { Network } from './network.js';

/** Raises of limits that are tried together: by how much each node's room is higher. */
export type Raises = ReadonlyMap<number, number>;

/** One step of a way, from the vertex before it: whom it moves, if anybody, and how many more pass which node. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly request: number;
  /** Cost of the pair that the request moves to; -1 for one that is left without. */
  readonly cost: number;
  /** Node through which one learner more, or fewer, passes; or HEI of which one more, or fewer, has no place. */
  readonly node: number;
  readonly passes: 1 | -1 | 0;
}

/**
 * Tries what several raised limits bring together. Potentials that prove the answer best put a price on each limit, and no
 * answer with raised limits can gain more than their prices times the raises. It gains just that if learners can be sent
 * through all priced limits up to their new room by moves that are tight: that cost nothing beyond the prices (complementary
 * slackness). So this looks for such moves, one learner after another, on a copy of the answer of which only changes are kept.
 */
export class TightMoves {
  costAdded = 0;
  gained = 0;
  /** Pairs looked at. */
  work = 0;
  private readonly usedMore = new Map<number, number>();
  private readonly vertexNow = new Map<number, number>();
  private readonly costNow = new Map<number, number>();

  /** @param potential - potentials that prove the answer, with the `levels` of requests that go with them */
  constructor(
    private readonly network: Network,
    private readonly potential: Float64Array,
    private readonly levels: Float64Array,
    private readonly raises: Raises,
  ) {}

  /** Whether every priced node could be filled up to its new room. */
  fillAll(): boolean {
    for (const [node, raise] of this.raises) {
      if (this.priceOf(node) <= 0) continue;
      while (this.used(node) < this.network.residual.tree.room[node]! + raise)
        if (!this.fill(node)) return false;
    }
    return true;
  }

  /** What a place under the limit costs on top of one beside it. */
  priceOf(node: number): number {
    return this.potential[this.above(node)]! - this.potential[node]!;
  }

  /** Sends one learner more through the node: by a tight way from what is above it. */
  private fill(node: number): boolean {
    const origin = this.above(node);
    const stepFrom = new Map<number, Step>();
    const queue = [node];
    const seen = new Set(queue);
    for (let at = 0; at < queue.length && !seen.has(origin); at++) {
      for (const step of this.tightInto(queue[at]!)) {
        if (seen.has(step.from)) continue;
        seen.add(step.from);
        stepFrom.set(step.from, step);
        queue.push(step.from);
      }
    }
    if (!seen.has(origin)) return false;
    for (let here = origin; here !== node;) {
      const step = stepFrom.get(here)!;
      this.take(step);
      here = step.to;
    }
    this.passThrough(node, 1);
    return true;
  }

  private *tightInto(vertex: number): Generator<Step> {
    const { network, potential } = this;
    const { residual, sink, firstHei } = network;
    const { tree, childStart, child, moving, columnStart, columnRequest, columnCost } = residual;
    const here = potential[vertex]!;
    const along = (from: number, node: number, passes: 1 | -1): Step => {
      return { from, to: vertex, request: -1, cost: 0, node, passes };
    };
    if (vertex === sink) {
      for (let node = 0; node < tree.parent.length; node++)
        if (tree.parent[node] === SINK && this.hasTightRoom(node)) yield along(node, node, 1);
      for (let hei = firstHei; hei < sink; hei++) {
        const price = network.priceOfNextOut(hei - firstHei, this.usedMore.get(hei));
        if (price !== undefined && price + potential[hei]! === here) yield along(hei, hei, 1);
      }
    }
    if (vertex >= firstHei) {
      if (vertex < sink) {
        const price = network.priceOfLastOut(vertex - firstHei, this.usedMore.get(vertex));
        if (price !== undefined && potential[sink]! - price === here) yield along(sink, vertex, -1);
      }
      yield* this.leavingFor(vertex);
      return;
    }
    for (let i = childStart[vertex]!; i < childStart[vertex + 1]!; i++)
      if (this.hasTightRoom(child[i]!)) yield along(child[i]!, child[i]!, 1);
    if (moving[vertex]! + (this.usedMore.get(vertex) ?? 0) > 0 && this.priceOf(vertex) === 0)
      yield along(this.above(vertex), vertex, -1);
    for (let i = columnStart[vertex]!; i < columnStart[vertex + 1]!; i++) {
      this.work++;
      const request = columnRequest[i]!;
      if (this.levels[request]! + columnCost[i]! !== here) continue;
      const from = this.vertexOf(request);
      if (from !== vertex) yield { from, to: vertex, request, cost: columnCost[i]!, node: -1, passes: 0 };
    }
  }

  /** Those who could as well be without a place. */
  private *leavingFor(room: number): Generator<Step> {
    const { network, potential, levels } = this;
    const { pairOf, problem } = network.residual;
    for (let request = 0; request < pairOf.length; request++) {
      this.work++;
      if (problem.pinnedPair[request]! >= 0 || network.waitingRoom(request) !== room) continue;
      if (levels[request]! + network.priceOf(request) !== potential[room]!) continue;
      const from = this.vertexOf(request);
      if (from !== room) yield { from, to: room, request, cost: -1, node: -1, passes: 0 };
    }
  }

  private take({ from, to, request, cost, node, passes }: Step): void {
    const { network } = this;
    if (passes !== 0) this.passThrough(node, passes);
    if (request < 0) return;
    const wasPlaced = from < network.firstHei;
    if (wasPlaced) this.costAdded -= this.costNow.get(request) ?? network.costOf[request]!;
    else this.gained++;
    if (cost >= 0) this.costAdded += cost;
    else this.gained--;
    this.vertexNow.set(request, to);
    this.costNow.set(request, cost);
  }

  private passThrough(node: number, learners: 1 | -1): void {
    this.usedMore.set(node, (this.usedMore.get(node) ?? 0) + learners);
  }

  /** Room that can be used at no cost, or at a price that is to be paid anyway. */
  private hasTightRoom(node: number): boolean {
    const raise = this.raises.get(node) ?? 0;
    if (this.used(node) >= this.network.residual.tree.room[node]! + raise) return false;
    return this.priceOf(node) === 0 || raise > 0;
  }

  private used(node: number): number {
    return this.network.residual.used[node]! + (this.usedMore.get(node) ?? 0);
  }

  private vertexOf(request: number): number {
    return this.vertexNow.get(request) ?? this.network.vertexOf[request]!;
  }

  private above(node: number): number {
    const above = this.network.residual.tree.parent[node]!;
    return above === SINK ? this.network.sink : above;
  }
}
