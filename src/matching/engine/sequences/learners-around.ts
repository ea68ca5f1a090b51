import type { Plan } from './plan.js';
import type { SequenceProblem } from './sequence-problem.js';

/** Others whom one block of a learner leads to, at most. */
const NAMED_BY_A_BLOCK = 3;

/** Some learners who want what others of them have: the one given, who holds the offers that suit best, and so on. */
export function learnersAround(
  { whole, learners, learnerOf }: SequenceProblem,
  plan: Plan,
  first: number,
  most: number,
): number[] {
  const { rowStart, offer, cost } = whole.candidates;
  const holders = new Map<number, number[]>();
  plan.pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    const there = holders.get(offer[pair]!);
    if (there) there.push(learnerOf[request]!);
    else holders.set(offer[pair]!, [learnerOf[request]!]);
  });
  const found = new Set([first]);
  for (const learner of found) {
    for (const request of learners[learner]!.blocks) {
      const pairs = Array.from(
        { length: rowStart[request + 1]! - rowStart[request]! },
        (_, at) => rowStart[request]! + at,
      );
      pairs.sort((a, b) => cost[a]! - cost[b]! || a - b);
      let named = 0;
      for (const pair of pairs) {
        if (named >= NAMED_BY_A_BLOCK || found.size >= most) break;
        for (const other of holders.get(offer[pair]!) ?? []) {
          if (found.has(other) || found.size >= most) continue;
          found.add(other);
          named++;
        }
      }
    }
    if (found.size >= most) break;
  }
  return [...found].sort((a, b) => a - b);
}
