import type { Instance } from '../instance.js';
import type { Assignment } from './assignment.js';

/** What an assignment achieves, and what speaks against its being the best; nothing, when `doubts` is 0. */
export interface Certificate {
  readonly placed: number;
  readonly cost: number;
  readonly doubts: number;
}

/**
 * Checks an assignment by linear programming duality, in whole numbers: every pair costs at least the student's level
 * less the offer's price, those taken exactly that (complementary slackness); nobody sits where there is no
 * seat; only full offers have a price, and none is negative; only those who have a place have a level
 * below `unplaced`. Then no assignment is better, whoever found it and however. Looks once at each pair.
 */
export function certificateOf(
  { places, rowStart, offer, cost }: Instance,
  assignment: Assignment,
): Certificate {
  const { offerOf, level, price, unplaced } = assignment;
  const students = rowStart.length - 1;
  const taken = new Int32Array(places.length);
  let placed = 0;
  let total = 0;
  let dearest = 0;
  let doubts = 0;
  for (let s = 0; s < students; s++) {
    const held = offerOf[s]!;
    const most = level[s]!;
    let heldCost = -1;
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const o = offer[pair]!;
      const own = cost[pair]!;
      if (own + price[o]! < most) doubts++;
      if (own > dearest) dearest = own;
      if (o === held) heldCost = own;
    }
    if (most > unplaced || !Number.isSafeInteger(most)) doubts++;
    if (held < 0) {
      if (most !== unplaced) doubts++;
      continue;
    }
    if (heldCost < 0 || heldCost + price[held]! !== most) doubts++;
    taken[held]!++;
    placed++;
    total += heldCost;
  }
  for (let o = 0; o < places.length; o++) {
    if (taken[o]! > places[o]! || price[o]! < 0 || (price[o]! > 0 && taken[o]! < places[o]!)) doubts++;
  }
  // Chains of moves visit each offer once, so that this price keeps anyone from being left out to save cost.
  if (unplaced <= Math.min(students, places.length) * dearest) doubts++;
  return { placed, cost: total, doubts };
}
