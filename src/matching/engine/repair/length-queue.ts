/**
 * A binary heap of whole-number items by length, least first. A length is a number of changes and, among equals, a
 * cost; of equal lengths the lower item comes first, so that the order never depends on that of insertion. An item may
 * be in it more than once. Columns are public so that a tight loop need not call for the top.
 */
export class LengthQueue {
  size = 0;
  changes = new Int32Array(256);
  costs = new Float64Array(256);
  items = new Int32Array(256);

  clear(): void {
    this.size = 0;
  }

  push(changes: number, cost: number, item: number): void {
    let at = this.size++;
    if (at === this.items.length) this.grow();
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(changes, cost, item, above)) break;
      this.copy(above, at);
      at = above;
    }
    this.set(at, changes, cost, item);
  }

  /** Takes out the first item. The queue must not be empty. */
  pop(): number {
    const first = this.items[0]!;
    const size = --this.size;
    const changes = this.changes[size]!;
    const cost = this.costs[size]!;
    const item = this.items[size]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      const other = below + 1;
      if (other < size && this.isBefore(this.changes[other]!, this.costs[other]!, this.items[other]!, below))
        below = other;
      if (this.isBefore(changes, cost, item, below)) break;
      this.copy(below, at);
      at = below;
    }
    this.set(at, changes, cost, item);
    return first;
  }

  private isBefore(changes: number, cost: number, item: number, at: number): boolean {
    if (changes !== this.changes[at]!) return changes < this.changes[at]!;
    if (cost !== this.costs[at]!) return cost < this.costs[at]!;
    return item < this.items[at]!;
  }

  private copy(from: number, to: number): void {
    this.set(to, this.changes[from]!, this.costs[from]!, this.items[from]!);
  }

  private set(at: number, changes: number, cost: number, item: number): void {
    this.changes[at] = changes;
    this.costs[at] = cost;
    this.items[at] = item;
  }

  private grow(): void {
    const room = 2 * this.items.length;
    const changes = new Int32Array(room);
    changes.set(this.changes);
    this.changes = changes;
    const costs = new Float64Array(room);
    costs.set(this.costs);
    this.costs = costs;
    const items = new Int32Array(room);
    items.set(this.items);
    this.items = items;
  }
}
