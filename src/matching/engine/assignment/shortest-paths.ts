import { IntegerQueue } from './queue.js';
import { seatOf, type State } from './state.js';

const UNREACHED = 0x7fffffff;
const SEARCHES_A_PULSE = 64;

/**
 * Gives each loose student a place, or leaves it without at `lambda`, by the cheapest chain of moves (successive shortest
 * paths with prices, Edmonds and Karp 1972): a student takes a seat on an offer, someone there moves to another,
 * and so on to a free seat, or to someone for whom staying out costs no more. A search ends as soon as
 * nothing cheaper can come, so it sees few offers when prices are nearly right.
 *
 * Keeps the invariants of {@link State}, but may fill an offer that has a price and seats to spare only in
 * part; {@link fillPriced} sees to those.
 *
 * @returns false when it gave up, because that took too long
 */
export function placeLoose(state: State, loose: Int32Array): boolean {
  const { lambda, places, rowStart, row, offerBits, price, level, offerOf, seatStart, seats, taken } = state;
  const offerMask = 2 ** offerBits - 1;
  const distance = new Int32Array(state.offers).fill(UNREACHED);
  /** The student from whom the offer was reached. */
  const via = new Int32Array(state.offers);
  const reached = new Int32Array(state.offers);
  const settled = new Int32Array(state.offers);
  const queue = new IntegerQueue();

  for (let nth = 0; nth < loose.length; nth++) {
    const source = loose[nth]!;
    if (state.work > state.mostWork) return false;
    if (nth % SEARCHES_A_PULSE === 0) state.pulse();
    queue.clear();
    let reachedCount = 0;
    let settledCount = 0;
    // Where the chain ends: on a free seat of an offer, or with a student who stays out.
    let least = lambda - level[source]!;
    let endOffer = -1;
    let endStudent = source;
    let here = -1;
    let hereAt = 0;
    let mover = source;
    let seat = 0;
    let lastSeat = 0;
    for (;;) {
      const base = hereAt - level[mover]!;
      if (base + lambda < least) {
        least = base + lambda;
        endStudent = mover;
        endOffer = -1;
      }
      state.work += rowStart[mover + 1]! - rowStart[mover]!;
      for (let pair = rowStart[mover]!, end = rowStart[mover + 1]!; pair < end; pair++) {
        const packed = row[pair]!;
        const o = packed & offerMask;
        const there = base + (packed >>> offerBits) + price[o]!;
        if (there >= least || there >= distance[o]!) continue;
        via[o] = mover;
        if (taken[o]! < places[o]!) {
          least = there;
          endOffer = o;
          continue;
        }
        if (distance[o] === UNREACHED) reached[reachedCount++] = o;
        distance[o] = there;
        queue.push(there, o);
      }
      // All who sit on an offer are as far as the offer, because their places are among their best.
      if (++seat < lastSeat) {
        mover = seats[seat]!;
        continue;
      }
      here = -1;
      while (queue.size > 0 && queue.keys[0]! < least) {
        const key = queue.keys[0]!;
        const o = queue.pop();
        if (key > distance[o]!) continue;
        here = o;
        hereAt = key;
        break;
      }
      if (here < 0) break;
      settled[settledCount++] = here;
      seat = seatStart[here]!;
      lastSeat = seat + taken[here]!;
      mover = seats[seat]!;
    }

    level[source]! += least;
    for (let at = 0; at < settledCount; at++) {
      const o = settled[at]!;
      const rise = least - distance[o]!;
      if (rise <= 0) continue;
      price[o]! += rise;
      for (let i = seatStart[o]!, end = i + taken[o]!; i < end; i++) level[seats[i]!]! += rise;
    }
    for (let at = 0; at < reachedCount; at++) distance[reached[at]!] = UNREACHED;

    // Move everyone on the chain, from its end back to the source.
    let student: number;
    let left: number;
    if (endOffer >= 0) {
      student = via[endOffer]!;
      left = offerOf[student]!;
      seats[seatStart[endOffer]! + taken[endOffer]!++] = student;
      offerOf[student] = endOffer;
    } else {
      student = endStudent;
      left = offerOf[student]!;
      offerOf[student] = -1;
    }
    while (student !== source) {
      const next = via[left]!;
      const nextLeft = offerOf[next]!;
      seats[seatOf(state, student, left)] = next;
      offerOf[next] = left;
      student = next;
      left = nextLeft;
    }
  }
  return true;
}

