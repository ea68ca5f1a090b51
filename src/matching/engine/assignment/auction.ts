import { shortlist } from './shortlists.js';
import { FAR_OFF, type State } from './state.js';

/** A mask: one bid in 4096 gives a pulse. */
const BIDS_A_PULSE = 4095;

/**
 * Forward auction (Bertsekas 1979; for places that are alike, Bertsekas and Castañon 1989) in rounds of ever smaller
 * steps (Bertsekas 1988). Each student without a place bids for the best offer, as much as makes it no better than
 * the second best, plus `step`; the seat goes to the bidder, and whoever held it bids next. Whoever finds nothing
 * better than `lambda` stays out.
 *
 * A round leaves everyone within `step` of the best that there is at the prices reached. An offer's price is that of its
 * cheapest seat, a seat's price that of its last bid. Levels are not set.
 */
export class Auction {
  /** Prices of seats: for each offer a heap, the cheapest seat first. */
  private readonly seatPrice: Int32Array;
  /** The round in which the student's row was last looked at as a whole. */
  private readonly lookedIn: Uint8Array;
  private rounds = 0;
  private bids = 0;
  private step = 0;
  private width = 0;
  /** What the last look found: the worth of the best offer and of the next. */
  private best = 0;
  private second = 0;

  constructor(private readonly state: State) {
    this.seatPrice = new Int32Array(state.seats.length);
    this.lookedIn = new Uint8Array(state.students);
  }

  /**
   * Takes `rebate` off all prices, and then lets everyone bid who has no place or would rather have another.
   *
   * The rebate makes up for what the round before, with its larger step, may have driven prices too high; twice that
   * step leaves almost no seat empty that has a price. Shortlists get all that is worth up to `width` more than the
   * second best; with no width, rows are looked at whole.
   *
   * One student's bid, the bid of whom it displaced, and so on are followed to the end before the next student has its
   * turn: they are neighbours, and their rows and prices still in the cache.
   */
  round(step: number, rebate: number, width: number): void {
    const { state, lookedIn } = this;
    const { students, offerOf } = state;
    this.step = step;
    this.width = width;
    this.rounds++;
    this.cheapen(rebate);
    for (let s = 0; s < students; s++) {
      if (lookedIn[s] === this.rounds) continue;
      let chosen = this.lookAtAll(s);
      const held = offerOf[s]!;
      if (held >= 0) {
        if (this.isContent(s, held)) continue;
        this.leave(s, held);
      }
      for (let bidder = s; chosen >= 0; chosen = this.look(bidder)) {
        bidder = this.take(bidder, chosen);
        if (bidder < 0) break;
      }
    }
  }

  /** All seats of an offer cost as much as the cheapest, less the rebate; free ones go first. */
  private cheapen(rebate: number): void {
    const { seatPrice } = this;
    const { offers, lambda, places, price, seatStart, seats } = this.state;
    for (let o = 0; o < offers; o++) {
      price[o] = places[o] === 0 ? lambda : Math.max(0, price[o]! - rebate);
      let free = seatStart[o]!;
      for (let seat = free, end = seatStart[o + 1]!; seat < end; seat++) {
        seatPrice[seat] = price[o]!;
        if (seats[seat]! >= 0) continue;
        seats[seat] = seats[free]!;
        seats[free++] = -1;
      }
    }
  }

  /** The offer that is worth the least to the student, cost and price together; -1 where none is worth less than `lambda`. */
  private look(student: number): number {
    if ((this.bids++ & BIDS_A_PULSE) === 0) this.state.pulse();
    if (this.width === 0 || this.lookedIn[student] !== this.rounds) return this.lookAtAll(student);
    const { rowStart, shortEnd, restWorth } = this.state;
    const chosen = this.bestOf(rowStart[student]!, shortEnd[student]!);
    return this.second <= restWorth[student]! ? chosen : this.lookAtAll(student);
  }

  private bestOf(from: number, to: number): number {
    const { row, offerBits, price, lambda } = this.state;
    const offerMask = 2 ** offerBits - 1;
    let best = lambda;
    let second = lambda;
    let chosen = -1;
    for (let pair = from; pair < to; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const worth = (packed >>> offerBits) + price[o]!;
      if (worth >= second) continue;
      if (worth < best) {
        second = best;
        best = worth;
        chosen = o;
      } else second = worth;
    }
    this.best = best;
    this.second = second;
    return chosen;
  }

