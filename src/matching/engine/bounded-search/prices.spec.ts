import { solve } from '../search.js';
import { bestByBruteForce } from '../testing/brute-force.js';
import { forRandomInputs } from '../testing/random.js';
import { problemFrom, supervisedMarket } from '../testing/supervised-market.js';
import { diceFrom } from './dice.js';
import { Effort } from './effort.js';
import { Prices } from './prices.js';

const SHAPE = {
  pools: true,
  hybrids: true,
  groups: true,
  caps: true,
  periods: true,
  pins: true,
  tiers: true,
};

describe('prices', () => {
  it('promise no less than the best answer reaches, however far they have come', () => {
    for (const steps of [0, 1e4, 1e9]) {
      forRandomInputs({ ...SHAPE, mostRequests: 6 }, 150, (input) => {
        const best = bestByBruteForce(input)!;
        const prices = new Prices(problemFrom(input), new Effort(steps));
        prices.boundPlaced(0);
        expect(prices.mostPlaced).toBeGreaterThanOrEqual(best.placed);
        prices.boundCost();
        expect(prices.mostPlaced).toBeGreaterThanOrEqual(best.placed);
        expect(prices.leastCost(Int32Array.from(best.placedByTier))).toBeLessThanOrEqual(best.cost);
      });
    }
  });

  it('come within one learner of the best answer on markets of sixty', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const problem = problemFrom(supervisedMarket(diceFrom(seed), { requests: 60, tiers: seed % 2 === 0 }));
      const { standing, isExact } = solve(problem)!;
      expect(isExact).toBe(true);
      const prices = new Prices(problem, new Effort(1e9));
      prices.boundPlaced(0);
      expect(prices.mostPlaced - standing.placed).toBeGreaterThanOrEqual(0);
      expect(prices.mostPlaced - standing.placed).toBeLessThanOrEqual(1);
      prices.boundCost();
      const least = prices.leastCost(standing.placedByTier);
      expect(least).toBeLessThanOrEqual(standing.cost);
      expect(least).toBeGreaterThan(0);
    }
  });

  it('see nothing to regret where everybody has what is best for them', () => {
    const input = supervisedMarket(diceFrom(1), { requests: 20 });
    const pools = input.pools.map((pool) => ({ ...pool, learnerHalfDaysPerWeek: 10_000 }));
    const offers = input.offers.map((offer) => ({ ...offer, places: 20 }));
    const problem = problemFrom({ ...input, pools, offers });
    const prices = new Prices(problem, new Effort(1e9));
    prices.boundPlaced(0);
    prices.boundCost();
    const { pairOf } = solve(problem)!;
    for (const regret of prices.regrets(pairOf)) expect(regret).toBeCloseTo(0, 5);
    const nobody = prices.regrets(new Int32Array(pairOf.length).fill(-1));
    expect(Math.max(...nobody)).toBeGreaterThan(0.5);
  });
});
