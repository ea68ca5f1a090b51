import type { Aims } from './aims.js';
import { violatedInequality } from './knapsack.js';
import { LinearProgram, type Outcome } from './linear-program.js';
import type { Part } from './part.js';
import type { Row } from './rows.js';

/** Bounds on a variable: a column, or, numbered after the columns, the activity of a row. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}
export type Ranges = ReadonlyMap<number, Range>;

/** Where the solution is not whole and must be: a variable whose value lies between two whole numbers. */
export interface Fraction {
  readonly variable: number;
  readonly value: number;
  readonly range: Range;
}

/** Rows as they are, in whole numbers; in the program they are divided by their largest weight. */
interface WholeRow extends Row {
  readonly divisor: number;
}

/** Farther than this from a whole number is not whole. */
const WHOLE = 1e-6;
/** One learner placed, in whole steps, so that costs can decide between answers that place as many. */
const LEARNER = 2 ** 24;
/** What costs and later tiers may add up to in all, in learners. */
const LEAST_SHARE = 0.1;
/** Prices are rounded to so small a part of a step. */
const FINENESS = 2 ** 12;
/** Prices that rise along a proof that there is no solution are tried up to this length. */
const FARTHEST = 2 ** 24;

/**
 * The linear relaxation of a part, one aim at a time: a request may be split over its pairs. Kept tight by inequalities
 * on pools and on groups that every true answer keeps, brought in when the solution at hand breaks them.
 *
 * The bound it gives is proven: worked out in whole numbers from rounded prices, by Lagrangian relaxation of every
 * row but those of the requests (Geoffrion 1974; Neumaier and Shcherbina 2004 for the idea of proving what a
 * floating-point method has found). It is the linear program's own bound less a rounding, whatever the prices.
 */
export class PartProgram {
  private readonly program: LinearProgram;
  private readonly columns: number;
  /** Columns from here on say whether a group is open. */
  private readonly firstGroup: number;
  private readonly rows: WholeRow[] = [];
  private readonly rowOfSum = new Map<readonly number[], number>();
  private readonly lower: Float64Array;
  /** 1 for a column that no better answer in the present aim has. */
  private readonly isOut: Uint8Array;
  private ranges: Ranges = new Map();
  /** Whole costs of the aim at hand; the program has them divided by `scale`. */
  private readonly cost: Float64Array;
  private scale = 1;
  private aim = 0;
  private grain = 1;

  constructor(
    private readonly part: Part,
    private readonly aims: Aims,
    pulse: () => boolean,
  ) {
    this.firstGroup = part.pairOf.length;
    this.columns = this.firstGroup + part.groups.length;
    this.lower = new Float64Array(this.columns);
    this.isOut = new Uint8Array(this.columns);
    part.groups.forEach(({ isOpen }, at) => (this.lower[this.firstGroup + at] = isOpen ? 1 : 0));
    this.cost = new Float64Array(this.columns);
    const rows = firstRows(part, this.firstGroup);
    this.rows.push(...rows);
    this.program = new LinearProgram(
      this.cost.slice(),
      this.lower,
      new Float64Array(this.columns).fill(1),
      rows.map(divided),
      pulse,
    );
  }

  get work(): number {
    return this.program.work;
  }

  /** Values of the columns of pairs in the last solution: shares of requests. */
  get shares(): Float64Array {
    return this.program.value;
  }

  isGroupOpen(at: number): boolean {
    return this.program.value[this.firstGroup + at]! > 0.5;
  }

  /** Turns to an aim: a tier, or after the last of them the cost. */
  aimAt(aim: number): void {
    const { part, aims, cost } = this;
    this.aim = aim;
    this.isOut.fill(0);
    for (let column = 0; column < this.firstGroup; column++) this.setRange(column);
    let dearest = 1;
    for (const pair of part.pairOf) dearest = Math.max(dearest, aims.costOf(pair));
    const share = (LEARNER * LEAST_SHARE) / 2 / Math.max(1, part.requests.length);
    this.grain = 0;
    part.pairOf.forEach((pair, column) => {
      if (aim === aims.tiers) {
        cost[column] = aims.costOf(pair);
        this.grain = greatestCommonDivisor(aims.costOf(pair), this.grain);
        return;
      }
      const tier = aims.tierOf(part.requests[part.requestOf[column]!]!);
      const worth = tier === aim ? LEARNER : tier > aim ? Math.floor(share) : 0;
      cost[column] = Math.floor((share * aims.costOf(pair)) / dearest) - worth;
    });
    this.scale = 2 ** Math.ceil(Math.log2(aim === aims.tiers ? dearest : LEARNER));
    this.program.setCosts(this.cost.map((whole) => whole / this.scale));
    if (aim === 0) this.program.startWith(this.bestColumns());
  }

  /** Requires from now on that so many of a tier are placed. */
  hold(tier: number, placed: number): void {
    const { part, aims } = this;
    const columns = range(0, this.firstGroup).filter(
      (column) => aims.tierOf(part.requests[part.requestOf[column]!]!) === tier,
    );
    this.addRow({
      columns,
      weights: columns.map(() => 1),
      lower: placed,
      upper: part.requests.length,
      divisor: 1,
    });
  }

