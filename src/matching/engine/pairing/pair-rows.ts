/** Pairs in a block of memory that is filled row by row. */
interface Block {
  readonly offer: Int32Array;
  readonly cost: Int32Array;
}

const PAIRS_IN_A_BLOCK = 2 ** 18;

/** Rows of pairs that come in any order, and are put into order once all are there. */
export class PairRows {
  private readonly blocks: Block[] = [];
  private readonly blockOf: Int32Array;
  private readonly startOf: Int32Array;
  private readonly lengthOf: Int32Array;
  /** Where the next row starts in the last block. */
  end = 0;

  constructor(rows: number) {
    this.blockOf = new Int32Array(rows);
    this.startOf = new Int32Array(rows);
    this.lengthOf = new Int32Array(rows);
  }

  /** A block that has room for a row of at most so many pairs; to be written into from {@link end} on. */
  room(most: number): Block {
    const last = this.blocks.at(-1);
    if (last && last.offer.length - this.end >= most) return last;
    const length = Math.max(PAIRS_IN_A_BLOCK, most);
    const block = { offer: new Int32Array(length), cost: new Int32Array(length) };
    this.blocks.push(block);
    this.end = 0;
    return block;
  }

  /** Keeps as the row what was written, as far as `end`. */
  keep(row: number, end: number): void {
    this.blockOf[row] = this.blocks.length - 1;
    this.startOf[row] = this.end;
    this.lengthOf[row] = end - this.end;
    this.end = end;
  }

  /** All pairs, by rising row. Each row is called out, so that whoever waits can be told. */
  inOrder(onRow: () => void): {
    readonly rowStart: Int32Array;
    readonly offer: Int32Array;
    readonly cost: Int32Array;
  } {
    const rows = this.lengthOf.length;
    const rowStart = new Int32Array(rows + 1);
    for (let row = 0; row < rows; row++) rowStart[row + 1] = rowStart[row]! + this.lengthOf[row]!;
    const offer = new Int32Array(rowStart[rows]!);
    const cost = new Int32Array(rowStart[rows]!);
    for (let row = 0; row < rows; row++) {
      onRow();
      if (this.lengthOf[row] === 0) continue;
      const block = this.blocks[this.blockOf[row]!]!;
      let from = this.startOf[row]!;
      // Rows are short: this is faster than two calls that copy a part.
      for (let to = rowStart[row]!, end = rowStart[row + 1]!; to < end; to++, from++) {
        offer[to] = block.offer[from]!;
        cost[to] = block.cost[from]!;
      }
    }
    return { rowStart, offer, cost };
  }
}
