type Column = Int32Array | Uint8Array;

/**
 * Remembers what columns held before they were written, so that a whole attempt can be taken back. While nobody has
 * asked for a way back it remembers nothing.
 */
export class Journal {
  private readonly columns: Column[] = [];
  private readonly places: number[] = [];
  private readonly values: number[] = [];
  private marks = 0;

  write(column: Column, at: number, value: number): void {
    if (this.marks > 0) {
      this.columns.push(column);
      this.places.push(at);
      this.values.push(column[at]!);
    }
    column[at] = value;
  }

  /** From here on there is a way back, until {@link forget} has been called once for each mark. */
  mark(): number {
    this.marks++;
    return this.columns.length;
  }

  /** Brings every column back to what it held at the mark. The mark stays. */
  goBack(mark: number): void {
    for (let at = this.columns.length - 1; at >= mark; at--) {
      this.columns[at]![this.places[at]!] = this.values[at]!;
    }
    this.columns.length = mark;
    this.places.length = mark;
    this.values.length = mark;
  }

  forget(): void {
    if (--this.marks > 0) return;
    this.columns.length = 0;
    this.places.length = 0;
    this.values.length = 0;
  }
}
