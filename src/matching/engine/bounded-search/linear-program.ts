import { NOTHING } from './basis.js';
import { RatioHeap } from './ratio-heap.js';
import type { Row } from './rows.js';
import { AT_LOWER, AT_UPPER, BASIC, Tableau } from './tableau.js';

export type Outcome =
  /** Feasible and optimal, within tolerance. */
  | 'optimal'
  /** The least cost is above the cutoff, or there is no solution: {@link LinearProgram.price} should prove it. */
  | 'cut-off'
  /** Given up: told to, out of pivots, or out of trust in its own figures. */
  | 'stopped';

/** What a row has to do with a column that is in the basis: a coefficient of the basis's inverse. */
export interface Multiplier {
  readonly row: number;
  readonly factor: number;
  /** Whether the row holds at its upper side; at its lower side otherwise. */
  readonly isAtUpper: boolean;
}

/** By how much a bound may be broken. */
const FEASIBLE = 1e-7;
/** Smallest coefficient to divide by. */
const PIVOT = 1e-7;
/** Ratios closer than this are alike; the largest coefficient of them is taken. */
const ALIKE = 1e-10;
/** Row and column of the tableau may disagree about a pivot by this part of it, and so often. */
const AGREED = 1e-6;
const MOST_DOUBTS = 4;
/** Pivots after which everything is worked out anew. */
const PIVOTS_A_REFRESH = 2_000;
/** Steps of work between two pulses: some milliseconds. */
const WORK_A_PULSE = 500_000;

/**
 * Linear programs by the bounded dual simplex method, for the small parts of a matching that no flow can say.
 *
 * Minimises `cost * x` under bounds on columns and on the activity of rows. The dual method, because a search changes
 * bounds, adds rows and changes costs, and with every variable bounded on both sides any basis is a start for what
 * comes next: each column goes to the bound that its reduced cost asks for (Lemke 1954). Steepest edges choose who leaves
 * (Forrest and Goldfarb 1992); the ratio test passes breakpoints while that still pays (Fourer 1994; Koberstein 2005).
 *
 * In floating point. Nothing is to be concluded from its figures alone: whoever uses them for a proof works the bound
 * out again, in whole numbers, from {@link price} and {@link direction}.
 */
export class LinearProgram {
  /** Values of the columns after a solve. */
  readonly value: Float64Array;
  /** Price of each row after a solve: what one more unit of its activity would cost. */
  price = new Float64Array(0);
  /** When there is no solution: along it prices may run without end, and the bound they prove rises with them. */
  direction: Float64Array | null = null;

  private readonly tableau: Tableau;
  private pivots = 0;
  private nextPulse = 0;
  private sinceRefresh = 0;
  private noWay: { readonly position: number; readonly sign: number } | null = null;
  private alphaColumn = new Float64Array(0);
  private readonly heap = new RatioHeap();
  /** Breakpoints of the last ratio test, in rising order. */
  private passed: number[] = [];

  /** @param pulse - called every few pivots; true stops the solve. May throw, to cancel. */
  constructor(
    cost: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    rows: readonly Row[],
    private readonly pulse: () => boolean,
  ) {
    this.value = new Float64Array(cost.length);
    this.tableau = new Tableau(cost.length, cost, lower, upper, rows, pulse);
  }

  get objective(): number {
    return this.tableau.objective;
  }

  /** Steps of work so far, each about as long as a multiplication. */
  get work(): number {
    return this.tableau.basis.work;
  }

  /** Adds a row, which the next solve will keep; returns its number. */
  addRow(row: Row): number {
    return this.tableau.addRow(row);
  }

  setColumnBounds(column: number, lower: number, upper: number): void {
    this.tableau.setBounds(column, lower, upper);
  }

  setRowBounds(row: number, lower: number, upper: number): void {
    this.tableau.setBounds(this.value.length + row, -upper, -lower);
  }

  setCosts(cost: Float64Array): void {
    this.tableau.setCosts(cost);
  }

  /** Makes a column basic in each row to begin with, unless it is -1. A start near the end saves most of the way. */
  startWith(columnOfRow: readonly number[]): void {
    this.tableau.startWith(columnOfRow);
  }

  /** Finds the least cost, or that it is above `cutoff`, in at most so many pivots. */
  solve(cutoff: number, mostPivots: number): Outcome {
    const { tableau } = this;
    if (this.alphaColumn.length < tableau.basis.stride) {
      this.alphaColumn = new Float64Array(tableau.basis.stride);
      this.price = new Float64Array(tableau.basis.stride);
    }
    this.noWay = null;
    tableau.place();
    const outcome = this.run(cutoff, mostPivots);
    tableau.readValues(this.value);
    tableau.readPrices(this.price);
    this.direction = this.noWay && this.directionOf(this.noWay);
    return outcome;
  }

  /** The rows that fix the value of a column in the last solution; none when it is at a bound of its own. */
  multipliersOf(column: number): Multiplier[] {
    const { basis, state, columns } = this.tableau;
    const position = basis.head.subarray(0, basis.size).indexOf(column);
    if (position < 0) return [];
    const base = basis.row(position);
    const found: Multiplier[] = [];
    for (let k = 0; k < basis.nonzeroCount; k++) {
      const row = basis.nonzero[k]!;
      if (state[columns + row] === BASIC) continue;
      // A logical is minus the activity: at its lower bound the row is at its upper side.
      found.push({ row, factor: basis.inverse[base + row]!, isAtUpper: state[columns + row] === AT_LOWER });
    }
    return found;
  }

