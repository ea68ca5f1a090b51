/** A binary heap of whole-number items by rising key; items may be in it more than once. */
export class Heap {
  size = 0;
  private keys = new Float64Array(256);
  private items = new Int32Array(256);

  push(key: number, item: number): void {
    if (this.size === this.keys.length) this.grow();
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.keys[above]! <= key) break;
      this.keys[at] = this.keys[above]!;
      this.items[at] = this.items[above]!;
      at = above;
    }
    this.keys[at] = key;
    this.items[at] = item;
  }

  leastKey(): number {
    return this.keys[0]!;
  }

  /** Removes and returns an item of least key. The heap must not be empty. */
  pop(): number {
    const least = this.items[0]!;
    const key = this.keys[--this.size]!;
    const item = this.items[this.size]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.size) break;
      if (below + 1 < this.size && this.keys[below + 1]! < this.keys[below]!) below++;
      if (this.keys[below]! >= key) break;
      this.keys[at] = this.keys[below]!;
      this.items[at] = this.items[below]!;
      at = below;
    }
    this.keys[at] = key;
    this.items[at] = item;
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
