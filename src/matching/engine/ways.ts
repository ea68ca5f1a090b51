import { SINK } from './capacity-tree.js';
import { Heap } from './heap.js';
import type { Network } from './network.js';

/** Steps between two calls of `pulse`: a few milliseconds of work at most. */
const STEPS_A_PULSE = 512;

/** Some of the pairs of each request, by rising length: all that it does not have and whose reduced length is below `limit`. */
export interface NearPairs {
  readonly limit: number;
  readonly start: Int32Array;
  readonly vertex: Int32Array;
  readonly length: Float64Array;
  readonly cost: Int32Array;
}

/** What keeps a search short. */
export interface Bounds {
  /** Only ways shorter than this, in reduced length, are looked for. */
  readonly radius: number;
  /** Only ways are looked for that could still end within `most`, when `ahead` tells for each vertex the least that is to come. */
  readonly ahead?: { readonly least: Float64Array; readonly most: number };
}

/**
 * Cheapest ways through a {@link Network} from one vertex, by Dijkstra's method on reduced costs, which are not negative
 * (Edmonds and Karp 1972; Ahuja, Magnanti and Orlin 1993, section 9.7). Made once and used many times: a search costs
 * only what it sees.
 */
export class Ways {
  /** Reduced length of the way to each vertex; `Infinity` where none was found. */
  readonly reduced: Float64Array;
  /** What the way adds to the cost of pairs, and to the number of placed. */
  readonly cost: Float64Array;
  readonly gained: Int32Array;
  /** Pairs looked at since the search was made. */
  work = 0;
  /** May be set where it serves: bounded searches then look at near pairs alone. */
  near: NearPairs | null = null;
  private readonly heap: Heap;
  private readonly seen: Int32Array;
  private seenCount = 0;
  /** Bounds of the search under way: radius, and most with what is ahead. */
  private readonly bounds = Float64Array.of(Infinity, Infinity);
  private ahead: Float64Array;
  private readonly nothingAhead: Float64Array;
  private rows: NearPairs | null = null;
  /** Potential of each request. */
  private readonly levels: Float64Array;

  constructor(
    readonly network: Network,
    readonly potential: Float64Array,
    private readonly pulse: () => void = () => undefined,
  ) {
    const { vertices } = network;
    this.reduced = new Float64Array(vertices).fill(Infinity);
    this.cost = new Float64Array(vertices);
    this.gained = new Int32Array(vertices);
    this.heap = new Heap(this.reduced);
    this.seen = new Int32Array(vertices);
    this.levels = network.levels(potential);
    this.nothingAhead = new Float64Array(vertices);
    this.ahead = this.nothingAhead;
  }

  /** Length of the way to a vertex that was reached from `origin`, in the scale of the objective. */
  length(origin: number, vertex: number): number {
    return this.reduced[vertex]! + this.potential[vertex]! - this.potential[origin]!;
  }

  run(origin: number, { radius, ahead }: Bounds = { radius: Infinity }): void {
    const { heap, reduced, network } = this;
    for (let at = 0; at < this.seenCount; at++) reduced[this.seen[at]!] = Infinity;
    this.seenCount = 0;
    this.bounds[0] = radius;
    this.bounds[1] = ahead?.most ?? Infinity;
    this.ahead = ahead?.least ?? this.nothingAhead;
    this.rows = this.near && radius <= this.near.limit ? this.near : null;
    this.cost[origin] = 0;
    this.gained[origin] = 0;
    this.reached(origin);
    reduced[origin] = 0;
    heap.push(origin);
    let steps = 0;
    while (heap.size > 0) {
      const at = heap.keys[0]!;
      const here = heap.pop();
      if (at > reduced[here]!) continue;
      if (steps++ % STEPS_A_PULSE === 0) this.pulse();
      if (here < network.firstHei) this.fromNode(here);
      else if (here < network.sink) this.fromHei(here - network.firstHei);
      else this.fromSink();
    }
  }

  /** Before the vertex gets a length: notes that it has one. */
  private reached(vertex: number): void {
    if (this.reduced[vertex] === Infinity) this.seen[this.seenCount++] = vertex;
  }

  /** To a vertex along an arc that moves nobody and costs what is told, if that is a shorter way. */
  private pass(from: number, to: number, price: number): void {
    const length = this.reduced[from]! + this.potential[from]! + price - this.potential[to]!;
    if (length >= this.reduced[to]! || length >= this.bounds[0]!) return;
    if (length + this.ahead[to]! >= this.bounds[1]!) return;
    this.reached(to);
    this.reduced[to] = length;
    this.cost[to] = this.cost[from]!;
    this.gained[to] = this.gained[from]!;
    this.heap.push(to);
  }

