import type { Pairs } from './ranked-instance.js';
import type { Seating } from './seating.js';
import { WaitingLists } from './waiting-lists.js';

/** Part of an offer where no chain may go. */
export const NO_PART = -1;
/** Group of a student who keeps a place whatever happens, or can never have one. */
export const NO_GROUP = -1;

/** In place of the part of an offer, while chains are looked for. */
const SEEN_NOW = -2;
const SEEN_BEFORE = -3;

/** How far the search for chains knows a group. */
const UNSEEN = 0;
const ON_THE_WAY = 1;
const LEFT_BEHIND = 2;
const CLOSED = 3;

const PAIRS_A_PULSE = 1 << 18;

/**
 * Exchanges of seats between groups of students, without any seat being given up.
 *
 * A chain begins with a group of which one more is to be seated: one who waits takes the seat of somebody, who moves
 * to the seat of somebody else, and so on, until one gets up whose group can spare her. On the way a student may also
 * wait in favour of another of the group. Such a chain exists whenever the group can have one more at the expense of those
 * that can spare one (Berge 1957, Edmonds 1971). When none is found, the search has seen everything that the group
 * can ever reach. That is its closure, which no later chain enters, so that it is searched once.
 *
 * Chains are searched depth first with a look ahead, in passes: what a chain has seen is not seen again by others before the next
 * pass (Pothen and Fan 1990), only groups and seats on the chain itself are.
 *
 * Offers and students belong to parts. A student only takes seats of her part.
 */
export class Exchange {
  private readonly queues: WaitingLists;
  /** The part of each offer that a chain may still come to. */
  private readonly open: Int32Array;
  private readonly isSeen: Uint8Array;
  private readonly groupState: Uint8Array;
  /** 1 for an offer where somebody may sit whose group can spare her. */
  private readonly mayEnd: Uint8Array;
  /** From where each vertex was reached, and what of it was looked at. Vertices: students, then offers, then groups. */
  private readonly from: Int32Array;
  private readonly next: Int32Array;
  private readonly firstOffer: number;
  private readonly firstGroup: number;
  private readonly stack: Int32Array;
  private stackTop = 0;
  /** Students and offers seen in this pass, but for closures. */
  private readonly trail: Int32Array;
  private trailLength = 0;
  /** Whether the search at hand came to where an earlier one of the pass has been: then it proves nothing. */
  private isBlocked = false;
  private looks = 0;
  private nextPulse = PAIRS_A_PULSE;

  /** The parts and `groupOf` may be changed by the caller between calls of {@link move}. */
  constructor(
    private readonly pairs: Pairs,
    private readonly seating: Seating,
    private readonly partOfStudent: Int32Array,
    private readonly partOfOffer: Int32Array,
    private readonly groupOf: Int32Array,
    groups: number,
    private readonly pulse: () => void,
  ) {
    const students = groupOf.length;
    const offers = partOfOffer.length;
    this.firstOffer = students;
    this.firstGroup = students + offers;
    const vertices = students + offers + groups;
    this.queues = new WaitingLists(students, groups);
    this.open = new Int32Array(offers);
    this.isSeen = new Uint8Array(students);
    this.groupState = new Uint8Array(groups);
    this.mayEnd = new Uint8Array(offers);
    this.from = new Int32Array(vertices);
    this.next = new Int32Array(vertices);
    this.stack = new Int32Array(vertices);
    // An offer is seen again at most once for each seat.
    this.trail = new Int32Array(students + offers + seating.student.length);
    for (let student = 0; student < students; student++)
      if (seating.offerOf[student]! < 0 && groupOf[student] !== NO_GROUP)
        this.queues.join(student, groupOf[student]!);
  }

  /**
   * Seats so many more of each group as `need` says, or as can be, and so many fewer of others as `spare` allows.
   * What is left of either is left in it.
   */
  move(need: Int32Array, spare: Int32Array): void {
    this.open.set(this.partOfOffer);
    this.isSeen.fill(0);
    this.groupState.fill(UNSEEN);
    this.next.fill(0);
    while (this.pass(need, spare)) this.forgetTrail();
  }

  /** Those of the group who wait. */
  waiting(group: number): readonly number[] {
    return this.queues.lists[group]!;
  }

