import { violatedInequality } from './knapsack.js';
import type { LinearProgram, Multiplier } from './linear-program.js';
import type { Part } from './part.js';
import type { Row } from './rows.js';
import { wholeRow, type WholeRow } from './whole-rows.js';

/** Farther than this from a whole number is not whole. */
export const WHOLE = 1e-6;
/** An inequality broken by less than this is not worth its row. */
const BROKEN = 1e-2;
/** Fractional columns that are looked at for rounding, and rows that are made of them at once. */
const MOST_LOOKED_AT = 40;
const MOST_AT_ONCE = 15;
/** Bases of matchings have small determinants: a denominator up to this one is found or none is. */
const MOST_DENOMINATOR = 12;
/** A multiplier this near to a fraction is that fraction. */
const NEAR = 1e-5;
/** Weights beyond this, as inequalities on inequalities bring them, are hardly exact any more in a program. */
const MOST_WEIGHT = 1_000;

/** What whole numbers of learners in each pool keep and the given shares do not: facets of the pool's knapsack. */
export function poolCuts(part: Part, shares: Float64Array): WholeRow[] {
  return part.limits.flatMap(({ classes, knapsack }): WholeRow[] => {
    const learners = classes.map((columns) => sumOf(shares, columns));
    if (learners.every((count) => Math.abs(count - Math.round(count)) < WHOLE)) return [];
    const found = violatedInequality(knapsack, learners);
    if (!found) return [];
    const used = classes.map((columns, at) => (found.weights[at]! > 0 ? columns : []));
    const weights = used.flatMap((columns, at) => columns.map(() => found.weights[at]!));
    return [wholeRow({ columns: used.flat(), weights, lower: 0, upper: found.room })];
  });
}

/** Nobody is on a group that is less open than that. */
export function groupCuts(part: Part, shares: Float64Array, firstGroup: number): WholeRow[] {
  return part.groups.flatMap(({ columns }, at) => {
    const open = firstGroup + at;
    return columns
      .filter((column) => shares[column]! > shares[open]! + BROKEN)
      .map((column) => wholeRow({ columns: [column, open], weights: [1, -1], lower: -1, upper: 0 }));
  });
}

/**
 * Chvátal-Gomory inequalities: rows that hold, added up with fractions as multipliers, still hold when all weights and then
 * the sum are rounded down, because columns are whole and not negative. The multipliers come from the basis (Gomory
 * 1958), as fractions of small denominators (Caprara, Fischetti and Letchford 2000); the sums are worked out from the
 * whole rows, so that each is true however the basis was rounded. They say what pools and hybrid offers are to each
 * other, as edges are to nodes in a matching that is not bipartite.
 */
export function roundingCuts(program: LinearProgram, rows: readonly WholeRow[]): WholeRow[] {
  const { value } = program;
  const found: { readonly row: WholeRow; readonly depth: number }[] = [];
  const known = new Set<string>();
  for (const column of mostFractional(value)) {
    const multipliers = program.multipliersOf(column);
    for (const sign of [1, -1]) {
      const row = roundedDown(rows, multipliers, sign, value);
      const depth = row ? depthOf(row, value) : 0;
      if (!row || depth <= BROKEN) continue;
      const key = `${row.upper} ${row.columns.join()}`;
      if (!known.has(key)) found.push({ row, depth });
      known.add(key);
    }
  }
  found.sort((a, b) => b.depth - a.depth || a.row.columns.length - b.row.columns.length);
  return found.slice(0, MOST_AT_ONCE).map(({ row }) => row);
}

/** By how much a row is broken, measured along it. */
function depthOf({ columns, weights, upper }: Row, value: Float64Array): number {
  let activity = 0;
  let length = 0;
  columns.forEach((column, at) => {
    activity += weights[at]! * value[column]!;
    length += weights[at]! ** 2;
  });
  return (activity - upper) / Math.sqrt(Math.max(1, length));
}

/** The inequality that the fractional parts of the multipliers make; `null` when they are no fractions. */
function roundedDown(
  rows: readonly WholeRow[],
  multipliers: readonly Multiplier[],
  sign: number,
  value: Float64Array,
): WholeRow | null {
  const parts = multipliers.map(({ row, factor, isAtUpper }) => {
    const part = ((isAtUpper ? sign : -sign) * factor) / rows[row]!.divisor;
    return part - Math.floor(part + NEAR);
  });
  const denominator = denominatorOf(parts);
  if (denominator === null) return null;
  const sums = new Map<number, number>();
  let room = 0;
  multipliers.forEach(({ row, isAtUpper }, at) => {
    const times = Math.round(parts[at]! * denominator);
    if (times === 0) return;
    const { columns, weights, lower, upper } = rows[row]!;
    // A row that holds from below is the row turned round, which holds from above.
    const factor = isAtUpper ? times : -times;
    room += factor * (isAtUpper ? upper : lower);
    columns.forEach((column, k) => sums.set(column, (sums.get(column) ?? 0) + factor * weights[k]!));
  });
  const columns: number[] = [];
  const weights: number[] = [];
  let least = 0;
  for (const [column, sum] of sums) {
    let weight = Math.floor(sum / denominator);
    if (value[column]! > 0.5 && weight * denominator < sum) {
      // Seen from above, a column of at most 1: what rounding up adds to it, the other side bears.
      weight++;
      room += weight * denominator - sum;
    }
    if (weight === 0) continue;
    if (Math.abs(weight) > MOST_WEIGHT) return null;
    columns.push(column);
    weights.push(weight);
    least += Math.min(0, weight);
  }
  const upper = Math.floor(room / denominator);
  return columns.length === 0 || upper < least ? null : wholeRow({ columns, weights, lower: least, upper });
}

/** The least number that makes all parts whole; `null` when no small one does. */
function denominatorOf(parts: readonly number[]): number | null {
  for (let denominator = 2; denominator <= MOST_DENOMINATOR; denominator++) {
    if (
      parts.every(
        (part) => Math.abs(part * denominator - Math.round(part * denominator)) < NEAR * denominator,
      )
    )
      return denominator;
  }
  return null;
}

function mostFractional(value: Float64Array): number[] {
  const far = (column: number) => Math.abs(value[column]! - Math.round(value[column]!));
  const columns: number[] = [];
  for (let column = 0; column < value.length; column++) if (far(column) > 1e-4) columns.push(column);
  return columns.sort((a, b) => far(b) - far(a) || a - b).slice(0, MOST_LOOKED_AT);
}

export function sumOf(values: Float64Array, columns: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += values[column]!;
  return sum;
}
