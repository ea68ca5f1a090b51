import { SINK } from '../capacity-tree.js';
import { LengthQueue } from './length-queue.js';
import type { Move } from './place-search.js';
import type { Potentials } from './potentials.js';
import { NOBODY, type Reach } from './reach.js';
import { NONE, type Seating } from './seating.js';

const FAR = 0x7fffffff;
/** Stands where a goal is expected: the free place is in this very node. */
const HERE = -0x80000000;

/**
 * Finds who comes to a place that is free: of those without one the best tier from which a chain of moves leads there;
 * in it, the shortest chain. The mirror image of the search for a place: from free places back to those who want
 * them, through nodes that somebody wants.
 *
 * Once it has found one, potentials hold only among nodes that are wanted; the search for places must not follow it.
 */
export class FillSearch {
  private readonly queue = new LengthQueue();
  private readonly changes: Int32Array;
  private readonly cost: Float64Array;
  /** Who would leave the node, and the pair to which; the complement of a node, where that is the next step. */
  private readonly leaver: Int32Array;
  private readonly goal: Int32Array;
  private readonly seen: Int32Array;
  private readonly isSettled: Uint8Array;
  private round = 0;
  private reached: number[] = [];
  /** The request without a place that has come out best, with the length of its chain. */
  private best = NONE;
  private bestPair = NONE;
  private bestTier = NOBODY;
  private bestChanges = FAR;
  private bestCost = Infinity;
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
    this.leaver = new Int32Array(nodes);
    this.goal = new Int32Array(nodes);
    this.seen = new Int32Array(nodes);
    this.isSettled = new Uint8Array(nodes);
  }

  /** A chain to one of these outermost nodes, all with room; the one with the place first. `null` when nobody wants one. */
  next(vacancies: readonly number[]): Move[] | null {
    const { queue, potentials } = this;
    const { wanted } = this.reach;
    this.begin();
    let target = NOBODY;
    for (const node of vacancies) {
      target = Math.min(target, wanted[node]!);
      this.come(node, potentials.changes[node]!, potentials.cost[node]!, NONE, HERE);
    }
    // The least that coming to any node can add to a chain.
    const least = 1 - potentials.mostChanges;
    const leastCost = -potentials.mostCost;
    let isAllSeen = true;
    while (queue.size > 0) {
      const [changes, cost] = [queue.changes[0]!, queue.costs[0]!];
      const ends = changes + least;
      if (
        this.bestTier === target &&
        (ends > this.bestChanges || (ends === this.bestChanges && cost + leastCost >= this.bestCost))
      ) {
        isAllSeen = false;
        break;
      }
      const node = queue.pop();
      if (this.isSettled[node] === 1) continue;
      this.isSettled[node] = 1;
      this.goBackFrom(node, changes, cost);
    }
    if (isAllSeen) this.reach.isWantedFrom(this.reached, this.bestTier);
    if (this.best === NONE) return null;
    this.raise(this.bestChanges - least, this.bestCost - leastCost);
    return this.chain();
  }

  private begin(): void {
    this.round++;
    this.queue.clear();
    this.reached = [];
    this.best = NONE;
    this.bestTier = NOBODY;
    this.bestChanges = FAR;
    this.bestCost = Infinity;
  }

  /** Who could come to a node from which the free place is this far. */
  private goBackFrom(node: number, changes: number, cost: number): void {
    const { seating, potentials } = this;
    const { used, room, movable, tree, table } = seating;
    const stepsHere = changes - potentials.changes[node]!;
    const costHere = cost - potentials.cost[node]!;
    for (let i = tree.childStart[node]!; i < tree.childStart[node + 1]!; i++) {
      const child = tree.child[i]!;
      if (used[child]! < room[child]!) this.pass(child, node, stepsHere, costHere);
    }
    const parent = tree.parent[node]!;
    if (parent !== SINK && movable[node]! > 0) this.pass(parent, node, stepsHere, costHere);
    const start = table.columnStart[node]!;
    const end = table.columnStart[node + 1]!;
    this.work += end - start;
    for (let i = start; i < end; i++)
      this.take(node, table.columnRequest[i]!, table.columnPair[i]!, stepsHere, costHere);
    for (const { request, pair } of table.added.get(node) ?? [])
      this.take(node, request, pair, stepsHere, costHere);
  }

  private pass(from: number, to: number, stepsHere: number, costHere: number): void {
    const { potentials, reach } = this;
    if (reach.wanted[from] === NOBODY) return;
    this.come(from, stepsHere + potentials.changes[from]!, costHere + potentials.cost[from]!, NONE, ~to);
  }

  /** The request might come by the pair: from where it sits, or as the one who gets the place. */
  private take(node: number, request: number, pair: number, stepsHere: number, costHere: number): void {
    const { seating, potentials, reach } = this;
    const { held, home, isFixed, isAway, tier, table } = seating;
    const own = table.cost[pair]!;
    const there = held[request]!;
    if (own < 0 || there === pair || isFixed[request] === 1) return;
    const steps = stepsHere + (pair === home[request] ? 0 : 1);
    if (there !== NONE) {
      const from = table.node[there]!;
      if (from === node || reach.wanted[from] === NOBODY) return;
      const changes = steps - (there === home[request] ? 0 : 1) + potentials.changes[from]!;
      this.come(from, changes, costHere + own - table.cost[there]! + potentials.cost[from]!, request, pair);
      return;
    }
    if (isAway[request] === 1) return;
    const better =
      tier[request]! - this.bestTier ||
      steps - this.bestChanges ||
      costHere + own - this.bestCost ||
      request - this.best;
    if (better >= 0) return;
    this.best = request;
    this.bestPair = pair;
    this.bestTier = tier[request]!;
    this.bestChanges = steps;
    this.bestCost = costHere + own;
  }

  private come(node: number, changes: number, cost: number, leaver: number, goal: number): void {
    if (this.seen[node] === this.round) {
      const known = this.changes[node]!;
      if (changes > known || (changes === known && cost > this.cost[node]!)) return;
      if (changes === known && cost === this.cost[node]!) {
        // Of equals the lower id moves, whatever the order in which they sit.
        if (this.isSettled[node] === 0 && leaver < this.leaver[node]! && leaver !== NONE) {
          this.leaver[node] = leaver;
          this.goal[node] = goal;
        }
        return;
      }
    } else {
      this.seen[node] = this.round;
      this.isSettled[node] = 0;
      this.reached.push(node);
    }
    this.changes[node] = changes;
    this.cost[node] = cost;
    this.leaver[node] = leaver;
    this.goal[node] = goal;
    this.queue.push(changes, cost, node);
  }

  /** Raises the potentials of all nodes nearer than `changes` and `cost`, so that lengths stay at least nothing. */
  private raise(changes: number, cost: number): void {
    for (const node of this.reached) {
      if (this.isSettled[node] === 0) continue;
      const steps = changes - this.changes[node]!;
      const costs = cost - this.cost[node]!;
      if (steps > 0 || (steps === 0 && costs > 0)) this.potentials.add(node, steps, costs);
    }
  }

  private chain(): Move[] {
    const { table } = this.seating;
    const moves: Move[] = [{ request: this.best, pair: this.bestPair }];
    for (let node = table.node[this.bestPair]!; this.goal[node] !== HERE;) {
      const goal = this.goal[node]!;
      if (goal < 0) node = ~goal;
      else {
        moves.push({ request: this.leaver[node]!, pair: goal });
        node = table.node[goal]!;
      }
    }
    return moves;
  }
}