  /** Whether the offer lies in the closure of a group that the last {@link move} left in need. */
  isClosed(offer: number): boolean {
    return this.open[offer] !== this.partOfOffer[offer];
  }

  isGroupClosed(group: number): boolean {
    return this.groupState[group] !== UNSEEN;
  }

  /** One chain after the other. False when there was none, so that all that was seen is closed. */
  private pass(need: Int32Array, spare: Int32Array): boolean {
    let moved = 0;
    this.markEnds(spare);
    this.trailLength = 0;
    for (let group = 0; group < need.length; group++) {
      while (need[group]! > 0 && this.groupState[group] === UNSEEN) {
        const start = this.trailLength;
        this.isBlocked = false;
        const last = this.findChain(group, spare);
        if (last < 0 && !this.isBlocked) this.close(start);
        else this.leaveBehind(start);
        if (last < 0) break;
        this.reopenChain();
        this.follow(last);
        need[group]!--;
        spare[this.groupOf[last]!]!--;
        moved++;
      }
    }
    return moved > 0;
  }

  private markEnds(spare: Int32Array): void {
    const { groupOf, mayEnd } = this;
    const { offerOf } = this.seating;
    mayEnd.fill(0);
    for (let student = 0; student < offerOf.length; student++) {
      const group = groupOf[student]!;
      if (offerOf[student]! >= 0 && group !== NO_GROUP && spare[group]! > 0) mayEnd[offerOf[student]!] = 1;
    }
  }

  /** The student at the end of a chain from the group, or -1. */
  private findChain(root: number, spare: Int32Array): number {
    const { stack, firstOffer, firstGroup } = this;
    this.stackTop = 0;
    this.reach(firstGroup + root, -1);
    while (this.stackTop > 0) {
      const here = stack[this.stackTop - 1]!;
      if (here < firstOffer) {
        const last = this.fromStudent(here, spare);
        if (last >= 0) return last;
      } else if (here < firstGroup) this.fromOffer(here);
      else this.fromGroup(here);
    }
    return -1;
  }

  /** On to an offer of her row, if not to the end of a chain. `next` counts the pairs looked at, and one for the look ahead. */
  private fromStudent(student: number, spare: Int32Array): number {
    const { open, next } = this;
    const { rowStart, offer } = this.pairs;
    const part = this.partOfStudent[student]!;
    const end = rowStart[student + 1]!;
    if (next[student] === 0) {
      next[student] = 1;
      this.look(end - rowStart[student]!);
      const last = this.lookAhead(student, spare);
      if (last >= 0) return last;
    }
    let pair = rowStart[student]! + next[student]! - 1;
    for (; pair < end; pair++) {
      const seen = open[offer[pair]!]!;
      if (seen === part) break;
      if (seen === SEEN_BEFORE) this.isBlocked = true;
    }
    next[student] = pair - rowStart[student]! + 2;
    if (pair < end) this.reach(this.firstOffer + offer[pair]!, student);
    else this.stackTop--;
    return -1;
  }

