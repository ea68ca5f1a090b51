import type { GivenUp, Outcome } from '../engine/types.js';
import { outcomeByIds } from './outcome-by-ids.js';

const full: GivenUp = {
  offer: 'OFF-2',
  cost: 20,
  closedBy: { by: 'places' },
  heldBy: ['DU-7', 'RU-2'],
  worsening: null,
};
const ids = new Map([
  ['RU-1', 'one'],
  ['RU-2', 'two'],
  ['DU-7', 'seven'],
]);

describe('An outcome by our ids', () => {
  it('names no student by reference, neither whom it is about nor who holds the places', () => {
    const unplaced: Outcome = {
      status: 'unplaced',
      request: 'RU-1',
      removed: [],
      held: [full],
      eligibleOffers: 1,
      change: null,
      inLine: 0,
    };
    const placed: Outcome = {
      status: 'placed',
      request: 'RU-1',
      offer: 'OFF-1',
      cost: { travel: 40, preference: 0, variety: 0, total: 40 },
      legMinutes: [20],
      preferenceRank: null,
      givenUp: [full],
      ruledOut: [],
    };
    expect(outcomeByIds(unplaced, ids)).toEqual({
      ...unplaced,
      request: 'one',
      held: [{ ...full, heldBy: ['seven', 'two'] }],
    });
    expect(outcomeByIds(placed, ids)).toEqual({
      ...placed,
      request: 'one',
      givenUp: [{ ...full, heldBy: ['seven', 'two'] }],
    });
  });
});
