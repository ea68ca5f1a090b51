import { enlarged, type Row, type Rows } from './rows.js';

/** Columns between two reports, while the inverse is worked out anew. */
const COLUMNS_A_PULSE = 64;
/** Below this a coefficient is the rounding error of none. */
export const NOTHING = 1e-11;

/**
 * The basis of a simplex method: which variable is at each of its positions, and the inverse of its matrix, whole.
 *
 * Variables are the columns of the program, and after them one logical for each row, `A x + s = 0`. Rows of the inverse
 * belong to positions, its columns to rows of the program. Bases of matchings are nearly triangular, so that most of it
 * is empty: what costs time is done for its nonzero entries alone.
 */
export class Basis {
  /** Variable at each position. */
  head: Int32Array;
  /** Squared length of each row of the inverse: the weights of dual steepest edge. */
  edge: Float64Array;
  inverse: Float64Array;
  stride: number;
  size = 0;
  /** Columns of the last row taken out by {@link row} in which it is not empty. */
  nonzero: Int32Array;
  nonzeroCount = 0;
  /** Steps of work, each about as long as a multiplication. */
  work = 0;

  constructor(
    private readonly columns: number,
    private readonly rows: Rows,
    room: number,
    private readonly pulse: () => boolean,
  ) {
    this.stride = room;
    this.head = new Int32Array(room);
    this.edge = new Float64Array(room);
    this.inverse = new Float64Array(room * room);
    this.nonzero = new Int32Array(room);
  }

  /** Takes in the logical of a new row: the unit row, less what the basic columns of the row have of the inverse. */
  append({ columns, weights }: Row): void {
    if (this.size === this.stride) this.grow();
    const { size, stride, inverse, head } = this;
    const base = size * stride;
    const weightOf = new Map<number, number>();
    columns.forEach((column, at) => weightOf.set(column, weights[at]!));
    for (let position = 0; position < size; position++) {
      const weight = weightOf.get(head[position]!);
      if (weight === undefined) continue;
      const other = position * stride;
      for (let at = 0; at < size; at++) inverse[base + at]! -= weight * inverse[other + at]!;
    }
    inverse[base + size] = 1;
    head[size] = this.columns + size;
    this.size++;
    this.edge[size] = this.lengthOf(size);
  }

  /** Start of a position's row in the inverse. Notes where it is not empty. */
  row(position: number): number {
    const { size, inverse, nonzero } = this;
    const base = position * this.stride;
    let count = 0;
    for (let at = 0; at < size; at++) {
      const weight = inverse[base + at]!;
      if (weight > NOTHING || weight < -NOTHING) nonzero[count++] = at;
      else inverse[base + at] = 0;
    }
    this.nonzeroCount = count;
    this.work += size;
    return base;
  }

  /** The variable's column, seen from the basis: the inverse times its coefficients. */
  solve(variable: number, into: Float64Array): void {
    const { columns, size, stride, inverse } = this;
    const { columnStart, row, rowWeight } = this.rows;
    if (variable >= columns) {
      const column = variable - columns;
      for (let at = 0; at < size; at++) into[at] = inverse[at * stride + column]!;
      return;
    }
    const first = columnStart[variable]!;
    const end = columnStart[variable + 1]!;
    this.work += size * (end - first);
    for (let at = 0; at < size; at++) {
      const base = at * stride;
      let sum = 0;
      for (let k = first; k < end; k++) sum += inverse[base + row[k]!]! * rowWeight[k]!;
      into[at] = sum < NOTHING && sum > -NOTHING ? 0 : sum;
    }
  }

  /** Takes the inverse times `vector`, one entry for each row, from `values`. */
  subtract(vector: Float64Array, values: Float64Array): void {
    const { size, stride, inverse } = this;
    const entries: number[] = [];
    for (let at = 0; at < size; at++) if (vector[at] !== 0) entries.push(at);
    this.work += size * entries.length;
    for (let at = 0; at < size; at++) {
      const base = at * stride;
      let sum = 0;
      for (const column of entries) sum += inverse[base + column]! * vector[column]!;
      values[at]! -= sum;
    }
  }

