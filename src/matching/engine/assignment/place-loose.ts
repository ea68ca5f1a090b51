import { IntegerQueue } from './queue.js';
import { lengthenRow } from './shortlists.js';
import { FAR_OFF, seatOf, type State } from './state.js';

const SEARCHES_A_PULSE = 64;
/** What taking an offer from the queue and putting it in costs, in pairs looked at. */
const PAIRS_AN_OFFER = 8;

/**
 * Gives each loose student a place, or leaves it without at `lambda`, by the cheapest chain of moves (successive shortest
 * paths with prices, Edmonds and Karp 1972): a student takes a seat on an offer, someone there moves to another,
 * and so on to a free seat, or to someone for whom staying out costs no more. A search ends as soon as
 * nothing cheaper can come, so it sees few offers when prices are nearly right.
 *
 * Keeps the invariants of {@link State}, but may fill an offer that has a price and seats to spare only in
 * part; `fillPriced` sees to those. Prices and levels only rise.
 *
 * @param width by how much a shortlist that proves too short is lengthened
 * @param mostWork pairs to look at before it gives up
 * @returns whether all of them have been seen to
 */
export function placeLoose(state: State, loose: Int32Array, width: number, mostWork: number): boolean {
  const search = new Search(state, width);
  for (let nth = 0; nth < loose.length; nth++) {
    if (nth % SEARCHES_A_PULSE === 0) state.pulse();
    if (search.work > mostWork) return false;
    search.place(loose[nth]!);
  }
  return true;
}

/** Dijkstra's search for the cheapest chain from a student, over offers; all who sit on one are as far as it is. */
class Search {
  work = 0;
  private readonly distance: Int32Array;
  /** The student from whom the offer was reached. */
  private readonly via: Int32Array;
  private readonly reached: Int32Array;
  private reachedCount = 0;
  private readonly settled: Int32Array;
  /** Offers; and, by their number after those of offers, students the rest of whose row may have something nearer. */
  private readonly queue = new IntegerQueue();
  /** Length of the best chain found, and where it ends: on a free seat of an offer, or with a student who stays out. */
  private least = 0;
  private endOffer = -1;
  private endStudent = -1;

  constructor(
    private readonly state: State,
    private readonly width: number,
  ) {
    this.distance = new Int32Array(state.offers).fill(FAR_OFF);
    this.via = new Int32Array(state.offers);
    this.reached = new Int32Array(state.offers);
    this.settled = new Int32Array(state.offers);
  }

  place(source: number): void {
    const { state, queue, distance, settled } = this;
    const { offers, price, level, seatStart, seats, taken } = state;
    queue.clear();
    let settledCount = 0;
    this.reachedCount = 0;
    this.least = FAR_OFF;
    this.visit(source, 0);
    while (queue.size > 0 && queue.keys[0]! < this.least) {
      const here = queue.keys[0]!;
      const item = queue.pop();
      if (item >= offers) {
        this.visitRest(item - offers, here);
        continue;
      }
      if (here > distance[item]!) continue;
      settled[settledCount++] = item;
      for (let seat = seatStart[item]!, end = seat + taken[item]!; seat < end; seat++)
        this.visit(seats[seat]!, here);
    }
    this.work += PAIRS_AN_OFFER * settledCount;

    const { least } = this;
    level[source]! += least;
    for (let at = 0; at < settledCount; at++) {
      const o = settled[at]!;
      const rise = least - distance[o]!;
      if (rise <= 0) continue;
      price[o]! += rise;
      for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++) level[seats[seat]!]! += rise;
    }
    for (let at = 0; at < this.reachedCount; at++) distance[this.reached[at]!] = FAR_OFF;
    this.move(source);
  }

  /** The student can be made to move, at this distance: to stay out, or to another offer. */
  private visit(student: number, here: number): void {
    const { lambda, rowStart, shortEnd, restWorth, level, offers } = this.state;
    const base = here - level[student]!;
    if (base + lambda < this.least) {
      this.least = base + lambda;
      this.endStudent = student;
      this.endOffer = -1;
    }
    this.reach(student, base, rowStart[student]!, shortEnd[student]!);
    const rest = base + restWorth[student]!;
    if (rest < this.least) this.queue.push(rest, offers + student);
  }

  private visitRest(student: number, here: number): void {
    const { shortEnd, restWorth, offers, rowStart } = this.state;
    const base = here - restWorth[student]!;
    const from = shortEnd[student]!;
    lengthenRow(this.state, student, restWorth[student]! + this.width);
    this.work += rowStart[student + 1]! - from;
    this.reach(student, base, from, shortEnd[student]!);
    const rest = base + restWorth[student]!;
    if (rest < this.least) this.queue.push(rest, offers + student);
  }

  /** Looks at the offers of a part of the student's row. `base` and what an offer is worth make its distance. */
  private reach(student: number, base: number, from: number, to: number): void {
    const { distance, via, reached, queue } = this;
    const { row, offerBits, price, taken, places } = this.state;
    const offerMask = 2 ** offerBits - 1;
    let { least } = this;
    this.work += to - from;
    for (let pair = from; pair < to; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const there = base + (packed >>> offerBits) + price[o]!;
      if (there >= least || there >= distance[o]!) continue;
      via[o] = student;
      if (taken[o]! < places[o]!) {
        least = there;
        this.endOffer = o;
        continue;
      }
      if (distance[o] === FAR_OFF) reached[this.reachedCount++] = o;
      distance[o] = there;
      queue.push(there, o);
    }
    this.least = least;
  }

  /** Moves everyone on the chain, from its end back to the source. */
  private move(source: number): void {
    const { state, via, endOffer } = this;
    const { offerOf, seatStart, seats, taken } = state;
    let student = endOffer >= 0 ? via[endOffer]! : this.endStudent;
    let left = offerOf[student]!;
    if (endOffer >= 0) seats[seatStart[endOffer]! + taken[endOffer]!++] = student;
    offerOf[student] = endOffer;
    while (student !== source) {
      const next = via[left]!;
      const nextLeft = offerOf[next]!;
      seats[seatOf(state, student, left)] = next;
      offerOf[next] = left;
      student = next;
      left = nextLeft;
    }
  }
}
