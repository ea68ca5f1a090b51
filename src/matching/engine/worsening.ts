import { SINK } from './capacity-tree.js';
import { Heap } from './heap.js';
import type { Network } from './network.js';
import type { Worsening } from './types.js';
import { Ways, type NearPairs } from './ways.js';

const STEPS_A_PULSE = 512;

/** Pairs of a reduced cost below so large a part of the dearest pair are kept at hand: few searches ask for others. */
const NEAR_IN_DEAREST = 10;

/** All searches together may look at so many pairs for each pair there is. Realistic problems need one or two. */
const MOST_WORK_A_PAIR = 6;

/** Requests, each with a pair of its that it does not have. */
export interface Wishes {
  readonly request: Int32Array;
  readonly pair: Int32Array;
}

/** For each wish, by its place, how much worse the best answer is that grants it; `null` where that is not known. */
export type Worsenings = (wish: number) => Worsening | null;

const UNKNOWN = 0;
const KNOWN = 1;

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
export function worsenings(wishes: Wishes, fromSink: Ways, pulse: () => void = () => undefined): Worsenings {
  const { network } = fromSink;
  const { residual, vertexOf, costOf } = network;
  const { candidates } = residual.problem;
  const potential = fromSink.potential.slice();
  for (let vertex = 0; vertex < potential.length; vertex++) {
    const nearer = fromSink.reduced[vertex]!;
    if (nearer < Infinity && !network.isClosed[vertex]) potential[vertex]! += nearer;
  }
  const toSink = waysToSink(network, potential, pulse);
  const ways = new Ways(network, potential, pulse);
  ways.near = nearPairs(network, potential, pulse);
  const mostWork = MOST_WORK_A_PAIR * candidates.offer.length;
  const state = new Uint8Array(wishes.request.length).fill(UNKNOWN);
  const length = new Float64Array(wishes.request.length);
  const costAdded = new Float64Array(wishes.request.length);
  const gained = new Int32Array(wishes.request.length);

  const { start, wish: wishAt } = byVertex(wishes, network);
  for (let node = 0; node < network.vertices; node++) {
    const first = start[node]!;
    const end = start[node + 1]!;
    if (first === end || network.isClosed[node]) continue;
    const gap = toSink.reduced[node]!;
    let farthest = 0;
    for (let i = first; i < end; i++)
      farthest = Math.max(farthest, toSink.reduced[vertexOf[wishes.request[wishAt[i]!]!]!]!);
    const isSearched = gap > 0 && farthest > 0;
    if (isSearched) {
      if (ways.work > mostWork) continue;
      ways.run(node, { radius: gap, ahead: { least: toSink.reduced, most: gap + farthest } });
    }
    for (let i = first; i < end; i++) grant(wishAt[i]!, node, gap, isSearched);
  }
  return (wish) => (state[wish] === KNOWN ? told(wish) : null);

  function grant(wish: number, node: number, gap: number, isSearched: boolean): void {
    const request = wishes.request[wish]!;
    const here = vertexOf[request]!;
    const isPlaced = residual.pairOf[request]! >= 0;
    const instead = costOf[request]!;
    const cost = candidates.cost[wishes.pair[wish]!]!;
    const slack = cost + potential[here]! - instead - potential[node]!;
    const costOfPairs = cost - (isPlaced ? instead : 0);
    const more = isPlaced ? 0 : 1;
    if (isSearched && ways.reduced[here]! < gap) {
      state[wish] = KNOWN;
      length[wish] = slack + ways.reduced[here]!;
      costAdded[wish] = costOfPairs + ways.cost[here]!;
      gained[wish] = more + ways.gained[here]!;
    } else if (gap < Infinity && fromSink.reduced[here]! < Infinity) {
      state[wish] = KNOWN;
      length[wish] = slack + gap;
      costAdded[wish] = costOfPairs + toSink.cost[node]! + fromSink.cost[here]!;
      gained[wish] = more + toSink.gained[node]! + fromSink.gained[here]!;
    }
  }

  function told(wish: number): Worsening {
    const added = costAdded[wish]!;
    const first =
      gained[wish]! < 0 ? 'places' : length[wish]! > added ? 'order' : added > 0 ? 'cost' : 'nothing';
    return { first, placesLost: 0 - gained[wish]!, costAdded: added };
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
  const heap = new Heap(reduced);
  /** From a vertex along an arc that moves nobody. */
  const pass = (from: number, to: number, price: number) => {
    const length = reduced[to]! + potential[from]! + price - potential[to]!;
    if (length >= reduced[from]!) return;
    reduced[from] = length;
    cost[from] = cost[to]!;
    gained[from] = gained[to]!;
    heap.push(from);
  };
  /** From whoever holds a place and would wait there without. */
  const fromHolders = (waitingRoom: number) => {
    for (let request = 0; request < pairOf.length; request++) {
      if (pairOf[request]! < 0 || problem.pinnedPair[request]! >= 0) continue;
      if (network.waitingRoom(request) !== waitingRoom) continue;
      const from = vertexOf[request]!;
      const length =
        reduced[waitingRoom]! + levels[request]! + network.priceOf(request) - potential[waitingRoom]!;
      if (length >= reduced[from]!) continue;
      reduced[from] = length;
      cost[from] = cost[waitingRoom]! - costOf[request]!;
      gained[from] = gained[waitingRoom]! - 1;
      heap.push(from);
    }
  };
  reduced[sink] = 0;
  heap.push(sink);
  let steps = 0;
  while (heap.size > 0) {
    const at = heap.keys[0]!;
    const here = heap.pop();
    if (at > reduced[here]!) continue;
    if (steps++ % STEPS_A_PULSE === 0) pulse();
    if (here === sink) {
      for (let node = 0; node < parent.length; node++)
        if (parent[node] === SINK && used[node]! < room[node]!) pass(node, sink, 0);
      for (let hei = 0; hei < heis; hei++) {
        const price = network.priceOfNextOut(hei);
        if (price !== undefined) pass(firstHei + hei, sink, price);
      }
      if (heis === 0) fromHolders(sink);
      continue;
    }
    if (here >= firstHei) {
      fromHolders(here);
      const price = network.priceOfLastOut(here - firstHei);
      if (price !== undefined) pass(sink, here, -price);
      continue;
    }
    if (moving[here]! > 0) pass(parent[here] === SINK ? sink : parent[here]!, here, 0);
    for (let i = childStart[here]!; i < childStart[here + 1]!; i++)
      if (used[child[i]!]! < room[child[i]!]!) pass(child[i]!, here, 0);
    const base = at - potential[here]!;
    for (let i = columnStart[here]!, end = columnStart[here + 1]!; i < end; i++) {
      const request = columnRequest[i]!;
      const from = vertexOf[request]!;
      const length = base + levels[request]! + columnCost[i]!;
      if (length >= reduced[from]!) continue;
      const isPlaced = pairOf[request]! >= 0;
      reduced[from] = length;
      cost[from] = cost[here]! + columnCost[i]! - (isPlaced ? costOf[request]! : 0);
      gained[from] = gained[here]! + (isPlaced ? 0 : 1);
      heap.push(from);
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
    const first = rowStart[request]!;
    const end = rowStart[request + 1]!;
    if (kept + end - first > vertex.length) {
      const room = 2 * (kept + end - first);
      [vertex, length, costs] = [
        grown(vertex, new Int32Array(room)),
        grown(length, new Float64Array(room)),
        grown(costs, new Int32Array(room)),
      ];
    }
    if (pinnedPair[request]! < 0) {
      const level = levels[request]!;
      const held = pairOf[request]!;
      for (let pair = first; pair < end; pair++) {
        const node = nodeOfPair[pair]!;
        const to = node === SINK ? sink : node;
        const reduced = level + cost[pair]! - potential[to]!;
        if (reduced >= limit || pair === held || !isOpen[pair]) continue;
        // Into its place by rising length, among those of the row.
        let at = kept++;
        for (; at > start[request]! && length[at - 1]! > reduced; at--) {
          vertex[at] = vertex[at - 1]!;
          length[at] = length[at - 1]!;
          costs[at] = costs[at - 1]!;
        }
        vertex[at] = to;
        length[at] = reduced;
        costs[at] = cost[pair]!;
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
function byVertex({ pair }: Wishes, network: Network): { start: Int32Array; wish: Int32Array } {
  const start = new Int32Array(network.vertices + 1);
  for (const each of pair) start[vertexOfPair(network, each) + 1]!++;
  for (let vertex = 0; vertex < network.vertices; vertex++) start[vertex + 1]! += start[vertex]!;
  const next = start.slice(0, network.vertices);
  const wish = new Int32Array(pair.length);
  for (let at = 0; at < pair.length; at++) wish[next[vertexOfPair(network, pair[at]!)]!++] = at;
  return { start, wish };
}

function vertexOfPair({ residual, sink }: Network, pair: number): number {
  const node = residual.nodeOfPair[pair]!;
  return node === SINK ? sink : node;
}
