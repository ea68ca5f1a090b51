import { Exchange, NO_GROUP, NO_PART } from './exchange.js';
import type { RankedInstance } from './ranked-instance.js';
import type { Seating } from './seating.js';

/** Part of the offers that no tier is short of: whoever can have them has a place anyway. */
export const ENOUGH = -1;

/**
 * Seats as many of tier 0 as can be, then of tier 1, and so on, without a seat being given up: the greedy algorithm on matroids
 * (Edmonds 1971), for the sets of students who can be seated together are the independent sets of one.
 *
 * What a tier can reach and is still short of is its part, and settled: of all answers that are best by tiers, each fills the
 * seats of the part with those of earlier tiers who have nowhere else to go and else with students of that tier alone; and each
 * that does so is best by tiers.
 *
 * @param seating - one with as many students as can be; changed to one that is best by tiers
 * @returns the part of each offer: the tier that competes for it, or {@link ENOUGH}
 */
export function serveTiers(instance: RankedInstance, seating: Seating, pulse: () => void): Int32Array {
  const { places, rowStart, tierOf, tiers } = instance;
  const offers = places.length;
  const partOf = new Int32Array(offers).fill(ENOUGH);
  const open = new Int32Array(offers);
  const groupOf = tierOf.map((tier, student) =>
    rowStart[student] === rowStart[student + 1] ? NO_GROUP : tier,
  );
  const all = new Int32Array(tierOf.length);
  const exchange = new Exchange(instance, seating, all, open, groupOf, tiers, pulse);
  const spare = new Int32Array(tiers);
  groupOf.forEach((tier, student) => {
    if (seating.offerOf[student]! >= 0) spare[tier]!++;
  });
  const need = new Int32Array(tiers);
  for (let tier = 0; tier < tiers; tier++) {
    need.fill(0);
    need[tier] = exchange.waiting(tier).length;
    spare[tier] = 0;
    if (need[tier] === 0) continue;
    exchange.move(need, spare);
    for (let offer = 0; offer < offers; offer++) {
      if (!exchange.isClosed(offer)) continue;
      partOf[offer] = tier;
      open[offer] = NO_PART;
    }
    for (let student = 0; student < groupOf.length; student++)
      if (groupOf[student] === tier) groupOf[student] = NO_GROUP;
  }
  return partOf;
}
