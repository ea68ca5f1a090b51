import type { Instance } from '../../src/matching/engine/instance.js';

/** How many got a place, and what all their places cost together. */
export interface Outcome {
  readonly placed: number;
  readonly cost: number;
}

/** First come, first served: in the order of the list, each takes the cheapest offer that has a place left. */
export function firstCome({ places, rowStart, offer, cost }: Instance): Outcome {
  const left = Int32Array.from(places);
  let placed = 0;
  let total = 0;
  for (let student = 0; student + 1 < rowStart.length; student++) {
    let best = -1;
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++) {
      if (left[offer[pair]!]! > 0 && (best < 0 || cost[pair]! < cost[best]!)) best = pair;
    }
    if (best < 0) continue;
    left[offer[best]!]!--;
    placed++;
    total += cost[best]!;
  }
  return { placed, cost: total };
}

/**
 * Deferred acceptance (Gale and Shapley 1962), students proposing: both sides rank by cost, of equals the lower
 * number. Stable, and what many allocation schemes use; it does not try to place many.
 */
export function deferredAcceptance({ places, rowStart, offer, cost }: Instance): Outcome {
  const students = rowStart.length - 1;
  const ranked = Array.from({ length: students }, (_, student) =>
    Array.from(
      { length: rowStart[student + 1]! - rowStart[student]! },
      (_gap, at) => rowStart[student]! + at,
    ).sort((a, b) => cost[a]! - cost[b]! || offer[a]! - offer[b]!),
  );
  const next = new Int32Array(students);
  const held = Array.from(places, (): { student: number; pair: number }[] => []);
  const waiting = Array.from({ length: students }, (_, student) => student).reverse();
  while (waiting.length > 0) {
    const student = waiting.pop()!;
    const pair = ranked[student]![next[student]!++];
    if (pair === undefined) continue;
    const there = held[offer[pair]!]!;
    let at = there.length;
    while (
      at > 0 &&
      (cost[there[at - 1]!.pair]! > cost[pair]! ||
        (cost[there[at - 1]!.pair]! === cost[pair]! && there[at - 1]!.student > student))
    )
      at--;
    there.splice(at, 0, { student, pair });
    if (there.length > places[offer[pair]!]!) waiting.push(there.pop()!.student);
  }
  const taken = held.flat();
  return { placed: taken.length, cost: taken.reduce((sum, { pair }) => sum + cost[pair]!, 0) };
}