  private lookAtAll(student: number): number {
    const { state } = this;
    const { rowStart, row, offerBits, price, lambda, worth } = state;
    this.lookedIn[student] = this.rounds;
    const start = rowStart[student]!;
    const end = rowStart[student + 1]!;
    if (this.width === 0) return this.bestOf(start, end);
    const offerMask = 2 ** offerBits - 1;
    let best = lambda;
    let second = lambda;
    let chosen = -1;
    for (let pair = start; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const here = (packed >>> offerBits) + price[o]!;
      worth[pair - start] = here;
      if (here >= second) continue;
      if (here < best) {
        second = best;
        best = here;
        chosen = o;
      } else second = here;
    }
    this.best = best;
    this.second = second;
    shortlist(state, student, second + this.width);
    return chosen;
  }

  /** Whether nothing that the student just looked at is better, by more than a step, than what it has. */
  private isContent(student: number, held: number): boolean {
    const { rowStart, row, offerBits, price } = this.state;
    const offerMask = 2 ** offerBits - 1;
    const most = this.best + this.step - price[held]!;
    let pair = rowStart[student]!;
    while ((row[pair]! & offerMask) !== held) pair++;
    return row[pair]! >>> offerBits <= most;
  }

  /** Gives the seat up. It becomes one of the cheapest, and of these the first. */
  private leave(student: number, held: number): void {
    const { seatPrice } = this;
    const { seatStart, seats, offerOf, taken } = this.state;
    const first = seatStart[held]!;
    let seat = first;
    while (seats[seat] !== student) seat++;
    const least = seatPrice[first]!;
    for (let at = seat - first; at > 0; ) {
      const above = (at - 1) >> 1;
      if (seats[first + above]! < 0) break;
      seatPrice[first + at] = seatPrice[first + above]!;
      seats[first + at] = seats[first + above]!;
      at = above;
      seat = first + at;
    }
    seatPrice[seat] = least;
    seats[seat] = -1;
    taken[held]!--;
    offerOf[student] = -1;
  }

  /** The student's bid for the cheapest seat of the offer. Returns who sat there, or -1. */
  private take(student: number, chosen: number): number {
    const { seatPrice } = this;
    const { places, price, seatStart, seats, offerOf, taken } = this.state;
    const bid = price[chosen]! + (this.second - this.best) + this.step;
    const first = seatStart[chosen]!;
    const size = places[chosen]!;
    const displaced = seats[first]!;
    // The cheapest seat is on top; with its new price it sinks to where it belongs.
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && seatPrice[first + below + 1]! < seatPrice[first + below]!) below++;
      if (seatPrice[first + below]! >= bid) break;
      seatPrice[first + at] = seatPrice[first + below]!;
      seats[first + at] = seats[first + below]!;
      at = below;
    }
    seatPrice[first + at] = bid;
    seats[first + at] = student;
    offerOf[student] = chosen;
    price[chosen] = seatPrice[first]!;
    if (displaced >= 0) offerOf[displaced] = -1;
    else taken[chosen]!++;
    return displaced;
  }
}

/**
 * Takes `rebate` off every price and sets levels to fit; whoever then has a place that is not among the best
 * loses it. Brings the auction's answer, which is only nearly right, into the invariants of {@link State}, with
 * shortlists of what is worth up to `width` more than the best.
 *
 * @returns the students who have no place though `lambda` is more than their level
 */
export function tighten(state: State, rebate: number, width: number): Int32Array {
  const { students, offers, lambda, places, rowStart, row, offerBits, price } = state;
  const { level, seatStart, seats, offerOf, taken, worth } = state;
  const offerMask = 2 ** offerBits - 1;
  for (let o = 0; o < offers; o++) if (places[o]! > 0) price[o] = Math.max(0, price[o]! - rebate);
  taken.fill(0);
  seats.fill(-1);
  const loose = new Int32Array(students);
  let count = 0;
  for (let s = 0; s < students; s++) {
    const held = offerOf[s]!;
    const start = rowStart[s]!;
    let least = lambda;
    let heldWorth = FAR_OFF;
    for (let pair = start, end = rowStart[s + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const here = (packed >>> offerBits) + price[o]!;
      worth[pair - start] = here;
      if (here < least) least = here;
      if (o === held) heldWorth = here;
    }
    shortlist(state, s, least + width);
    level[s] = least;
    if (heldWorth === least) {
      seats[seatStart[held]! + taken[held]!++] = s;
      continue;
    }
    offerOf[s] = -1;
    if (held >= 0 || least < lambda) loose[count++] = s;
  }
  return loose.subarray(0, count);
}
