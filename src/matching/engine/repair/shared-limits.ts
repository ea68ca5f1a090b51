import type { Group, Limit, Limits } from '../limits.js';
import type { Journal } from './journal.js';

/** Who sits where: lists of requests by node, and the pair of each. */
interface Seats {
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly held: Int32Array;
}

/**
 * Caps, pools and minimum groups as they are, nested or not, with what counts in each at present. The tree promises
 * less than these where they cross.
 */
export class SharedLimits {
  readonly limits: readonly Limit[];
  readonly groupOfOffer: ReadonlyMap<number, Group>;
  /** What counts in each limit: learners for a cap, half-days for a pool. */
  readonly load: Int32Array;
  /** Innermost nodes of the tree that learners in each limit count in. */
  readonly nodes: readonly (readonly number[])[];
  private readonly ofPair: Int32Array;
  private readonly ofCell: readonly { readonly limit: number; readonly weight: number }[][];

  constructor(
    { cells, shared, groups }: Limits,
    nodeOfCell: Int32Array,
    private readonly journal: Journal,
  ) {
    this.limits = shared;
    this.nodes = shared.map((limit) => [...new Set(limit.cells.map((cell) => nodeOfCell[cell]!))]);
    this.ofPair = cells.ofPair;
    const ofCell: { limit: number; weight: number }[][] = Array.from(cells.offer, () => []);
    shared.forEach((limit, at) => {
      limit.cells.forEach((cell, nth) => ofCell[cell]!.push({ limit: at, weight: limit.weights[nth]! }));
    });
    this.ofCell = ofCell;
    this.groupOfOffer = new Map(groups.map((group) => [group.offer, group]));
    this.load = new Int32Array(shared.length);
  }

  count(pair: number, learners: 1 | -1): void {
    for (const { limit, weight } of this.of(pair)) {
      this.journal.write(this.load, limit, this.load[limit]! + weight * learners);
    }
  }

  /** The limits that a learner of the pair counts in, and how much. */
  of(pair: number): readonly { readonly limit: number; readonly weight: number }[] {
    return this.ofCell[this.ofPair[pair]!]!;
  }

  isOver(limit: number): boolean {
    return this.load[limit]! > this.limits[limit]!.room;
  }

  /** What those learners count in the limit for whom the test holds. */
  loadOf(limit: number, { first, next, held }: Seats, counts: (request: number) => boolean): number {
    let load = 0;
    for (const node of this.nodes[limit]!) {
      for (let request = first[node]!; request >= 0; request = next[request]!)
        if (counts(request)) load += this.weightIn(limit, held[request]!);
    }
    return load;
  }

  /** What one learner of the pair counts in the limit; 0 when the limit is about others. */
  weightIn(limit: number, pair: number): number {
    return this.of(pair).find((entry) => entry.limit === limit)?.weight ?? 0;
  }
}
