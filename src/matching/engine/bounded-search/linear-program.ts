import { Basis, NOTHING } from './basis.js';
import { RatioHeap } from './ratio-heap.js';
import { enlarged, Rows, type Row } from './rows.js';

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
export type Outcome =
  /** Feasible and optimal, within tolerance. */
  | 'optimal'
  /** The least cost is above the cutoff, or there is no solution: {@link LinearProgram.price} should prove it. */
  | 'cut-off'
  /** Given up: told to, out of pivots, or out of trust in its own figures. */
  | 'stopped';

/** By how much a bound may be broken. */
const FEASIBLE = 1e-7;
/** Smallest coefficient to divide by. */
const PIVOT = 1e-7;
/** Ratios closer than this are alike; the largest coefficient of them is taken. */
const ALIKE = 1e-10;
/** Pivots after which the inverse is worked out anew. */
const PIVOTS_A_REFRESH = 2_000;
const PIVOTS_A_PULSE = 16;
/** How often row and column may disagree about a pivot before the program is given up. */
const MOST_DOUBTS = 4;

const AT_LOWER = 0;
const AT_UPPER = 1;
const BASIC = 2;

export class LinearProgram {
  pivots = 0;
  objective = 0;
  /** Values of the columns after a solve. */
  readonly value: Float64Array;
  /** Price of each row after a solve: what one more unit of its activity would cost. */
  price = new Float64Array(0);
  /** When there is no solution: along it prices may run without end, and the bound they prove rises with them. */
  direction: Float64Array | null = null;

  private readonly columns: number;
  private readonly rows: Rows;
  private readonly basis: Basis;
  /** Bounds, state and reduced cost of columns and, after them, logicals; a logical is minus the activity of its row. */
  private lower: Float64Array;
  private upper: Float64Array;
  private state: Uint8Array;
  private reduced: Float64Array;
  /** Value of the variable at each position of the basis. */
  private values = new Float64Array(0);
  private sinceRefresh = 0;
  private noWay: { readonly position: number; readonly sign: number } | null = null;
  // Working space: a row and a column of the tableau, a sum over rows, which columns a row touches.
  private alphaRow: Float64Array;
  private alphaColumn = new Float64Array(0);
  private sum = new Float64Array(0);
  private touched = new Int32Array(0);
  private isTouched: Uint8Array;
  private readonly heap = new RatioHeap(256);
  private passed: number[] = [];

  /** @param pulse - called every few pivots; true stops the solve. May throw, to cancel. */
  constructor(
    private cost: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    rows: readonly Row[],
    private readonly pulse: () => boolean,
  ) {
    const columns = (this.columns = cost.length);
    this.rows = new Rows(columns);
    this.basis = new Basis(columns, this.rows, rows.length + 8);
    this.value = new Float64Array(columns);
    this.lower = lower.slice();
    this.upper = upper.slice();
    this.state = new Uint8Array(columns);
    this.reduced = cost.slice();
    this.alphaRow = new Float64Array(columns);
    this.isTouched = new Uint8Array(columns);
    this.makeRoom(rows.length + 8);
    for (let j = 0; j < columns; j++) this.state[j] = cost[j]! >= 0 ? AT_LOWER : AT_UPPER;
    for (const row of rows) this.addRow(row);
  }

  get rowCount(): number {
    return this.rows.count;
  }

  /** Steps of work so far, each about as long as a multiplication. */
  get work(): number {
    return this.basis.work;
  }

  /** Adds a row, which the next solve will keep. */
  addRow(row: Row): number {
    const at = this.rows.count;
    this.rows.add(row);
    this.basis.append(row);
    if (at >= this.values.length) this.makeRoom(this.basis.stride);
    const logical = this.columns + at;
    this.lower[logical] = -row.upper;
    this.upper[logical] = -row.lower;
    this.state[logical] = BASIC;
    this.reduced[logical] = 0;
    return at;
  }

