import { SINK } from '../capacity-tree.js';
import type { Journal } from './journal.js';
import type { LimitTree } from './limit-tree.js';
import { grown, type PairTable } from './pair-table.js';
import type { SharedLimits } from './shared-limits.js';

/** Stands for no request in a list, and for no pair where one is expected. */
export const NONE = -1;

/**
 * Who holds which pair, and how many learners each node has. Everything is written through the journal, so that an
 * attempt can be taken back.
 */
export class Seating {
  /** The pair that each request holds, or {@link NONE}. */
  held: Int32Array;
  /** The pair that it held before the events under repair, or {@link NONE}. */
  home: Int32Array;
  /** 1 for who must stay where it is. */
  isFixed: Uint8Array;
  /** 1 for who takes no part: withdrawn, or not yet added. */
  isAway: Uint8Array;
  /** The priority; 0 goes first. */
  tier: Int32Array;
  /** All priorities there are, rising. */
  readonly tiers: number[];
  readonly room: Int32Array;
  readonly used: Int32Array;
  /** Learners in each node who may move. */
  readonly movable: Int32Array;
  /** Head of the list of requests on each node, itself and not its children. */
  readonly first: Int32Array;
  next: Int32Array;
  private previous: Int32Array;
  /** Requests whose pair was written since the last {@link settle}; some may hold their old one again. */
  private touched: number[] = [];
  private isTouched: Uint8Array;

  constructor(
    readonly table: PairTable,
    readonly tree: LimitTree,
    readonly shared: SharedLimits | null,
    tier: Int32Array,
    private readonly journal: Journal,
  ) {
    const { rows } = table;
    this.held = new Int32Array(rows).fill(NONE);
    this.home = new Int32Array(rows).fill(NONE);
    this.isFixed = new Uint8Array(rows);
    this.isAway = new Uint8Array(rows);
    this.isTouched = new Uint8Array(rows);
    this.tier = tier;
    this.tiers = [...new Set(tier)].sort((a, b) => a - b);
    this.room = tree.room;
    this.used = new Int32Array(tree.nodes);
    this.movable = new Int32Array(tree.nodes);
    this.first = new Int32Array(tree.nodes).fill(NONE);
    this.next = new Int32Array(rows).fill(NONE);
    this.previous = new Int32Array(rows).fill(NONE);
  }

  /** Makes room for one more row of the table, still away. Nothing may be taken back to before it. */
  addRow(row: number, tier: number): void {
    if (row >= this.held.length) this.grow(row + 64);
    this.isAway[row] = 1;
    this.tier[row] = tier;
    if (this.tiers.includes(tier)) return;
    this.tiers.push(tier);
    this.tiers.sort((a, b) => a - b);
  }

  /** Puts a request that holds nothing on the pair, whether or not there is room. */
  place(request: number, pair: number): void {
    const { journal, first, next, previous } = this;
    const node = this.table.node[pair]!;
    const before = first[node]!;
    journal.write(this.held, request, pair);
    journal.write(next, request, before);
    journal.write(previous, request, NONE);
    if (before !== NONE) journal.write(previous, before, request);
    journal.write(first, node, request);
    this.count(request, pair, 1);
  }

  /** Takes a request off the pair that it holds. */
  vacate(request: number): void {
    const { journal, next, previous } = this;
    const pair = this.held[request]!;
    const [before, after] = [previous[request]!, next[request]!];
    if (before === NONE) journal.write(this.first, this.table.node[pair]!, after);
    else journal.write(next, before, after);
    if (after !== NONE) journal.write(previous, after, before);
    journal.write(this.held, request, NONE);
    this.count(request, pair, -1);
  }

  /** Whoever holds a place from now on stays, or may move again. The request must hold a pair. */
  setFixed(request: number, isFixed: boolean): void {
    if ((this.isFixed[request] === 1) === isFixed) return;
    this.journal.write(this.isFixed, request, isFixed ? 1 : 0);
    const { parent } = this.tree;
    for (let node = this.nodeOf(request); node !== SINK; node = parent[node]!)
      this.journal.write(this.movable, node, this.movable[node]! + (isFixed ? -1 : 1));
  }

  setAway(request: number, isAway: boolean): void {
    this.journal.write(this.isAway, request, isAway ? 1 : 0);
  }

  addRoom(node: number, places: number): void {
    this.journal.write(this.room, node, this.room[node]! + places);
  }

  /** Node of the pair that the request holds. It must hold one. */
  nodeOf(request: number): number {
    return this.table.node[this.held[request]!]!;
  }

  /** Whether one more learner in the node passes no limit of the tree. */
  hasRoom(node: number): boolean {
    const { used, room } = this;
    const { parent } = this.tree;
    for (let at = node; at !== SINK; at = parent[at]!) if (used[at]! >= room[at]!) return false;
    return true;
  }

  /** Requests in the node or below it. */
  under(node: number): number[] {
    const { childStart, child } = this.tree;
    const found: number[] = [];
    const open = [node];
    for (let at = 0; at < open.length; at++) {
      const here = open[at]!;
      for (let r = this.first[here]!; r !== NONE; r = this.next[r]!) found.push(r);
      for (let i = childStart[here]!; i < childStart[here + 1]!; i++) open.push(child[i]!);
    }
    return found;
  }

  /** Requests, in no order, that hold something else than at home. */
  changed(): number[] {
    return this.touched.filter((request) => this.held[request] !== this.home[request]);
  }

  /** What each request holds, for all that may hold something else than at home. */
  snapshot(): { readonly request: number; readonly pair: number }[] {
    return this.touched.map((request) => ({ request, pair: this.held[request]! }));
  }

  /** What is now becomes home. */
  settle(): void {
    for (const request of this.touched) {
      this.home[request] = this.held[request]!;
      this.isTouched[request] = 0;
    }
    this.touched = [];
  }

  private count(request: number, pair: number, learners: 1 | -1): void {
    const { journal, used, movable } = this;
    const { parent } = this.tree;
    const moving = this.isFixed[request] === 1 ? 0 : learners;
    for (let node = this.table.node[pair]!; node !== SINK; node = parent[node]!) {
      journal.write(used, node, used[node]! + learners);
      if (moving !== 0) journal.write(movable, node, movable[node]! + moving);
    }
    this.shared?.count(pair, learners);
    if (this.isTouched[request] === 0) {
      this.isTouched[request] = 1;
      this.touched.push(request);
    }
  }

  private grow(room: number): void {
    this.held = grown(this.held, room).fill(NONE, this.held.length);
    this.home = grown(this.home, room).fill(NONE, this.home.length);
    this.next = grown(this.next, room);
    this.previous = grown(this.previous, room);
    this.tier = grown(this.tier, room);
    this.isFixed = grownBytes(this.isFixed, room);
    this.isAway = grownBytes(this.isAway, room);
    this.isTouched = grownBytes(this.isTouched, room);
  }
}

function grownBytes(column: Uint8Array, room: number): Uint8Array {
  const larger = new Uint8Array(room);
  larger.set(column);
  return larger;
}
