import { competes, NO_ROOM, type Contest } from './contest.js';
import type { Pairs } from './ranked-instance.js';
import { SeatSearch, type Settlement } from './seat-search.js';

/**
 * Among all ways to settle the contest, those in which the fewest students of the given ones wait.
 *
 * With shares of HEIs held, who can be placed together is no matroid any more but the meeting of two, so the greedy
 * algorithm would not do; waiting costs 1 for the students in question and all else nothing, and the prices of the cheapest way
 * tell which pairs every such way keeps to.
 *
 * @returns the contest without the pairs and rooms that no such way uses, and the prices that prove it
 */
export function seatFirst(
  contest: Contest,
  isFirst: Uint8Array,
  pulse: () => void,
): { readonly contest: Contest; readonly settlement: Settlement } {
  const students = contest.roomOf.length;
  const free: Pairs = { ...contest, cost: new Int32Array(contest.offer.length) };
  const waitCost = new Float64Array(students);
  for (let student = 0; student < students; student++) {
    if (isFirst[student] !== 1) continue;
    waitCost[student] = 1;
    for (let pair = contest.rowStart[student]!; pair < contest.rowStart[student + 1]!; pair++)
      if (contest.offer[pair]! >= contest.firstExtra) free.cost[pair] = 1;
  }
  const counted = { ...contest, ...free, waitCost };
  const search = new SeatSearch(
    counted,
    free,
    new Float64Array(contest.seats.length),
    new Float64Array(contest.waiting.length),
    pulse,
  );
  const loose: number[] = [];
  for (let student = 0; student < students; student++)
    if (competes(contest, student) && !search.sitIfBest(student, seatIn(contest, student)))
      loose.push(student);
  for (const student of loose) search.seat(student);
  return { contest: { ...best(contest, counted, search), offerOf: search.offerOf }, settlement: search };
}

/** Her offer, or the number of a room. */
function seatIn({ offerOf, roomOf, seats }: Contest, student: number): number {
  return offerOf[student]! >= 0 ? offerOf[student]! : seats.length + roomOf[student]!;
}

/** What is worth no more than the level of the student; nobody is ever anywhere else when all is best. */
function best(contest: Contest, counted: Contest, { price, roomPrice, level }: Settlement): Contest {
  const { rowStart, offer, cost } = contest;
  const students = contest.roomOf.length;
  const kept = {
    rowStart: new Int32Array(students + 1),
    offer: new Int32Array(offer.length),
    cost: new Int32Array(offer.length),
  };
  let count = 0;
  for (let student = 0; student < students; student++) {
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      if (counted.cost[pair]! + price[offer[pair]!]! > level[student]!) continue;
      kept.offer[count] = offer[pair]!;
      kept.cost[count++] = cost[pair]!;
    }
    kept.rowStart[student + 1] = count;
  }
  return {
    ...contest,
    rowStart: kept.rowStart,
    offer: kept.offer.subarray(0, count),
    cost: kept.cost.subarray(0, count),
    roomOf: contest.roomOf.map((room, student) =>
      room !== NO_ROOM && roomPrice[room]! + counted.waitCost[student]! === level[student] ? room : NO_ROOM,
    ),
  };
}
