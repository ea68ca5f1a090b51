import type { State } from './state.js';

/** A mask: one bid in 4096 gives a pulse. */
const BIDS_A_PULSE = 4095;
/** Steps in one when in a hurry. */
const HURRY = 4;

/**
 * Forward auction (Bertsekas 1979; for places that are alike, Bertsekas and Castañon 1989). Each student without a
 * place bids for the best offer, as much as makes it no better than the second best, plus `step`; the seat goes to
 * the bidder, and whoever held it bids anew. Whoever finds nothing better than `lambda` stays out.
 *
 * Leaves everyone within `step` of the best that there is at the prices reached, and prices only on offers
 * that are full. An offer's price is that of its cheapest seat, a seat's price that of its last bid.
 * Levels are not set.
 */
export class Auction {
  /** Prices of seats: for each offer a heap, the cheapest seat first. */
  private readonly seatPrice: Int32Array;

  constructor(
    private readonly state: State,
    /** What a bidder adds to be sure of the seat: the answer's distance from the best, for each student. */
    private readonly step: number,
  ) {
    this.seatPrice = new Int32Array(state.seats.length);
  }

  /**
   * Bids on until nobody wants to, with staying out at `lambda`. To be called with rising values only.
   *
   * Where more want in than can, all prices climb to `lambda`, together and step by step. Bids of those whose
   * best is worth less than `hurryUntil` add four steps instead; the climb that is left after that should be long enough, some
   * ten steps, to even out again what the hurry has done.
   */
  run(lambda: number, hurryUntil = 0): void {
    const { state, seatPrice, step } = this;
    const { students, offers, places, rowStart, row, offerBits, price, seatStart, seats, offerOf, taken } =
      state;
    const offerMask = 2 ** offerBits - 1;
    state.lambda = lambda;
    for (let o = 0; o < offers; o++) if (places[o] === 0) price[o] = lambda;

    // Bidders in a ring: those who are displaced come after those who have not bid yet.
    const ring = new Int32Array(2 ** Math.ceil(Math.log2(students + 1)));
    const mask = ring.length - 1;
    let head = 0;
    let tail = 0;
    for (let s = 0; s < students; s++) if (offerOf[s]! < 0) ring[tail++ & mask] = s;
    while (head !== tail) {
      if ((head & BIDS_A_PULSE) === 0) state.pulse();
      const s = ring[head++ & mask]!;
      let best = lambda;
      let second = lambda;
      let chosen = -1;
      for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
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
      if (chosen < 0) continue;

      const first = seatStart[chosen]!;
      const size = places[chosen]!;
      const bid = price[chosen]! + (second - best) + (best < hurryUntil ? HURRY * step : step);
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
      seats[first + at] = s;
      offerOf[s] = chosen;
      price[chosen] = seatPrice[first]!;
      if (displaced >= 0) {
        offerOf[displaced] = -1;
        ring[tail++ & mask] = displaced;
      } else {
        taken[chosen]!++;
      }
    }
  }

  /**
   * How many more could be placed at most, costs aside: the free seats, or if there are fewer of them the students without a
   * place who have in their row an offer with a free seat, or one where someone sits who could move to such an
   * offer, and so on. By Berge (1957) no more can be placed when this is 0. Looks once at the columns of such offers,
   * and nowhere else.
   */
  mostToPlace(): number {
    const { students, offers, places, columnStart, column, studentBits, offerOf, taken } = this.state;
    const studentMask = 2 ** studentBits - 1;
    const hasRoom = new Uint8Array(offers);
    const isWaiting = new Uint8Array(students);
    const queue = new Int32Array(offers);
    let queued = 0;
    let waiting = 0;
    let free = 0;
    for (let o = 0; o < offers; o++) {
      if (taken[o]! >= places[o]!) continue;
      free += places[o]! - taken[o]!;
      hasRoom[o] = 1;
      queue[queued++] = o;
    }
    for (let at = 0; at < queued; at++) {
      const here = queue[at]!;
      for (let pair = columnStart[here]!, end = columnStart[here + 1]!; pair < end; pair++) {
        const s = column[pair]! & studentMask;
        const held = offerOf[s]!;
        if (held < 0) {
          waiting += 1 - isWaiting[s]!;
          isWaiting[s] = 1;
        } else if (hasRoom[held] === 0) {
          hasRoom[held] = 1;
          queue[queued++] = held;
        }
      }
    }
    return Math.min(waiting, free);
  }
}

/**
 * Takes `rebate` off every price and sets levels to fit; whoever then has a place that is not among the best
 * loses it. Brings the auction's answer, which is only nearly right, into the invariants of {@link State}.
 *
 * @returns the students who have no place though `lambda` is more than their level
 */
export function tighten(state: State, rebate: number): Int32Array {
  const {
    students,
    offers,
    lambda,
    places,
    rowStart,
    row,
    offerBits,
    price,
    level,
    seatStart,
    seats,
    offerOf,
    taken,
  } = state;
  const offerMask = 2 ** offerBits - 1;
  for (let o = 0; o < offers; o++) {
    if (places[o]! > 0) price[o] = taken[o]! < places[o]! ? 0 : Math.max(0, price[o]! - rebate);
  }
  taken.fill(0);
  seats.fill(-1);
  const loose = new Int32Array(students);
  let count = 0;
  for (let s = 0; s < students; s++) {
    const held = offerOf[s]!;
    let least = lambda;
    let heldWorth = lambda + 1;
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const worth = (packed >>> offerBits) + price[o]!;
      if (worth < least) least = worth;
      if (o === held) heldWorth = worth;
    }
    level[s] = least;
    if (held >= 0 && heldWorth === least) {
      seats[seatStart[held]! + taken[held]!++] = s;
      continue;
    }
    offerOf[s] = -1;
    if (held >= 0 || least < lambda) loose[count++] = s;
  }
  return loose.subarray(0, count);
}