  /** Somebody to be spared at an offer of the row, or -1. */
  private lookAhead(student: number, spare: Int32Array): number {
    const { seating, groupOf, open, mayEnd } = this;
    const { rowStart, offer } = this.pairs;
    const part = this.partOfStudent[student]!;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const at = offer[pair]!;
      if (mayEnd[at] === 0 || open[at] !== part) continue;
      for (let seat = seating.start[at]!, last = seating.start[at + 1]!; seat < last; seat++) {
        const other = seating.student[seat]!;
        const group = groupOf[other]!;
        if (group === NO_GROUP || spare[group]! <= 0) continue;
        this.reach(this.firstOffer + at, student);
        return other;
      }
      mayEnd[at] = 0;
    }
    return -1;
  }

  /** On with each who sits there: she moves, or waits in favour of another of her group. `next` counts both. */
  private fromOffer(vertex: number): void {
    const { seating, groupState } = this;
    const offer = vertex - this.firstOffer;
    const seat = seating.start[offer]! + (this.next[vertex]! >> 1);
    if (seat >= seating.start[offer + 1]!) {
      this.stackTop--;
      return;
    }
    const student = seating.student[seat]!;
    if ((this.next[vertex]!++ & 1) === 0) {
      if (this.isSeen[student] === 0) this.reach(student, vertex);
      else this.isBlocked = true;
      return;
    }
    const group = this.groupOf[student]!;
    if (group === NO_GROUP) return;
    if (groupState[group] === UNSEEN) this.reach(this.firstGroup + group, student);
    else if (groupState[group] === LEFT_BEHIND) this.isBlocked = true;
  }

  /** On with the next who waits. */
  private fromGroup(vertex: number): void {
    const queue = this.queues.lists[vertex - this.firstGroup]!;
    let at = this.next[vertex]!;
    for (; at < queue.length && this.isSeen[queue[at]!] === 1; at++) this.isBlocked = true;
    this.next[vertex] = at + 1;
    if (at < queue.length) this.reach(queue[at]!, vertex);
    else this.stackTop--;
  }

  private reach(vertex: number, from: number): void {
    if (vertex < this.firstOffer) this.isSeen[vertex] = 1;
    else if (vertex < this.firstGroup) this.open[vertex - this.firstOffer] = SEEN_NOW;
    else this.groupState[vertex - this.firstGroup] = ON_THE_WAY;
    if (vertex < this.firstGroup) this.trail[this.trailLength++] = vertex;
    if (this.next[vertex]! > 0) this.isBlocked = true;
    this.from[vertex] = from;
    this.stack[this.stackTop++] = vertex;
  }

  /** What was seen since is a closure: it stays as it is for all passes. */
  private close(start: number): void {
    this.trailLength = start;
    this.rename(ON_THE_WAY, CLOSED);
  }

  private leaveBehind(start: number): void {
    for (let at = start; at < this.trailLength; at++) {
      const vertex = this.trail[at]!;
      if (vertex >= this.firstOffer) this.open[vertex - this.firstOffer] = SEEN_BEFORE;
    }
    this.rename(ON_THE_WAY, LEFT_BEHIND);
  }

  private rename(state: number, to: number): void {
    const { groupState } = this;
    for (let group = 0; group < groupState.length; group++)
      if (groupState[group] === state) groupState[group] = to;
  }

  /** Other chains of the pass may come through the groups of this one, and through offers with further seats. */
  private reopenChain(): void {
    const { seating, firstOffer, firstGroup } = this;
    for (let at = 0; at < this.stackTop; at++) {
      const vertex = this.stack[at]!;
      if (vertex >= firstGroup) this.groupState[vertex - firstGroup] = UNSEEN;
      else if (vertex >= firstOffer) {
        const offer = vertex - firstOffer;
        const seen = this.next[vertex]! >> 1;
        if (seating.start[offer]! + seen < seating.start[offer + 1]!)
          this.open[offer] = this.partOfOffer[offer]!;
      }
    }
  }

  private forgetTrail(): void {
    const { firstOffer, firstGroup, groupState } = this;
    for (let at = 0; at < this.trailLength; at++) {
      const vertex = this.trail[at]!;
      this.next[vertex] = 0;
      if (vertex < firstOffer) this.isSeen[vertex] = 0;
      else this.open[vertex - firstOffer] = this.partOfOffer[vertex - firstOffer]!;
    }
    for (let group = 0; group < groupState.length; group++) {
      if (groupState[group] === CLOSED) continue;
      groupState[group] = UNSEEN;
      this.next[firstGroup + group] = 0;
    }
  }

  /** Moves everyone on the chain, from the one who gets up back to the one who waited first. */
  private follow(last: number): void {
    const { seating, from } = this;
    let leaving = last;
    let offer = seating.offerOf[last]!;
    this.wait(last);
    for (;;) {
      const entering = from[this.firstOffer + offer]!;
      const left = seating.offerOf[entering]!;
      seating.replace(offer, leaving, entering);
      if (left >= 0) {
        leaving = entering;
        offer = left;
        continue;
      }
      this.queues.leave(entering);
      leaving = from[from[entering]!]!;
      if (leaving < 0) return;
      offer = seating.offerOf[leaving]!;
      this.wait(leaving);
    }
  }

  private wait(student: number): void {
    this.queues.join(student, this.groupOf[student]!);
    this.seating.offerOf[student] = -1;
  }

  private look(pairs: number): void {
    this.looks += pairs;
    if (this.looks < this.nextPulse) return;
    this.nextPulse = this.looks + PAIRS_A_PULSE;
    this.pulse();
  }
}
