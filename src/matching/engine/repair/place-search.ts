import { SINK } from '../capacity-tree.js';
import { LengthQueue } from './length-queue.js';
import type { Meeting } from './meeting.js';
import type { Potentials } from './potentials.js';
import { NOBODY, type Doubt, type Reach } from './reach.js';
import { NONE, type Seating } from './seating.js';

/** One step of a chain: the request takes the pair. */
export interface Move {
  readonly request: number;
  readonly pair: number;
}

const FAR = 0x7fffffff;

/**
 * Finds the shortest chain of moves that gives one of several requests a place: it takes a place of an offer, someone
 * there moves to another, and so on to a free place. Shortest is with the fewest changes and, of those, the least
 * cost; a step that undoes an earlier one counts less than nothing. Dijkstra's method over nodes with potentials; it
 * ends as soon as nothing shorter can come, and enters no node from which no chain leads on.
 */
export class PlaceSearch {
  private readonly queue = new LengthQueue();
  private readonly changes: Int32Array;
  private readonly cost: Float64Array;
  /** The pair by which somebody came to the node; the complement of a node, where that was the step before. */
  private readonly viaPair: Int32Array;
  private readonly viaRequest: Int32Array;
  private readonly seen: Int32Array;
  private readonly isSettled: Uint8Array;
  private round = 0;
  private reached: number[] = [];
  private bestChanges = FAR;
  private bestCost = Infinity;
  private bestNode = NONE;
  private doubt: Doubt = 'none';
  private aim: { readonly meeting: Meeting; readonly moves: number } | null = null;
  private isByLayers = false;
  /** Pairs looked at so far, over all searches. */
  work = 0;

  constructor(
    private readonly seating: Seating,
    private readonly reach: Reach,
    private readonly potentials: Potentials,
  ) {
    const { nodes } = seating.tree;
    this.changes = new Int32Array(nodes);
    this.cost = new Float64Array(nodes);
    this.viaPair = new Int32Array(nodes);
    this.viaRequest = new Int32Array(nodes);
    this.seen = new Int32Array(nodes);
    this.isSettled = new Uint8Array(nodes);
  }

  /** To be told when everybody who holds a place has the one that was held before: each move is then a change more. */
  startAnew(): void {
    this.isByLayers = this.seating.tree.child.length === 0;
  }

  /**
   * The next search is known to end after so many moves, where `meeting` tells. Nodes that are off the way get no
   * potential then: there must be no search after it until all begins anew.
   */
  aimAt(meeting: Meeting, moves: number): void {
    this.aim = { meeting, moves };
  }

  /** Requests, none of which holds a place, as they are waited for by {@link next}. Those that nothing suits are left out. */
  waiting(requests: readonly number[]): LengthQueue {
    const queue = new LengthQueue();
    this.doubt = this.reach.doubt();
    for (const request of requests) this.wait(queue, request);
    return queue;
  }

  /**
   * The shortest chain for any of those who wait, who is taken out of the queue; the one with the place first. `null`
   * when there is none, and then there never will be until something is opened.
   */
  next(waiting: LengthQueue): Move[] | null {
    const { queue, isByLayers } = this;
    this.isByLayers = false;
    const expanded: number[] = [];
    this.begin();
    for (;;) {
      const isRequest =
        waiting.size > 0 &&
        (queue.size === 0 ||
          waiting.changes[0]! < queue.changes[0]! ||
          (waiting.changes[0] === queue.changes[0] && waiting.costs[0]! <= queue.costs[0]!));
      const from = isRequest ? waiting : queue;
      if (from.size === 0) break;
      const [changes, cost] = [from.changes[0]!, from.costs[0]!];
      if (changes > this.bestChanges || (changes === this.bestChanges && cost >= this.bestCost)) break;
      const item = from.pop();
      // Every step from here is a change more, so that it leads to nothing shorter.
      if (isByLayers && !isRequest && changes === this.bestChanges) continue;
      if (isRequest) {
        expanded.push(item);
        this.fanOut(item, 0, 0);
      } else if (this.isSettled[item] === 0) {
        this.isSettled[item] = 1;
        this.goOnFrom(item, changes, cost);
      }
    }
    this.aim = null;
    if (this.bestNode === NONE) {
      this.reach.isDead(this.reached);
      return null;
    }
    this.lower();
    const moves = this.chainTo(this.bestNode);
    for (const request of expanded) if (request !== moves[0]!.request) this.wait(waiting, request);
    return moves;
  }

  private begin(): void {
    this.round++;
    this.queue.clear();
    this.reached = [];
    this.bestChanges = FAR;
    this.bestCost = Infinity;
    this.bestNode = NONE;
    this.doubt = this.reach.doubt();
  }

  private mayLeadOn(node: number): boolean {
    if (this.reach.absorbs[node] === 1 || this.doubt === 'all') return true;
    return this.doubt === 'unwanted' && this.reach.wanted[node] === NOBODY;
  }

  /** Puts a request into the queue by the least that its first step can come to. Potentials only fall, so it stays one. */
  private wait(queue: LengthQueue, request: number): void {
    const { seating, potentials } = this;
    const { rowStart, rowEnd, node, cost } = seating.table;
    let [changes, least] = [FAR, Infinity];
    for (let pair = rowStart[request]!, end = rowEnd[request]!; pair < end; pair++) {
      const to = node[pair]!;
      if (cost[pair]! < 0 || !this.mayLeadOn(to)) continue;
      const steps = (pair === seating.home[request] ? 0 : 1) - potentials.changes[to]!;
      const costs = cost[pair]! - potentials.cost[to]!;
      if (steps > changes || (steps === changes && costs >= least)) continue;
      changes = steps;
      least = costs;
    }
    if (changes < FAR) queue.push(changes, least, request);
  }

