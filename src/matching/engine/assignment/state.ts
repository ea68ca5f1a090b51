import type { Instance } from '../instance.js';

/**
 * An assignment under construction, with its prices.
 *
 * Two invariants hold between the phases, for a given price of having no place, `lambda`:
 * every student's level is the least `cost + price` over the row, or `lambda` if that is less; and whoever has a
 * place has one where `cost + price` is that level. With prices only on offers that are full, and levels
 * below `lambda` only for those who have a place, such an assignment is of least cost for that `lambda`.
 */
export interface State {
  readonly students: number;
  readonly offers: number;
  lambda: number;
  readonly places: Int32Array;
  readonly rowStart: Int32Array;
  /** Rows by student: `cost << offerBits | offer`. One word for each pair keeps twice as many in the cache. */
  readonly row: Uint32Array;
  readonly offerBits: number;
  readonly columnStart: Int32Array;
  /** Columns by offer: `cost << studentBits | student`. */
  readonly column: Uint32Array;
  readonly studentBits: number;
  /** Price of each offer: what the last student in would have to pay to push in. Not negative. */
  readonly price: Int32Array;
  /** Level of each student. */
  readonly level: Int32Array;
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  /** Called every few thousandths of a second in long loops. May throw, to stop. */
  readonly pulse: () => void;
  /** Pairs looked at by the searches, and after how many they are to give up. */
  work: number;
  readonly mostWork: number;
  /** Students on each offer: from `seatStart[offer]`, so many as `taken[offer]`. */
  readonly seatStart: Int32Array;
  readonly seats: Int32Array;
  readonly taken: Int32Array;
}

/**
 * How many pairs the searches may look at before the network simplex is likely to be quicker, with what has been
 * spent counted in. Realistic instances need a tenth to a half of it. The simplex needs about so many
 * times the power 3/2 of students and offers together, measured over sizes from a thousand to a hundred thousand.
 */
function mostWorkFor(students: number, offers: number, pairs: number): number {
  return 15 * pairs + 20 * (students + offers) ** 1.5;
}

/** Bits that hold the numbers from 0 to `most`. */
export function bitsFor(most: number): number {
  return most < 1 ? 1 : 32 - Math.clz32(most);
}

/** Whether a pair fits into one 32-bit word both ways, and the cost of the longest chain of moves into 31 bits. */
export function canPack({ places, rowStart }: Instance, dearest: number): boolean {
  const students = rowStart.length - 1;
  const offers = places.length;
  const chain = (Math.min(students, offers) + 4) * dearest;
  return bitsFor(Math.max(students, offers)) + bitsFor(dearest) <= 32 && 2 * chain < 2 ** 31;
}

/** A state with nobody placed and nothing priced. `places` beyond the number of candidates are left out. */
export function emptyState(instance: Instance, pulse: () => void): State {
  const { rowStart, offer, cost } = instance;
  const students = rowStart.length - 1;
  const offers = instance.places.length;
  const pairs = offer.length;
  const offerBits = bitsFor(offers);
  const studentBits = bitsFor(students);

  const columnStart = new Int32Array(offers + 1);
  for (let pair = 0; pair < pairs; pair++) columnStart[offer[pair]! + 1]!++;
  const places = new Int32Array(offers);
  const seatStart = new Int32Array(offers + 1);
  for (let o = 0; o < offers; o++) {
    places[o] = Math.min(instance.places[o]!, columnStart[o + 1]!);
    seatStart[o + 1] = seatStart[o]! + places[o]!;
    columnStart[o + 1]! += columnStart[o]!;
  }
  const row = new Uint32Array(pairs);
  const column = new Uint32Array(pairs);
  const next = columnStart.slice(0, offers);
  for (let s = 0; s < students; s++) {
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const o = offer[pair]!;
      const c = cost[pair]!;
      row[pair] = (c << offerBits) | o;
      column[next[o]!++] = (c << studentBits) | s;
    }
  }
  return {
    students,
    offers,
    lambda: 0,
    places,
    rowStart,
    row,
    offerBits,
    columnStart,
    column,
    studentBits,
    price: new Int32Array(offers),
    level: new Int32Array(students),
    offerOf: new Int32Array(students).fill(-1),
    pulse,
    work: 0,
    mostWork: mostWorkFor(students, offers, pairs),
    seatStart,
    seats: new Int32Array(seatStart[offers]!).fill(-1),
    taken: new Int32Array(offers),
  };
}

/** Where on the offer the student sits. The student must be there. */
export function seatOf({ seatStart, seats }: State, student: number, offer: number): number {
  let seat = seatStart[offer]!;
  while (seats[seat] !== student) seat++;
  return seat;
}
