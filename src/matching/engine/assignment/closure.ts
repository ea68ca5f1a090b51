import type { State } from './state.js';

/**
 * The offers that matter to whoever has no place: those in their rows, those in the rows of who sits there, and so on.
 *
 * When all of these are full, no more students can be placed (Berge 1957), and the price of having no place can rise
 * without end together with theirs: nobody who sits on one of them has any other in the row. They are then the
 * over-subscribed part of the instance, as Dulmage and Mendelsohn (1958) divide it.
 *
 * @returns 1 for each of these offers; `null` when one of them has a free seat
 */
export function overSubscribed(state: State): Uint8Array | null {
  const { students, offers, rowStart, row, offerBits, places, offerOf, seatStart, seats, taken } = state;
  const offerMask = 2 ** offerBits - 1;
  const isReached = new Uint8Array(offers);
  const queue = new Int32Array(students);
  let queued = 0;
  for (let s = 0; s < students; s++) if (offerOf[s]! < 0) queue[queued++] = s;
  for (let at = 0; at < queued; at++) {
    const student = queue[at]!;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const o = row[pair]! & offerMask;
      if (isReached[o] === 1) continue;
      if (taken[o]! < places[o]!) return null;
      isReached[o] = 1;
      for (let seat = seatStart[o]!, last = seat + taken[o]!; seat < last; seat++)
        queue[queued++] = seats[seat]!;
    }
  }
  return isReached;
}
