import type { Problem } from '../problem.js';
import type { Roster } from '../settle.js';

/** Pairs of each request, the likeliest first, by which a neighbourhood spreads. */
const LIKELY_PAIRS = 3;
/** Requests without a place that are taken in for each offer. */
const WAITING_AN_OFFER = 4;

/**
 * Finds requests that depend on each other (Shaw 1998): whoever is on the same offers, supervised by the same pools, under
 * the same caps, and those who wait for a place there. `shares` says how likely a pair is, as prices see it.
 */
export class Neighbourhoods {
  private readonly requestOf: Int32Array;
  /** Pairs of each offer. */
  private readonly columnStart: Int32Array;
  private readonly column: Int32Array;
  /** Offers that each shared limit looks at, and shared limits of each offer. */
  private readonly offersOf: readonly (readonly number[])[];
  private readonly limitsOf: readonly (readonly number[])[];
  private readonly likely: (a: number, b: number) => number;

  constructor(
    private readonly problem: Problem,
    shares: Float64Array,
  ) {
    const { candidates, limits } = problem;
    const { offers, offer, rowStart, cost } = candidates;
    this.requestOf = new Int32Array(offer.length);
    candidates.requests.forEach((_, request) =>
      this.requestOf.fill(request, rowStart[request], rowStart[request + 1]),
    );
    this.columnStart = new Int32Array(offers.length + 1);
    for (const o of offer) this.columnStart[o + 1]!++;
    for (let o = 0; o < offers.length; o++) this.columnStart[o + 1]! += this.columnStart[o]!;
    this.column = new Int32Array(offer.length);
    const next = this.columnStart.slice();
    offer.forEach((o, pair) => (this.column[next[o]!++] = pair));
    this.offersOf = limits.shared.map(({ cells }) => [
      ...new Set(cells.map((cell) => limits.cells.offer[cell]!)),
    ]);
    const limitsOf = offers.map((): number[] => []);
    this.offersOf.forEach((there, limit) => there.forEach((o) => limitsOf[o]!.push(limit)));
    this.limitsOf = limitsOf;
    this.likely = (a, b) => shares[b]! - shares[a]! || cost[a]! - cost[b]! || a - b;
  }

  /** Up to `size` requests around the first one, in rising order; pinned ones stay out. */
  around(seed: number, size: number, roster: Roster): number[] {
    const { candidates, pinnedPair, isOpen } = this.problem;
    const free = new Set<number>();
    const reached = new Set<number>();
    const queue: number[] = [];
    const add = (request: number) => {
      if (free.size >= size || free.has(request) || pinnedPair[request]! >= 0) return;
      free.add(request);
      const row: number[] = [];
      for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++)
        if (isOpen[pair]) row.push(pair);
      for (const pair of row.sort(this.likely).slice(0, LIKELY_PAIRS)) {
        const offer = candidates.offer[pair]!;
        if (reached.has(offer)) continue;
        reached.add(offer);
        queue.push(offer);
      }
    };
    add(seed);
    const lookInto = (offer: number) => {
      const waiting: number[] = [];
      for (let slot = this.columnStart[offer]!; slot < this.columnStart[offer + 1]!; slot++) {
        const pair = this.column[slot]!;
        const held = roster.pairOf[this.requestOf[pair]!]!;
        if (held === pair) add(this.requestOf[pair]!);
        else if (held < 0) waiting.push(pair);
      }
      for (const pair of waiting.sort(this.likely).slice(0, WAITING_AN_OFFER)) add(this.requestOf[pair]!);
    };
    const seen = new Set<number>();
    for (let at = 0; at < queue.length; at++) {
      const together = [[queue[at]!], ...this.limitsOf[queue[at]!]!.map((limit) => this.offersOf[limit]!)];
      for (const offer of together.flat()) {
        if (free.size >= size) return [...free].sort((a, b) => a - b);
        if (seen.has(offer)) continue;
        seen.add(offer);
        reached.add(offer);
        lookInto(offer);
      }
    }
    return [...free].sort((a, b) => a - b);
  }
}
