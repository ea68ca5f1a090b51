import type { Part } from './part.js';
import type { Row } from './rows.js';

/** A row in whole numbers. In a linear program it is divided by its heaviest weight, so that rows are of one size. */
export interface WholeRow extends Row {
  readonly divisor: number;
}

export function wholeRow({ columns, weights, lower, upper }: Row): WholeRow {
  const divisor = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1);
  return { columns, weights, lower, upper, divisor };
}

/** How many of these columns are taken. */
export function countRow(columns: readonly number[], lower: number, upper: number): WholeRow {
  return { columns, weights: columns.map(() => 1), lower, upper, divisor: 1 };
}

export function divided({ columns, weights, lower, upper, divisor }: WholeRow): Row {
  if (divisor === 1) return { columns, weights, lower, upper };
  return {
    columns,
    weights: weights.map((weight) => weight / divisor),
    lower: lower / divisor,
    upper: upper / divisor,
  };
}

/**
 * The rows that say what a valid answer to a part is: first those of requests, each at the place of its request; then those
 * of limits; then two for each group, whose column, from `firstGroup` on, says whether it is open.
 */
export function rowsOf(part: Part, firstGroup: number): WholeRow[] {
  return [
    ...part.requests.map((_, nth) => countRow(columnsOfRequest(part, nth), 0, 1)),
    ...part.limits.map(({ columns, weights, room }) => wholeRow({ columns, weights, lower: 0, upper: room })),
    ...part.groups.flatMap(({ columns: members, atLeast, atMost }, at) => {
      const columns = [...members, firstGroup + at];
      const weightsWith = (open: number) => [...members.map(() => 1), open];
      return [
        wholeRow({ columns, weights: weightsWith(-atLeast), lower: 0, upper: atMost }),
        wholeRow({ columns, weights: weightsWith(-atMost), lower: -atMost, upper: 0 }),
      ];
    }),
  ];
}

export function columnsOfRequest({ columnStart }: Part, nth: number): number[] {
  const columns: number[] = [];
  for (let column = columnStart[nth]!; column < columnStart[nth + 1]!; column++) columns.push(column);
  return columns;
}