  private run(cutoff: number, mostPivots: number): Outcome {
    const last = this.pivots + mostPivots;
    let doubts = 0;
    for (;;) {
      if (this.work >= this.nextPulse) {
        this.nextPulse = this.work + WORK_A_PULSE;
        if (this.pulse()) return 'stopped';
      }
      if (this.pivots >= last) return 'stopped';
      if (this.sinceRefresh >= PIVOTS_A_REFRESH) this.refresh();
      if (this.objective > cutoff) return 'cut-off';
      const leaving = this.chooseLeaving();
      if (leaving < 0) return 'optimal';
      const step = this.pivot(leaving);
      if (step === 'no way') return 'cut-off';
      if (step === 'doubt') {
        if (++doubts > MOST_DOUBTS) return 'stopped';
        this.refresh();
      }
    }
  }

  /** The position whose variable breaks its bound by most, measured along its edge; -1 when none does. */
  private chooseLeaving(): number {
    const { values, lower, upper } = this.tableau;
    const { head, edge, size } = this.tableau.basis;
    let best = -1;
    let most = 0;
    for (let at = 0; at < size; at++) {
      const variable = head[at]!;
      let broken = lower[variable]! - values[at]!;
      if (broken < FEASIBLE) broken = values[at]! - upper[variable]!;
      if (broken < FEASIBLE) continue;
      const merit = (broken * broken) / edge[at]!;
      if (merit > most) {
        most = merit;
        best = at;
      }
    }
    return best;
  }

  /** The variable at `position` leaves the basis for the bound that it breaks. */
  private pivot(position: number): 'done' | 'no way' | 'doubt' {
    const { tableau, alphaColumn } = this;
    const { lower, upper, state, reduced, values, alpha, basis } = tableau;
    const leaving = basis.head[position]!;
    const isBelow = values[position]! < lower[leaving]!;
    const broken = values[position]! - (isBelow ? lower[leaving]! : upper[leaving]!);
    const sign = isBelow ? -1 : 1;
    tableau.takeRow(position);

    const reach = this.ratioTest(sign, Math.abs(broken));
    if (reach < 0) {
      if (Math.abs(broken) < 100 * FEASIBLE) return 'doubt';
      this.noWay = { position, sign };
      return 'no way';
    }
    const isPassed = (j: number) => Math.max(0, reduced[j]! / (sign * alpha[j]!)) < reach - ALIKE;
    let entering = -1;
    for (const j of this.passed)
      if (!isPassed(j) && (entering < 0 || Math.abs(alpha[j]!) > Math.abs(alpha[entering]!))) entering = j;
    basis.solve(entering, alphaColumn);
    const pivot = alphaColumn[position]!;
    if (Math.abs(pivot - alpha[entering]!) > AGREED * (1 + Math.abs(pivot))) return 'doubt';

    tableau.flip(this.passed.filter(isPassed));
    const beyond = values[position]! - (isBelow ? lower[leaving]! : upper[leaving]!);
    const step = reduced[entering]! / alpha[entering]!;
    if (step !== 0) this.movePrices(step);
    tableau.objective += step * beyond;
    const from = state[entering] === AT_LOWER ? lower[entering]! : upper[entering]!;
    const change = beyond / pivot;
    for (let at = 0; at < basis.size; at++) values[at]! -= alphaColumn[at]! * change;
    values[position] = from + change;
    state[leaving] = isBelow ? AT_LOWER : AT_UPPER;
    reduced[leaving] = -step;
    state[entering] = BASIC;
    reduced[entering] = 0;
    // The row of the inverse is still the one that takeRow took out.
    basis.replace(position, entering, alphaColumn);
    this.pivots++;
    this.sinceRefresh++;
    return 'done';
  }

  private movePrices(step: number): void {
    const { state, reduced, alpha, touched, touchedCount } = this.tableau;
    for (let k = 0; k < touchedCount; k++) {
      const j = touched[k]!;
      const now = reduced[j]! - step * alpha[j]!;
      // Rounding must not turn a variable against the bound that it is at.
      const isTurned = state[j] === AT_LOWER ? now < 0 && now > -1e-9 : now > 0 && now < 1e-9;
      reduced[j] = isTurned ? 0 : now;
    }
  }

  /**
   * How far prices may move until mending the row costs more than it brings; what is passed on the way, in rising
   * order, is in {@link passed}. -1 when nothing ends the way: the row cannot be mended.
   */
  private ratioTest(sign: number, broken: number): number {
    const { lower, upper, state, reduced, alpha, touched, touchedCount } = this.tableau;
    const { heap } = this;
    heap.clear(touchedCount);
    for (let k = 0; k < touchedCount; k++) {
      const j = touched[k]!;
      const along = sign * alpha[j]!;
      if ((along < PIVOT && along > -PIVOT) || upper[j]! - lower[j]! < NOTHING) continue;
      if (state[j] === AT_LOWER ? along > 0 : along < 0) heap.add(Math.max(0, reduced[j]! / along), j);
    }
    heap.order();
    this.passed = [];
    let reach = -1;
    for (let slope = broken; heap.size > 0;) {
      const ratio = heap.leastRatio();
      if (slope < FEASIBLE && ratio > reach + ALIKE) return reach;
      const j = heap.pop();
      this.passed.push(j);
      if (slope < FEASIBLE) continue;
      reach = ratio;
      slope -= Math.abs(alpha[j]!) * (upper[j]! - lower[j]!);
      if (heap.size === 0 && slope >= FEASIBLE) return -1;
    }
    return reach;
  }

  private refresh(): void {
    this.sinceRefresh = 0;
    this.tableau.refresh();
  }

  private directionOf({ position, sign }: { position: number; sign: number }): Float64Array {
    const { basis } = this.tableau;
    const base = position * basis.stride;
    return basis.inverse.slice(base, base + basis.size).map((factor) => sign * factor);
  }
}
