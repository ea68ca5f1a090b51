/** Breakpoints of a ratio test, the least first: a binary heap that is filled all at once. */
export class RatioHeap {
  size = 0;
  private ratio = new Float64Array(0);
  private item = new Int32Array(0);

  /** Empties the heap and makes room for so many items. */
  clear(room: number): void {
    this.size = 0;
    if (room <= this.ratio.length) return;
    this.ratio = new Float64Array(2 * room);
    this.item = new Int32Array(2 * room);
  }

  /** Adds an item without putting it in order; {@link order} does that for all of them. */
  add(ratio: number, item: number): void {
    this.ratio[this.size] = ratio;
    this.item[this.size++] = item;
  }

  order(): void {
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.sink(at);
  }

  leastRatio(): number {
    return this.ratio[0]!;
  }

  pop(): number {
    const least = this.item[0]!;
    const left = --this.size;
    this.ratio[0] = this.ratio[left]!;
    this.item[0] = this.item[left]!;
    this.sink(0);
    return least;
  }

  private sink(from: number): void {
    const { ratio, item, size } = this;
    const key = ratio[from]!;
    const moved = item[from]!;
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && ratio[below + 1]! < ratio[below]!) below++;
      if (ratio[below]! >= key) break;
      ratio[at] = ratio[below]!;
      item[at] = item[below]!;
      at = below;
    }
    ratio[at] = key;
    item[at] = moved;
  }
}
