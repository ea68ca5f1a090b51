import { SINK } from './capacity-tree.js';
import { Heap } from './heap.js';
import type { Network } from './network.js';

/** Steps between two calls of `pulse`: a few milliseconds of work at most. */
const STEPS_A_PULSE = 512;

/** Some of the pairs of each request: all that it does not have and whose reduced length is below `limit`. */
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
  private readonly heap = new Heap();
  private readonly seen: Int32Array;
  private seenCount = 0;
  private radius = Infinity;
  private ahead: Float64Array | null = null;
  private most = Infinity;
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
    this.seen = new Int32Array(vertices);
    this.levels = network.levels(potential);
  }

  /** Length of the way to a vertex that was reached from `origin`, in the scale of the objective. */
  length(origin: number, vertex: number): number {
    return this.reduced[vertex]! + this.potential[vertex]! - this.potential[origin]!;
  }

  run(origin: number, { radius, ahead }: Bounds = { radius: Infinity }): void {
    const { heap, reduced, network } = this;
    this.forget();
    this.radius = radius;
    this.ahead = ahead?.least ?? null;
    this.most = ahead?.most ?? Infinity;
    this.rows = this.near && radius <= this.near.limit ? this.near : null;
    this.reach(origin, 0, 0, 0);
    let steps = 0;
    while (heap.size > 0) {
      const at = heap.leastKey();
      const here = heap.pop();
      if (at > reduced[here]!) continue;
      if (steps++ % STEPS_A_PULSE === 0) this.pulse();
      if (here < network.firstHei) this.fromNode(here, at);
      else if (here < network.sink) this.fromHei(here - network.firstHei, at);
      else this.fromSink(at);
    }
  }

  private forget(): void {
    for (let at = 0; at < this.seenCount; at++) this.reduced[this.seen[at]!] = Infinity;
    this.seenCount = 0;
  }

  private reach(vertex: number, reduced: number, cost: number, gained: number): void {
    if (reduced >= this.reduced[vertex]! || reduced >= this.radius) return;
    if (this.ahead !== null && reduced + this.ahead[vertex]! >= this.most) return;
    if (this.reduced[vertex] === Infinity) this.seen[this.seenCount++] = vertex;
    this.reduced[vertex] = reduced;
    this.cost[vertex] = cost;
    this.gained[vertex] = gained;
    this.heap.push(reduced, vertex);
  }

  /** On to the parent, back to a child, or as one of those who hold a place to somewhere else. */
  private fromNode(node: number, at: number): void {
    const { network, potential, levels } = this;
    const { residual, sink, costOf } = network;
    const { tree, holder, holderStart, child, childStart, moving } = residual;
    const [cost, gained] = [this.cost[node]!, this.gained[node]!];
    for (let i = holderStart[node]!, end = holderStart[node + 1]!; i < end; i++) {
      const request = holder[i]!;
      const without = cost - costOf[request]!;
      this.fromRequest(request, at, without, gained);
      const out = network.waitingRoom(request);
      const length = at + levels[request]! + network.priceOf(request) - potential[out]!;
      this.reach(out, length, without, gained - 1);
    }
    const here = at + potential[node]!;
    for (let i = childStart[node]!; i < childStart[node + 1]!; i++)
      if (moving[child[i]!]! > 0) this.reach(child[i]!, here - potential[child[i]!]!, cost, gained);
    if (!residual.isFull(node)) {
      const above = tree.parent[node] === SINK ? sink : tree.parent[node]!;
      this.reach(above, here - potential[above]!, cost, gained);
    }
  }

  /** To a request without a place, which takes one, or by leaving one more without. */
  private fromHei(hei: number, at: number): void {
    const { network, potential } = this;
    const vertex = network.firstHei + hei;
    this.fromWaiting(hei, vertex, at);
    const price = network.priceOfNextOut(hei);
    if (price === undefined) return;
    const length = at + price + potential[vertex]! - potential[network.sink]!;
    this.reach(network.sink, length, this.cost[vertex]!, this.gained[vertex]!);
  }

  /** To a node by taking out somebody there, or to somebody without a place. */
  private fromSink(at: number): void {
    const { network, potential } = this;
    const { residual, heis, sink, firstHei } = network;
    const { tree, moving } = residual;
    const [cost, gained] = [this.cost[sink]!, this.gained[sink]!];
    const here = at + potential[sink]!;
    for (let node = 0; node < tree.parent.length; node++) {
      if (tree.parent[node] === SINK && moving[node]! > 0)
        this.reach(node, here - potential[node]!, cost, gained);
    }
    if (heis === 0) this.fromWaiting(0, sink, at);
    for (let hei = 0; hei < heis; hei++) {
      const price = network.priceOfLastOut(hei);
      if (price !== undefined)
        this.reach(firstHei + hei, here - price - potential[firstHei + hei]!, cost, gained);
    }
  }

  private fromWaiting(list: number, vertex: number, at: number): void {
    const { waiting, waitingStart } = this.network;
    const [cost, gained] = [this.cost[vertex]!, this.gained[vertex]!];
    for (let i = waitingStart[list]!, end = waitingStart[list + 1]!; i < end; i++) {
      if (i % STEPS_A_PULSE === 0) this.pulse();
      this.fromRequest(waiting[i]!, at, cost, gained + 1);
    }
  }

  private fromRequest(request: number, at: number, cost: number, gained: number): void {
    const { reduced, potential, network, rows } = this;
    if (rows !== null) {
      const { start, vertex, length } = rows;
      const end = start[request + 1]!;
      this.work += end - start[request]!;
      for (let i = start[request]!; i < end; i++) {
        const to = vertex[i]!;
        if (at + length[i]! < reduced[to]!) this.reach(to, at + length[i]!, cost + rows.cost[i]!, gained);
      }
      return;
    }
    const { residual, sink } = network;
    const { nodeOfPair, problem } = residual;
    const { rowStart, cost: costs } = problem.candidates;
    const here = at + this.levels[request]!;
    const end = rowStart[request + 1]!;
    this.work += end - rowStart[request]!;
    for (let pair = rowStart[request]!; pair < end; pair++) {
      const node = nodeOfPair[pair]!;
      const to = node === SINK ? sink : node;
      const length = here + costs[pair]! - potential[to]!;
      if (length < reduced[to]! && problem.isOpen[pair]) this.reach(to, length, cost + costs[pair]!, gained);
    }
  }
}