  /**
   * Puts `entering` in the place of the variable at `position`. `column` is its column, as {@link solve} gives it;
   * {@link row} was called for the position last.
   */
  replace(position: number, entering: number, column: Float64Array): void {
    const { size, stride, inverse, edge, nonzero, nonzeroCount } = this;
    const pivot = column[position]!;
    const base = position * stride;
    const length = edge[position]!;
    let changed = 0;
    for (let at = 0; at < size; at++) {
      const alpha = column[at]!;
      if (at === position || alpha === 0) continue;
      changed++;
      const factor = alpha / pivot;
      const start = at * stride;
      let product = 0;
      for (let k = 0; k < nonzeroCount; k++) {
        const slot = nonzero[k]!;
        const weight = inverse[base + slot]!;
        const old = inverse[start + slot]!;
        product += old * weight;
        inverse[start + slot] = old - factor * weight;
      }
      edge[at] = Math.max(edge[at]! - 2 * factor * product + factor * factor * length, SHORTEST);
    }
    for (let k = 0; k < nonzeroCount; k++) inverse[base + nonzero[k]!]! /= pivot;
    edge[position] = Math.max(length / (pivot * pivot), SHORTEST);
    this.head[position] = entering;
    this.work += size + 2 * changed * nonzeroCount;
  }

  /**
   * Works the inverse out anew, from the logicals on, short columns first and each at its largest pivot. Columns that turn
   * out to depend on others are in the basis no more.
   *
   * @param column - working space, an entry for each position
   */
  refresh(column: Float64Array): void {
    const { columns, size, stride, inverse, head, rows } = this;
    const wanted: number[] = [];
    const isFree = new Uint8Array(size).fill(1);
    for (let at = 0; at < size; at++) {
      if (head[at]! < columns) wanted.push(head[at]!);
      else isFree[head[at]! - columns] = 0;
    }
    for (let at = 0; at < size; at++) {
      inverse.fill(0, at * stride, at * stride + size);
      inverse[at * stride + at] = 1;
      head[at] = columns + at;
    }
    const length = (j: number) => rows.columnStart[j + 1]! - rows.columnStart[j]!;
    wanted.sort((a, b) => length(a) - length(b) || a - b);
    wanted.forEach((variable, nth) => {
      if (nth % COLUMNS_A_PULSE === 0) this.pulse();
      this.solve(variable, column);
      let position = -1;
      let most = 1e-9;
      for (let at = 0; at < size; at++) {
        if (!isFree[at] || Math.abs(column[at]!) <= most) continue;
        most = Math.abs(column[at]!);
        position = at;
      }
      if (position < 0) return;
      isFree[position] = 0;
      this.row(position);
      this.replace(position, variable, column);
    });
    for (let at = 0; at < size; at++) this.edge[at] = this.lengthOf(at);
  }

  private lengthOf(position: number): number {
    const { size, stride, inverse } = this;
    let sum = 0;
    for (let at = position * stride, end = at + size; at < end; at++) sum += inverse[at]! ** 2;
    return Math.max(sum, SHORTEST);
  }

  private grow(): void {
    const stride = this.stride + Math.max(32, this.stride >> 2);
    const inverse = new Float64Array(stride * stride);
    for (let at = 0; at < this.size; at++) {
      const base = at * this.stride;
      inverse.set(this.inverse.subarray(base, base + this.size), at * stride);
    }
    this.inverse = inverse;
    this.stride = stride;
    this.head = enlarged(this.head, stride);
    this.edge = enlarged(this.edge, stride);
    this.nonzero = new Int32Array(stride);
  }
}

/** No edge is taken to be shorter than this, or rounding would make it the steepest. */
const SHORTEST = 1e-4;
