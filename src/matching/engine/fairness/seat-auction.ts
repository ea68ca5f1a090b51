import type { Contest } from './contest.js';
import type { Pairs } from './ranked-instance.js';

const BIDS_A_PULSE = (1 << 12) - 1;

/**
 * Sells all seats, those in waiting rooms too, to those who want them (Bertsekas 1988; with several like seats
 * Bertsekas and Castañón 1989). Rooms are numbered after offers.
 */
export class SeatAuction {
  /** Price of the cheapest seat of each offer and room; infinite where there is none. */
  readonly price: Float64Array;
  /** Offer or room of each student, or -1. */
  readonly seatOf: Int32Array;
  private readonly seatStart: Int32Array;
  /** Seats of an offer or room are a heap by price. */
  private readonly seatPrice: Float64Array;
  private readonly buyer: Int32Array;

  constructor(
    private readonly contest: Contest,
    startPrice: Float64Array,
    private readonly pulse: () => void,
  ) {
    const { seats, waiting, roomOf } = contest;
    const vertices = seats.length + waiting.length;
    this.seatStart = new Int32Array(vertices + 1);
    for (let at = 0; at < vertices; at++)
      this.seatStart[at + 1] =
        this.seatStart[at]! + (at < seats.length ? seats[at]! : waiting[at - seats.length]!);
    this.price = Float64Array.from(startPrice);
    this.seatPrice = new Float64Array(this.seatStart[vertices]!);
    for (let at = 0; at < vertices; at++) {
      this.seatPrice.fill(startPrice[at]!, this.seatStart[at], this.seatStart[at + 1]);
      if (this.seatStart[at] === this.seatStart[at + 1]) this.price[at] = Infinity;
    }
    this.buyer = new Int32Array(this.seatPrice.length).fill(-1);
    this.seatOf = new Int32Array(roomOf.length).fill(-1);
  }

  /** Bids on until everybody has a seat within `step` of the best, or so many bids were made. */
  run({ rowStart, offer, cost }: Pairs, step: number, mostBids: number): number {
    const { price, seatOf, seatStart, seatPrice, buyer } = this;
    const { roomOf, waitCost, seats } = this.contest;
    const students = roomOf.length;
    const offers = seats.length;
    const ring = new Int32Array(2 ** Math.ceil(Math.log2(students + 1)));
    const mask = ring.length - 1;
    let head = 0;
    let tail = 0;
    for (let student = 0; student < students; student++) {
      const held = seatOf[student]!;
      const room = roomOf[student]!;
      if (held < 0) {
        if (rowStart[student]! < rowStart[student + 1]! || room >= 0) ring[tail++ & mask] = student;
        continue;
      }
      let best = room < 0 ? Infinity : price[offers + room]! + waitCost[student]!;
      let here = room < 0 ? 0 : waitCost[student]!;
      for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
        const worth = cost[pair]! + price[offer[pair]!]!;
        if (worth < best) best = worth;
        if (offer[pair] === held) here = cost[pair]!;
      }
      let seat = seatStart[held]!;
      while (buyer[seat] !== student) seat++;
      if (here + seatPrice[seat]! <= best + step) continue;
      buyer[seat] = -1;
      seatOf[student] = -1;
      ring[tail++ & mask] = student;
    }
    let bids = 0;
    for (; head !== tail && bids < mostBids; bids++) {
      if ((bids & BIDS_A_PULSE) === 0) this.pulse();
      const student = ring[head++ & mask]!;
      let best = Infinity;
      let second = Infinity;
      let chosen = -1;
      const room = roomOf[student]!;
      if (room >= 0) {
        best = price[offers + room]! + waitCost[student]!;
        if (best < Infinity) chosen = offers + room;
      }
      for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
        const worth = cost[pair]! + price[offer[pair]!]!;
        if (worth >= second) continue;
        if (worth < best) {
          second = best;
          best = worth;
          chosen = offer[pair]!;
        } else second = worth;
      }
      if (chosen < 0) continue;
      const first = seatStart[chosen]!;
      const size = seatStart[chosen + 1]! - first;
      // Who has but one seat to go to would pay any price for it.
      const bid = price[chosen]! + (second === Infinity ? 0 : second - best) + step;
      const displaced = buyer[first]!;
      let at = 0;
      for (;;) {
        let below = 2 * at + 1;
        if (below >= size) break;
        if (below + 1 < size && seatPrice[first + below + 1]! < seatPrice[first + below]!) below++;
        if (seatPrice[first + below]! >= bid) break;
        seatPrice[first + at] = seatPrice[first + below]!;
        buyer[first + at] = buyer[first + below]!;
        at = below;
      }
      seatPrice[first + at] = bid;
      buyer[first + at] = student;
      seatOf[student] = chosen;
      price[chosen] = seatPrice[first]!;
      if (displaced >= 0) {
        seatOf[displaced] = -1;
        ring[tail++ & mask] = displaced;
      }
    }
    return bids;
  }
}
