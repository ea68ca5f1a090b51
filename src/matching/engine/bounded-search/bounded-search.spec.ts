import { match, validateMatching, type MatchingInput } from '../index.js';
import { bestByBruteForce } from '../testing/brute-force.js';
import { bestByHighs } from '../testing/by-highs.js';
import { forRandomInputs } from '../testing/random.js';
import { problemFrom, supervisedMarket } from '../testing/supervised-market.js';
import type { Watch } from '../types.js';
import { diceFrom } from './dice.js';

const NO_TIME: Watch = { progress: () => undefined, isTimeUp: () => true };

/** Time that ends after so many questions. */
function shortTime(questions: number): Watch {
  let left = questions;
  return { progress: () => undefined, isTimeUp: () => left-- <= 0 };
}

describe('an answer under pools, hybrid legs and groups', () => {
  const everything = {
    pools: true,
    hybrids: true,
    groups: true,
    caps: true,
    periods: true,
    pins: true,
    tiers: true,
  };

  it.each([
    ['without time', {}],
    ['without time, when shares are to be fair', { fairness: true }],
  ])('is valid, and its bound holds, %s', (_name, more) =>
    forRandomInputs({ ...everything, ...more, mostRequests: 6 }, 300, (input) => {
      const best = bestByBruteForce(input)!;
      for (const watch of [NO_TIME, shortTime(3)]) {
        const { objective, bound, isExact } = match(input, watch);
        expect(validateMatching(input, match(input, watch))).toEqual([]);
        if (isExact) expect(objective.cost).toBe(best.cost);
        if (input.requests.every(({ priority }) => priority === input.requests[0]!.priority)) {
          expect(bound.placed).toBeGreaterThanOrEqual(best.placed);
          if (objective.placed === best.placed) expect(bound.cost).toBeLessThanOrEqual(best.cost);
        }
        expect(bound.placed).toBeGreaterThanOrEqual(objective.placed);
        expect(bound.cost).toBeLessThanOrEqual(objective.cost);
      }
    }),
  );

  it('is the best for 50 students, as another solver finds', async () => {
    for (const market of [{ requests: 50 }, { requests: 40, groups: true, periods: true }]) {
      const input = supervisedMarket(diceFrom(market.requests), market);
      const { objective, bound, isExact } = match(input);
      const best = await bestByHighs(problemFrom(input));
      expect(isExact).toBe(true);
      expect({ placed: objective.placed, cost: objective.cost }).toEqual(best);
      expect(bound).toEqual(best);
    }
  });

  it('is the same whenever there is time enough, in whatever order the input is given', () => {
    const input = supervisedMarket(diceFrom(3), { requests: 80, groups: true, tiers: true });
    const turned: MatchingInput = {
      ...input,
      requests: [...input.requests].reverse(),
      offers: [...input.offers].reverse(),
      pools: [...input.pools].reverse(),
    };
    const answer = match(input);
    expect(match(input, shortTime(1e9))).toEqual(answer);
    expect(match(turned)).toEqual(answer);
  });

  it('reports progress all the while, and lets whoever watches stop it', () => {
    const input = supervisedMarket(diceFrom(4), { requests: 100 });
    const done: number[] = [];
    match(input, {
      progress: (stage, so, of) => void (stage === 'solving' && done.push(so / of)),
      isTimeUp: () => false,
    });
    expect(done.length).toBeGreaterThan(5);
    for (let at = 1; at < done.length; at++) expect(done[at]).toBeGreaterThanOrEqual(done[at - 1]!);
    let calls = 0;
    const stop = () => {
      if (++calls > 20) throw new Error('stopped by the person');
    };
    expect(() => match(input, { progress: stop, isTimeUp: () => false })).toThrow('stopped by the person');
  });
});
