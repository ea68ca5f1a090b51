import { Basis } from './basis.js';
import { enlarged, Rows, type Row } from './rows.js';

/** Where a variable outside the basis is; or that it is in it. */
export const AT_LOWER = 0;
export const AT_UPPER = 1;
export const BASIC = 2;

/** Rows between two pulses where something is done for each. */
const ROWS_A_PULSE = 64;
/** A reduced cost smaller than this is none. */
const NO_COST = 1e-10;

/**
 * What a simplex method works on: variables with bounds and costs, which of them are in the basis, and what follows from that.
 * Variables are the columns and, after them, one logical for each row: minus the activity of the row.
 */
export class Tableau {
  readonly rows: Rows;
  readonly basis: Basis;
  /** By variable. */
  lower: Float64Array;
  upper: Float64Array;
  state: Uint8Array;
  reduced: Float64Array;
  /** Value of the variable at each position of the basis. */
  values = new Float64Array(0);
  objective = 0;
  /** Coefficients of the row taken out last by {@link takeRow}, and the variables in it. */
  alpha: Float64Array;
  touched = new Int32Array(0);
  touchedCount = 0;
  private isTouched: Uint8Array;
  private sum = new Float64Array(0);
  private column = new Float64Array(0);

  constructor(
    readonly columns: number,
    private cost: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    rows: readonly Row[],
    private readonly pulse: () => boolean,
  ) {
    this.rows = new Rows(columns);
    this.basis = new Basis(columns, this.rows, rows.length + 8, pulse);
    this.lower = lower.slice();
    this.upper = upper.slice();
    this.state = new Uint8Array(columns);
    this.reduced = cost.slice();
    this.alpha = new Float64Array(columns);
    this.isTouched = new Uint8Array(columns);
    this.makeRoom(rows.length + 8);
    for (let j = 0; j < columns; j++) this.state[j] = cost[j]! >= 0 ? AT_LOWER : AT_UPPER;
    rows.forEach((row, at) => {
      if (at % ROWS_A_PULSE === 0) pulse();
      this.addRow(row);
    });
  }

  /** Adds a row, its logical in the basis, whether or not it is kept as things are. */
  addRow(row: Row): number {
    const at = this.rows.count;
    this.rows.add(row);
    this.basis.append(row);
    if (at >= this.values.length) this.makeRoom(this.basis.stride);
    const logical = this.columns + at;
    this.setBounds(logical, -row.upper, -row.lower);
    this.state[logical] = BASIC;
    this.reduced[logical] = 0;
    return at;
  }

  setBounds(variable: number, lower: number, upper: number): void {
    this.lower[variable] = lower;
    this.upper[variable] = upper;
  }

  setCosts(cost: Float64Array): void {
    this.cost = cost;
    this.priceOut();
  }

  /** Makes the given column basic in each row, unless it is -1 or does not serve. */
  startWith(columnOfRow: readonly number[]): void {
    const { basis, state, column } = this;
    this.rows.gather();
    columnOfRow.forEach((entering, row) => {
      if (row % ROWS_A_PULSE === 0) this.pulse();
      if (entering < 0) return;
      basis.solve(entering, column);
      if (basis.head[row] !== this.columns + row || Math.abs(column[row]!) < 1e-7) return;
      basis.row(row);
      basis.replace(row, entering, column);
      state[this.columns + row] = AT_LOWER;
      state[entering] = BASIC;
    });
    this.priceOut();
  }

  /** Puts every variable outside the basis at the bound that its reduced cost asks for, and works out the others. */
  place(): void {
    const { columns, lower, upper, state, reduced, sum, values, basis, cost } = this;
    this.rows.gather();
    sum.fill(0, 0, basis.size);
    let objective = 0;
    for (let j = 0; j < columns + basis.size; j++) {
      if (state[j] === BASIC) continue;
      if (reduced[j]! !== 0) state[j] = reduced[j]! > 0 ? AT_LOWER : AT_UPPER;
      const value = state[j] === AT_LOWER ? lower[j]! : upper[j]!;
      if (value === 0) continue;
      this.addToSum(j, value);
      if (j < columns) objective += cost[j]! * value;
    }
    values.fill(0, 0, basis.size);
    basis.subtract(sum, values);
    for (let at = 0; at < basis.size; at++)
      if (basis.head[at]! < columns) objective += cost[basis.head[at]!]! * values[at]!;
    this.objective = objective;
  }

