import { SINK } from './capacity-tree.js';
import { Heap } from './heap.js';
import type { Network } from './network.js';
import type { Worsening } from './types.js';
import { Ways, type NearPairs } from './ways.js';

const STEPS_A_PULSE = 512;

/** Pairs of a reduced cost below so large a part of the dearest pair are kept at hand: most searches ask for no others. */
const NEAR_IN_DEAREST = 16;

/** All searches together may look at so many pairs for each pair there is. Realistic problems need one or two. */
const MOST_WORK_A_PAIR = 6;

/** A request, and a pair of its that it does not have. */
export interface Wish {
  readonly request: number;
  readonly pair: number;
}

/**
 * By how much the best answer that grants a wish is worse than the best answer: exactly, and without solving again. `null`
 * where nobody can be moved for it, or where it would take too long to find out.
 *
 * Granting a wish sends learners round a cycle: to the node of the pair, by the cheapest way from there to where the
 * request is now, and back. Either that way passes the sink; then it is the cheapest way from the node to the sink (what a place
 * there is worth, at most) and on from the sink (what a place where the request is now is worth, at least). Or it does not; then a
 * search finds it that goes no farther than the former. With potentials in which every way from the sink has length 0,
 * and the lengths of all ways to the sink known, these searches are short.
 *
 * @param fromSink - a search that has been run from the sink, without bounds
 */
export function worsenings(
  wishes: readonly Wish[],
  fromSink: Ways,
  pulse: () => void = () => undefined,
): (Worsening | null)[] {
  const { network } = fromSink;
  const { residual } = network;
  const { candidates } = residual.problem;
  const potential = fromSink.potential.map((before, vertex) => {
    const nearer = fromSink.reduced[vertex]!;
    return nearer < Infinity && !network.isClosed[vertex] ? before + nearer : before;
  });
  const toSink = waysToSink(network, potential, pulse);
  const ways = new Ways(network, potential, pulse);
  ways.near = nearPairs(network, potential, pulse);
  const mostWork = MOST_WORK_A_PAIR * candidates.offer.length;
  const found: (Worsening | null)[] = wishes.map(() => null);

  const { start, wish: wishAt } = byVertex(wishes, network);
  for (let node = 0; node < network.vertices; node++) {
    const [first, end] = [start[node]!, start[node + 1]!];
    if (first === end || network.isClosed[node]) continue;
    const gap = toSink.reduced[node]!;
    let farthest = 0;
    for (let i = first; i < end; i++)
      farthest = Math.max(farthest, toSink.reduced[network.vertexOf[wishes[wishAt[i]!]!.request]!]!);
    const isSearched = gap > 0 && farthest > 0;
    if (isSearched) {
      if (ways.work > mostWork) continue;
      ways.run(node, { radius: gap, ahead: { least: toSink.reduced, most: gap + farthest } });
    }
    for (let i = first; i < end; i++) found[wishAt[i]!] = worseningBy(wishes[wishAt[i]!]!, node, isSearched);
  }
  return found;

  function worseningBy({ request, pair }: Wish, node: number, isSearched: boolean): Worsening | null {
    const here = network.vertexOf[request]!;
    const isPlaced = residual.pairOf[request]! >= 0;
    const instead = network.costOf[request]!;
    const slack = candidates.cost[pair]! + potential[here]! - instead - potential[node]!;
    const costOfPairs = candidates.cost[pair]! - (isPlaced ? instead : 0);
    const gained = isPlaced ? 0 : 1;
    const gap = toSink.reduced[node]!;
    if (isSearched && ways.reduced[here]! < gap) {
      return worseningOf(
        slack + ways.reduced[here]!,
        costOfPairs + ways.cost[here]!,
        gained + ways.gained[here]!,
      );
    }
    if (gap === Infinity || fromSink.reduced[here] === Infinity) return null;
    return worseningOf(
      slack + gap,
      costOfPairs + toSink.cost[node]! + fromSink.cost[here]!,
      gained + toSink.gained[node]! + fromSink.gained[here]!,
    );
  }

  function worseningOf(length: number, costAdded: number, gained: number): Worsening {
    const first = gained < 0 ? 'places' : length > costAdded ? 'order' : costAdded > 0 ? 'cost' : 'nothing';
    return { first, placesLost: 0 - gained, costAdded };
  }
}

interface ToSink {
  readonly reduced: Float64Array;
  readonly cost: Float64Array;
  readonly gained: Int32Array;
}

