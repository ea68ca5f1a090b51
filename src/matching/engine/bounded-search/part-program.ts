import type { Aims } from './aims.js';
import { groupCuts, poolCuts, roundingCuts, sumOf, WHOLE } from './cuts.js';
import { lagrangianBound, type Range } from './lagrangian.js';
import { LinearProgram, type Outcome } from './linear-program.js';
import type { Part } from './part.js';
import { countRow, divided, rowsOf, type WholeRow } from './whole-rows.js';

/** Where the solution is not whole and must be: a variable whose value lies between two whole numbers of its range. */
export interface Fraction {
  readonly variable: number;
  readonly value: number;
  readonly range: Range;
}

/** One learner placed, in whole steps, so that costs can decide between answers that place as many. */
const LEARNER = 2 ** 24;
/** What costs and later tiers may add up to in all, in learners. */
const LEAST_SHARE = 0.1;
/** By how much a program goes on beyond its cutoff, so that rounding its prices does not undo the proof. */
const MARGIN_OF_COST = 0.25;
const MARGIN_OF_LEARNER = 1e-4;
/** Prices that rise along a proof that there is no solution are tried up to this length. */
const FARTHEST = 2 ** 24;

/**
 * The linear relaxation of a part, one aim at a time: a request may be split over its pairs. Drawn tight by inequalities
 * that every true answer keeps, brought in when the solution at hand breaks them.
 */
export class PartProgram {
  private readonly program: LinearProgram;
  private readonly columns: number;
  /** Columns from here on say whether a group is open. */
  private readonly firstGroup: number;
  private readonly rows: WholeRow[];
  private readonly rowOfCount = new Map<readonly number[], number>();
  private ranges: ReadonlyMap<number, Range> = new Map();
  /** 1 for a column that no better answer in the present aim has. */
  private readonly isOut: Uint8Array;
  /** Whole costs of the aim at hand; the program has them divided by `scale`. */
  private readonly cost: Float64Array;
  private scale = 1;
  /** All costs are multiples of it. */
  private grain = 1;
  private aim = 0;

  constructor(
    private readonly part: Part,
    private readonly aims: Aims,
    pulse: () => boolean,
  ) {
    this.firstGroup = part.pairOf.length;
    this.columns = this.firstGroup + part.groups.length;
    this.isOut = new Uint8Array(this.columns);
    this.cost = new Float64Array(this.columns);
    this.rows = rowsOf(part, this.firstGroup);
    const lower = new Float64Array(this.columns);
    part.groups.forEach(({ isOpen }, at) => (lower[this.firstGroup + at] = isOpen ? 1 : 0));
    const upper = new Float64Array(this.columns).fill(1);
    this.program = new LinearProgram(this.cost.slice(), lower, upper, this.rows.map(divided), pulse);
  }

  get work(): number {
    return this.program.work;
  }

