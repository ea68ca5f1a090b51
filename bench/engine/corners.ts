import type { Instance } from '../../src/matching/engine/instance.js';
import { mulberry32 } from './generator.js';

/** Instances that nobody meets and on which solvers go wrong, each for a reason of its own. */
export const CORNERS: Readonly<Record<string, () => Instance>> = {
  'one huge offer': () => fromRows([90_000], 100_000, (dice) => [[0, Math.floor(dice() * 150)]]),
  'students all alike': () =>
    fromRows(fill(60, 1_500), 100_000, () => range(60).map((offer) => [offer, 3 * offer])),
  'every cost zero': () => fromRows(fill(20_000, 2), 50_000, (dice) => some(dice, 12, 20_000, () => 0)),
  'towns apart': () =>
    fromRows(fill(30_000, 1), 32_000, (dice, student) => {
      const town = Math.floor(student / 32) * 30;
      return range(30).map((offer) => [town + offer, Math.floor(dice() * 150)]);
    }),
  'one offer each': () =>
    fromRows(fill(20_000, 1), 20_000, (dice) => some(dice, 30, 20_000, () => Math.floor(dice() * 1000))),
  'a long chain': () =>
    fromRows(fill(30_001, 1), 30_001, (_dice, student) =>
      student === 30_000
        ? [[0, 0]]
        : [
            [student, 9],
            [student + 1, 0],
          ],
    ),
  'all want the same': () =>
    fromRows(fill(1_000, 1), 1_000, (dice) =>
      range(1_000).map((offer) => [offer, 10 * offer + Math.floor(dice() * 10)]),
    ),
  'far too few places': () =>
    fromRows(fill(2_000, 1), 60_000, (dice) => some(dice, 20, 2_000, () => Math.floor(dice() * 150))),
  'costs in a wide range': () =>
    fromRows(fill(4_000, 2), 9_000, (dice) => some(dice, 30, 4_000, () => Math.floor(dice() ** 8 * 200_000))),
};

export type Row = readonly (readonly [offer: number, cost: number])[];

export function fromRows(
  places: readonly number[],
  students: number,
  rowOf: (dice: () => number, student: number) => Row,
): Instance {
  const dice = mulberry32(students + places.length);
  const rowStart = new Int32Array(students + 1);
  const offer: number[] = [];
  const cost: number[] = [];
  for (let student = 0; student < students; student++) {
    for (const [to, price] of [...rowOf(dice, student)].sort((a, b) => a[0] - b[0])) {
      offer.push(to);
      cost.push(price);
    }
    rowStart[student + 1] = offer.length;
  }
  return {
    places: Int32Array.from(places),
    rowStart,
    offer: Int32Array.from(offer),
    cost: Int32Array.from(cost),
  };
}

export function some(dice: () => number, count: number, offers: number, cost: () => number): Row {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(dice() * offers));
  return [...chosen].map((offer) => [offer, cost()]);
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function fill(count: number, value: number): number[] {
  return range(count).map(() => value);
}
