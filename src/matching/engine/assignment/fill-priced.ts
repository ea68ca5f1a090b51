import { IntegerQueue } from './queue.js';
import { type Columns, listColumn, unlistColumns } from './shortlists.js';
import { FAR_OFF, seatOf, type State } from './state.js';

const SEARCHES_A_PULSE = 64;
/** What taking an offer from the queue and putting it in costs, in pairs looked at. */
const PAIRS_AN_OFFER = 8;

/**
 * Brings down the price of every offer that has one though seats are free: by the cheapest chain of moves that
 * fills the seat, from a student without a place or from an offer whose price drops to nothing instead. The mirror image
 * of `placeLoose`, searched from the offer by columns. Prices and levels only fall.
 *
 * @param width by how much a shortlist that proves too short is lengthened
 * @param mostWork pairs to look at before it gives up
 * @returns whether all of them have been seen to
 */
export function fillPriced(state: State, columns: Columns, width: number, mostWork: number): boolean {
  const { offers, places, price, taken } = state;
  unlistColumns(columns);
  const search = new Search(state, columns, width);
  let searches = 0;
  for (let o = 0; o < offers; o++) {
    while (price[o]! > 0 && taken[o]! < places[o]!) {
      if (searches++ % SEARCHES_A_PULSE === 0) state.pulse();
      if (search.work > mostWork) return false;
      search.fill(o);
    }
  }
  return true;
}

/** Dijkstra's search for the cheapest chain to an offer, over offers whose students would move on. */
class Search {
  work = 0;
  private readonly distance: Int32Array;
  /** The offer to which the student would move. */
  private readonly goal: Int32Array;
  /** The student who would leave the offer, for the goal. */
  private readonly leaver: Int32Array;
  private readonly reached: Int32Array;
  private reachedCount = 0;
  private readonly settled: Int32Array;
  /** Offers; and, by their number after those, offers the rest of whose column may have someone nearer. */
  private readonly queue = new IntegerQueue();
  /** Length of the best chain found, and where it begins: with a student without a place, or on an offer, or neither yet. */
  private least = 0;
  private startStudent = -1;
  private startOffer = -1;

  constructor(
    private readonly state: State,
    private readonly columns: Columns,
    private readonly width: number,
  ) {
    this.distance = new Int32Array(state.offers).fill(FAR_OFF);
    this.goal = new Int32Array(state.students);
    this.leaver = new Int32Array(state.offers);
    this.reached = new Int32Array(state.offers);
    this.settled = new Int32Array(state.offers);
  }

  fill(target: number): void {
    const { state, queue, distance, settled } = this;
    const { offers, price, level, seatStart, seats, taken } = state;
    queue.clear();
    let settledCount = 0;
    this.reachedCount = 0;
    this.least = price[target]!;
    this.startStudent = -1;
    this.startOffer = target;
    this.arrive(target, 0);
    while (queue.size > 0 && queue.keys[0]! < this.least) {
      const here = queue.keys[0]!;
      const item = queue.pop();
      if (item >= offers) {
        this.visitRest(item - offers, here);
        continue;
      }
      if (here > distance[item]!) continue;
      settled[settledCount++] = item;
      this.visit(item, here);
    }
    this.work += PAIRS_AN_OFFER * settledCount;

    const { least } = this;
    for (let at = 0; at < settledCount; at++) {
      const o = settled[at]!;
      const fall = least - distance[o]!;
      if (fall <= 0) continue;
      price[o]! -= fall;
      for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++) level[seats[seat]!]! -= fall;
    }
    for (let at = 0; at < this.reachedCount; at++) distance[this.reached[at]!] = FAR_OFF;
    if (this.startOffer !== target) this.move(target);
  }

  private arrive(offer: number, there: number): void {
    if (this.distance[offer] === FAR_OFF) this.reached[this.reachedCount++] = offer;
    this.distance[offer] = there;
    this.queue.push(there, offer);
  }

  /** A student can come to the offer, at this distance: from another offer, or instead of anyone if its price falls to nothing. */
  private visit(offer: number, here: number): void {
    const { columns, state } = this;
    const base = here + state.price[offer]!;
    if (base < this.least) {
      this.least = base;
      this.startOffer = offer;
      this.startStudent = -1;
    }
    if (columns.restPays[offer] === FAR_OFF) this.list(offer, state.price[offer]! - this.width);
    this.reach(offer, base, columns.start[offer]!, columns.shortEnd[offer]!);
    this.queueRest(offer, base);
  }

  private visitRest(offer: number, here: number): void {
    const { columns } = this;
    const pays = columns.restPays[offer]!;
    const from = columns.shortEnd[offer]!;
    this.list(offer, pays - this.width);
    this.reach(offer, here + pays, from, columns.shortEnd[offer]!);
    this.queueRest(offer, here + pays);
  }

  private list(offer: number, least: number): void {
    const { columns } = this;
    this.work += columns.start[offer + 1]! - columns.shortEnd[offer]!;
    listColumn(columns, offer, this.state.level, least);
  }

  private queueRest(offer: number, base: number): void {
    const rest = base - this.columns.restPays[offer]!;
    if (rest < this.least) this.queue.push(rest, this.state.offers + offer);
  }

  private reach(offer: number, base: number, from: number, to: number): void {
    const { distance, goal, leaver } = this;
    const { column, studentBits } = this.columns;
    const { level, offerOf } = this.state;
    const studentMask = 2 ** studentBits - 1;
    this.work += to - from;
    for (let pair = from; pair < to; pair++) {
      const packed = column[pair]!;
      const s = packed & studentMask;
      const there = base + (packed >>> studentBits) - level[s]!;
      if (there >= this.least) continue;
      const held = offerOf[s]!;
      if (held < 0) {
        this.least = there;
        this.startStudent = s;
        this.startOffer = -1;
        goal[s] = offer;
      } else if (there < distance[held]!) {
        leaver[held] = s;
        goal[s] = offer;
        this.arrive(held, there);
      }
    }
  }

  /** Moves everyone on the chain, from its beginning to the target. */
  private move(target: number): void {
    const { state, goal, leaver } = this;
    const { offerOf, seatStart, seats, taken } = state;
    let student = this.startStudent;
    if (student < 0) {
      const left = this.startOffer;
      student = leaver[left]!;
      const last = seatStart[left]! + --taken[left]!;
      const seat = seatOf(state, student, left);
      seats[seat] = seats[last]!;
      seats[last] = -1;
    }
    for (;;) {
      const to = goal[student]!;
      offerOf[student] = to;
      if (to === target) {
        seats[seatStart[to]! + taken[to]!++] = student;
        return;
      }
      const next = leaver[to]!;
      seats[seatOf(state, next, to)] = student;
      student = next;
    }
  }
}