  /** Steps from a node that has been reached by a chain of this length. */
  private goOnFrom(node: number, changes: number, cost: number): void {
    const { seating, potentials } = this;
    const { first, next, isFixed, home, held, movable, used, room, tree, table } = seating;
    const stepsHere = changes + potentials.changes[node]!;
    const costHere = cost + potentials.cost[node]!;
    for (let request = first[node]!; request !== NONE; request = next[request]!) {
      if (isFixed[request] === 1) continue;
      const pair = held[request]!;
      this.fanOut(request, stepsHere - (pair === home[request] ? 0 : 1), costHere - table.cost[pair]!);
    }
    const parent = tree.parent[node]!;
    if (parent !== SINK && used[node]! < room[node]!) this.pass(node, parent, stepsHere, costHere);
    for (let i = tree.childStart[node]!; i < tree.childStart[node + 1]!; i++) {
      const child = tree.child[i]!;
      if (movable[child]! > 0) this.pass(node, child, stepsHere, costHere);
    }
  }

  /** A step between a node and its parent, which is nobody's move. */
  private pass(from: number, to: number, stepsHere: number, costHere: number): void {
    if (!this.mayLeadOn(to)) return;
    const changes = stepsHere - this.potentials.changes[to]!;
    const cost = costHere - this.potentials.cost[to]!;
    if (this.seen[to] === this.round) {
      const known = this.changes[to]!;
      if (changes > known || (changes === known && cost >= this.cost[to]!)) return;
    }
    this.come(to, changes, cost, ~from, NONE);
  }

  /** Steps of a request, without a place or about to give up its own, to all that suits it. */
  private fanOut(request: number, stepsSoFar: number, costSoFar: number): void {
    const { seating, round, seen, aim } = this;
    const { absorbs } = this.reach;
    const { changes: potentialChanges, cost: potentialCost } = this.potentials;
    const { rowStart, rowEnd, node, cost } = seating.table;
    const home = seating.home[request]!;
    const held = seating.held[request]!;
    const start = rowStart[request]!;
    const end = rowEnd[request]!;
    this.work += end - start;
    for (let pair = start; pair < end; pair++) {
      const own = cost[pair]!;
      const to = node[pair]!;
      if (own < 0 || pair === held || (absorbs[to] === 0 && !this.mayLeadOn(to))) continue;
      const changes = stepsSoFar + (pair === home ? 0 : 1) - potentialChanges[to]!;
      if (changes > this.bestChanges || (aim && changes + aim.meeting.movesLeft(to) > aim.moves)) continue;
      const costs = costSoFar + own - potentialCost[to]!;
      if (seen[to] === round) {
        const known = this.changes[to]!;
        if (changes > known || (changes === known && costs > this.cost[to]!)) continue;
        if (changes === known && costs === this.cost[to]!) {
          // Of equals the lower id moves, whatever the order in which they sit.
          if (this.isSettled[to] === 0 && request < this.viaRequest[to]!) {
            this.viaRequest[to] = request;
            this.viaPair[to] = pair;
          }
          continue;
        }
      }
      this.come(to, changes, costs, pair, request);
    }
  }

  /** Notes the shortest way to the node so far; where there is a free place, that may be the end of the chain. */
  private come(node: number, changes: number, cost: number, viaPair: number, viaRequest: number): void {
    if (changes === this.bestChanges && cost > this.bestCost) return;
    if (this.seen[node] !== this.round) {
      this.seen[node] = this.round;
      this.isSettled[node] = 0;
      this.reached.push(node);
    }
    this.changes[node] = changes;
    this.cost[node] = cost;
    this.viaPair[node] = viaPair;
    this.viaRequest[node] = viaRequest;
    if (!this.seating.hasRoom(node)) {
      this.queue.push(changes, cost, node);
      return;
    }
    const ends = changes + this.potentials.changes[node]!;
    const endsAt = cost + this.potentials.cost[node]!;
    const isEqual = ends === this.bestChanges && endsAt === this.bestCost;
    if (ends > this.bestChanges || (ends === this.bestChanges && endsAt > this.bestCost)) return;
    if (isEqual && node > this.bestNode) return;
    this.bestChanges = ends;
    this.bestCost = endsAt;
    this.bestNode = node;
  }

  /** Lowers the potentials of all nodes nearer than the end, so that lengths stay at least nothing once the chain is taken. */
  private lower(): void {
    const { changes, cost, bestChanges, bestCost } = this;
    for (const node of this.reached) {
      const steps = changes[node]! - bestChanges;
      const costs = cost[node]! - bestCost;
      if (steps < 0 || (steps === 0 && costs < 0)) this.potentials.add(node, steps, costs);
    }
  }

  private chainTo(end: number): Move[] {
    const { seating, viaPair, viaRequest } = this;
    const moves: Move[] = [];
    for (let node = end; ;) {
      const pair = viaPair[node]!;
      if (pair < 0) {
        node = ~pair;
        continue;
      }
      const request = viaRequest[node]!;
      moves.push({ request, pair });
      if (seating.held[request] === NONE) return moves.reverse();
      node = seating.nodeOf(request);
    }
  }
}
