import { LinearProgram } from './linear-program.js';
import type { Row } from './rows.js';

/**
 * Numbers of learners that fit into one pool together, by what each weighs: whole numbers `n` with
 * `sum of weights * n <= room` and `n <= most`. A pool of 11 half-days has room for two learners of 4, not for 2.75;
 * the inequalities that say so, the facets of the convex hull of these `n`, are what makes a bound tight.
 */
export interface Knapsack {
  /** Half-days of one learner of each class. */
  readonly weights: readonly number[];
  /** Learners of each class that there are at most. */
  readonly most: readonly number[];
  readonly room: number;
}

/** `sum of weights * n <= room` holds for every `n` of a knapsack. */
export interface Inequality {
  readonly weights: readonly number[];
  readonly room: number;
}

/**
 * The most that learners can be worth together, for every room from 0 on up to that of the knapsack.
 * By dynamic programming over rooms, class by class, a few learners of a class at a time as powers of two.
 */
export function mostWorth({ weights, most, room }: Knapsack, worth: readonly number[]): Float64Array {
  const best = new Float64Array(room + 1);
  weights.forEach((weight, at) => take(best, weight, worth[at]!, most[at]!));
  return best;
}

/** Adds up to `most` learners of a class to the table of {@link mostWorth}. */
function take(best: Float64Array, weight: number, worth: number, most: number): void {
  if (worth <= 0) return;
  const room = best.length - 1;
  let left = Math.min(most, Math.floor(room / weight));
  for (let bundle = 1; left > 0; bundle *= 2) {
    const learners = Math.min(bundle, left);
    left -= learners;
    const bundleWeight = learners * weight;
    const bundleWorth = learners * worth;
    for (let at = room; at >= bundleWeight; at--) {
      const now = best[at - bundleWeight]! + bundleWorth;
      if (now > best[at]!) best[at] = now;
    }
  }
}

/** The half-days of the room that can be made use of at all. */
export function usableRoom(knapsack: Knapsack): number {
  return mostWorth(knapsack, knapsack.weights)[knapsack.room]!;
}

const VIOLATED = 1e-4;
const MOST_ROUNDS = 60;

/**
 * An inequality that holds for the knapsack and not for the point `n`, if there is one: the deepest, measured
 * at a right-hand side of 1. Found by its own linear program, whose rows are the fillings of the knapsack, brought in
 * as dynamic programming finds them (Boyd 1994, Fenchel cutting planes). In whole numbers, and true whatever
 * rounding happened on the way: its right-hand side is the best that any filling reaches.
 */
export function violatedInequality(knapsack: Knapsack, n: readonly number[]): Inequality | null {
  const support = n.flatMap((count, at) => (count > 1e-9 && knapsack.most[at]! > 0 ? [at] : []));
  if (support.length === 0) return null;
  const part = {
    weights: support.map((at) => knapsack.weights[at]!),
    most: support.map((at) => knapsack.most[at]!),
    room: knapsack.room,
  };
  const point = support.map((at) => n[at]!);
  const deepest = deepestFor(part, point);
  if (!deepest) return null;
  const inPart = inWholeNumbers(part, point, deepest);
  return inPart && lifted(knapsack, support, inPart);
}

/** Factors, at a right-hand side of 1, of the inequality that the point breaks most; `null` when it breaks none. */
function deepestFor(knapsack: Knapsack, point: readonly number[]): readonly number[] | null {
  const classes = point.map((_, at) => at);
  const program = new LinearProgram(
    Float64Array.from(point, (count) => -count),
    new Float64Array(point.length),
    new Float64Array(point.length).fill(1),
    [fillingRow(classes, greedyFilling(knapsack, point))],
    () => false,
  );
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (program.solve(Infinity, 500) !== 'optimal') return null;
    const factors = classes.map((at) => Math.max(0, program.value[at]!));
    if (-program.objective < 1 + VIOLATED) return null;
    const filling = bestFilling(knapsack, factors);
    const worth = filling.reduce((sum, count, at) => sum + count * factors[at]!, 0);
    if (worth <= 1 + 1e-7) return factors;
    program.addRow(fillingRow(classes, filling));
  }
  return null;
}

function fillingRow(classes: readonly number[], filling: readonly number[]): Row {
  return { columns: classes, weights: filling, lower: 0, upper: 1 };
}

/** A filling to begin with: the classes in order of what the point has most of. */
function greedyFilling({ weights, most, room }: Knapsack, point: readonly number[]): readonly number[] {
  const filling = weights.map(() => 0);
  let left = room;
  for (const at of [...point.keys()].sort((a, b) => point[b]! - point[a]!)) {
    filling[at] = Math.min(most[at]!, Math.floor(left / weights[at]!));
    left -= filling[at] * weights[at]!;
  }
  return filling;
}

/** The filling that is worth most, traced back through the tables of dynamic programming. */
function bestFilling({ weights, most, room }: Knapsack, worth: readonly number[]): readonly number[] {
  const tables: Float64Array[] = [new Float64Array(room + 1)];
  weights.forEach((weight, at) => {
    const next = tables[at]!.slice();
    take(next, weight, worth[at]!, most[at]!);
    tables.push(next);
  });
  const filling = weights.map(() => 0);
  let left = room;
  for (let at = weights.length - 1; at >= 0; at--) {
    const without = tables[at]!;
    const target = tables[at + 1]![left]! - 1e-12;
    let count = 0;
    while (
      count < most[at]! &&
      (count + 1) * weights[at]! <= left &&
      without[left - count * weights[at]!]! + count * worth[at]! < target
    )
      count++;
    filling[at] = count;
    left -= count * weights[at]!;
  }
  return filling;
}

/** Highest whole factor that is tried: hulls of so few classes need small ones. */
const MOST_FACTOR = 64;

function inWholeNumbers(
  knapsack: Knapsack,
  point: readonly number[],
  factors: readonly number[],
): Inequality | null {
  const most = Math.max(...factors);
  let best: Inequality | null = null;
  let deepest = 1 + VIOLATED;
  for (let scale = 1; scale <= MOST_FACTOR; scale++) {
    const weights = factors.map((factor) => Math.round((factor / most) * scale));
    const room = mostWorth(knapsack, weights)[knapsack.room]!;
    const depth = room > 0 ? weights.reduce((sum, weight, at) => sum + weight * point[at]!, 0) / room : 0;
    if (depth > deepest + 1e-9) {
      deepest = depth;
      best = { weights, room };
    }
  }
  return best;
}

/** The inequality with the highest factors that it can bear on the classes that it leaves out, one after the other (Padberg 1975). */
function lifted(knapsack: Knapsack, support: readonly number[], inequality: Inequality): Inequality {
  const weights = knapsack.weights.map(() => 0);
  const best = new Float64Array(knapsack.room + 1);
  support.forEach((at, nth) => {
    weights[at] = inequality.weights[nth]!;
    take(best, knapsack.weights[at]!, weights[at], knapsack.most[at]!);
  });
  knapsack.weights.forEach((weight, at) => {
    if (support.includes(at)) return;
    let factor = Infinity;
    for (let count = 1; count <= knapsack.most[at]! && count * weight <= knapsack.room; count++) {
      const spare = inequality.room - best[knapsack.room - count * weight]!;
      factor = Math.min(factor, Math.floor(spare / count));
    }
    if (!Number.isFinite(factor) || factor <= 0) return;
    weights[at] = factor;
    take(best, weight, factor, knapsack.most[at]!);
  });
  return { weights, room: inequality.room };
}
