import { LinearProgramme } from './linear-programme.js';
import type { Market } from './market.js';
import { worthOf } from './plan.js';
import type { Pulse } from './pulse.js';
import type { SequenceProblem } from './sequence-problem.js';
import { MOST_BLOCKS } from './types.js';

/** A sequence of one of the learners, and how much of it is taken. */
export interface Share {
  /** Place among the learners. */
  readonly at: number;
  /** Pair of each block, or -1. */
  readonly pairs: Int32Array;
  readonly share: number;
}

/** Stands for room without end: more than there are requests and demands, and small enough to be reckoned with. */
const ENDLESS = 1e6;
/** How welcome a sequence is that is to be taken, in the weights of all that one learner could go without. */
const WELCOME = 3;
/** What one more than allowed of a part costs, in the weights of all that one learner could go without. */
const EXCESS = 1;
/** How much of the prices of the best bound goes into those that are tried next (Wentges 1997). */
const STEADINESS = 0.5;

/**
 * The best fractional plan, by column generation (Dantzig and Wolfe 1960). A linear programme shares out what room there is
 * among the sequences known so far, and prices it; the best sequences at those prices join those known; until none is new.
 * Each round of prices bounds every plan (Lasdon 1970).
 */
export class Master {
  /** No plan of these learners comes to less. */
  bound = -Infinity;
  /** The prices that gave the bound. */
  prices: Float64Array;

  private readonly programme: LinearProgramme;
  private readonly columns: (Sequence | null)[] = [];
  /** Column of each known sequence. */
  private readonly columnOf = new Map<string, number>();
  private readonly rest: readonly Sequence[];
  /** Rows whose excess is paid for. */
  private readonly blamed: readonly number[];
  /** Parts of the worth that are counted, that is all but the cost. */
  private readonly counted: number;

  constructor(
    private readonly problem: SequenceProblem,
    private market: Market,
  ) {
    const { learners, left, fixed } = market.supply;
    this.counted = problem.whole.classes.priorities.length + 1;
    this.prices = new Float64Array(left.length + this.counted);
    this.rest = learners.map((learner, at) => {
      const pairs = problem.learners[learner]!.blocks.map((request) => fixed[request]!);
      return { at, pairs, worth: worthOf(problem, learner, pairs) };
    });
    // Beyond the learners, a family for each row that may be passed to begin with takes the blame for that.
    const rooms = this.rooms();
    this.blamed = Array.from(rooms.keys()).filter((row) => row >= left.length || rooms[row]! < 0);
    this.programme = new LinearProgramme(learners.length + this.blamed.length, rooms);
    this.rest.forEach((sequence, at) => {
      this.columns.push(sequence);
      this.columnOf.set(keyOf(at, sequence.pairs), at);
    });
    for (const _ of this.blamed) this.columns.push(null);
    this.blamed.forEach((row, nth) => {
      this.columns.push(null);
      this.programme.startWith(this.programme.addColumn(learners.length + nth, 0, [row], [-this.blocks]));
    });
    this.turnTo(market);
  }

  get learners(): readonly number[] {
    return this.market.supply.learners;
  }

  /** What the sequences known so far can be made to come to, in fractions. */
  get cost(): number {
    const { weights } = this.market.aim;
    return this.rest.reduce((sum, { worth }) => sum + weighed(worth, weights), 0) + this.programme.total;
  }

  /** Turns to another aim for the same learners. What the last one came to must do for what this one allows. */
  turnTo(market: Market): void {
    this.market = market;
    this.bound = -Infinity;
    this.programme.setRooms(this.rooms());
    this.columns.forEach((_, column) => this.programme.setCost(column, this.costOf(column)));
  }

  /** Adds a sequence. @returns its column, or -1 when it is known */
  add(at: number, pairs: Int32Array): number {
    const key = keyOf(at, pairs);
    if (this.columnOf.has(key)) return -1;
    const { learners, left } = this.market.supply;
    const rest = this.rest[at]!;
    const entries = new Map<number, number>();
    const count = (row: number, by: number) => entries.set(row, (entries.get(row) ?? 0) + by);
    pairs.forEach((pair, block) => {
      if (pair !== rest.pairs[block]) this.eachLimit(pair, count);
    });
    const worth = worthOf(this.problem, learners[at]!, pairs);
    for (let part = 0; part < this.counted; part++)
      count(left.length + part, worth[part]! - rest.worth[part]!);
    this.columns.push({ at, pairs: pairs.slice(), worth });
    const column = this.programme.addColumn(at, 0, [...entries.keys()], [...entries.values()]);
    this.programme.setCost(column, this.costOf(column));
    this.columnOf.set(key, column);
    return column;
  }

