import { bestByHighs } from '../testing/by-highs.js';
import { problemFrom, supervisedMarket, type Market } from '../testing/supervised-market.js';
import { Roster } from '../settle.js';
import type { Problem } from '../problem.js';
import { aimsOf } from './aims.js';
import { roundingCuts } from './cuts.js';
import { diceFrom } from './dice.js';
import { Effort } from './effort.js';
import { LinearProgram } from './linear-program.js';
import { partOf, type Part } from './part.js';
import { roundingOf } from './rounding.js';
import { solvePart, type PartAnswer, type TreeSize } from './tree.js';
import { divided, rowsOf } from './whole-rows.js';

const AT_LENGTH: TreeSize = { mostBranches: Infinity, mostWork: Infinity };

/** Everybody free. */
function wholeOf(problem: Problem): { part: Part; roster: Roster } {
  const nobody = new Int32Array(problem.candidates.requests.length).fill(-1);
  const roster = new Roster(problem, nobody);
  return { part: partOf(problem, roster, [...nobody.keys()]), roster };
}

function solved(problem: Problem, size: TreeSize, effort = new Effort(1e10)): PartAnswer {
  const { part, roster } = wholeOf(problem);
  const start = new Int32Array(part.requests.length).fill(-1);
  return solvePart(part, aimsOf(problem), start, roundingOf(problem, roster, part), size, effort)!;
}

const MARKETS: readonly Market[] = [
  { requests: 30 },
  { requests: 36, periods: true },
  { requests: 36, groups: true },
  { requests: 48 },
];

describe('branch and cut', () => {
  it('finds the most that can be placed, at the least cost, as another solver does', async () => {
    for (const [at, market] of MARKETS.entries()) {
      for (let seed = 0; seed < 3; seed++) {
        const problem = problemFrom(supervisedMarket(diceFrom(10 * at + seed), market));
        const best = await bestByHighs(problem);
        const answer = solved(problem, AT_LENGTH);
        expect(answer.isBest).toBe(true);
        expect(answer.values).toEqual([-best.placed, best.cost]);
        expect(answer.bounds).toEqual(answer.values);
      }
    }
  });

  it('promises no more than is true wherever it is stopped', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const problem = problemFrom(
        supervisedMarket(diceFrom(100 + seed), { requests: 36, groups: seed % 2 === 0 }),
      );
      const best = await bestByHighs(problem);
      for (const mostBranches of [0, 1, 2, 5, 20]) {
        const { values, bounds, isBest } = solved(problem, { mostBranches, mostWork: Infinity });
        expect(-bounds[0]!).toBeGreaterThanOrEqual(best.placed);
        if (-values[0]! === best.placed) expect(bounds[1]).toBeLessThanOrEqual(best.cost);
        if (isBest) expect(values).toEqual([-best.placed, best.cost]);
      }
    }
  });

  it('keeps what it was given when there is no time for anything else', () => {
    const problem = problemFrom(supervisedMarket(diceFrom(7), { requests: 40 }));
    const answer = solved(problem, AT_LENGTH, new Effort(0));
    expect(answer.values[0]).toBe(0);
    expect(answer.isBest).toBe(false);
  });
});

describe('inequalities by rounding', () => {
  it('hold for every valid answer', async () => {
    let count = 0;
    for (let seed = 0; seed < 40; seed++) {
      const problem = problemFrom(supervisedMarket(diceFrom(200 + seed), { requests: 24 }));
      const { part } = wholeOf(problem);
      const columns = part.pairOf.length + part.groups.length;
      const rows = rowsOf(part, part.pairOf.length);
      const program = new LinearProgram(
        Float64Array.from({ length: columns }, (_, column) => -1 - (column % 7) / 100),
        new Float64Array(columns),
        new Float64Array(columns).fill(1),
        rows.map(divided),
        () => false,
      );
      for (let round = 0; round < 5; round++) {
        program.solve(Infinity, 10_000);
        for (const row of roundingCuts(program, rows)) {
          program.addRow(divided(row));
          rows.push(row);
          count++;
        }
      }
      // Optimal answers for many aims: extreme ones, which a wrong inequality would cut off first.
      for (let aim = 0; aim < 8; aim++) {
        const turned = { ...aimsOf(problem), costOf: (pair: number) => (pair * (aim + 3)) % 11 };
        const { part: same, roster } = wholeOf(problem);
        const start = new Int32Array(same.requests.length).fill(-1);
        const answer = solvePart(
          same,
          turned,
          start,
          roundingOf(problem, roster, same),
          AT_LENGTH,
          new Effort(1e10),
        )!;
        const taken = new Set(answer.columnOf);
        for (const { columns: used, weights, lower, upper } of rows) {
          const activity = used.reduce(
            (sum, column, nth) => sum + (taken.has(column) ? weights[nth]! : 0),
            0,
          );
          expect(activity).toBeLessThanOrEqual(upper);
          expect(activity).toBeGreaterThanOrEqual(lower);
        }
      }
    }
    expect(count).toBeGreaterThan(40);
  });
});