  /** On to the parent, back to a child, or as one of those who hold a place to somewhere else. */
  private fromNode(node: number): void {
    const { residual, sink } = this.network;
    const { tree, holder, holderStart, child, childStart, moving } = residual;
    for (let i = holderStart[node]!, end = holderStart[node + 1]!; i < end; i++) {
      this.fromRequest(holder[i]!, node, true);
      this.leave(holder[i]!, node);
    }
    for (let i = childStart[node]!; i < childStart[node + 1]!; i++)
      if (moving[child[i]!]! > 0) this.pass(node, child[i]!, 0);
    if (!residual.isFull(node)) this.pass(node, tree.parent[node] === SINK ? sink : tree.parent[node]!, 0);
  }

  /** To a request without a place, which takes one, or by leaving one more without. */
  private fromHei(hei: number): void {
    const { network } = this;
    this.fromWaiting(hei, network.firstHei + hei);
    const price = network.priceOfNextOut(hei);
    if (price !== undefined) this.pass(network.firstHei + hei, network.sink, price);
  }

  /** To a node by taking out somebody there, or to somebody without a place. */
  private fromSink(): void {
    const { network } = this;
    const { residual, heis, sink, firstHei } = network;
    const { tree, moving } = residual;
    for (let node = 0; node < tree.parent.length; node++)
      if (tree.parent[node] === SINK && moving[node]! > 0) this.pass(sink, node, 0);
    if (heis === 0) this.fromWaiting(0, sink);
    for (let hei = 0; hei < heis; hei++) {
      const price = network.priceOfLastOut(hei);
      if (price !== undefined) this.pass(sink, firstHei + hei, -price);
    }
  }

  private fromWaiting(list: number, vertex: number): void {
    const { waiting, waitingStart } = this.network;
    for (let i = waitingStart[list]!, end = waitingStart[list + 1]!; i < end; i++) {
      if (i % STEPS_A_PULSE === 0) this.pulse();
      this.fromRequest(waiting[i]!, vertex, false);
    }
  }

  /** Out of the place that the request holds at the node, to have none. */
  private leave(request: number, node: number): void {
    const { network, reduced, potential } = this;
    const out = network.waitingRoom(request);
    const length = reduced[node]! + this.levels[request]! + network.priceOf(request) - potential[out]!;
    if (length >= reduced[out]! || length >= this.bounds[0]!) return;
    if (length + this.ahead[out]! >= this.bounds[1]!) return;
    this.reached(out);
    reduced[out] = length;
    this.cost[out] = this.cost[node]! - network.costOf[request]!;
    this.gained[out] = this.gained[node]! - 1;
    this.heap.push(out);
  }

  /** As the request, which is at the vertex, to all that it could have instead. */
  private fromRequest(request: number, from: number, isPlaced: boolean): void {
    const { reduced, potential, network, rows, bounds, ahead } = this;
    const { residual, sink, costOf } = network;
    const at = reduced[from]!;
    const radius = bounds[0]!;
    const most = bounds[1]!;
    const cost = isPlaced ? this.cost[from]! - costOf[request]! : this.cost[from]!;
    const gained = isPlaced ? this.gained[from]! : this.gained[from]! + 1;
    if (rows !== null) {
      const end = rows.start[request + 1]!;
      for (let i = rows.start[request]!; i < end; i++) {
        const to = rows.vertex[i]!;
        const length = at + rows.length[i]!;
        this.work++;
        if (length >= radius) break;
        if (length >= reduced[to]! || length + ahead[to]! >= most) continue;
        this.reached(to);
        reduced[to] = length;
        this.cost[to] = cost + rows.cost[i]!;
        this.gained[to] = gained;
        this.heap.push(to);
      }
      return;
    }
    const { nodeOfPair, problem } = residual;
    const { rowStart, cost: costs } = problem.candidates;
    const here = at + this.levels[request]!;
    const end = rowStart[request + 1]!;
    this.work += end - rowStart[request]!;
    for (let pair = rowStart[request]!; pair < end; pair++) {
      const node = nodeOfPair[pair]!;
      const to = node === SINK ? sink : node;
      const length = here + costs[pair]! - potential[to]!;
      if (length >= reduced[to]! || length >= radius || length + ahead[to]! >= most) continue;
      if (!problem.isOpen[pair]) continue;
      this.reached(to);
      reduced[to] = length;
      this.cost[to] = cost + costs[pair]!;
      this.gained[to] = gained;
      this.heap.push(to);
    }
  }
}