  /** Shares of requests in the columns of their pairs, in the last solution. */
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
    this.grain = 0;
    for (const pair of part.pairOf) {
      dearest = Math.max(dearest, aims.costOf(pair));
      this.grain = greatestCommonDivisor(aims.costOf(pair), this.grain);
    }
    this.grain = Math.max(1, this.grain);
    const share = (LEARNER * LEAST_SHARE) / 2 / Math.max(1, part.requests.length);
    part.pairOf.forEach((pair, column) => {
      const tier = aims.tierOf(part.requests[part.requestOf[column]!]!);
      const worth = tier === aim ? LEARNER : tier > aim ? Math.floor(share) : 0;
      cost[column] = this.isAtCost
        ? aims.costOf(pair)
        : Math.floor((share * aims.costOf(pair)) / dearest) - worth;
    });
    this.scale = 2 ** Math.ceil(Math.log2(this.isAtCost ? dearest : LEARNER));
    this.program.setCosts(this.cost.map((whole) => whole / this.scale));
  }

  /** Begins with the best column of each request in the basis. */
  startWithBest(): void {
    const { part, cost } = this;
    this.program.startWith(
      part.requests.map((_, nth) => {
        let best = -1;
        for (let column = part.columnStart[nth]!; column < part.columnStart[nth + 1]!; column++)
          if (best < 0 || cost[column]! < cost[best]!) best = column;
        return best;
      }),
    );
  }

  /** Requires from now on that so many of a tier are placed. */
  hold(tier: number, placed: number): void {
    const { part, aims } = this;
    const columns: number[] = [];
    for (let column = 0; column < this.firstGroup; column++)
      if (aims.tierOf(part.requests[part.requestOf[column]!]!) === tier) columns.push(column);
    this.addRow(countRow(columns, placed, part.requests.length));
  }

  /** The objective that any answer better than `value` in the present aim stays at or below. */
  cutoffBelow(value: number): number {
    return this.isAtCost ? value - this.grain : (value - 1 + LEAST_SHARE) * LEARNER;
  }

  /** What an objective bound says about the value of the present aim: none is below. */
  valueAbove(bound: number): number {
    return this.isAtCost
      ? Math.ceil(bound / this.grain) * this.grain
      : Math.ceil(bound / LEARNER - LEAST_SHARE);
  }

  /** Sets ranges of variables, in the place of those set before. */
  narrow(ranges: ReadonlyMap<number, Range>): void {
    const before = this.ranges;
    this.ranges = ranges;
    for (const variable of before.keys()) if (!ranges.has(variable)) this.setRange(variable);
    for (const variable of ranges.keys()) this.setRange(variable);
  }

  solve(cutoff: number, mostPivots: number): Outcome {
    const margin = this.isAtCost ? MARGIN_OF_COST : MARGIN_OF_LEARNER * LEARNER;
    return this.program.solve((cutoff + margin) / this.scale, mostPivots);
  }

  /** A proven bound from the last solve: no answer within the ranges has a lower objective. */
  bound(cutoff: number): number {
    const { price, direction } = this.program;
    let best = this.boundAt((row) => price[row]!);
    for (let far = 1; direction && best <= cutoff && far <= FARTHEST; far *= 16)
      best = Math.max(
        best,
        this.boundAt((row) => price[row]! + far * direction[row]!),
      );
    return best;
  }

  /** Rules out, for the present aim, the pairs that no answer at or below the cutoff has. Only without ranges. */
  dropHopeless(cutoff: number): void {
    const { price } = this.program;
    this.boundAt(
      (row) => price[row]!,
      (column, boundWithIt) => {
        if (boundWithIt <= cutoff) return;
        this.isOut[column] = 1;
        this.setRange(column);
      },
    );
  }

  /** Brings in inequalities that the solution breaks; returns how many. */
  tighten(): number {
    const { part, program, firstGroup } = this;
    const found = [
      ...poolCuts(part, program.value),
      ...groupCuts(part, program.value, firstGroup),
      ...roundingCuts(program, this.rows),
    ];
    for (const row of found) this.addRow(row);
    return found.length;
  }

  /**
   * What to decide next: whether a group is open; else how many learners of one weight a pool has; else how many are in one
   * cell; else, which is hardly ever needed, one pair. Of each kind what is farthest from whole. `null` when all is whole.
   */
  fraction(): Fraction | null {
    const { part, program, firstGroup } = this;
    const pairs: number[] = [];
    for (let column = 0; column < firstGroup; column++) if (program.value[column]! > 0) pairs.push(column);
    return (
      this.fractionalColumn(part.groups.map((_, at) => firstGroup + at)) ??
      this.fractionalCount(part.limits.flatMap(({ classes }) => classes)) ??
      this.fractionalCount(part.cells) ??
      this.fractionalColumn(pairs)
    );
  }

  private get isAtCost(): boolean {
    return this.aim === this.aims.tiers;
  }

  private fractionalColumn(columns: readonly number[]): Fraction | null {
    const { value } = this.program;
    const variable = farthestFromWhole(columns, (column) => value[column]!);
    return variable === null ? null : { variable, value: value[variable]!, range: { lower: 0, upper: 1 } };
  }

  private fractionalCount(counts: readonly (readonly number[])[]): Fraction | null {
    const { value } = this.program;
    const columns = farthestFromWhole(counts, (each) => sumOf(value, each));
    if (columns === null) return null;
    const range = { lower: 0, upper: this.part.requests.length };
    const row = this.rowOfCount.get(columns) ?? this.addRow(countRow(columns, range.lower, range.upper));
    this.rowOfCount.set(columns, row);
    return { variable: this.columns + row, value: sumOf(value, columns), range };
  }

  private addRow(row: WholeRow): number {
    this.rows.push(row);
    return this.program.addRow(divided(row));
  }

  private setRange(variable: number): void {
    const { program, columns, firstGroup } = this;
    const range = this.ranges.get(variable);
    if (variable < columns) {
      const isOpen = variable >= firstGroup && this.part.groups[variable - firstGroup]!.isOpen;
      const upper = this.isOut[variable] ? 0 : (range?.upper ?? 1);
      program.setColumnBounds(variable, isOpen ? 1 : (range?.lower ?? 0), upper);
      return;
    }
    const row = this.rows[variable - columns]!;
    const lower = Math.max(row.lower, range?.lower ?? -Infinity);
    const upper = Math.min(row.upper, range?.upper ?? Infinity);
    program.setRowBounds(variable - columns, lower / row.divisor, upper / row.divisor);
  }

  private boundAt(price: (row: number) => number, visit?: (column: number, bound: number) => void): number {
    const { part, cost, rows, ranges, isOut } = this;
    const whole = (row: number) => (price(row) * this.scale) / this.rows[row]!.divisor;
    return lagrangianBound({ part, cost, rows, ranges, isOut }, whole, visit);
  }
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

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
