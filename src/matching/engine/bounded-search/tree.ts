import { compareValues, type Aims, type Values } from './aims.js';
import type { Effort } from './effort.js';
import type { Part } from './part.js';
import type { Range } from './lagrangian.js';
import { PartProgram, type Fraction } from './part-program.js';

/** The best answer to a part that was found, and what is known of any other. */
export interface PartAnswer {
  /** Column of each request, or -1. */
  readonly columnOf: Int32Array;
  readonly values: Values;
  /** Aim by aim: no answer that reaches `values` in all the aims before is below this in that one. */
  readonly bounds: Values;
  /** There is no better answer. */
  readonly isBest: boolean;
}

export interface TreeSize {
  /** Branches looked into for each aim, at most. */
  readonly mostBranches: number;
  /** Steps of work in all, at most. */
  readonly mostWork: number;
}

/** Makes a valid answer of the shares that a relaxation gives to columns; `null` when it fails to. */
export type Rounding = (shares: Float64Array, isGroupOpen: (at: number) => boolean) => Int32Array | null;

/** A decision on top of others: the variable stays in the range. */
interface Branch {
  readonly above: Branch | null;
  readonly variable: number;
  readonly range: Range;
  /** Objective, in whole numbers, that nothing in the branch is below. */
  readonly bound: number;
}

const MOST_PIVOTS = 20_000;
/** How often a solution is cut off by inequalities before the first decision, and after it. */
const TIGHTENED_FIRST = 30;
const TIGHTENED_LATER = 2;

/**
 * The best answer to a part, by branch and cut (Padberg and Rinaldi 1991): the linear relaxation of each branch, cut by the
 * inequalities that it breaks, gives a bound; a branch whose bound is no better than the best answer is left; any other is
 * split on a number of learners that is not whole. Aim after aim, each held before the next. Goes down first, to find
 * answers, and then to the branch with the best bound, to raise what is proven.
 *
 * @param start - a valid answer to begin with; `null` when none is known
 * @returns `null` when there is no valid answer, or none was found
 */
export function solvePart(
  part: Part,
  aims: Aims,
  start: Int32Array | null,
  round: Rounding,
  size: TreeSize,
  effort: Effort,
): PartAnswer | null {
  return new Tree(part, aims, start, round, size, effort).run();
}

class Tree {
  private readonly program: PartProgram;
  private best: Int32Array | null;
  private values: Values;
  private aim = 0;
  private isFresh = true;

  constructor(
    private readonly part: Part,
    private readonly aims: Aims,
    start: Int32Array | null,
    private readonly round: Rounding,
    private readonly size: TreeSize,
    private readonly effort: Effort,
  ) {
    this.best = start;
    this.values = start ? this.valuesOf(start) : new Array<number>(aims.tiers + 1).fill(Infinity);
    this.program = new PartProgram(part, aims, effort.pulse);
  }

  run(): PartAnswer | null {
    const bounds: number[] = [];
    let isBest = true;
    for (this.aim = 0; this.aim <= this.aims.tiers; this.aim++) {
      const bound = Math.max(this.trivialBound(), this.isAtBest() ? -Infinity : this.search());
      bounds.push(bound);
      if (bound < this.values[this.aim]!) isBest = false;
      if (!this.best) return null;
      if (this.aim < this.aims.tiers) this.program.hold(this.aim, -this.values[this.aim]!);
    }
    return this.best && { columnOf: this.best, values: this.values, bounds, isBest };
  }

  /** What an aim cannot pass whatever is done: a tier has only so many requests with a pair, and costs are not negative. */
  private trivialBound(): number {
    const { part, aims } = this;
    if (this.aim === aims.tiers) return 0;
    let able = 0;
    part.requests.forEach((request, nth) => {
      if (aims.tierOf(request) === this.aim && part.columnStart[nth]! < part.columnStart[nth + 1]!) able++;
    });
    return -able;
  }

  private isAtBest(): boolean {
    return this.values[this.aim]! <= this.trivialBound();
  }

