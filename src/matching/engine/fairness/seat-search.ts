import { Heap } from '../heap.js';
import { NO_ROOM, type Contest } from './contest.js';
import type { Pairs } from './ranked-instance.js';
import { WaitingLists } from './waiting-lists.js';

const SEARCHES_A_PULSE = 63;

/** In place of a seat. */
export const NOWHERE = -1;

/** Who sits where in a contest, with the prices that prove it. */
export interface Settlement {
  /** Offer of each student; -1 for those who wait in their room, or are no part of the contest. */
  readonly offerOf: Int32Array;
  /**
   * Of each student, offer and room: `cost + price >= level` for all pairs, and for waiting in the room, with equality where the
   * student is. Prices may be of either sign, because every seat is taken.
   */
  readonly level: Float64Array;
  readonly price: Float64Array;
  readonly roomPrice: Float64Array;
}

/**
 * Seats students one by one, each by the cheapest chain of moves to a free seat (successive shortest paths with prices,
 * Edmonds and Karp 1972). Between two searches what a {@link Settlement} promises holds for the pairs at hand and for all who
 * have a seat. Prices only rise.
 */
export class SeatSearch implements Settlement {
  readonly offerOf: Int32Array;
  readonly level: Float64Array;
  readonly price: Float64Array;
  readonly roomPrice: Float64Array;
  private readonly seatStart: Int32Array;
  private readonly seats: Int32Array;
  private readonly taken: Int32Array;
  private readonly rooms: WaitingLists;
  /** No pair at hand of a student who waits has a lower `cost + price`; from when it was looked at last, and prices only rise. */
  private readonly leastWorth: Float64Array;

  /** How far each vertex is: offers, then students who wait, as far as their best pair, then rooms. */
  private readonly distance: Float64Array;
  private readonly heap: Heap;
  private readonly firstStudent: number;
  private readonly firstRoom: number;
  /** From whom each offer was reached, and each room. */
  private readonly via: Int32Array;
  private readonly roomVia: Int32Array;
  private readonly reached: Int32Array;
  private reachedCount = 0;
  /** The shortest way to an end: to a free seat of `endOffer`, or in the room of `endStudent`. */
  private least = Infinity;
  private endOffer = -1;
  private endStudent = -1;
  private searches = 0;

  /** @param pairs - those at hand; more may be added later, and whoever they are better for must be seated anew */
  constructor(
    private readonly contest: Contest,
    public pairs: Pairs,
    price: Float64Array,
    roomPrice: Float64Array,
    private readonly pulse: () => void,
  ) {
    const students = contest.roomOf.length;
    const offers = contest.seats.length;
    const rooms = contest.waiting.length;
    this.price = Float64Array.from(price);
    this.roomPrice = Float64Array.from(roomPrice);
    this.offerOf = new Int32Array(students).fill(-1);
    this.level = new Float64Array(students);
    this.seatStart = new Int32Array(offers + 1);
    for (let offer = 0; offer < offers; offer++)
      this.seatStart[offer + 1] = this.seatStart[offer]! + contest.seats[offer]!;
    this.seats = new Int32Array(this.seatStart[offers]!).fill(-1);
    this.taken = new Int32Array(offers);
    this.rooms = new WaitingLists(students, rooms);
    this.leastWorth = new Float64Array(students);
    this.firstStudent = offers;
    this.firstRoom = offers + students;
    this.distance = new Float64Array(this.firstRoom + rooms).fill(Infinity);
    this.heap = new Heap(this.distance);
    this.via = new Int32Array(offers);
    this.roomVia = new Int32Array(rooms);
    this.reached = new Int32Array(this.firstRoom + rooms);
  }