/** The cheapest ways from every vertex to the sink: Dijkstra's method against the direction of the arcs. */
function waysToSink(network: Network, potential: Float64Array, pulse: () => void): ToSink {
  const { residual, vertices, sink, firstHei, heis, vertexOf, costOf } = network;
  const { problem, tree, pairOf, used, moving } = residual;
  const { columnStart, columnRequest, columnCost, childStart, child } = residual;
  const { parent, room } = tree;
  const levels = network.levels(potential);
  const reduced = new Float64Array(vertices).fill(Infinity);
  const cost = new Float64Array(vertices);
  const gained = new Int32Array(vertices);
  const heap = new Heap();
  const reach = (vertex: number, length: number, costToSink: number, gainToSink: number) => {
    if (length >= reduced[vertex]!) return;
    reduced[vertex] = length;
    cost[vertex] = costToSink;
    gained[vertex] = gainToSink;
    heap.push(length, vertex);
  };
  /** From whoever holds a place and would wait there without. */
  const fromHolders = (waitingRoom: number, at: number) => {
    for (let request = 0; request < pairOf.length; request++) {
      if (pairOf[request]! < 0 || problem.pinnedPair[request]! >= 0) continue;
      if (network.waitingRoom(request) !== waitingRoom) continue;
      const length = at + levels[request]! + network.priceOf(request) - potential[waitingRoom]!;
      reach(vertexOf[request]!, length, cost[waitingRoom]! - costOf[request]!, gained[waitingRoom]! - 1);
    }
  };
  reach(sink, 0, 0, 0);
  let steps = 0;
  while (heap.size > 0) {
    const at = heap.leastKey();
    const here = heap.pop();
    if (at > reduced[here]!) continue;
    if (steps++ % STEPS_A_PULSE === 0) pulse();
    const [costHere, gainHere] = [cost[here]!, gained[here]!];
    const base = at - potential[here]!;
    if (here === sink) {
      for (let node = 0; node < parent.length; node++)
        if (parent[node] === SINK && used[node]! < room[node]!)
          reach(node, base + potential[node]!, costHere, gainHere);
      for (let hei = 0; hei < heis; hei++) {
        const price = network.priceOfNextOut(hei);
        if (price !== undefined)
          reach(firstHei + hei, base + price + potential[firstHei + hei]!, costHere, gainHere);
      }
      if (heis === 0) fromHolders(sink, at);
      continue;
    }
    if (here >= firstHei) {
      fromHolders(here, at);
      const price = network.priceOfLastOut(here - firstHei);
      if (price !== undefined) reach(sink, base - price + potential[sink]!, costHere, gainHere);
      continue;
    }
    if (moving[here]! > 0) {
      const above = parent[here] === SINK ? sink : parent[here]!;
      reach(above, base + potential[above]!, costHere, gainHere);
    }
    for (let i = childStart[here]!; i < childStart[here + 1]!; i++)
      if (used[child[i]!]! < room[child[i]!]!)
        reach(child[i]!, base + potential[child[i]!]!, costHere, gainHere);
    for (let i = columnStart[here]!, end = columnStart[here + 1]!; i < end; i++) {
      const request = columnRequest[i]!;
      const from = vertexOf[request]!;
      const length = base + levels[request]! + columnCost[i]!;
      if (length >= reduced[from]!) continue;
      if (pairOf[request]! < 0) reach(from, length, costHere + columnCost[i]!, gainHere + 1);
      else reach(from, length, costHere + columnCost[i]! - costOf[request]!, gainHere);
    }
  }
  return { reduced, cost, gained };
}

function nearPairs(network: Network, potential: Float64Array, pulse: () => void): NearPairs {
  const { residual, sink } = network;
  const { candidates, pinnedPair, isOpen } = residual.problem;
  const { rowStart, cost } = candidates;
  const { nodeOfPair, pairOf } = residual;
  const levels = network.levels(potential);
  let dearest = 0;
  for (const one of cost) if (one > dearest) dearest = one;
  const limit = Math.ceil(dearest / NEAR_IN_DEAREST);
  const start = new Int32Array(pinnedPair.length + 1);
  let vertex = new Int32Array(Math.max(256, cost.length >> 3));
  let length = new Float64Array(vertex.length);
  let costs = new Int32Array(vertex.length);
  let kept = 0;
  for (let request = 0; request < pinnedPair.length; request++) {
    if (request % STEPS_A_PULSE === 0) pulse();
    const [first, end] = [rowStart[request]!, rowStart[request + 1]!];
    if (kept + end - first > vertex.length) {
      const room = 2 * (kept + end - first);
      [vertex, length, costs] = [
        grown(vertex, new Int32Array(room)),
        grown(length, new Float64Array(room)),
        grown(costs, new Int32Array(room)),
      ];
    }
    if (pinnedPair[request]! < 0) {
      const [level, held] = [levels[request]!, pairOf[request]!];
      for (let pair = first; pair < end; pair++) {
        const node = nodeOfPair[pair]!;
        const to = node === SINK ? sink : node;
        const reduced = level + cost[pair]! - potential[to]!;
        if (reduced >= limit || pair === held || !isOpen[pair]) continue;
        vertex[kept] = to;
        length[kept] = reduced;
        costs[kept++] = cost[pair]!;
      }
    }
    start[request + 1] = kept;
  }
  return { limit, start, vertex, length, cost: costs };
}

function grown<List extends Int32Array | Float64Array>(list: List, larger: List): List {
  larger.set(list);
  return larger;
}

/** Wishes by the vertex of their pairs: those of vertex `v` from `start[v]` up to `start[v + 1]`. */
function byVertex(wishes: readonly Wish[], network: Network): { start: Int32Array; wish: Int32Array } {
  const start = new Int32Array(network.vertices + 1);
  for (const { pair } of wishes) start[vertexOfPair(network, pair) + 1]!++;
  for (let vertex = 0; vertex < network.vertices; vertex++) start[vertex + 1]! += start[vertex]!;
  const next = start.slice(0, network.vertices);
  const wish = new Int32Array(wishes.length);
  wishes.forEach(({ pair }, at) => {
    wish[next[vertexOfPair(network, pair)]!++] = at;
  });
  return { start, wish };
}

function vertexOfPair({ residual, sink }: Network, pair: number): number {
  const node = residual.nodeOfPair[pair]!;
  return node === SINK ? sink : node;
}
