import type { RankedInstance } from '../fairness/ranked-instance.js';

/** A whole number from 0 to `most`. */
type Pick = (most: number) => number;

/** What a random ranked instance may have. */
export interface RankedShape {
  readonly students: number;
  readonly offers: number;
  readonly tiers?: number;
  readonly heis?: number;
  /** Entitlements are so many for each student at most; 1 when they are by students alone. */
  readonly mostWeight?: number;
  readonly mostCarryOver?: number;
  readonly mostCost?: number;
}

/** A random instance of the shape, the same for the same picks. */
export function randomRanked(pick: Pick, shape: RankedShape): RankedInstance {
  const students = 1 + pick(shape.students - 1);
  const offers = 1 + pick(shape.offers - 1);
  const rowStart = [0];
  const offer: number[] = [];
  const cost: number[] = [];
  const density = pick(3);
  for (let student = 0; student < students; student++) {
    for (let at = 0; at < offers; at++) {
      if (pick(3) < density) continue;
      offer.push(at);
      cost.push(pick(shape.mostCost ?? 9));
    }
    rowStart.push(offer.length);
  }
  const tiers = 1 + pick((shape.tiers ?? 1) - 1);
  const heis = shape.heis ? 1 + pick(shape.heis - 1) : 0;
  const of = Int32Array.from({ length: students }, () => pick(Math.max(0, heis - 1)));
  const placedBefore = Int32Array.from({ length: heis }, () => (pick(5) === 0 ? pick(2) : 0));
  const entitlement = Array.from({ length: heis }, (_, hei) => {
    const own = placedBefore[hei]! + of.reduce((sum, at) => sum + (at === hei ? 1 : 0), 0);
    return Math.max(1, own) * (1 + pick((shape.mostWeight ?? 1) - 1));
  });
  return {
    places: Int32Array.from({ length: offers }, () => pick(2)),
    rowStart: Int32Array.from(rowStart),
    offer: Int32Array.from(offer),
    cost: Int32Array.from(cost),
    tierOf: Int32Array.from({ length: students }, () => pick(tiers - 1)),
    tiers,
    heis: heis > 0 ? { of, entitlement, placedBefore } : null,
    carryOver: Uint8Array.from({ length: students }, () => pick(shape.mostCarryOver ?? 0)),
  };
}

/**
 * What an assignment is worth, in the order in which answers are compared, each number to be as small as can be: those left out by
 * tier; minus the shares of HEIs, rising; those left out by carry-over, highest first; the cost. Shares as fractions over a common
 * multiple of all entitlements, exactly.
 */
export function worthInOrder(instance: RankedInstance, offerOf: ArrayLike<number>): bigint[] {
  const { tierOf, tiers, heis, carryOver, rowStart, offer, cost } = instance;
  const leftOut = Array.from({ length: tiers }, () => 0n);
  const carried = Array.from({ length: 10 }, () => 0n);
  const placed = Array.from(heis?.placedBefore ?? [], BigInt);
  let sum = 0n;
  for (let student = 0; student < tierOf.length; student++) {
    const held = offerOf[student]!;
    if (held < 0) {
      leftOut[tierOf[student]!]!++;
      carried[9 - carryOver[student]!]!++;
      continue;
    }
    if (heis) placed[heis.of[student]!]!++;
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++)
      if (offer[pair] === held) sum += BigInt(cost[pair]!);
  }
  const multiple = (heis?.entitlement ?? []).reduce((product, of) => product * BigInt(of), 1n);
  const shares = placed.map((count, hei) => (count * multiple) / BigInt(heis!.entitlement[hei]!));
  shares.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return [...leftOut, ...shares.map((share) => -share), ...carried.slice(0, 9), sum];
}

/** Negative when `a` is better. */
export function compareInOrder(a: readonly bigint[], b: readonly bigint[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! < b[at]! ? -1 : 1;
  return 0;
}

/** The worth of the best assignment, found by trying every one. */
export function bestInOrder(instance: RankedInstance): bigint[] {
  const { places, rowStart, offer } = instance;
  const left = Int32Array.from(places);
  const offerOf = new Int32Array(instance.tierOf.length).fill(-1);
  let best: bigint[] | null = null;
  const tryFrom = (student: number): void => {
    if (student === offerOf.length) {
      const worth = worthInOrder(instance, offerOf);
      if (!best || compareInOrder(worth, best) < 0) best = worth;
      return;
    }
    tryFrom(student + 1);
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++) {
      const at = offer[pair]!;
      if (left[at] === 0) continue;
      left[at]!--;
      offerOf[student] = at;
      tryFrom(student + 1);
      offerOf[student] = -1;
      left[at]!++;
    }
  };
  tryFrom(0);
  return best!;
}