  /** Begins with a plan, given as a sequence of each learner, before any round. */
  startWith(plan: readonly Int32Array[]): void {
    plan.forEach((pairs, at) => {
      const column = this.add(at, pairs);
      if (column >= 0) this.programme.startWith(column);
    });
  }

  /**
   * One round: shares out anew, then seeks better sequences at prices between the new ones and those of the best bound
   * so far, and, should that find nothing, at the new ones.
   *
   * @returns whether any was found
   */
  round(pulse: Pulse): boolean {
    this.programme.optimise(pulse);
    const prices = this.programme.prices.map((price) => Math.max(0, price));
    if (this.bound === -Infinity) return this.seek(prices, pulse);
    const between = prices.map((price, at) => STEADINESS * this.prices[at]! + (1 - STEADINESS) * price);
    return this.seek(between, pulse) || this.seek(prices, pulse);
  }

  /** Seeks the best sequence of each learner at the prices, and adds those that are new. */
  seek(prices: Float64Array, pulse: Pulse): boolean {
    let isAnyNew = false;
    const bound = this.market.boundAt(prices, pulse, (at, pairs) => {
      if (pairs && this.add(at, pairs) >= 0) isAnyNew = true;
    });
    if (bound > this.bound) {
      this.bound = bound;
      this.prices = prices;
    }
    return isAnyNew;
  }

  /** The sequences of which any part is taken. */
  shares(): Share[] {
    return [...this.programme.used()].flatMap(([column, share]) => {
      const sequence = this.columns[column];
      return sequence ? [{ at: sequence.at, pairs: sequence.pairs, share }] : [];
    });
  }

  /** Makes a sequence so welcome that it is taken whole, until the next turn to an aim. */
  favour({ at, pairs }: Share): void {
    const column = this.columnOf.get(keyOf(at, pairs))!;
    this.programme.setCost(column, this.costOf(column) - WELCOME * this.everything);
  }

  /** Shares out anew, and seeks what suits some of the learners, by place, at the prices that come of it. */
  reshare(places: Iterable<number>, pulse: Pulse): void {
    this.programme.optimise(pulse);
    const prices = this.programme.prices.map((price) => Math.max(0, price));
    this.market.eachBest(prices, places, pulse, (at, pairs) => pairs && this.add(at, pairs));
    this.programme.optimise(pulse);
  }

  private costOf(column: number): number {
    const { aim } = this.market;
    const sequence = this.columns[column];
    if (sequence)
      return weighed(sequence.worth, aim.weights) - weighed(this.rest[sequence.at]!.worth, aim.weights);
    const isExcess = column >= this.rest.length + this.blamed.length;
    return isExcess ? EXCESS * this.everything * this.blocks : 0;
  }

  /** More than all learners can have of anything. */
  private get blocks(): number {
    return (this.rest.length + 1) * MOST_BLOCKS;
  }

  /** The weight of all that one learner could go without. */
  private get everything(): number {
    const dearest = this.problem.whole.candidates.cost.reduce((most, cost) => Math.max(most, cost), 1);
    const { weights } = this.market.aim;
    const most = weights.reduce(
      (sofar, weight, part) => Math.max(sofar, weight * (part === this.counted ? dearest : 1)),
      0,
    );
    return MOST_BLOCKS * most;
  }

  private rooms(): number[] {
    const { left } = this.market.supply;
    const { atMost } = this.market.aim;
    const rooms = [...left, ...atMost.map((most) => (most === Infinity ? ENDLESS : most))];
    for (const { pairs, worth } of this.rest) {
      for (let part = 0; part < this.counted; part++) rooms[left.length + part]! -= worth[part]!;
      for (const pair of pairs) this.eachLimit(pair, (limit, weight) => (rooms[limit]! -= weight));
    }
    return rooms;
  }

  private eachLimit(pair: number, then: (limit: number, weight: number) => void): void {
    if (pair < 0) return;
    const { start, limit, weight } = this.problem.limitsOfCell;
    const cell = this.problem.whole.limits.cells.ofPair[pair]!;
    for (let at = start[cell]!; at < start[cell + 1]!; at++) then(limit[at]!, weight[at]!);
  }
}

interface Sequence {
  readonly at: number;
  readonly pairs: Int32Array;
  readonly worth: readonly number[];
}

function weighed(worth: readonly number[], weights: readonly number[]): number {
  return worth.reduce((sum, amount, part) => sum + amount * weights[part]!, 0);
}

function keyOf(at: number, pairs: Int32Array): string {
  return `${at} ${pairs.join(' ')}`;
}
