import type { Master, Share } from './master.js';
import type { Plan } from './plan.js';
import type { Pulse } from './pulse.js';
import type { Resettler } from './resettle.js';

/** A share that is a whole one but for rounding. */
export const WHOLE = 0.999;
/** Part of the learners that a step decides for, besides those who have a whole share. */
const A_STEP = 0.1;

/**
 * Makes a whole plan of a fractional one: who has a whole sequence gets it, and so do a few of those who have most of
 * one; then the programme shares out anew what is left, until all have one (diving: Sadykov and others 2019). Whoever
 * cannot have what was shared out gets the best that there is room for.
 *
 * @param master - at the end of its rounds; it is left with sequences that are favoured
 * @param plan - the rest of the plan; the learners of the master problem have nothing in it but what they must have
 * @param places - of the learners asked, by their place in the master problem
 */
export function dive(
  master: Master,
  plan: Plan,
  resettler: Resettler,
  places: readonly number[],
  pulse: Pulse,
): void {
  const waiting = new Set(places);
  while (waiting.size > 0) {
    const many = Math.max(1, Math.floor(A_STEP * waiting.size));
    largestShares(master.shares(), waiting).forEach((share, rank) => {
      if (share.share < WHOLE && rank >= many) return;
      waiting.delete(share.at);
      if (fits(plan, master.learners[share.at]!, share.pairs)) master.favour(share);
      else resettler.resettle(master.learners[share.at]!);
    });
    if (pulse.isOver) break;
    if (waiting.size > 0) master.reshare(waiting, pulse);
  }
  for (const at of waiting) resettler.resettle(master.learners[at]!);
}

/** The largest share of each of the learners, largest first. */
function largestShares(shares: readonly Share[], waiting: ReadonlySet<number>): Share[] {
  const largest = new Map<number, Share>();
  for (const share of shares) {
    if (!waiting.has(share.at)) continue;
    const known = largest.get(share.at);
    if (!known || known.share < share.share) largest.set(share.at, share);
  }
  return [...largest.values()].sort((a, b) => b.share - a.share || a.at - b.at);
}

/** Gives the learner the sequence if there is room for all of it. */
function fits(plan: Plan, learner: number, pairs: Int32Array): boolean {
  const held = plan.pairsOf(learner);
  if (pairs.some((pair) => pair >= 0 && !plan.isRunning(pair))) return false;
  plan.give(learner, pairs);
  if (pairs.every((pair) => pair < 0 || plan.isWithin(pair))) return true;
  plan.give(learner, held);
  return false;
}
