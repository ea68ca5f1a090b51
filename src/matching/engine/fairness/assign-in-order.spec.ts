import { bestInOrder, randomRanked, worthInOrder, type RankedShape } from '../testing/ranked-instances.js';
import { assignInOrder } from './assign-in-order.js';
import { doubtsAboutOrder } from './proof.js';

const NO_DOUBTS = { misplaced: 0, overfull: 0, cheaper: 0, slack: 0, disordered: 0 };

function numbersFrom(seed: number): (most: number) => number {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

const SHAPES: Record<string, RankedShape> = {
  tiers: { students: 6, offers: 4, tiers: 3 },
  'shares of HEIs': { students: 6, offers: 4, heis: 3 },
  'weighted shares': { students: 6, offers: 4, heis: 3, mostWeight: 3 },
  'carry-over': { students: 6, offers: 4, mostCarryOver: 3 },
  'tiers and carry-over': { students: 6, offers: 4, tiers: 3, mostCarryOver: 3 },
  'shares and carry-over': { students: 6, offers: 4, heis: 4, mostCarryOver: 3 },
  everything: { students: 7, offers: 4, tiers: 3, heis: 4, mostWeight: 2, mostCarryOver: 9 },
  'costs that are all alike': { students: 6, offers: 4, tiers: 2, heis: 3, mostCarryOver: 1, mostCost: 0 },
};

describe('the best answer in order, against trying every one, with', () => {
  it.each(Object.entries(SHAPES))('%s', (_name, shape) => {
    for (let seed = 1; seed <= 700; seed++) {
      const instance = randomRanked(numbersFrom(seed * 7919), shape);
      const answer = assignInOrder(instance);
      const found = worthInOrder(instance, answer.offerOf);
      expect({ seed, found }).toEqual({ seed, found: bestInOrder(instance) });
      expect({ seed, ...doubtsAboutOrder(instance, answer) }).toEqual({ seed, ...NO_DOUBTS });
    }
  });
});
