import { SINK } from './capacity-tree.js';
import type { FlowAnswer } from './flow.js';
import type { Residual } from './residual.js';

/**
 * The residual network of an optimal flow, with what its arcs cost.
 *
 * Vertices are the nodes of the capacity tree, then the HEIs where their shares are to be fair, then the sink. Requests are no
 * vertices: all who hold a place at a node are as far away as the node, because their pairs are among their best, and those
 * without a place as far as where they wait, their HEI or the sink.
 */
export class Network {
  readonly heis: number;
  readonly firstHei: number;
  readonly sink: number;
  readonly vertices: number;
  /** Requests without a place that could move: those of HEI `h` from `waitingStart[h]`; all in one where shares do not count. */
  readonly waitingStart: Int32Array;
  readonly waiting: Int32Array;
  /** The vertex at which each request is now, and what it costs there: its pair, or having no place. */
  readonly vertexOf: Int32Array;
  readonly costOf: Float64Array;
  /**
   * Nodes through which nobody can go because pinned learners, or nobody at all, fill them or what is above them. Potentials
   * say nothing of these, and a way that comes to one goes no further than to what is above it.
   */
  readonly isClosed: Uint8Array;
  /** Potentials that prove the flow, by vertex; 0 for closed nodes, so that the length of a way to them can be read. */
  readonly potential: Float64Array;

  constructor(
    readonly residual: Residual,
    readonly answer: FlowAnswer,
  ) {
    const { problem, tree, used, moving } = residual;
    const nodes = tree.parent.length;
    this.heis = answer.potentials.sharePrices.length;
    this.firstHei = nodes;
    this.sink = nodes + this.heis;
    this.vertices = this.sink + 1;
    this.potential = new Float64Array(this.vertices);
    this.potential.set(answer.potentials.ofNode);
    this.potential.set(answer.potentials.ofHei, this.firstHei);
    this.isClosed = new Uint8Array(nodes);
    for (let node = 0; node < nodes; node++) {
      // A parent is always numbered before its children.
      const above = tree.parent[node]!;
      const isFilled = tree.room[node]! - (used[node]! - moving[node]!) <= 0;
      if (!isFilled && (above === SINK || !this.isClosed[above])) continue;
      this.isClosed[node] = 1;
      this.potential[node] = 0;
    }
    const { cost } = problem.candidates;
    this.vertexOf = residual.nodeOfRequest.map((node, request) =>
      residual.pairOf[request]! < 0 ? this.waitingRoom(request) : node === SINK ? this.sink : node,
    );
    this.costOf = Float64Array.from(residual.pairOf, (pair, request) =>
      pair < 0 ? this.priceOf(request) : cost[pair]!,
    );
    const lists = Math.max(1, this.heis);
    const waiting: number[][] = Array.from({ length: lists }, () => []);
    for (let request = 0; request < residual.pairOf.length; request++) {
      if (residual.pairOf[request]! < 0 && problem.pinnedPair[request]! < 0)
        waiting[this.heis > 0 ? problem.classes.heiOf[request]! : 0]!.push(request);
    }
    this.waitingStart = new Int32Array(lists + 1);
    waiting.forEach((list, at) => (this.waitingStart[at + 1] = this.waitingStart[at]! + list.length));
    this.waiting = Int32Array.from(waiting.flat());
  }

  /** The vertex where a request waits while it has no place. */
  waitingRoom(request: number): number {
    return this.heis > 0 ? this.firstHei + this.residual.problem.classes.heiOf[request]! : this.sink;
  }

  /** For each request, what it costs where it is, less what the vertex costs: no pair of it is below that. */
  levels(potential: Float64Array): Float64Array {
    return this.costOf.map((cost, request) => potential[this.vertexOf[request]!]! - cost);
  }

  /** What leaving the request without a place costs, before shares of HEIs. */
  priceOf(request: number): number {
    const { tierPrice, carryOverPrice } = this.answer.potentials;
    const { tierOf, carryOverOf } = this.residual.problem.classes;
    return tierPrice[tierOf[request]!]! + carryOverPrice[carryOverOf[request]!]!;
  }

  /** What it costs besides to leave one more of the HEI without a place, when `more` are already; `undefined` when all are, or where it is not known. */
  priceOfNextOut(hei: number, more = 0): number | undefined {
    return this.sharePrice(hei, this.unplaced(hei) + more);
  }

  /** What it saves to leave one fewer of the HEI without a place; `undefined` when nobody who could move is. */
  priceOfLastOut(hei: number, more = 0): number | undefined {
    if (this.waitingStart[hei]! - more >= this.waitingStart[hei + 1]!) return undefined;
    return this.sharePrice(hei, this.unplaced(hei) + more - 1);
  }

  private sharePrice(hei: number, nth: number): number | undefined {
    const price = this.answer.potentials.sharePrices[hei]![nth];
    return Number.isNaN(price) ? undefined : price;
  }

  /** All requests of the HEI without a place, those who have nowhere to go included. */
  private unplaced(hei: number): number {
    return this.residual.problem.classes.requestsOfHei[hei]! - this.answer.standing.placedByHei[hei]!;
  }
}
