import type { Journal } from './journal.js';

/** A candidate pair of a request that is added later. */
export interface NewPair {
  readonly offer: number;
  readonly node: number;
  readonly cost: number;
}

/** Rows that a table has room for before it must grow, as a part of those it begins with. */
const SPARE = 1 / 64;

/**
 * All candidate pairs, by request and by node. Pairs of request `r` are those from `rowStart[r]` up to `rowEnd[r]`, by
 * rising offer. `node` is the innermost limit that a learner of the pair counts in. Rows can be added, and pairs
 * closed and opened again; nothing is ever taken out.
 */
export class PairTable {
  rows: number;
  pairs: number;
  rowStart: Int32Array;
  rowEnd: Int32Array;
  offer: Int32Array;
  node: Int32Array;
  /** Not negative; of a closed pair the bitwise complement, which is. */
  cost: Int32Array;
  /** Pairs of node `n` among the rows there were at first: from `columnStart[n]` up to `columnStart[n + 1]`. */
  readonly columnStart: Int32Array;
  readonly columnPair: Int32Array;
  readonly columnRequest: Int32Array;
  /** Pairs of rows added since, by node. */
  readonly added = new Map<number, { readonly request: number; readonly pair: number }[]>();

  constructor(
    first: { readonly rowStart: Int32Array; readonly offer: Int32Array; readonly cost: Int32Array },
    nodeOfPair: Int32Array,
    nodes: number,
    private readonly journal: Journal,
  ) {
    this.rows = first.rowStart.length - 1;
    this.pairs = first.offer.length;
    this.rowStart = first.rowStart.slice(0, this.rows);
    this.rowEnd = first.rowStart.slice(1);
    this.offer = first.offer;
    this.node = nodeOfPair;
    this.cost = first.cost.slice();
    this.columnStart = new Int32Array(nodes + 1);
    for (const node of nodeOfPair) this.columnStart[node + 1]!++;
    for (let node = 0; node < nodes; node++) this.columnStart[node + 1]! += this.columnStart[node]!;
    this.columnPair = new Int32Array(this.pairs);
    this.columnRequest = new Int32Array(this.pairs);
    const next = this.columnStart.slice(0, nodes);
    for (let request = 0; request < this.rows; request++) {
      for (let pair = this.rowStart[request]!, end = this.rowEnd[request]!; pair < end; pair++) {
        const at = next[nodeOfPair[pair]!]!++;
        this.columnPair[at] = pair;
        this.columnRequest[at] = request;
      }
    }
  }

  isOpen(pair: number): boolean {
    return this.cost[pair]! >= 0;
  }

  costOf(pair: number): number {
    const cost = this.cost[pair]!;
    return cost < 0 ? ~cost : cost;
  }

  close(pair: number): void {
    if (this.isOpen(pair)) this.journal.write(this.cost, pair, ~this.cost[pair]!);
  }

  open(pair: number): void {
    if (!this.isOpen(pair)) this.journal.write(this.cost, pair, ~this.cost[pair]!);
  }

  /** The pair of the two, open or closed; -1 when they are none. */
  pairOf(request: number, offer: number): number {
    let low = this.rowStart[request]!;
    let high = this.rowEnd[request]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.offer[middle]!;
      if (found === offer) return middle;
      if (found < offer) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Adds a row, by rising offer, and returns its number. */
  addRow(row: readonly NewPair[]): number {
    const request = this.rows++;
    if (request >= this.rowStart.length) {
      const room = request + 64 + Math.ceil(SPARE * request);
      this.rowStart = grown(this.rowStart, room);
      this.rowEnd = grown(this.rowEnd, room);
    }
    if (this.pairs + row.length > this.cost.length) {
      const room = this.pairs + row.length + Math.ceil(SPARE * this.pairs);
      const isPlain = this.node === this.offer;
      this.offer = grown(this.offer, room);
      this.node = isPlain ? this.offer : grown(this.node, room);
      this.cost = grown(this.cost, room);
    }
    this.rowStart[request] = this.pairs;
    for (const { offer, node, cost } of row) {
      const pair = this.pairs++;
      this.offer[pair] = offer;
      this.node[pair] = node;
      this.cost[pair] = cost;
      const there = this.added.get(node);
      if (there) there.push({ request, pair });
      else this.added.set(node, [{ request, pair }]);
    }
    this.rowEnd[request] = this.pairs;
    return request;
  }
}

export function grown(column: Int32Array, room: number): Int32Array {
  const larger = new Int32Array(room);
  larger.set(column);
  return larger;
}
