import { groundOf } from '../eligibility.js';
import { hasOrder, solveInOrder, type OrderedFlow } from '../fairness/solve-in-order.js';
import { NOTHING_EXTRA, solveFlow } from '../flow.js';
import { compareStandings, standingOf } from '../objective.js';
import { problemOf, type Problem } from '../problem.js';
import { isNested, withWholeOffers } from '../relaxation.js';
import { forRandomInputs } from '../testing/random.js';
import type { Shape } from '../testing/small-inputs.js';
import type { MatchingInput } from '../types.js';
import { doubtsAboutOptimalityInOrder } from './in-order.js';
import type { OptimalityDoubts } from './optimality.js';

const NO_DOUBTS = { misplaced: 0, overfull: 0, baseless: 0, cheaper: 0, slack: 0, misweighed: 0 };

function solved(input: MatchingInput): { problem: Problem; answer: OrderedFlow } | null {
  const problem = problemOf(input, groundOf(input));
  const answer = isNested(problem) && hasOrder(problem) ? solveInOrder(problem, () => undefined) : null;
  return answer && { problem, answer };
}

function count(doubts: OptimalityDoubts): number {
  return Object.values(doubts).reduce<number>((sum, more: number) => sum + more, 0);
}

const SHAPES: readonly Shape[] = [
  { tiers: true, pins: true },
  { fairness: true, mostRequests: 8 },
  { carryOver: true, pins: true },
  { fairness: true, weights: true, carryOver: true, tiers: true, pins: true, mostRequests: 9 },
  { caps: true, periods: true, hybrids: true, fairness: true, mostRequests: 8, mostOffers: 6 },
  {
    caps: true,
    pools: true,
    periods: true,
    fairness: true,
    weights: true,
    carryOver: true,
    tiers: true,
    pins: true,
    mostRequests: 10,
    mostOffers: 6,
  },
];

describe('an answer that was found aim by aim', () => {
  it.each(SHAPES)('is proven by its prices: %j', (shape) => {
    let answers = 0;
    forRandomInputs(shape, 400, (input) => {
      const found = solved(input);
      if (!found) return;
      answers++;
      expect(doubtsAboutOptimalityInOrder(input, found.problem, found.answer)).toEqual(NO_DOUBTS);
    });
    expect(answers).toBeGreaterThan(100);
  });

  it.each(SHAPES)('is as good as that of one flow that weighs all aims at once: %j', (shape) => {
    forRandomInputs(shape, 400, (input) => {
      const found = solved(input);
      if (!found) return;
      const { problem, answer } = found;
      const flow = solveFlow(problem, withWholeOffers(problem), NOTHING_EXTRA)!;
      expect(compareStandings(answer.standing, flow.standing, problem.classes, problem.isFair)).toBe(0);
    });
  });

  it.each(SHAPES)('is the only one that its prices prove, but for those as good: %j', (shape) => {
    let others = 0;
    forRandomInputs(shape, 60, (input) => {
      const found = solved(input);
      if (!found) return;
      const { problem, answer } = found;
      const { candidates, classes, isFair } = problem;
      answer.pairOf.forEach((held, r) => {
        const row = [-1];
        for (let pair = candidates.rowStart[r]!; pair < candidates.rowStart[r + 1]!; pair++) row.push(pair);
        for (const pair of row) {
          if (pair === held) continue;
          const pairOf = Int32Array.from(answer.pairOf);
          pairOf[r] = pair;
          const standing = standingOf(candidates, classes, pairOf);
          if (compareStandings(standing, answer.standing, classes, isFair) === 0) continue;
          others++;
          const doubts = doubtsAboutOptimalityInOrder(input, problem, { ...answer, pairOf, standing });
          expect(count(doubts)).toBeGreaterThan(0);
        }
      });
    });
    expect(others).toBeGreaterThan(80);
  });
});