  /** The objective that any answer better than `value` in the present aim stays at or below. */
  cutoffBelow(value: number): number {
    return this.aim === this.aims.tiers
      ? value - Math.max(1, this.grain)
      : (value - 1) * LEARNER + LEAST_SHARE * LEARNER;
  }

  /** What an objective bound says about the value of the present aim: none is below. */
  valueAbove(bound: number): number {
    if (this.aim < this.aims.tiers) return Math.ceil(bound / LEARNER - LEAST_SHARE);
    const grain = Math.max(1, this.grain);
    return Math.ceil(bound / grain) * grain;
  }

  /** Sets bounds of variables, in the place of those set before. */
  narrow(ranges: Ranges): void {
    const before = this.ranges;
    this.ranges = ranges;
    for (const variable of before.keys()) if (!ranges.has(variable)) this.setRange(variable);
    for (const variable of ranges.keys()) this.setRange(variable);
  }

  /** Solves the relaxation, up to a little above the cutoff, so that rounding does not undo the proof. */
  solve(cutoff: number, mostPivots: number): Outcome {
    const margin = this.aim === this.aims.tiers ? 0.25 : LEARNER * 1e-4;
    return this.program.solve((cutoff + margin) / this.scale, mostPivots);
  }

  /** The proven bound of the last solve, in steps of the objective: no answer within the ranges is below. */
  bound(cutoff: number): number {
    const { program } = this;
    const price = program.price.subarray(0, this.rows.length);
    let best = this.boundAt(price);
    for (let far = 1; program.direction && best <= cutoff && far <= FARTHEST; far *= 16) {
      const { direction } = program;
      best = Math.max(best, this.boundAt(price.map((one, row) => one + far * direction[row]!)));
    }
    return best;
  }

  /** Rules out, for the present aim, the pairs that no answer at or below the cutoff has. Only without ranges. */
  dropHopeless(cutoff: number): void {
    this.boundAt(this.program.price, (column, boundWithIt) => {
      if (boundWithIt <= cutoff) return;
      this.isOut[column] = 1;
      this.setRange(column);
    });
  }

  /** Brings in inequalities that the solution breaks; returns how many. */
  tighten(): number {
    const { part, program, firstGroup } = this;
    const before = this.rows.length;
    for (const { classes, knapsack } of part.limits) {
      if (classes.length === 0) continue;
      const learners = classes.map((columns) => sumOf(program.value, columns));
      if (learners.every(isWhole)) continue;
      const found = violatedInequality(knapsack, learners);
      if (!found) continue;
      const used = classes.map((columns, at) => (found.weights[at]! > 0 ? columns : []));
      const weights = used.flatMap((columns, at) => columns.map(() => found.weights[at]!));
      this.addRow({
        columns: used.flat(),
        weights,
        lower: 0,
        upper: found.room,
        divisor: largest(found.weights),
      });
    }
    part.groups.forEach(({ columns }, at) => {
      const open = firstGroup + at;
      for (const column of columns) {
        if (program.value[column]! > program.value[open]! + 1e-4)
          this.addRow({ columns: [column, open], weights: [1, -1], lower: -1, upper: 0, divisor: 1 });
      }
    });
    return this.rows.length - before;
  }

  /**
   * What to decide next: whether a group is open; else how many learners of one weight a pool has; else how many are in one
   * cell; else, which is hardly ever needed, one pair. Of each kind what is farthest from whole. `null` when all is whole.
   */
  fraction(): Fraction | null {
    const { part, program, firstGroup } = this;
    const groups = part.groups.map((_, at) => firstGroup + at);
    return (
      this.fractionOf(groups) ??
      this.fractionOfSums(part.limits.flatMap(({ classes }) => classes)) ??
      this.fractionOfSums(part.cells) ??
      this.fractionOf(range(0, firstGroup).filter((column) => program.value[column]! > 0))
    );
  }

  private fractionOf(columns: readonly number[]): Fraction | null {
    const variable = farthestFromWhole(columns, (column) => this.program.value[column]!);
    if (variable === null) return null;
    return { variable, value: this.program.value[variable]!, range: { lower: 0, upper: 1 } };
  }

  private fractionOfSums(sums: readonly (readonly number[])[]): Fraction | null {
    const columns = farthestFromWhole(sums, (each) => sumOf(this.program.value, each));
    if (columns === null) return null;
    const upper = this.part.requests.length;
    let row = this.rowOfSum.get(columns);
    if (row === undefined) {
      row = this.addRow({ columns, weights: columns.map(() => 1), lower: 0, upper, divisor: 1 });
      this.rowOfSum.set(columns, row);
    }
    return {
      variable: this.columns + row,
      value: sumOf(this.program.value, columns),
      range: { lower: 0, upper },
    };
  }

