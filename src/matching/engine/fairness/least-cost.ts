import { competes, NO_ROOM, type Contest } from './contest.js';
import { bargains, nearPairs } from './near-pairs.js';
import type { Pairs } from './ranked-instance.js';
import { SeatAuction } from './seat-auction.js';
import { NOWHERE, SeatSearch, type Settlement } from './seat-search.js';

/**
 * Steps of the two auctions as parts of the dearest pair: a coarse one that finds what pairs are near at all, and a finer
 * one. With finer steps bidding takes longer than what it saves the searches that follow.
 */
const STEPS_IN_DEAREST = [20, 40];

/** Bids for each student after which an auction ends with some unseated: a dozen is usual. */
const MOST_BIDS = 200;

/**
 * The cheapest way to settle a contest, with the prices that prove it. Exact.
 *
 * Most pairs are never used, so all is done with a few pairs of each student (sifting, as in Bixby and others 1992). Auctions find
 * prices that are nearly right; chains of moves seat everybody exactly at such prices; then pairs that turn out to be better
 * for their student than all she has at hand join in, until there are none.
 *
 * @param price - of each offer, as good a guess as there is
 */
export function settleCheaply(contest: Contest, price: Float64Array, pulse: () => void): Settlement {
  const students = contest.roomOf.length;
  const offers = contest.seats.length;
  let dearest = 0;
  for (let pair = 0; pair < contest.cost.length; pair++)
    if (contest.cost[pair]! > dearest) dearest = contest.cost[pair]!;
  const start = startPrices(contest, price);
  let near = nearPairs(contest, start, contest.offerOf);
  pulse();
  const auction = new SeatAuction(contest, start, pulse);
  STEPS_IN_DEAREST.forEach((steps, nth) => {
    if (nth > 0) near = bargains(contest, near, auction.price, levels(contest, near, auction.price)).pairs;
    auction.run(near, Math.max(1, Math.round(dearest / steps)), MOST_BIDS * students);
  });

  const finite = auction.price.map((amount) => (amount === Infinity ? 0 : amount));
  const search = new SeatSearch(contest, near, finite.subarray(0, offers), finite.subarray(offers), pulse);
  let loose: readonly number[] = range(students).filter(
    (student) => competes(contest, student) && !search.sitIfBest(student, auction.seatOf[student]!),
  );
  while (loose.length > 0) {
    for (const student of loose) search.seat(student);
    pulse();
    const found = bargains(contest, search.pairs, search.price, search.level);
    search.pairs = found.pairs;
    loose = found.students;
    for (const student of loose) search.getUp(student);
    loose = loose.filter((student) => !search.sitIfBest(student, NOWHERE));
  }
  return search;
}

/** Rooms, after offers, begin with what the best pair of the keenest who may wait there is worth. */
function startPrices(
  { seats, firstExtra, waiting, roomOf, rowStart, offer, cost }: Contest,
  price: Float64Array,
): Float64Array {
  const offers = seats.length;
  const start = new Float64Array(offers + waiting.length);
  start.set(price.subarray(0, firstExtra));
  const least = new Float64Array(waiting.length).fill(Infinity);
  const worthOf = (student: number) => {
    let worth = Infinity;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++)
      if (offer[pair]! < firstExtra) worth = Math.min(worth, cost[pair]! + price[offer[pair]!]!);
    return worth;
  };
  roomOf.forEach((room, student) => {
    if (room !== NO_ROOM) least[room] = Math.min(least[room]!, worthOf(student));
  });
  least.forEach((worth, room) => {
    start[offers + room] = worth === Infinity ? 0 : worth;
  });
  return start;
}

/** What the best seat at hand is worth to each student. */
function levels(
  { roomOf, seats, waitCost }: Contest,
  { rowStart, offer, cost }: Pairs,
  price: Float64Array,
): Float64Array {
  return Float64Array.from(roomOf, (room, student) => {
    let least = room === NO_ROOM ? Infinity : price[seats.length + room]! + waitCost[student]!;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++)
      least = Math.min(least, cost[pair]! + price[offer[pair]!]!);
    return least;
  });
}

function range(end: number): number[] {
  return Array.from({ length: end }, (_, at) => at);
}
