import type { Instance } from '../instance.js';
import { likenessOrder } from './numbering.js';

/**
 * An assignment under construction, with its prices.
 *
 * Two invariants hold between the phases, for a given price of having no place, `lambda`:
 * every student's level is the least `cost + price` over the row, or `lambda` if that is less; and whoever has a
 * place has one where `cost + price` is that level. With prices only on offers that are full, and levels
 * below `lambda` only for those who have a place, such an assignment is of least cost for that `lambda`.
 *
 * Each row is in two parts, of which the first, the shortlist, has the pairs that are worth looking at now. While
 * prices only rise, `restWorth` bounds what the rest may be worth from below, so that most looks end with the
 * shortlist: an eighth of the row. Pairs change places within their row freely.
 */
export interface State {
  readonly students: number;
  readonly offers: number;
  lambda: number;
  readonly places: Int32Array;
  readonly rowStart: Int32Array;
  /** Rows by student: `cost << offerBits | offer`. One word for each pair keeps twice as many in the cache. */
  readonly row: Int32Array;
  readonly offerBits: number;
  /** Where the shortlist of each row ends, and what no pair of the rest falls short of, in `cost + price`. */
  readonly shortEnd: Int32Array;
  readonly restWorth: Int32Array;
  /** Price of each offer: what the last student in would have to pay to push in. Not negative. */
  readonly price: Int32Array;
  /** Level of each student. */
  readonly level: Int32Array;
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  /** Students on each offer: from `seatStart[offer]`, so many as `taken[offer]`. */
  readonly seatStart: Int32Array;
  readonly seats: Int32Array;
  readonly taken: Int32Array;
  /** Called every few thousandths of a second in long loops. May throw, to stop. */
  readonly pulse: () => void;
  /** The instance's numbers of students and offers, by the state's: see {@link likenessOrder}. */
  readonly studentAt: Int32Array;
  readonly offerAt: Int32Array;
}

/** No sum of a cost, a price and a level reaches this. */
export const FAR_OFF = 0x3fffffff;

/** Bits that hold the numbers from 0 to `most`. */
export function bitsFor(most: number): number {
  return most < 1 ? 1 : 32 - Math.clz32(most);
}

/** Whether a pair fits into one 32-bit word both ways, and any price that the auction reaches into 30 bits. */
export function canPack({ places, rowStart }: Instance, dearest: number): boolean {
  const widest = bitsFor(Math.max(rowStart.length - 1, places.length));
  return widest + bitsFor(dearest) <= 32 && dearest < 2 ** 26;
}

/**
 * A state with nobody placed and nothing priced. Students are numbered by likeness, offers by their first
 * appearance with them. `places` beyond the number of candidates are left out.
 */
export function emptyState(instance: Instance, pulse: () => void): State {
  const { rowStart: start, offer, cost } = instance;
  const students = start.length - 1;
  const offers = instance.places.length;
  const offerBits = bitsFor(offers);
  const studentAt = likenessOrder(instance);
  const offerAt = new Int32Array(offers);
  const newOffer = new Int32Array(offers).fill(-1);
  let named = 0;

  const rowStart = new Int32Array(students + 1);
  const row = new Int32Array(offer.length);
  const candidates = new Int32Array(offers);
  let end = 0;
  for (let s = 0; s < students; s++) {
    const old = studentAt[s]!;
    for (let pair = start[old]!, last = start[old + 1]!; pair < last; pair++) {
      let o = newOffer[offer[pair]!]!;
      if (o < 0) {
        o = named++;
        newOffer[offer[pair]!] = o;
        offerAt[o] = offer[pair]!;
      }
      candidates[o]!++;
      row[end++] = (cost[pair]! << offerBits) | o;
    }
    rowStart[s + 1] = end;
  }
  for (let o = 0; o < offers; o++) if (newOffer[o]! < 0) offerAt[named++] = o;
  const places = new Int32Array(offers);
  const seatStart = new Int32Array(offers + 1);
  for (let o = 0; o < offers; o++) {
    places[o] = Math.min(instance.places[offerAt[o]!]!, candidates[o]!);
    seatStart[o + 1] = seatStart[o]! + places[o]!;
  }
  return {
    students,
    offers,
    lambda: 0,
    places,
    rowStart,
    row,
    offerBits,
    shortEnd: rowStart.slice(0, students),
    restWorth: new Int32Array(students),
    price: new Int32Array(offers),
    level: new Int32Array(students),
    offerOf: new Int32Array(students).fill(-1),
    seatStart,
    seats: new Int32Array(seatStart[offers]!).fill(-1),
    taken: new Int32Array(offers),
    pulse,
    studentAt,
    offerAt,
  };
}

/** One student in 16 is asked: enough to tell a third from a half where it matters. */
const SAMPLE = 16;

/** About which part of those who have a place do not have one that is worth the very best, at present prices. */
export function looseShare(state: State): number {
  const { students, rowStart, row, offerBits, price, offerOf, lambda } = state;
  const offerMask = 2 ** offerBits - 1;
  let placed = 0;
  let loose = 0;
  for (let s = 0; s < students; s += SAMPLE) {
    const held = offerOf[s]!;
    if (held < 0) continue;
    let least = lambda;
    let heldWorth = lambda;
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const o = row[pair]! & offerMask;
      const here = (row[pair]! >>> offerBits) + price[o]!;
      if (here < least) least = here;
      if (o === held) heldWorth = here;
    }
    placed++;
    if (heldWorth > least) loose++;
  }
  return placed > 0 ? loose / placed : 0;
}

/** Where on the offer the student sits. The student must be there. */
export function seatOf({ seatStart, seats }: State, student: number, offer: number): number {
  let seat = seatStart[offer]!;
  while (seats[seat] !== student) seat++;
  return seat;
}
