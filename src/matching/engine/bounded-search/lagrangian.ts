import type { Part } from './part.js';
import type { WholeRow } from './whole-rows.js';

/** Bounds on a variable: a column, or, numbered after the columns, the activity of a row. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** A part's relaxation in whole numbers, as its proof sees it. */
export interface WholeProgram {
  readonly part: Part;
  /** Of columns of pairs, then of columns that say that a group is open. */
  readonly cost: Float64Array;
  readonly rows: readonly WholeRow[];
  readonly ranges: ReadonlyMap<number, Range>;
  /** 1 for a column that is not to be taken. */
  readonly isOut: Uint8Array;
}

/** Prices are rounded to so small a part of a unit of cost. */
const FINENESS = 2 ** 12;

/**
 * A lower bound on the cost of any valid answer to the part within the ranges, by Lagrangian relaxation (Geoffrion 1974):
 * rows are priced into the columns, and each request takes the best that is left to it, or nothing. At the prices of an
 * optimal basis it is the linear program's bound. Worked out in whole numbers from rounded prices, so that it holds
 * whatever the prices are and however they were come by (the idea of Neumaier and Shcherbina 2004).
 *
 * @param price - of each row, by unit of its whole weights; those of requests are not looked at
 * @param visit - told for each column of a pair what the bound would be if its request had to take it
 */
export function lagrangianBound(
  { part, cost, rows, ranges, isOut }: WholeProgram,
  price: (row: number) => number,
  visit?: (column: number, bound: number) => void,
): number {
  const columns = cost.length;
  const firstGroup = part.pairOf.length;
  const reduced = cost.map((whole) => whole * FINENESS);
  let bound = 0;
  for (let at = part.requests.length; at < rows.length; at++) {
    const row = rows[at]!;
    const whole = Math.round(price(at) * FINENESS);
    if (whole === 0) continue;
    const range = ranges.get(columns + at);
    const lower = Math.max(row.lower, range?.lower ?? -Infinity);
    const upper = Math.min(row.upper, range?.upper ?? Infinity);
    bound += whole * (whole > 0 ? lower : upper);
    for (let k = 0; k < row.columns.length; k++) reduced[row.columns[k]!]! -= whole * row.weights[k]!;
  }
  for (let column = firstGroup; column < columns; column++) {
    const { isOpen } = part.groups[column - firstGroup]!;
    const range = ranges.get(column);
    const lower = Math.max(isOpen ? 1 : 0, range?.lower ?? 0);
    bound += reduced[column]! * (reduced[column]! > 0 ? lower : (range?.upper ?? 1));
  }
  const least = new Float64Array(part.requests.length);
  for (let nth = 0; nth < least.length; nth++) {
    least[nth] = leastOf(nth);
    bound += least[nth]!;
  }
  if (visit) {
    for (let column = 0; column < firstGroup; column++)
      visit(column, (bound - least[part.requestOf[column]!]! + reduced[column]!) / FINENESS);
  }
  return bound / FINENESS;

  /** The best that is left to a request: a pair, or nothing. */
  function leastOf(nth: number): number {
    let best = 0;
    for (let column = part.columnStart[nth]!; column < part.columnStart[nth + 1]!; column++) {
      const range = ranges.size > 0 ? ranges.get(column) : undefined;
      if (range?.lower === 1) return reduced[column]!;
      if (reduced[column]! < best && !isOut[column] && range?.upper !== 0) best = reduced[column]!;
    }
    return best;
  }
}
