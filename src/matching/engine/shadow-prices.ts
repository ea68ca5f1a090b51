import { SINK } from './capacity-tree.js';
import type { FlowAnswer } from './flow.js';
import { Heap } from './heap.js';
import type { Problem } from './problem.js';
import { requestByPair, type Residual } from './residual.js';

/** What one more place on an offer would bring. */
export interface OnePlaceMore {
  readonly placesGained: 0 | 1;
  readonly costSaved: number;
}

export const BRINGS_NOTHING: OnePlaceMore = { placesGained: 0, costSaved: 0 };

/**
 * Exact worth of one more place on each offer with candidates, in the order of `problem.limits.offers`.
 *
 * A new place opens an arc backwards, from the parent of the offer's node to the node; what it brings is the
 * cheapest way, in the residual network of an optimal flow, from that parent to the offer (Ahuja, Magnanti and
 * Orlin 1993, section 9.11). Reduced costs are not negative, so Dijkstra's method finds it: once from the sink, which serves all
 * offers under no further limit, and once more from each node of the tree that has full offers below it.
 */
export function shadowPrices(problem: Problem, answer: FlowAnswer, residual: Residual): OnePlaceMore[] {
  const ways = new Ways(problem, answer, residual);
  const fromSink = ways.from(SINK);
  const fromNode = new Map<number, Distances>();
  return problem.limits.offers.map((_, at) => {
    const node = answer.nodeOfOffer[at]!;
    if (!residual.isFull(node)) return BRINGS_NOTHING;
    const parent = answer.tree.parent[node]!;
    if (parent === SINK) return ways.worth(fromSink, node);
    let distances = fromNode.get(parent);
    if (!distances) {
      distances = ways.from(parent);
      fromNode.set(parent, distances);
    }
    return ways.worth(distances, node);
  });
}

/** Cheapest ways from one node to all requests; unreachable ones are `Infinity`. */
interface Distances {
  /** In the scale of the objective. */
  readonly scaled: Float64Array;
  /** In cost of pairs alone. */
  readonly cost: Float64Array;
  /** Requests that get a place on the way, less those that lose theirs. */
  readonly gained: Int32Array;
}

/** Tells of an arc from the vertex at hand: what it costs in the scale of the objective and in pairs, and its gain in placed. */
type Relax = (to: number, scaled: number, cost: number, gain: number) => void;

/**
 * The residual network, explored without building it. Vertices: requests, then nodes of the tree, then
 * HEIs if shares are to be fair, then the sink.
 */
class Ways {
  private readonly vertices: number;
  private readonly firstNode: number;
  private readonly firstHei: number;
  private readonly sink: number;
  private readonly potential: Float64Array;
  private readonly holders: readonly number[][];
  private readonly children: readonly number[][];
  private readonly unplacedOf: readonly number[][];
  private readonly requestOf: Int32Array;
  /** Pairs that lead into each node and are not taken. */
  private readonly pairsInto: readonly number[][];

  constructor(
    private readonly problem: Problem,
    private readonly answer: FlowAnswer,
    private readonly residual: Residual,
  ) {
    const { candidates, classes, scale, pinnedPair, isOpen } = problem;
    const requests = candidates.requests.length;
    const nodes = residual.tree.parent.length;
    const heis = scale.sharePrices.length;
    this.firstNode = requests;
    this.firstHei = requests + nodes;
    this.sink = requests + nodes + heis;
    this.vertices = this.sink + 1;
    this.potential = new Float64Array(this.vertices);
    this.holders = Array.from({ length: nodes }, () => []);
    this.children = Array.from({ length: nodes }, () => []);
    this.unplacedOf = Array.from({ length: Math.max(1, heis) }, () => []);
    const { ofRequest, ofNode, ofHei } = answer.potentials;
    this.potential.set(ofRequest);
    this.potential.set(ofNode, this.firstNode);
    this.potential.set(ofHei, this.firstHei);
    for (let request = 0; request < requests; request++) {
      if (pinnedPair[request]! >= 0) continue;
      const pair = answer.pairOf[request]!;
      if (pair < 0) this.unplacedOf[heis > 0 ? classes.heiOf[request]! : 0]!.push(request);
      else this.holders[this.nodeOf(pair)]!.push(request);
    }
    residual.tree.parent.forEach((parent, node) => {
      if (parent !== SINK) this.children[parent]!.push(node);
    });
    this.requestOf = requestByPair(candidates.rowStart, candidates.offer.length);
    this.pairsInto = Array.from({ length: nodes }, () => []);
    candidates.offer.forEach((_, pair) => {
      if (isOpen[pair] && answer.pairOf[this.requestOf[pair]!] !== pair)
        this.pairsInto[this.nodeOf(pair)]!.push(pair);
    });
  }

