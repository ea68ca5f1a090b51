import fc from 'fast-check';
import { checkInput, match, validateMatching, type MatchingInput } from './index.js';
import { bestByBruteForce, compareWorth, worthOf } from './testing/brute-force.js';
import { randomInput, type Shape } from './testing/small-inputs.js';

const SEED = 20261122;

function forRandomInputs(shape: Shape, runs: number, check: (input: MatchingInput) => void): void {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const input = randomInput((most) => g(fc.nat, { max: most }), shape);
      fc.pre(checkInput(input).length === 0);
      check(input);
    }),
    { seed: SEED, numRuns: runs },
  );
}

function isAsGoodAsBruteForce(input: MatchingInput): void {
  const result = match(input);
  expect(validateMatching(input, result)).toEqual([]);
  expect(result.isExact).toBe(true);
  const costs = new Map(result.outcomes.map((outcome) => [outcome.request, outcome]));
  const chosen = input.requests.map(({ id }) => {
    const outcome = costs.get(id)!;
    return outcome.status === 'placed' ? input.offers.find((offer) => offer.id === outcome.offer)! : null;
  });
  const found = worthOf(input, chosen, (request) => {
    const outcome = costs.get(request.id)!;
    return outcome.status === 'placed' ? outcome.cost.total : 0;
  });
  const best = bestByBruteForce(input);
  if (!best) throw new Error('The input has no valid answer, though checkInput found no fault.');
  if (compareWorth(found, best) !== 0) expect(found).toEqual(best);
}

describe('the best answer, against trying every one', () => {
  const SHAPES: Record<string, Shape> = {
    'of a plain problem': {},
    'with priorities': { tiers: true },
    'with fair shares': { fairness: true },
    'with priorities and fair shares': { tiers: true, fairness: true },
    'with pinned and forbidden pairs': { pins: true, tiers: true, fairness: true },
    'with caps that nest': { caps: true, fairness: true },
    'with caps and blocks at different times': { caps: true, periods: true, tiers: true },
    'with supervision pools': { pools: true, periods: true },
    'with groups': { groups: true, tiers: true, pins: true },
    'with hybrid offers under caps and pools': { hybrids: true, caps: true, pools: true, fairness: true },
    'with everything at once': {
      tiers: true,
      fairness: true,
      caps: true,
      periods: true,
      pools: true,
      groups: true,
      hybrids: true,
      pins: true,
    },
  };
  for (const [name, shape] of Object.entries(SHAPES)) {
    it(name, () => forRandomInputs(shape, 500, isAsGoodAsBruteForce));
  }
});
