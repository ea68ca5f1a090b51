import { compareInOrder, randomRanked } from '../testing/ranked-instances.js';
import { assignInOrder } from './assign-in-order.js';
import type { RankedInstance } from './ranked-instance.js';

/** How many of the students can be seated together, found by growing a matching one chain at a time (Kuhn 1955). */
function rankOf({ places, rowStart, offer }: RankedInstance, students: readonly number[]): number {
  const seated: number[][] = Array.from(places, () => []);
  const seat = (student: number, tried: Set<number>): boolean => {
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++) {
      const at = offer[pair]!;
      if (tried.has(at)) continue;
      tried.add(at);
      const there = seated[at]!;
      if (there.length < places[at]!) return there.push(student) > 0;
      for (let nth = 0; nth < there.length; nth++) {
        if (!seat(there[nth]!, tried)) continue;
        there[nth] = student;
        return true;
      }
    }
    return false;
  };
  return students.filter((student) => seat(student, new Set())).length;
}

/** Rising shares of the best award, over a common multiple of the entitlements: by the ranks of all sets of HEIs alone. */
function bestShares(instance: RankedInstance): bigint[] {
  const { of, entitlement } = instance.heis!;
  const heis = entitlement.map((_, hei) => hei);
  const most = Array.from({ length: 2 ** heis.length }, (_, set) =>
    rankOf(
      instance,
      [...of.keys()].filter((student) => (set >> of[student]!) & 1),
    ),
  );
  const multiple = entitlement.reduce((product, each) => product * BigInt(each), 1n);
  let best: bigint[] | null = null;
  const award: number[] = [];
  const tryFrom = (hei: number): void => {
    if (hei < heis.length) {
      for (award[hei] = 0; award[hei]! <= most[1 << hei]!; award[hei]!++) tryFrom(hei + 1);
      return;
    }
    const total = (set: number) => heis.reduce((sum, at) => sum + ((set >> at) & 1 ? award[at]! : 0), 0);
    if (most.some((rank, set) => total(set) > rank) || total(most.length - 1) < most[most.length - 1]!)
      return;
    const shares = award
      .slice(0, heis.length)
      .map((count, at) => (BigInt(count) * multiple) / BigInt(entitlement[at]!));
    shares.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const worth = shares.map((share) => -share);
    if (!best || compareInOrder(worth, best) < 0) best = worth;
  };
  tryFrom(0);
  return best!.map((share) => -share);
}

function numbersFrom(seed: number): (most: number) => number {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

describe('shares of HEIs', () => {
  it('are those of the best base of the polymatroid, enumerated from the ranks of all sets of HEIs', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const made = randomRanked(numbersFrom(seed * 104_729), {
        students: 12,
        offers: 6,
        heis: 4,
        mostWeight: 3,
      });
      const instance = {
        ...made,
        heis: { ...made.heis!, placedBefore: made.heis!.placedBefore.map(() => 0) },
      };
      const { of, entitlement } = instance.heis;
      const { offerOf } = assignInOrder(instance);
      const multiple = entitlement.reduce((product, each) => product * BigInt(each), 1n);
      const shares = entitlement.map((each, hei) => {
        const placed = offerOf.filter((offer, student) => offer >= 0 && of[student] === hei).length;
        return (BigInt(placed) * multiple) / BigInt(each);
      });
      shares.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect({ seed, shares }).toEqual({ seed, shares: bestShares(instance) });
    }
  });
});
