import type { Aftermath } from './aftermath.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';

/**
 * Takes everybody who may move off every offer, cap and pool that has no room any more for all who are there, and off
 * every group that is too small by now: all of them are hit, and which of them have to go is yet to be found.
 *
 * @returns those taken off
 */
export function takeOff(position: Position, { offersCut, offersPinned, offersLeft }: Aftermath): number[] {
  const { seating, reach, places } = position;
  const { shared, tree } = seating;
  const hit = new Set<number>();
  const takeFrom = (requests: readonly number[]) => {
    for (const request of requests) if (seating.isFixed[request] === 0) hit.add(request);
  };
  for (const offer of new Set([...offersCut.keys(), ...offersPinned])) {
    const node = tree.nodeOfOffer[offer]!;
    if (node === NONE || seating.used[node]! <= places[offer]!) continue;
    const learners = seating.under(node);
    const isRanked = shared !== null || seating.tiers.length > 1;
    takeFrom(isRanked ? learners : dearest(position, learners, learners.length - places[offer]!));
  }
  if (shared) {
    shared.limits.forEach((_, limit) => {
      if (shared.isOver(limit)) takeFrom(learnersIn(position, limit));
    });
    for (const offer of new Set([...offersCut.keys(), ...offersPinned, ...offersLeft])) {
      if (isGroupTooSmall(position, offer)) takeFrom(seating.under(tree.nodeOfOffer[offer]!));
    }
  }
  for (const request of hit) {
    const node = seating.nodeOf(request);
    seating.vacate(request);
    reach.hasOpened(node);
  }
  return [...hit];
}

/**
 * Of the learners of an offer who may move, so many as there are too many: those who cost most. Without priorities and
 * shared limits nobody else could come to take the place of the others, so that they may as well stay where they are.
 */
function dearest({ seating }: Position, learners: readonly number[], count: number): number[] {
  const { held, isFixed, table } = seating;
  const byCost = (a: number, b: number) => table.cost[held[a]!]! - table.cost[held[b]!]! || a - b;
  const found: number[] = [];
  for (const request of learners) {
    if (isFixed[request] === 1) continue;
    if (found.length === count && byCost(request, found[count - 1]!) < 0) continue;
    let at = found.length;
    while (at > 0 && byCost(request, found[at - 1]!) > 0) at--;
    found.splice(at, 0, request);
    if (found.length > count) found.pop();
  }
  return found;
}

/** Requests whose learners count in a cap or a pool. */
export function learnersIn({ seating }: Position, limit: number): number[] {
  const { shared, first, next, held } = seating;
  const found: number[] = [];
  for (const node of shared!.nodes[limit]!) {
    for (let request = first[node]!; request !== NONE; request = next[request]!) {
      if (shared!.weightIn(limit, held[request]!) > 0) found.push(request);
    }
  }
  return found;
}

/** Whether learners are on the offer, but too few for it to run. */
export function isGroupTooSmall({ seating }: Position, offer: number): boolean {
  const minGroup = seating.shared?.groupOfOffer.get(offer)?.minGroup ?? 1;
  const node = seating.tree.nodeOfOffer[offer]!;
  return node !== NONE && seating.used[node]! > 0 && seating.used[node]! < minGroup;
}