  setColumnBounds(column: number, lower: number, upper: number): void {
    this.lower[column] = lower;
    this.upper[column] = upper;
  }

  setRowBounds(row: number, lower: number, upper: number): void {
    this.lower[this.columns + row] = -upper;
    this.upper[this.columns + row] = -lower;
  }

  setCosts(cost: Float64Array): void {
    this.cost = cost;
    this.priceOut();
  }

  /** Makes the given column basic in each row, unless it is -1. A start near the end saves most of the way. */
  startWith(columnOfRow: readonly number[]): void {
    const { basis, state, alphaColumn } = this;
    this.rows.gather();
    columnOfRow.forEach((column, row) => {
      if (column < 0) return;
      basis.solve(column, alphaColumn);
      if (basis.head[row] !== this.columns + row || Math.abs(alphaColumn[row]!) < PIVOT) return;
      basis.row(row);
      basis.replace(row, column, alphaColumn);
      state[this.columns + row] = AT_LOWER;
      state[column] = BASIC;
    });
    this.priceOut();
  }

  /** Finds the least cost, or that it is above `cutoff`, in at most so many pivots. */
  solve(cutoff: number, mostPivots: number): Outcome {
    this.rows.gather();
    this.noWay = null;
    this.place();
    const outcome = this.run(cutoff, mostPivots);
    this.tell();
    return outcome;
  }

