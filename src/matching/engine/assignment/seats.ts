import type { State } from './state.js';

/**
 * What each seat was last bid for: for every offer a heap, the cheapest seat first and, of equals, the free ones.
 * The offer's price is that of its cheapest seat.
 */
export class Seats {
  /** Twice the seat's price, and one more when somebody sits there. */
  private readonly key: Int32Array;

  constructor(private readonly state: State) {
    this.key = new Int32Array(state.seats.length);
  }

  /** Makes every seat of the offer cost the same. */
  resetTo(price: number, offer: number): void {
    const { key } = this;
    const { seatStart, seats } = this.state;
    this.state.price[offer] = price;
    let free = seatStart[offer]!;
    for (let seat = free, end = seatStart[offer + 1]!; seat < end; seat++) {
      key[seat] = 2 * price + 1;
      if (seats[seat]! >= 0) continue;
      seats[seat] = seats[free]!;
      seats[free] = -1;
      key[free++] = 2 * price;
    }
  }

  /** Seats the student on the cheapest seat, which costs its bid from now on. Returns who sat there, or -1. */
  take(offer: number, student: number, bid: number): number {
    const { key } = this;
    const { places, price, seatStart, seats, offerOf, taken } = this.state;
    const first = seatStart[offer]!;
    const size = places[offer]!;
    const displaced = seats[first]!;
    const mine = 2 * bid + 1;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && key[first + below + 1]! < key[first + below]!) below++;
      if (key[first + below]! >= mine) break;
      key[first + at] = key[first + below]!;
      seats[first + at] = seats[first + below]!;
      at = below;
    }
    key[first + at] = mine;
    seats[first + at] = student;
    price[offer] = key[first]! >> 1;
    offerOf[student] = offer;
    if (displaced >= 0) offerOf[displaced] = -1;
    else taken[offer]!++;
    return displaced;
  }

  /** The student gives its seat up, which then costs as much as the cheapest. */
  leave(student: number): void {
    const { key } = this;
    const { price, seatStart, seats, offerOf, taken } = this.state;
    const offer = offerOf[student]!;
    const first = seatStart[offer]!;
    const mine = 2 * price[offer]!;
    let at = 0;
    while (seats[first + at] !== student) at++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (key[first + above]! <= mine) break;
      key[first + at] = key[first + above]!;
      seats[first + at] = seats[first + above]!;
      at = above;
    }
    key[first + at] = mine;
    seats[first + at] = -1;
    taken[offer]!--;
    offerOf[student] = -1;
  }

  /** Makes the free seats of the offer, of which there is one at least, cost less than they did. */
  lowerTo(price: number, offer: number): void {
    const { key } = this;
    const { seatStart, seats } = this.state;
    this.state.price[offer] = price;
    // As the cheapest they are on top, and stay there.
    for (let seat = seatStart[offer]!, end = seatStart[offer + 1]!; seat < end; seat++)
      if (seats[seat]! < 0) key[seat] = 2 * price;
  }
}
