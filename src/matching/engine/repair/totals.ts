import type { Totals } from '../types.js';
import type { Aftermath } from './aftermath.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';

interface Tier {
  requests: number;
  placed: number;
}

/** How many have a place, by priority, and what all places cost together. */
export function totalsOf({ seating, requestAt }: Position): Totals {
  const { held, tier, table } = seating;
  const tiers = new Map<number, Tier>();
  let cost = 0;
  for (const request of requestAt.values()) {
    const count = tierOf(tiers, tier[request]!);
    count.requests++;
    if (held[request] === NONE) continue;
    count.placed++;
    cost += table.costOf(held[request]!);
  }
  return objective(tiers, cost);
}

/** The totals after a repair, from those before it and what has changed. To be asked before changes are made home. */
export function totalsAfter({ seating }: Position, before: Totals, aftermath: Aftermath): Totals {
  const { held, home, tier, table } = seating;
  const tiers = new Map(
    before.placedByPriority.map(({ priority, placed, requests }) => [priority, { placed, requests }]),
  );
  for (const request of aftermath.added) tierOf(tiers, tier[request]!).requests++;
  for (const request of aftermath.withdrawn) tierOf(tiers, tier[request]!).requests--;
  let { cost } = before;
  for (const request of seating.changed()) {
    const count = tierOf(tiers, tier[request]!);
    if (home[request] !== NONE) {
      count.placed--;
      cost -= table.costOf(home[request]!);
    }
    if (held[request] !== NONE) {
      count.placed++;
      cost += table.costOf(held[request]!);
    }
  }
  return objective(tiers, cost);
}

function tierOf(tiers: Map<number, Tier>, priority: number): Tier {
  let tier = tiers.get(priority);
  if (!tier) tiers.set(priority, (tier = { requests: 0, placed: 0 }));
  return tier;
}

function objective(tiers: ReadonlyMap<number, Tier>, cost: number): Totals {
  const placedByPriority = [...tiers]
    .filter(([, { requests }]) => requests > 0)
    .sort(([a], [b]) => a - b)
    .map(([priority, { placed, requests }]) => ({ priority, placed, requests }));
  return {
    placedByPriority,
    placed: placedByPriority.reduce((sum, { placed }) => sum + placed, 0),
    cost,
  };
}