  private run(cutoff: number, mostPivots: number): Outcome {
    const last = this.pivots + mostPivots;
    let doubts = 0;
    for (;;) {
      if (this.pivots % PIVOTS_A_PULSE === 0 && this.pulse()) return 'stopped';
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
    const { values, lower, upper } = this;
    const { head, edge, size } = this.basis;
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
    const { columns, lower, upper, state, reduced, values, alphaRow, alphaColumn, basis } = this;
    const leaving = basis.head[position]!;
    const isBelow = values[position]! < lower[leaving]!;
    const target = isBelow ? lower[leaving]! : upper[leaving]!;
    const sign = isBelow ? -1 : 1;
    const touchedCount = this.rowOfTableau(position);

    const reach = this.ratioTest(touchedCount, sign, Math.abs(values[position]! - target));
    if (reach < 0) {
      this.clearRow(touchedCount);
      if (Math.abs(values[position]! - target) < 100 * FEASIBLE) return 'doubt';
      this.noWay = { position, sign };
      return 'no way';
    }
    const ratioOf = (j: number) => Math.max(0, reduced[j]! / (sign * alphaRow[j]!));
    let entering = -1;
    let largest = 0;
    for (const j of this.passed) {
      const alpha = Math.abs(alphaRow[j]!);
      if (alpha <= largest || ratioOf(j) < reach - ALIKE) continue;
      largest = alpha;
      entering = j;
    }
    basis.solve(entering, alphaColumn);
    const pivot = alphaColumn[position]!;
    if (Math.abs(pivot - alphaRow[entering]!) > 1e-6 * (1 + Math.abs(pivot))) {
      this.clearRow(touchedCount);
      return 'doubt';
    }

    this.flip(this.passed.filter((j) => j !== entering && ratioOf(j) < reach - ALIKE));
    const step = reduced[entering]! / alphaRow[entering]!;
    for (let k = 0; k < touchedCount; k++) {
      const j = this.touched[k]!;
      if (step === 0 || state[j] === BASIC) continue;
      const now = reduced[j]! - step * alphaRow[j]!;
      // Rounding must not turn a variable against the bound that it is at.
      const isTurned = state[j] === AT_LOWER ? now < 0 && now > -1e-9 : now > 0 && now < 1e-9;
      reduced[j] = isTurned ? 0 : now;
    }
    this.clearRow(touchedCount);
    this.objective += step * (values[position]! - target);
    const change = (values[position]! - target) / pivot;
    const from = state[entering] === AT_LOWER ? lower[entering]! : upper[entering]!;
    for (let at = 0; at < basis.size; at++) values[at]! -= alphaColumn[at]! * change;
    values[position] = from + change;
    state[leaving] = isBelow ? AT_LOWER : AT_UPPER;
    reduced[leaving] = -step;
    state[entering] = BASIC;
    reduced[entering] = 0;
    // The row of the inverse is still the one that rowOfTableau took out.
    basis.replace(position, entering, alphaColumn);
    basis.work += columns >> 3;
    this.pivots++;
    this.sinceRefresh++;
    return 'done';
  }

  /** Works out the position's row of the tableau; returns how many variables outside the basis may be in it. */
  private rowOfTableau(position: number): number {
    const { columns, basis, alphaRow, touched, isTouched, state } = this;
    const { start, column, weight } = this.rows;
    const base = basis.row(position);
    const { inverse, nonzero, nonzeroCount } = basis;
    let count = 0;
    for (let k = 0; k < nonzeroCount; k++) {
      const row = nonzero[k]!;
      const factor = inverse[base + row]!;
      const end = start[row + 1]!;
      basis.work += end - start[row]!;
      for (let at = start[row]!; at < end; at++) {
        const j = column[at]!;
        if (isTouched[j] === 0) {
          if (state[j] === BASIC) continue;
          isTouched[j] = 1;
          touched[count++] = j;
        }
        alphaRow[j]! += factor * weight[at]!;
      }
      if (state[columns + row] !== BASIC) {
        touched[count++] = columns + row;
        alphaRow[columns + row] = factor;
      }
    }
    return count;
  }

  private clearRow(touchedCount: number): void {
    for (let k = 0; k < touchedCount; k++) {
      const j = this.touched[k]!;
      this.alphaRow[j] = 0;
      this.isTouched[j] = 0;
    }
  }

  /**
   * How far prices may move until mending the row costs more than it brings; what is passed on the way, in rising
   * order, is in {@link passed}. -1 when nothing ends the way: the row cannot be mended.
   */
  private ratioTest(touchedCount: number, sign: number, broken: number): number {
    const { lower, upper, state, reduced, alphaRow, heap } = this;
    heap.clear(touchedCount);
    for (let k = 0; k < touchedCount; k++) {
      const j = this.touched[k]!;
      const alpha = sign * alphaRow[j]!;
      if ((alpha < PIVOT && alpha > -PIVOT) || upper[j]! - lower[j]! < NOTHING) continue;
      if (state[j] === AT_LOWER ? alpha > 0 : alpha < 0) heap.add(Math.max(0, reduced[j]! / alpha), j);
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
      slope -= Math.abs(alphaRow[j]!) * (upper[j]! - lower[j]!);
      if (heap.size === 0 && slope >= FEASIBLE) return -1;
    }
    return reach;
  }

  /** Sends variables outside the basis to their other bound. */
  private flip(variables: readonly number[]): void {
    if (variables.length === 0) return;
    const { columns, lower, upper, state, reduced, sum, basis } = this;
    const { columnStart, row, rowWeight } = this.rows;
    sum.fill(0, 0, basis.size);
    for (const j of variables) {
      const isLower = state[j] === AT_LOWER;
      const change = isLower ? upper[j]! - lower[j]! : lower[j]! - upper[j]!;
      state[j] = isLower ? AT_UPPER : AT_LOWER;
      this.objective += reduced[j]! * change;
      if (j >= columns) sum[j - columns]! += change;
      else
        for (let at = columnStart[j]!, end = columnStart[j + 1]!; at < end; at++)
          sum[row[at]!]! += rowWeight[at]! * change;
    }
    basis.subtract(sum, this.values);
  }

  /** Puts every variable outside the basis at the bound that its reduced cost asks for, and works out the others. */
  private place(): void {
    const { columns, lower, upper, state, reduced, sum, values, basis, cost } = this;
    const { columnStart, row, rowWeight } = this.rows;
    const size = basis.size;
    sum.fill(0, 0, size);
    let objective = 0;
    for (let j = 0; j < columns + size; j++) {
      if (state[j] === BASIC) continue;
      if (reduced[j]! !== 0) state[j] = reduced[j]! > 0 ? AT_LOWER : AT_UPPER;
      const value = state[j] === AT_LOWER ? lower[j]! : upper[j]!;
      if (value === 0) continue;
      if (j >= columns) {
        sum[j - columns]! += value;
        continue;
      }
      objective += cost[j]! * value;
      for (let at = columnStart[j]!, end = columnStart[j + 1]!; at < end; at++)
        sum[row[at]!]! += rowWeight[at]! * value;
    }
    values.fill(0, 0, size);
    basis.subtract(sum, values);
    for (let at = 0; at < size; at++)
      if (basis.head[at]! < columns) objective += cost[basis.head[at]!]! * values[at]!;
    this.objective = objective;
  }

  /** Prices from the costs of the basis, and reduced costs from the prices. */
  private priceOut(): void {
    this.rows.gather();
    const { columns, cost, reduced, state, price, basis } = this;
    const { columnStart, row, rowWeight } = this.rows;
    const { head, inverse, stride, size } = basis;
    price.fill(0, 0, size);
    for (let at = 0; at < size; at++) {
      const basicCost = head[at]! < columns ? cost[head[at]!]! : 0;
      if (basicCost === 0) continue;
      for (let r = 0, base = at * stride; r < size; r++) price[r]! += basicCost * inverse[base + r]!;
    }
    basis.work += size * size;
    for (let j = 0; j < columns; j++) {
      let now = state[j] === BASIC ? 0 : cost[j]!;
      if (state[j] !== BASIC)
        for (let at = columnStart[j]!, end = columnStart[j + 1]!; at < end; at++)
          now -= price[row[at]!]! * rowWeight[at]!;
      reduced[j] = Math.abs(now) < 1e-10 ? 0 : now;
    }
    for (let r = 0; r < size; r++) reduced[columns + r] = state[columns + r] === BASIC ? 0 : -price[r]!;
  }

  private refresh(): void {
    const { basis, state, columns } = this;
    for (let at = 0; at < basis.size; at++) state[basis.head[at]!] = AT_LOWER;
    for (const column of basis.refresh(this.alphaColumn)) state[column] = AT_LOWER;
    for (let at = 0; at < basis.size; at++) state[basis.head[at]!] = BASIC;
    basis.work += columns;
    this.sinceRefresh = 0;
    this.priceOut();
    this.place();
  }

  /** Writes values, prices and, where there is no solution, its proof down for the caller. */
  private tell(): void {
    const { columns, value, state, lower, upper, values, reduced, price, basis } = this;
    for (let j = 0; j < columns; j++)
      if (state[j] !== BASIC) value[j] = state[j] === AT_LOWER ? lower[j]! : upper[j]!;
    for (let at = 0; at < basis.size; at++)
      if (basis.head[at]! < columns) value[basis.head[at]!] = values[at]!;
    for (let r = 0; r < basis.size; r++) price[r] = state[columns + r] === BASIC ? 0 : -reduced[columns + r]!;
    this.direction = null;
    if (!this.noWay) return;
    const { position, sign } = this.noWay;
    const base = position * basis.stride;
    this.direction = basis.inverse.slice(base, base + basis.size).map((weight) => sign * weight);
  }

  private makeRoom(rows: number): void {
    const variables = this.columns + rows;
    this.lower = enlarged(this.lower, variables);
    this.upper = enlarged(this.upper, variables);
    this.state = enlarged(this.state, variables);
    this.reduced = enlarged(this.reduced, variables);
    this.alphaRow = enlarged(this.alphaRow, variables);
    this.isTouched = enlarged(this.isTouched, variables);
    this.touched = new Int32Array(variables);
    this.values = enlarged(this.values, rows);
    this.price = enlarged(this.price, rows);
    this.alphaColumn = new Float64Array(rows);
    this.sum = new Float64Array(rows);
  }
}