  private addRow(row: WholeRow): number {
    this.rows.push(row);
    return this.program.addRow(divided(row));
  }

  /** The cheapest column of each request's row, to begin with. */
  private bestColumns(): readonly number[] {
    const { part, cost } = this;
    return part.requests.map((_, nth) => {
      let best = -1;
      for (let column = part.columnStart[nth]!; column < part.columnStart[nth + 1]!; column++)
        if (best < 0 || cost[column]! < cost[best]!) best = column;
      return best;
    });
  }

  private setRange(variable: number): void {
    const { program, columns, lower, isOut } = this;
    const range = this.ranges.get(variable);
    if (variable < columns) {
      const least = Math.max(lower[variable]!, range?.lower ?? 0);
      program.setColumnBounds(variable, least, isOut[variable] ? 0 : (range?.upper ?? 1));
    } else {
      const row = this.rows[variable - columns]!;
      const least = Math.max(row.lower, range?.lower ?? -Infinity);
      const most = Math.min(row.upper, range?.upper ?? Infinity);
      program.setRowBounds(variable - columns, least / row.divisor, most / row.divisor);
    }
  }

  /**
   * The Lagrangian bound at the given prices, rounded: rows are priced into the columns, and each request takes the
   * best that is left to it, or nothing.
   *
   * @param visit - told for each column what the bound would be if its request had to take it
   */
  private boundAt(price: Float64Array, visit?: (column: number, bound: number) => void): number {
    const { part, rows, scale, cost, ranges, columns, lower, isOut, firstGroup } = this;
    const reduced = cost.map((whole) => whole * FINENESS);
    let bound = 0;
    for (let at = part.requests.length; at < rows.length; at++) {
      const row = rows[at]!;
      const whole = Math.round((price[at]! * scale * FINENESS) / row.divisor);
      if (whole === 0) continue;
      const range = ranges.get(columns + at);
      bound +=
        whole > 0
          ? whole * Math.max(row.lower, range?.lower ?? -Infinity)
          : whole * Math.min(row.upper, range?.upper ?? Infinity);
      for (let k = 0; k < row.columns.length; k++) reduced[row.columns[k]!]! -= whole * row.weights[k]!;
    }
    for (let column = firstGroup; column < columns; column++) {
      const range = ranges.get(column);
      const least = Math.max(lower[column]!, range?.lower ?? 0);
      bound += reduced[column]! * (reduced[column]! > 0 ? least : (range?.upper ?? 1));
    }
    const least = part.requests.map((_, nth) => {
      let best = 0;
      for (let column = part.columnStart[nth]!; column < part.columnStart[nth + 1]!; column++) {
        const range = ranges.get(column);
        if (range?.lower === 1) return reduced[column]!;
        if (reduced[column]! < best && !isOut[column] && range?.upper !== 0) best = reduced[column]!;
      }
      return best;
    });
    for (const one of least) bound += one;
    if (visit) {
      for (let column = 0; column < firstGroup; column++)
        visit(column, (bound - least[part.requestOf[column]!]! + reduced[column]!) / FINENESS);
    }
    return bound / FINENESS;
  }
}

/** Rows to begin with: of requests, at the place of each request; of limits; and two of each group. */
function firstRows(part: Part, firstGroup: number): WholeRow[] {
  const ones = (columns: readonly number[]) => columns.map(() => 1);
  const ofRequests = part.requests.map((_, nth): WholeRow => {
    const columns = range(part.columnStart[nth]!, part.columnStart[nth + 1]!);
    return { columns, weights: ones(columns), lower: 0, upper: 1, divisor: 1 };
  });
  const ofLimits = part.limits.map(({ columns, weights, room, knapsack }): WholeRow => {
    return { columns, weights, lower: 0, upper: room, divisor: largest(knapsack.weights) };
  });
  const ofGroups = part.groups.flatMap(({ columns: members, atLeast, atMost }, at): WholeRow[] => {
    const columns = [...members, firstGroup + at];
    return [
      { columns, weights: [...ones(members), -atLeast], lower: 0, upper: atMost, divisor: 1 },
      { columns, weights: [...ones(members), -atMost], lower: -atMost, upper: 0, divisor: 1 },
    ];
  });
  return [...ofRequests, ...ofLimits, ...ofGroups];
}

function divided({ columns, weights, lower, upper, divisor }: WholeRow): Row {
  if (divisor === 1) return { columns, weights, lower, upper };
  return {
    columns,
    weights: weights.map((weight) => weight / divisor),
    lower: lower / divisor,
    upper: upper / divisor,
  };
}

function farthestFromWhole<Thing>(things: readonly Thing[], valueOf: (thing: Thing) => number): Thing | null {
  let found: Thing | null = null;
  let most = WHOLE;
  for (const thing of things) {
    const value = valueOf(thing);
    const far = Math.abs(value - Math.round(value));
    if (far <= most) continue;
    most = far;
    found = thing;
  }
  return found;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < WHOLE;
}

function sumOf(values: Float64Array, columns: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += values[column]!;
  return sum;
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 1);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
