/**
 * A binary heap of whole-number items by rising key; items may be in it more than once. Keys are looked up in a column when
 * an item is put in, and kept as they were then: numbers that are handed over would be put on the heap of the machine.
 */
export class Heap {
  size = 0;
  /** Keys and items, the least first. */
  keys = new Float64Array(256);
  private items = new Int32Array(256);

  /** @param keyOf - the key of each item */
  constructor(private readonly keyOf: Float64Array) {}

  push(item: number): void {
    if (this.size === this.keys.length) this.grow();
    const { keys, items } = this;
    const key = this.keyOf[item]!;
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (keys[above]! <= key) break;
      keys[at] = keys[above]!;
      items[at] = items[above]!;
      at = above;
    }
    keys[at] = key;
    items[at] = item;
  }

  /** Removes and returns an item of least key. The heap must not be empty. */
  pop(): number {
    const { keys, items } = this;
    const least = items[0]!;
    const size = --this.size;
    const key = keys[size]!;
    const item = items[size]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && keys[below + 1]! < keys[below]!) below++;
      if (keys[below]! >= key) break;
      keys[at] = keys[below]!;
      items[at] = items[below]!;
      at = below;
    }
    keys[at] = key;
    items[at] = item;
    return least;
  }

  private grow(): void {
    const keys = new Float64Array(2 * this.keys.length);
    keys.set(this.keys);
    this.keys = keys;
    const items = new Int32Array(2 * this.items.length);
    items.set(this.items);
    this.items = items;
  }
}
