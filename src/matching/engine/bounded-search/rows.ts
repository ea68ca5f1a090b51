/** One row of a linear program: `lower <= sum of weights * columns <= upper`. */
export interface Row {
  readonly columns: readonly number[];
  readonly weights: readonly number[];
  /** Finite, both: every sum of learners has a least and a most, and the simplex method lives on it. */
  readonly lower: number;
  readonly upper: number;
}

/** Coefficients by row, and by column as well. Rows can be added at any time. */
export class Rows {
  count = 0;
  start: Int32Array;
  column: Int32Array;
  weight: Float64Array;
  columnStart: Int32Array;
  row = new Int32Array(0);
  rowWeight = new Float64Array(0);
  private areColumnsStale = true;

  constructor(private readonly columns: number) {
    this.start = new Int32Array(65);
    this.column = new Int32Array(1024);
    this.weight = new Float64Array(1024);
    this.columnStart = new Int32Array(columns + 1);
  }

  add({ columns, weights }: Row): void {
    const first = this.start[this.count]!;
    const end = first + columns.length;
    if (this.count + 1 >= this.start.length) this.start = enlarged(this.start, 2 * this.start.length);
    if (end > this.column.length) {
      this.column = enlarged(this.column, 2 * end);
      this.weight = enlarged(this.weight, 2 * end);
    }
    this.column.set(columns, first);
    this.weight.set(weights, first);
    this.start[++this.count] = end;
    this.areColumnsStale = true;
  }

  /** Brings the copy by column up to date. To be called before it is read. */
  gather(): void {
    if (!this.areColumnsStale) return;
    const { columns, count, start, column, weight, columnStart } = this;
    const entries = start[count]!;
    if (this.row.length < entries) {
      this.row = new Int32Array(2 * entries);
      this.rowWeight = new Float64Array(2 * entries);
    }
    columnStart.fill(0);
    for (let at = 0; at < entries; at++) columnStart[column[at]! + 1]!++;
    for (let j = 0; j < columns; j++) columnStart[j + 1]! += columnStart[j]!;
    const next = columnStart.slice(0, columns);
    for (let r = 0; r < count; r++) {
      for (let at = start[r]!, end = start[r + 1]!; at < end; at++) {
        const slot = next[column[at]!]!++;
        this.row[slot] = r;
        this.rowWeight[slot] = weight[at]!;
      }
    }
    this.areColumnsStale = false;
  }
}

export function enlarged<Numbers extends Int32Array | Float64Array | Uint8Array>(
  old: Numbers,
  length: number,
): Numbers {
  const Kind = old.constructor as new (length: number) => Numbers;
  const larger = new Kind(length);
  larger.set(old);
  return larger;
}
