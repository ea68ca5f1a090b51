import { firstRuleBroken } from '../eligibility.js';
import { isGroupTooSmall } from './overfull.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';

/**
 * Checks what a repair has changed, by counting anew and by the rules themselves: every new pair eligible, nobody fixed
 * moved, every offer that somebody left or came to within its places, every cap, pool and group kept.
 *
 * @throws Error when something is not so: a fault of the engine, never of its input
 */
export function assertSound(position: Position): void {
  const { seating, requests, offers, places, ground } = position;
  const { held, home, table, tree, shared } = seating;
  const touched = new Set<number>();
  for (const request of seating.changed()) {
    for (const pair of [held[request]!, home[request]!]) if (pair !== NONE) touched.add(table.offer[pair]!);
    if (held[request] === NONE) continue;
    const offer = table.offer[held[request]!]!;
    const rule = firstRuleBroken(requests[request]!, offers[offer]!, ground);
    if (rule)
      throw new Error(`The repair sends ${requests[request]!.id} to ${offers[offer]!.id} against ${rule}.`);
  }
  for (const offer of touched) {
    const node = tree.nodeOfOffer[offer]!;
    const learners = node === NONE ? 0 : seating.under(node).length;
    if (
      learners > places[offer]! ||
      (node !== NONE && learners !== seating.used[node]) ||
      isGroupTooSmall(position, offer)
    )
      throw new Error(
        `The repair leaves ${learners} on ${offers[offer]!.id}, which has ${places[offer]} places.`,
      );
  }
  shared?.limits.forEach(({ name, room }, limit) => {
    if (shared.isOver(limit))
      throw new Error(`The repair leaves ${shared.load[limit]} for ${name}, at most ${room}.`);
  });
}
