import { Seats } from './seats.js';
import { type Columns, listColumn, listRow, unlistColumns } from './shortlists.js';
import { FAR_OFF, type State } from './state.js';

/** A mask: one look in 4096 gives a pulse. */
const LOOKS_A_PULSE = 4095;
/** How much less than the second most a student may pay, in steps of the round, and still be on an offer's shortlist. */
const WIDTH_IN_STEPS = 4;

/**
 * Forward and reverse auction (Bertsekas 1979; for places that are alike, Bertsekas and Castañon 1989; for more places
 * than students or fewer, Bertsekas, Castañon and Tsaknakis 1993) in rounds of ever smaller steps (Bertsekas 1988).
 *
 * Forward, each student without a place bids for the best offer, as much as makes it no better than the second best,
 * plus `step`; the seat goes to the bidder, and whoever held it bids next. Whoever finds nothing better than
 * `lambda` stays out. In reverse, each offer with a free seat that has a price lowers it until it draws a student, or
 * to nothing.
 *
 * A round leaves everyone within `step` of the best that there is at the prices reached, and prices only on offers that are
 * full. Levels are not set.
 */
export class Auction {
  private readonly seats: Seats;
  /** Cost of what the student holds, for those who hold something. */
  private readonly heldCost: Int32Array;
  /** The last round in which the student bid. */
  private readonly bidIn: Uint8Array;
  private round = 0;
  private looks = 0;
  private step = 0;
  /** What the last look found: the worth of the best offer and of the next; or who would pay most, and how much the next. */
  private best = 0;
  private second = 0;

  constructor(
    private readonly state: State,
    private readonly columns: Columns,
  ) {
    this.seats = new Seats(state);
    this.heldCost = new Int32Array(state.students);
    this.bidIn = new Uint8Array(state.students);
  }

  /**
   * One round: takes `rebate` off all prices, lets everyone bid who has no place or would rather have another, and fills
   * what that has left empty. The rebate makes up for what the round before, with its larger step, has driven prices
   * too high.
   */
  run(step: number, rebate: number): void {
    const { offers, lambda, places, price } = this.state;
    this.step = step;
    this.round++;
    for (let o = 0; o < offers; o++)
      this.seats.resetTo(places[o] === 0 ? lambda : Math.max(0, price[o]! - rebate), o);
    this.bidForward();
    this.fillInReverse();
  }

  /**
   * One student's bid, the bid of whom it displaced, and so on are followed to the end before the next student has its
   * turn: they are neighbours, and their rows and prices still in the cache.
   */
  private bidForward(): void {
    const { seats, step, bidIn, round, heldCost } = this;
    const { students, price, offerOf } = this.state;
    for (let s = 0; s < students; s++) {
      // Who bid in this round has what it wants.
      if (bidIn[s] === round) continue;
      let chosen = this.look(s);
      const held = offerOf[s]!;
      if (held >= 0) {
        if (heldCost[s]! + price[held]! <= this.best + step) continue;
        seats.leave(s);
      }
      for (let bidder = s; chosen >= 0; chosen = this.look(bidder)) {
        bidIn[bidder] = round;
        heldCost[bidder] = this.best - price[chosen]!;
        bidder = seats.take(chosen, bidder, price[chosen]! + (this.second - this.best) + step);
        if (bidder < 0) break;
      }
    }
  }

  /** The offer that is worth the least to the student, cost and price together; -1 where none is worth less than `lambda`. */
  private look(student: number): number {
    if ((this.looks++ & LOOKS_A_PULSE) === 0) this.state.pulse();
    const { rowStart, row, offerBits, price, lambda } = this.state;
    const offerMask = 2 ** offerBits - 1;
    let best = lambda;
    let second = lambda;
    let chosen = -1;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
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

  private fillInReverse(): void {
    const { state, columns, heldCost } = this;
    const { students, offers, lambda, places, price, level, offerOf, taken } = state;
    for (let s = 0; s < students; s++)
      level[s] = offerOf[s]! >= 0 ? heldCost[s]! + price[offerOf[s]!]! : lambda;
    unlistColumns(columns);
    const waiting: number[] = [];
    for (let o = 0; o < offers; o++) if (taken[o]! < places[o]! && price[o]! > 0) waiting.push(o);
    for (let o = waiting.pop(); o !== undefined; o = waiting.pop()) {
      while (taken[o]! < places[o]! && price[o]! > 0) {
        const left = this.draw(o);
        if (left >= 0 && price[left]! > 0) waiting.push(left);
      }
    }
  }

  /**
   * Lowers the offer's price until it draws a student, and by as much more as does not draw another; to nothing, where it
   * draws none. Returns the offer that the student has left, or -1.
   */
  private draw(offer: number): number {
    const { state, seats, heldCost, step } = this;
    const { price, level, offerOf, seatStart } = state;
    const drawn = this.lookForPayer(offer);
    const isDrawn = this.best > step;
    const next = isDrawn ? Math.max(0, this.second - step) : 0;
    const fall = price[offer]! - next;
    for (let seat = seatStart[offer]!, end = seatStart[offer + 1]!; seat < end; seat++)
      if (state.seats[seat]! >= 0) level[state.seats[seat]!]! -= fall;
    seats.lowerTo(next, offer);
    if (!isDrawn) return -1;
    const left = offerOf[drawn]!;
    if (left >= 0) seats.leave(drawn);
    heldCost[drawn] = level[drawn]! - this.best;
    level[drawn] = heldCost[drawn] + next;
    seats.take(offer, drawn, next);
    return left;
  }

  /** Who would pay the most for the offer, sitting elsewhere; with the help of a shortlist. */
  private lookForPayer(offer: number): number {
    const { state, columns } = this;
    const { start, shortEnd, restPays } = columns;
    const student = this.payer(offer, shortEnd[offer]!);
    if (this.second >= restPays[offer]!) return student;
    const found = this.payer(offer, start[offer + 1]!);
    shortEnd[offer] = start[offer]!;
    listColumn(columns, offer, state.level, this.second - WIDTH_IN_STEPS * this.step);
    return found;
  }

  private payer(offer: number, to: number): number {
    const { start, column, studentBits } = this.columns;
    const { level, offerOf } = this.state;
    const studentMask = 2 ** studentBits - 1;
    if ((this.looks++ & LOOKS_A_PULSE) === 0) this.state.pulse();
    let best = -FAR_OFF;
    let second = -FAR_OFF;
    let student = -1;
    for (let pair = start[offer]!; pair < to; pair++) {
      const packed = column[pair]!;
      const s = packed & studentMask;
      const pays = level[s]! - (packed >>> studentBits);
      if (pays <= second || offerOf[s] === offer) continue;
      if (pays > best) {
        second = best;
        best = pays;
        student = s;
      } else second = pays;
    }
    this.best = best;
    this.second = second;
    return student;
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
  const { level, seatStart, seats, offerOf, taken } = state;
  const offerMask = 2 ** offerBits - 1;
  for (let o = 0; o < offers; o++) if (places[o]! > 0) price[o] = Math.max(0, price[o]! - rebate);
  taken.fill(0);
  seats.fill(-1);
  const loose = new Int32Array(students);
  let count = 0;
  for (let s = 0; s < students; s++) {
    const held = offerOf[s]!;
    let least = lambda;
    let heldWorth = FAR_OFF;
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const here = (packed >>> offerBits) + price[o]!;
      if (here < least) least = here;
      if (o === held) heldWorth = here;
    }
    listRow(state, s, least + width);
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