  /** What it is worth that one more learner may pass the node on the way up. */
  worth(distances: Distances, node: number): OnePlaceMore {
    const { candidates } = this.problem;
    let best = 0;
    let worth = BRINGS_NOTHING;
    const lookInto = (inner: number): void => {
      for (const pair of this.pairsInto[inner]!) {
        const request = this.requestOf[pair]!;
        const cost = candidates.cost[pair]!;
        const scaled = distances.scaled[request]! + cost;
        if (scaled >= best) continue;
        best = scaled;
        worth = {
          placesGained: distances.gained[request]! > 0 ? 1 : 0,
          costSaved: 0 - distances.cost[request]! - cost,
        };
      }
      for (const child of this.children[inner]!) if (!this.residual.isFull(child)) lookInto(child);
    };
    lookInto(node);
    return worth;
  }

  from(start: number): Distances {
    const { problem, residual, potential, sink, firstNode, firstHei } = this;
    const { candidates, classes, scale, isOpen, limits } = problem;
    const { tree } = residual;
    const requests = candidates.requests.length;
    const reduced = new Float64Array(this.vertices).fill(Infinity);
    const cost = new Float64Array(this.vertices);
    const gained = new Int32Array(this.vertices);
    const heap = new Heap();
    const origin = start === SINK ? sink : firstNode + start;
    let here = origin;
    let hereAt = 0;
    const relax: Relax = (to, scaled, pairCost, gain) => {
      const distance = hereAt + Math.max(0, scaled + potential[here]! - potential[to]!);
      if (distance >= reduced[to]!) return;
      reduced[to] = distance;
      cost[to] = cost[here]! + pairCost;
      gained[to] = gained[here]! + gain;
      heap.push(distance, to);
    };
    reduced[origin] = 0;
    heap.push(0, origin);
    while (heap.size > 0) {
      hereAt = heap.leastKey();
      here = heap.pop();
      if (hereAt > reduced[here]!) continue;
      if (here < requests) {
        const held = this.answer.pairOf[here]!;
        for (let pair = candidates.rowStart[here]!; pair < candidates.rowStart[here + 1]!; pair++) {
          if (pair === held || !isOpen[pair]) continue;
          const node = tree.nodeOfCell[limits.cells.ofPair[pair]!]!;
          if (this.isUsable(node)) relax(firstNode + node, candidates.cost[pair]!, candidates.cost[pair]!, 0);
        }
        if (held >= 0) {
          const price = this.answer.potentials.tierPrice[classes.tierOf[here]!]!;
          relax(scale.sharePrices.length > 0 ? firstHei + classes.heiOf[here]! : sink, price, 0, -1);
        }
      } else if (here < firstHei) {
        const node = here - firstNode;
        for (const request of this.holders[node]!) {
          const held = candidates.cost[this.answer.pairOf[request]!]!;
          relax(request, -held, -held, 0);
        }
        for (const child of this.children[node]!)
          if (residual.moving(child) > 0) relax(firstNode + child, 0, 0, 0);
        if (!residual.isFull(node)) {
          const parent = tree.parent[node]!;
          relax(parent === SINK ? sink : firstNode + parent, 0, 0, 0);
        }
      } else if (here < sink) {
        const hei = here - firstHei;
        this.leaveHei(hei, relax);
        const next = scale.sharePrices[hei]![this.unplacedOfHei(hei)];
        if (next !== undefined) relax(sink, next, 0, 0);
      } else {
        tree.parent.forEach((parent, node) => {
          if (parent === SINK && residual.moving(node) > 0) relax(firstNode + node, 0, 0, 0);
        });
        if (scale.sharePrices.length === 0) this.leaveHei(0, relax);
        scale.sharePrices.forEach((prices, hei) => {
          if (this.unplacedOf[hei]!.length > 0)
            relax(firstHei + hei, -prices[this.unplacedOfHei(hei) - 1]!, 0, 0);
        });
      }
    }
    const scaled = new Float64Array(requests);
    for (let request = 0; request < requests; request++) {
      scaled[request] = reduced[request]! - potential[origin]! + potential[request]!;
    }
    return { scaled, cost, gained };
  }

  private leaveHei(hei: number, relax: Relax): void {
    const { classes } = this.problem;
    const { tierPrice } = this.answer.potentials;
    for (const request of this.unplacedOf[hei]!) relax(request, -tierPrice[classes.tierOf[request]!]!, 0, 1);
  }

  /** All requests of the HEI without a place, those who have nowhere to go included. */
  private unplacedOfHei(hei: number): number {
    return this.problem.classes.requestsOfHei[hei]! - this.answer.standing.placedByHei[hei]!;
  }

  private isUsable(node: number): boolean {
    for (let at = node; at !== SINK; at = this.residual.tree.parent[at]!)
      if (this.residual.tree.room[at] === 0) return false;
    return true;
  }

  private nodeOf(pair: number): number {
    return this.residual.tree.nodeOfCell[this.problem.limits.cells.ofPair[pair]!]!;
  }
}
