/** A row of answers by number; 0 where nobody has asked yet. */
type Row = Uint8Array | Uint16Array;

/**
 * Rows of answers that are asked for again and again, in bounded memory: where there is no room for another row, the
 * oldest is forgotten. A row stays valid until the next one is taken.
 */
export class Rows<Kind extends Row> {
  private readonly slotOf: Int32Array;
  private readonly keyOf: Int32Array;
  private readonly rows: Kind[] = [];
  private next = 0;

  /** @param most - answers in all that are remembered; one row always is */
  constructor(
    keys: number,
    private readonly length: number,
    most: number,
    private readonly make: (length: number) => Kind,
  ) {
    this.slotOf = new Int32Array(keys).fill(-1);
    this.keyOf = new Int32Array(Math.max(1, Math.min(keys, Math.floor(most / Math.max(1, length))))).fill(-1);
  }

  of(key: number): Kind {
    const known = this.slotOf[key]!;
    return known >= 0 ? this.rows[known]! : this.take(key);
  }

  private take(key: number): Kind {
    const slot = this.next;
    this.next = (slot + 1) % this.keyOf.length;
    const before = this.keyOf[slot]!;
    if (before >= 0) {
      this.slotOf[before] = -1;
      this.rows[slot]!.fill(0);
    } else {
      this.rows.push(this.make(this.length));
    }
    this.keyOf[slot] = key;
    this.slotOf[key] = slot;
    return this.rows[slot]!;
  }
}
