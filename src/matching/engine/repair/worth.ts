import type { Position } from './position.js';
import type { Unsettled } from './resettle.js';
import { NONE } from './seating.js';

/**
 * What an answer is worth, in the order of comparison and least first: those hit with a place by tier, others newly
 * placed by tier (both negative), changes, and the difference in cost.
 */
export type Worth = readonly number[];

export function worthOf({ seating }: Position, { hit }: Unsettled): Worth {
  const { held, home, isAway, tier, table } = seating;
  const isHit = new Set(hit);
  const placedHit = new Map<number, number>();
  const placedNew = new Map<number, number>();
  const count = (counts: Map<number, number>, request: number) =>
    counts.set(tier[request]!, (counts.get(tier[request]!) ?? 0) + 1);
  for (const request of hit) if (held[request] !== NONE) count(placedHit, request);
  let changes = 0;
  let cost = 0;
  for (const request of seating.changed()) {
    if (isAway[request] === 1) continue;
    if (held[request] !== NONE) cost += table.costOf(held[request]!);
    if (home[request] !== NONE) {
      changes++;
      cost -= table.costOf(home[request]!);
    } else if (!isHit.has(request)) count(placedNew, request);
  }
  const tiers = seating.tiers;
  return [
    ...tiers.map((at) => -(placedHit.get(at) ?? 0)),
    ...tiers.map((at) => -(placedNew.get(at) ?? 0)),
    changes,
    cost,
  ];
}

/** Negative when `a` is better. */
export function compareWorths(a: Worth, b: Worth): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}

/** How many of those hit and of the others have a place. */
export function placedIn(worth: Worth): number {
  return worth.slice(0, -2).reduce((sum, count) => sum - count, 0);
}
