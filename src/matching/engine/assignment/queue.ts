/**
 * A binary heap of small whole numbers with small whole keys, for shortest paths; an item may be in it
 * more than once, with different keys. Columns are public so that a tight loop need not call for the top.
 */
export class IntegerQueue {
  size = 0;
  keys = new Int32Array(1024);
  items = new Int32Array(1024);

  clear(): void {
    this.size = 0;
  }

  push(key: number, item: number): void {
    let at = this.size++;
    if (at === this.keys.length) this.grow();
    const { keys, items } = this;
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

  /** Takes out an item of least key. The queue must not be empty. */
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
    const keys = new Int32Array(2 * this.keys.length);
    keys.set(this.keys);
    this.keys = keys;
    const items = new Int32Array(2 * this.items.length);
    items.set(this.items);
    this.items = items;
  }
}
