import { isGroupTooSmall } from './overfull.js';
import type { Position } from './position.js';
import { NONE, type Seating } from './seating.js';

/**
 * Settles those hit without moving anybody else: each goes back or takes the cheapest place that is free, by priority.
 * Quick and not optimal, but within every limit.
 *
 * @returns false when a group is kept open by the fixed alone
 */
export function settleWithoutMoves(position: Position, hit: readonly number[]): boolean {
  const { seating } = position;
  const { table, tier, home } = seating;
  const inOrder = [...hit].sort((a, b) => tier[a]! - tier[b]! || a - b);
  for (const request of inOrder) {
    const pair = home[request]!;
    if (pair !== NONE && table.isOpen(pair) && fits(seating, pair)) seating.place(request, pair);
  }
  for (const request of inOrder) {
    const pair = seating.held[request]!;
    if (pair !== NONE && isGroupTooSmall(position, table.offer[pair]!)) empty(seating, table.offer[pair]!);
  }
  for (const request of inOrder) {
    if (seating.held[request] !== NONE) continue;
    let best = NONE;
    for (let pair = table.rowStart[request]!; pair < table.rowEnd[request]!; pair++) {
      if (!table.isOpen(pair) || (best !== NONE && table.cost[pair]! >= table.cost[best]!)) continue;
      if (fits(seating, pair) && isEnough(seating, pair)) best = pair;
    }
    if (best !== NONE) seating.place(request, best);
  }
  return ![...seating.shared!.groupOfOffer.keys()].some((offer) => isGroupTooSmall(position, offer));
}

function fits(seating: Seating, pair: number): boolean {
  const shared = seating.shared!;
  return (
    seating.hasRoom(seating.table.node[pair]!) &&
    shared.of(pair).every(({ limit, weight }) => shared.load[limit]! + weight <= shared.limits[limit]!.room)
  );
}

/** Whether one more learner makes the group large enough. */
function isEnough({ table, tree, used, shared }: Seating, pair: number): boolean {
  const offer = table.offer[pair]!;
  const minGroup = shared!.groupOfOffer.get(offer)?.minGroup ?? 1;
  return used[tree.nodeOfOffer[offer]!]! + 1 >= minGroup;
}

function empty(seating: Seating, offer: number): void {
  for (const request of seating.under(seating.tree.nodeOfOffer[offer]!))
    if (seating.isFixed[request] === 0) seating.vacate(request);
}