/**
 * Brings down the price of every offer that has one though seats are free: by the cheapest chain of moves that
 * fills the seat, from a student without a place or from an offer whose price drops to nothing instead.
 * The mirror image of {@link placeLoose}, searched from the offer by columns.
 *
 * @returns false when it gave up, because that took too long
 */
export function fillPriced(state: State): boolean {
  const { offers, places, price, taken } = state;
  const search = new FillSearch(state);
  let searches = 0;
  for (let o = 0; o < offers; o++) {
    while (price[o]! > 0 && taken[o]! < places[o]!) {
      if (state.work > state.mostWork) return false;
      if (searches++ % SEARCHES_A_PULSE === 0) state.pulse();
      search.fill(o);
    }
  }
  return true;
}

class FillSearch {
  private readonly distance: Int32Array;
  /** The offer to which the student would move. */
  private readonly goal: Int32Array;
  /** The student who would leave the offer, for the goal. */
  private readonly leaver: Int32Array;
  private readonly reached: Int32Array;
  private readonly settled: Int32Array;
  private readonly queue = new IntegerQueue();

  constructor(private readonly state: State) {
    this.distance = new Int32Array(state.offers).fill(UNREACHED);
    this.goal = new Int32Array(state.students);
    this.leaver = new Int32Array(state.offers);
    this.reached = new Int32Array(state.offers);
    this.settled = new Int32Array(state.offers);
  }

  fill(target: number): void {
    const { state, distance, goal, leaver, reached, settled, queue } = this;
    const { columnStart, column, studentBits, price, level, offerOf, seatStart, seats, taken } = state;
    const studentMask = 2 ** studentBits - 1;
    queue.clear();
    let reachedCount = 0;
    let settledCount = 0;
    // Where the chain begins: with a student without a place, or by leaving a seat whose price falls to 0.
    let least = price[target]!;
    let startStudent = -1;
    let startOffer = target;
    reached[reachedCount++] = target;
    distance[target] = 0;
    queue.push(0, target);
    while (queue.size > 0 && queue.keys[0]! < least) {
      const hereAt = queue.keys[0]!;
      const here = queue.pop();
      if (hereAt > distance[here]!) continue;
      settled[settledCount++] = here;
      const base = hereAt + price[here]!;
      if (here !== target && base < least) {
        least = base;
        startOffer = here;
        startStudent = -1;
      }
      state.work += columnStart[here + 1]! - columnStart[here]!;
      for (let pair = columnStart[here]!, end = columnStart[here + 1]!; pair < end; pair++) {
        const packed = column[pair]!;
        const s = packed & studentMask;
        const there = base + (packed >>> studentBits) - level[s]!;
        if (there >= least) continue;
        const held = offerOf[s]!;
        if (held < 0) {
          least = there;
          startStudent = s;
          startOffer = -1;
          goal[s] = here;
        } else if (there < distance[held]!) {
          if (distance[held] === UNREACHED) reached[reachedCount++] = held;
          distance[held] = there;
          leaver[held] = s;
          goal[s] = here;
          queue.push(there, held);
        }
      }
    }

    for (let at = 0; at < settledCount; at++) {
      const o = settled[at]!;
      const fall = least - distance[o]!;
      if (fall <= 0) continue;
      price[o]! -= fall;
      for (let i = seatStart[o]!, end = i + taken[o]!; i < end; i++) level[seats[i]!]! -= fall;
    }
    for (let at = 0; at < reachedCount; at++) distance[reached[at]!] = UNREACHED;

    if (startOffer === target) return;
    let student: number;
    if (startStudent >= 0) {
      student = startStudent;
    } else {
      student = leaver[startOffer]!;
      const last = seatStart[startOffer]! + --taken[startOffer]!;
      const seat = seatOf(state, student, startOffer);
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
