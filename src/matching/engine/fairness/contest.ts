import type { Pairs, RankedInstance } from './ranked-instance.js';
import type { Seating } from './seating.js';
import type { FairShares } from './shares.js';
import { ENOUGH } from './tiers.js';

/** Room of a student who has to be seated. */
export const NO_ROOM = -1;

/**
 * What is left to be decided of the places that more want than can have, when it is settled how many of each tier and each HEI
 * have them: who. Everybody in it has a seat, if only one to wait on, and every seat is taken.
 *
 * Students of a tier and HEI share a waiting room. Where two HEIs are so much alike that either may have one place more, each has
 * besides its room a seat on which one more may wait, as an offer after all others; and for each place to be had
 * there is one more student who can only sit on these, so that so many stay without anyone who waits.
 */
export interface Contest extends Pairs {
  /** Of each offer; 0 for those that are no part of it. */
  readonly seats: Int32Array;
  /** From this offer on, seats to wait on. */
  readonly firstExtra: number;
  /** Where each student may wait, or {@link NO_ROOM}. */
  readonly roomOf: Int32Array;
  /** How many wait in each room. */
  readonly waiting: Int32Array;
  /** The extra seat that goes with each room, or -1. */
  readonly extraOfRoom: Int32Array;
  /** For each set of rivals one of those who can only sit on extra seats of theirs, or -1. */
  readonly standInOf: Int32Array;
  /** What waiting costs each student in her room; on an extra seat the pair says so. */
  readonly waitCost: Float64Array;
  /** One way to do it: the offer of each student, -1 for those who wait, or are no part of it. */
  readonly offerOf: Int32Array;
}

/** Whether the student is part of the contest. */
export function competes({ rowStart, roomOf }: Contest, student: number): boolean {
  return rowStart[student]! < rowStart[student + 1]! || roomOf[student] !== NO_ROOM;
}

/** @param shares - `null` where shares of HEIs do not count: then a tier has one waiting room */
export function contestOf(
  instance: RankedInstance,
  tierPart: Int32Array,
  shares: FairShares | null,
  seating: Seating,
): Contest {
  const { rowStart, offer, cost, tierOf, tiers, heis } = instance;
  const students = tierOf.length;
  const offers = tierPart.length;
  const rivalsOfHei = (student: number) => (shares && heis ? shares.rivalsOfHei[heis.of[student]!]! : -1);
  const rivalsOfOffer = shares ? shares.rivalsOfOffer : new Int32Array(offers).fill(-1);
  const waiting = new Int32Array(shares ? shares.rivalsOfHei.length : tiers);
  const roomOf = new Int32Array(students).fill(NO_ROOM);
  const isIn = new Uint8Array(students);
  for (let student = 0; student < students; student++) {
    if (rowStart[student] === rowStart[student + 1]) continue;
    const held = seating.offerOf[student]!;
    const tier = tierOf[student]!;
    if (held >= 0 && tierPart[held] === ENOUGH) continue;
    isIn[student] = 1;
    const isOwn = held < 0 || (tierPart[held] === tier && rivalsOfOffer[held] === rivalsOfHei(student));
    if (isOwn && (!heis || heis.of[student]! >= 0)) roomOf[student] = shares ? heis!.of[student]! : tier;
    if (held < 0) waiting[roomOf[student]!]!++;
  }
  const extras = extrasOf(instance, shares, seating, roomOf, waiting);
  const extraOf = roomOf.map((room) => (room === NO_ROOM ? -1 : extras.ofRoom[room]!));
  // A room that nobody waits in is none.
  for (let student = 0; student < students; student++)
    if (roomOf[student] !== NO_ROOM && waiting[roomOf[student]!] === 0) roomOf[student] = NO_ROOM;
  let most = offer.length + extras.rows.length * extras.seats;
  for (const at of extraOf) if (at >= 0) most++;
  const contest = {
    rowStart: new Int32Array(students + extras.rows.length + 1),
    offer: new Int32Array(most),
    cost: new Int32Array(most),
    seats: new Int32Array(offers + extras.seats).fill(1, offers),
    firstExtra: offers,
    roomOf: joined(roomOf, new Int32Array(extras.rows.length).fill(NO_ROOM)),
    waiting,
    extraOfRoom: extras.ofRoom,
    standInOf: extras.standInOf,
    waitCost: new Float64Array(students + extras.rows.length),
    offerOf: joined(
      seating.offerOf,
      Int32Array.from(extras.rows, ([first]) => first!),
    ),
  };
  let pairs = 0;
  for (let student = 0; student < students; student++) {
    if (isIn[student] === 1) {
      const held = seating.offerOf[student]!;
      const part = held < 0 ? tierOf[student]! : tierPart[held]!;
      const rivals = held < 0 ? rivalsOfHei(student) : rivalsOfOffer[held]!;
      for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
        const at = offer[pair]!;
        if (tierPart[at] !== part || rivalsOfOffer[at] !== rivals) continue;
        contest.offer[pairs] = at;
        contest.cost[pairs++] = cost[pair]!;
      }
      if (extraOf[student]! >= 0) contest.offer[pairs++] = extraOf[student]!;
      if (held >= 0) contest.seats[held]!++;
    } else contest.offerOf[student] = -1;
    contest.rowStart[student + 1] = pairs;
  }
  extras.rows.forEach((row, nth) => {
    for (const at of row) contest.offer[pairs++] = at;
    contest.rowStart[students + nth + 1] = pairs;
  });
  for (const { student, at } of extras.seated) contest.offerOf[student] = at;
  return { ...contest, offer: contest.offer.subarray(0, pairs), cost: contest.cost.subarray(0, pairs) };
}

interface Extras {
  readonly seats: number;
  readonly ofRoom: Int32Array;
  readonly standInOf: Int32Array;
  /** The students who can only sit on extra seats: their offers, the one where they sit first. */
  readonly rows: readonly (readonly number[])[];
  /** Students who wait on an extra seat. */
  readonly seated: readonly { readonly student: number; readonly at: number }[];
}

/** Takes who waits on extra seats out of `waiting`. */
function extrasOf(
  { heis, places }: RankedInstance,
  shares: FairShares | null,
  seating: Seating,
  roomOf: Int32Array,
  waiting: Int32Array,
): Extras {
  const ofRoom = new Int32Array(waiting.length).fill(-1);
  const rows: number[][] = [];
  const seated: { student: number; at: number }[] = [];
  let seats = 0;
  const standInOf = new Int32Array(shares?.rivals.length ?? 0).fill(-1);
  if (!shares || !heis) return { seats, ofRoom, standInOf, rows, seated };
  const waitsFirst = new Int32Array(waiting.length).fill(-1);
  for (let student = roomOf.length - 1; student >= 0; student--)
    if (seating.offerOf[student]! < 0 && roomOf[student] !== NO_ROOM) waitsFirst[roomOf[student]!] = student;
  shares.rivals.forEach(({ alike, unit }, rivals) => {
    if (alike.length === 0) return;
    standInOf[rivals] = roomOf.length + rows.length;
    const own = alike.map((hei) => (ofRoom[hei] = places.length + seats++));
    alike.forEach((hei, nth) => {
      if (shares.placed[hei]! > unit!.placed) {
        rows.push([own[nth]!, ...own.filter((at) => at !== own[nth])]);
      } else {
        waiting[hei]!--;
        seated.push({ student: waitsFirst[hei]!, at: own[nth]! });
      }
    });
  });
  return { seats, ofRoom, standInOf, rows, seated };
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