  /** Searches for the best value of the present aim; returns a bound on it. */
  private search(): number {
    const { program, effort } = this;
    program.aimAt(this.aim);
    if (this.isFresh) program.startWithBest();
    this.isFresh = false;
    const open: Branch[] = [];
    let next: Branch | null = { above: null, variable: -1, range: { lower: 0, upper: 0 }, bound: -Infinity };
    let leastLeft = Infinity;
    for (let branches = 0; next || open.length > 0; branches++) {
      const branch: Branch = next ?? takeBest(open);
      next = null;
      if (branch.bound > this.cutoff()) continue;
      if (this.isOver() || branches >= this.size.mostBranches) {
        leastLeft = Math.min(leastLeft, branch.bound);
        continue;
      }
      const before = program.work;
      const found = this.lookInto(branch);
      effort.spend(program.work - before);
      if (found.bound > this.cutoff()) continue;
      if (!found.fraction) leastLeft = Math.min(leastLeft, found.bound);
      else {
        const [nearer, farther] = split(branch, found.fraction, found.bound);
        next = nearer;
        open.push(farther);
      }
    }
    program.narrow(new Map());
    const value = this.values[this.aim]!;
    return leastLeft === Infinity ? value : Math.min(value, program.valueAbove(leastLeft));
  }

  /** Bound of a branch, and what to decide in it; nothing to decide when it is solved or given up. */
  private lookInto(branch: Branch): { readonly bound: number; readonly fraction: Fraction | null } {
    const { program } = this;
    program.narrow(rangesOf(branch));
    let bound = branch.bound;
    const isFirst = branch.above === null;
    const mostRounds = isFirst ? TIGHTENED_FIRST : TIGHTENED_LATER;
    for (let round = 0; ; round++) {
      const outcome = program.solve(this.cutoff(), MOST_PIVOTS);
      bound = Math.max(bound, program.bound(this.cutoff()));
      if (outcome !== 'optimal' || bound > this.cutoff()) return { bound, fraction: null };
      if (round === mostRounds || this.isOver() || program.tighten() === 0) break;
    }
    this.offer(this.round(program.shares, (at) => program.isGroupOpen(at)));
    if (isFirst) program.dropHopeless(this.cutoff());
    const fraction = program.fraction();
    if (!fraction) this.offer(this.wholeAnswer());
    return { bound, fraction };
  }

  private isOver(): boolean {
    return this.effort.isOver || this.program.work > this.size.mostWork;
  }

  private cutoff(): number {
    return this.program.cutoffBelow(this.values[this.aim]!);
  }

  private wholeAnswer(): Int32Array {
    const { part, program } = this;
    const columnOf = new Int32Array(part.requests.length).fill(-1);
    part.pairOf.forEach((_, column) => {
      if (program.shares[column]! > 0.5) columnOf[part.requestOf[column]!] = column;
    });
    return columnOf;
  }

  private offer(columnOf: Int32Array | null): void {
    if (!columnOf) return;
    const values = this.valuesOf(columnOf);
    if (compareValues(values, this.values) >= 0) return;
    this.best = columnOf;
    this.values = values;
  }

  private valuesOf(columnOf: Int32Array): Values {
    const { part, aims } = this;
    const values = new Array<number>(aims.tiers + 1).fill(0);
    columnOf.forEach((column, nth) => {
      if (column < 0) return;
      values[aims.tierOf(part.requests[nth]!)]!--;
      values[aims.tiers]! += aims.costOf(part.pairOf[column]!);
    });
    return values;
  }
}

/** Removes and returns the branch of the best bound; of equals the one that came first. */
function takeBest(open: Branch[]): Branch {
  let at = 0;
  for (let other = 1; other < open.length; other++) if (open[other]!.bound < open[at]!.bound) at = other;
  return open.splice(at, 1)[0]!;
}

/** The two branches of a fraction, rounded down and up; the one that it lies nearer to first. */
function split(above: Branch, { variable, value, range }: Fraction, bound: number): [Branch, Branch] {
  const floor = Math.floor(value);
  const down = { above, variable, bound, range: { lower: range.lower, upper: floor } };
  const up = { above, variable, bound, range: { lower: floor + 1, upper: range.upper } };
  return value - floor > 0.5 ? [up, down] : [down, up];
}

function rangesOf(branch: Branch): Map<number, Range> {
  const ranges = new Map<number, Range>();
  for (let at: Branch = branch; at.above; at = at.above) {
    const known = ranges.get(at.variable);
    ranges.set(at.variable, {
      lower: Math.max(at.range.lower, known?.lower ?? -Infinity),
      upper: Math.min(at.range.upper, known?.upper ?? Infinity),
    });
  }
  return ranges;
}