  /**
   * Looks along the row of a student who has no seat, and gives her one on the offer, or in her room for any number above
   * those of offers, or none for {@link NOWHERE}, unless another is better. Returns whether she has it. There must be one free.
   */
  sitIfBest(student: number, seat: number): boolean {
    const { contest, price } = this;
    const { rowStart, offer, cost } = this.pairs;
    let least = Infinity;
    let here = Infinity;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const worth = cost[pair]! + price[offer[pair]!]!;
      if (worth < least) least = worth;
      if (offer[pair] === seat) here = worth;
    }
    this.leastWorth[student] = least;
    const room = contest.roomOf[student]!;
    const wait = room === NO_ROOM ? Infinity : this.waitWorth(student, room);
    this.level[student] = Math.min(least, wait);
    if (seat >= this.firstStudent) here = wait;
    if (here > this.level[student]) return false;
    if (seat >= this.firstStudent) this.rooms.join(student, room);
    else {
      this.offerOf[student] = seat;
      this.seats[this.seatStart[seat]! + this.taken[seat]!++] = student;
    }
    return true;
  }

  /** Takes the student off her seat. */
  getUp(student: number): void {
    const offer = this.offerOf[student]!;
    if (offer < 0) {
      this.rooms.leave(student);
      return;
    }
    const last = this.seatStart[offer]! + --this.taken[offer]!;
    this.seats[this.seatOf(student, offer)] = this.seats[last]!;
    this.seats[last] = -1;
    this.offerOf[student] = -1;
  }

  /** Seats a student who has no seat. Her level must be no more than any of her pairs at hand is worth. */
  seat(source: number): void {
    if ((this.searches++ & SEARCHES_A_PULSE) === 0) this.pulse();
    const { heap, distance, contest } = this;
    heap.size = 0;
    this.least = Infinity;
    this.reachedCount = 0;
    const room = contest.roomOf[source]!;
    if (room !== NO_ROOM) this.toRoom(room, source, this.waitWorth(source, room) - this.level[source]!);
    this.fromStudent(source, -this.level[source]!);
    while (heap.size > 0 && heap.keys[0]! < this.least) {
      const at = heap.keys[0]!;
      const here = heap.pop();
      if (at > distance[here]!) continue;
      if (here < this.firstStudent) this.fromOffer(here);
      else if (here >= this.firstRoom) this.fromRoom(here - this.firstRoom);
      else {
        const student = here - this.firstStudent;
        const from = contest.roomOf[student]!;
        this.fromStudent(student, distance[this.firstRoom + from]! - this.waitWorth(student, from));
      }
    }
    if (this.least === Infinity) throw new Error('A contest does not fit together: somebody has no seat.');
    this.raisePrices();
    this.level[source]! += this.least;
    this.follow(source);
  }

  /** All who sit there are as far as the offer, because their seats are among their best. */
  private fromOffer(offer: number): void {
    const { contest, distance, level } = this;
    for (let seat = this.seatStart[offer]!, end = seat + this.taken[offer]!; seat < end; seat++) {
      const student = this.seats[seat]!;
      const base = distance[offer]! - level[student]!;
      const room = contest.roomOf[student]!;
      if (room !== NO_ROOM) this.toRoom(room, student, base + this.waitWorth(student, room));
      this.fromStudent(student, base);
    }
  }

  /** On with those who wait, when it is their turn by what they could have. */
  private fromRoom(room: number): void {
    const { distance, heap } = this;
    const at = distance[this.firstRoom + room]!;
    for (const student of this.rooms.lists[room]!) {
      const ahead = at + this.leastWorth[student]! - this.waitWorth(student, room);
      if (ahead >= this.least) continue;
      this.reach(this.firstStudent + student, Math.max(at, ahead));
      heap.push(this.firstStudent + student);
    }
  }

  private fromStudent(student: number, base: number): void {
    const { price, distance, contest, heap } = this;
    const { rowStart, offer, cost } = this.pairs;
    let leastWorth = Infinity;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const at = offer[pair]!;
      const worth = cost[pair]! + price[at]!;
      if (worth < leastWorth) leastWorth = worth;
      const there = base + worth;
      if (there >= this.least || there >= distance[at]!) continue;
      this.reach(at, there);
      this.via[at] = student;
      if (this.taken[at]! < contest.seats[at]!) {
        this.least = there;
        this.endOffer = at;
        this.endStudent = -1;
      } else heap.push(at);
    }
    this.leastWorth[student] = leastWorth;
  }

  private toRoom(room: number, student: number, there: number): void {
    const vertex = this.firstRoom + room;
    if (there >= this.least || there >= this.distance[vertex]!) return;
    if (this.rooms.lists[room]!.length < this.contest.waiting[room]!) {
      this.least = there;
      this.endStudent = student;
      this.endOffer = -1;
      return;
    }
    this.reach(vertex, there);
    this.roomVia[room] = student;
    this.heap.push(vertex);
  }

  private reach(vertex: number, there: number): void {
    if (this.distance[vertex] === Infinity) this.reached[this.reachedCount++] = vertex;
    this.distance[vertex] = there;
  }

  /** What is nearer than the end becomes dearer by the difference; so the way to the end costs nothing more. */
  private raisePrices(): void {
    const { distance, level, least, firstStudent, firstRoom } = this;
    for (let i = 0; i < this.reachedCount; i++) {
      const vertex = this.reached[i]!;
      const rise = least - distance[vertex]!;
      distance[vertex] = Infinity;
      if (rise <= 0) continue;
      if (vertex < firstStudent) {
        this.price[vertex]! += rise;
        for (let seat = this.seatStart[vertex]!, end = seat + this.taken[vertex]!; seat < end; seat++)
          level[this.seats[seat]!]! += rise;
      } else if (vertex >= firstRoom) {
        this.roomPrice[vertex - firstRoom]! += rise;
        for (const student of this.rooms.lists[vertex - firstRoom]!) level[student]! += rise;
      }
    }
  }

  /** Moves everyone on the chain, from its end back to the source. */
  private follow(source: number): void {
    const { contest, via, roomVia } = this;
    let into = this.endOffer;
    let student = into < 0 ? this.endStudent : via[into]!;
    if (into >= 0) this.seats[this.seatStart[into]! + this.taken[into]!++] = student;
    for (;;) {
      const left = this.offerOf[student]!;
      const room = this.rooms.isWaiting(student) ? contest.roomOf[student]! : NO_ROOM;
      if (room !== NO_ROOM) this.rooms.leave(student);
      this.offerOf[student] = into;
      if (into < 0) this.rooms.join(student, contest.roomOf[student]!);
      if (student === source) return;
      const next = room === NO_ROOM ? via[left]! : roomVia[room]!;
      if (room === NO_ROOM) this.seats[this.seatOf(student, left)] = next;
      into = left;
      student = next;
    }
  }

  private seatOf(student: number, offer: number): number {
    let seat = this.seatStart[offer]!;
    while (this.seats[seat] !== student) seat++;
    return seat;
  }

  private waitWorth(student: number, room: number): number {
    return this.roomPrice[room]! + this.contest.waitCost[student]!;
  }
}