  /** Sends variables outside the basis to their other bound. */
  flip(variables: readonly number[]): void {
    if (variables.length === 0) return;
    const { lower, upper, state, reduced, sum, basis, values } = this;
    sum.fill(0, 0, basis.size);
    for (const j of variables) {
      const isLower = state[j] === AT_LOWER;
      const change = isLower ? upper[j]! - lower[j]! : lower[j]! - upper[j]!;
      state[j] = isLower ? AT_UPPER : AT_LOWER;
      this.objective += reduced[j]! * change;
      this.addToSum(j, change);
    }
    basis.subtract(sum, values);
  }

  /** Takes out the row of the tableau at a position: what each variable outside the basis would do to the one in it. */
  takeRow(position: number): void {
    const { columns, basis, alpha, touched, isTouched, state } = this;
    const { start, column, weight } = this.rows;
    for (let k = 0; k < this.touchedCount; k++) {
      alpha[touched[k]!] = 0;
      isTouched[touched[k]!] = 0;
    }
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
        alpha[j]! += factor * weight[at]!;
      }
      if (state[columns + row] !== BASIC) {
        touched[count++] = columns + row;
        alpha[columns + row] = factor;
      }
    }
    this.touchedCount = count;
  }

  /** Works everything out anew from which variables are in the basis. */
  refresh(): void {
    const { basis, state, columns } = this;
    for (let at = 0; at < basis.size; at++) state[basis.head[at]!] = AT_LOWER;
    basis.refresh(this.column);
    for (let at = 0; at < basis.size; at++) state[basis.head[at]!] = BASIC;
    basis.work += columns;
    this.priceOut();
    this.place();
  }

  /** Prices of rows: what a unit more of their activity would cost. */
  readPrices(into: Float64Array): void {
    const { columns, basis, state, reduced } = this;
    for (let row = 0; row < basis.size; row++)
      into[row] = state[columns + row] === BASIC ? 0 : -reduced[columns + row]!;
  }

  readValues(into: Float64Array): void {
    const { columns, basis, state, lower, upper, values } = this;
    for (let j = 0; j < columns; j++)
      if (state[j] !== BASIC) into[j] = state[j] === AT_LOWER ? lower[j]! : upper[j]!;
    for (let at = 0; at < basis.size; at++)
      if (basis.head[at]! < columns) into[basis.head[at]!] = values[at]!;
  }

  /** Reduced costs from the costs of the basis. */
  private priceOut(): void {
    this.rows.gather();
    const { columns, cost, reduced, state, sum, basis } = this;
    const { columnStart, row, rowWeight } = this.rows;
    const { head, inverse, stride, size } = basis;
    sum.fill(0, 0, size);
    for (let at = 0; at < size; at++) {
      const basicCost = head[at]! < columns ? cost[head[at]!]! : 0;
      if (basicCost === 0) continue;
      for (let r = 0, base = at * stride; r < size; r++) sum[r]! += basicCost * inverse[base + r]!;
    }
    basis.work += size * size;
    for (let j = 0; j < columns; j++) {
      let now = state[j] === BASIC ? 0 : cost[j]!;
      if (state[j] !== BASIC)
        for (let at = columnStart[j]!, end = columnStart[j + 1]!; at < end; at++)
          now -= sum[row[at]!]! * rowWeight[at]!;
      reduced[j] = Math.abs(now) < NO_COST ? 0 : now;
    }
    for (let r = 0; r < size; r++) reduced[columns + r] = state[columns + r] === BASIC ? 0 : -sum[r]!;
  }

  private addToSum(variable: number, value: number): void {
    const { columns, sum } = this;
    const { columnStart, row, rowWeight } = this.rows;
    if (variable >= columns) {
      sum[variable - columns]! += value;
      return;
    }
    for (let at = columnStart[variable]!, end = columnStart[variable + 1]!; at < end; at++)
      sum[row[at]!]! += rowWeight[at]! * value;
  }

  private makeRoom(rows: number): void {
    const variables = this.columns + rows;
    this.lower = enlarged(this.lower, variables);
    this.upper = enlarged(this.upper, variables);
    this.state = enlarged(this.state, variables);
    this.reduced = enlarged(this.reduced, variables);
    this.alpha = enlarged(this.alpha, variables);
    this.isTouched = enlarged(this.isTouched, variables);
    this.touched = enlarged(this.touched, variables);
    this.values = enlarged(this.values, rows);
    this.sum = new Float64Array(rows);
    this.column = new Float64Array(rows);
  }
}
