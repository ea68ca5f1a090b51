import type { Problem } from '../problem.js';
import type { Roster } from '../settle.js';
import type { Part } from './part.js';
import type { Rounding } from './tree.js';

/** A share smaller than this is none. */
const SOME = 1e-6;

/**
 * Rounds shares to a valid answer: largest shares first, as far as there is room; groups that stay too small are
 * closed; then everybody left, the cheapest first. The roster is as it was in the end.
 */
export function roundingOf({ candidates }: Problem, roster: Roster, part: Part): Rounding {
  const { requests, pairOf, requestOf, columnStart, groups } = part;
  const costOf = (column: number) => candidates.cost[pairOf[column]!]!;
  const offerOf = (column: number) => candidates.offer[pairOf[column]!]!;

  return (shares, isGroupOpen) => {
    const columnOf = new Int32Array(requests.length).fill(-1);
    const closed = new Set(groups.filter((_, at) => !isGroupOpen(at)).map(({ offer }) => offer));
    const place = (column: number) => {
      const nth = requestOf[column]!;
      if (columnOf[nth]! >= 0 || closed.has(offerOf(column)) || !roster.hasRoom(pairOf[column]!)) return;
      roster.place(requests[nth]!, pairOf[column]!);
      columnOf[nth] = column;
    };
    const takeOut = (nth: number) => {
      roster.remove(requests[nth]!);
      columnOf[nth] = -1;
    };

    const byShare: number[] = [];
    for (let column = 0; column < pairOf.length; column++) if (shares[column]! > SOME) byShare.push(column);
    byShare.sort((a, b) => shares[b]! - shares[a]! || costOf(a) - costOf(b) || a - b);
    byShare.forEach(place);

    let isValid = true;
    for (const { offer, columns, atLeast, isOpen } of groups) {
      const there = columns.filter((column) => columnOf[requestOf[column]!] === column);
      if (there.length >= atLeast) continue;
      if (isOpen) isValid = false;
      closed.add(offer);
      for (const column of there) takeOut(requestOf[column]!);
    }
    for (let nth = 0; isValid && nth < requests.length; nth++) {
      const row: number[] = [];
      for (let column = columnStart[nth]!; column < columnStart[nth + 1]!; column++) row.push(column);
      if (columnOf[nth]! < 0) row.sort((a, b) => costOf(a) - costOf(b) || a - b).forEach(place);
    }
    columnOf.forEach((column, nth) => {
      if (column >= 0) roster.remove(requests[nth]!);
    });
    return isValid ? columnOf : null;
  };
}
