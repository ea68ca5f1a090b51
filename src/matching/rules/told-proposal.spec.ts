import type { Placed, Unplaced } from '../engine/types.js';
import { tellOutcome } from './told-proposal.js';

const unplaced: Unplaced = {
  status: 'unplaced',
  request: 'RU-1',
  removed: [{ rule: 'access', offers: 2 }],
  held: [{ offer: 'OFF-2', cost: 20, heldBy: ['DU-7', 'RU-2'] }],
  eligibleOffers: 1,
  change: { kind: 'rule', offer: 'OFF-9', rule: 'access', missing: ['hoist'] },
};
const kept: Unplaced = {
  ...unplaced,
  change: { kind: 'rule', offer: 'OFF-KEPT', rule: 'reserved', missing: ['ridgeway'] },
};
const placed: Placed = {
  status: 'placed',
  request: 'RU-1',
  offer: 'OFF-1',
  cost: { travel: 40, preference: 0, variety: 0, total: 40 },
  legMinutes: [20],
  preferenceRank: 1,
  givenUp: [{ offer: 'OFF-2', cost: 20, heldBy: ['DU-7'] }],
};
const owner = { seesWholeRun: true, knowsStudents: true };
const coordinator = { seesWholeRun: true, knowsStudents: false };
const partaker = { seesWholeRun: false, knowsStudents: true };
const all = (told: object) => JSON.stringify(told);

describe('What is told of an outcome', () => {
  it('to those who started the run is all of it', () => {
    expect(tellOutcome(unplaced, 'OFF-9 with hoist', owner)).toEqual({
      changeThatWouldHelp: 'OFF-9 with hoist',
      explanation: unplaced,
    });
  });

  it('to an HEI that only has students in the run names no student of another', () => {
    for (const outcome of [unplaced, placed]) {
      const told = tellOutcome(outcome, 'OFF-9 with hoist', partaker);
      expect(all(told)).not.toContain('DU-7');
      expect(all(told)).toContain('"holders":');
    }
    expect(tellOutcome(unplaced, 'OFF-9 with hoist', partaker).explanation).toMatchObject({
      held: [{ offer: 'OFF-2', heldBy: [], holders: 2 }],
      change: { missing: ['hoist'] },
    });
  });

  it('to such an HEI names no offer that is kept for others', () => {
    expect(all(tellOutcome(kept, 'OFF-KEPT released', partaker))).not.toContain('OFF-KEPT');
    expect(all(tellOutcome(kept, 'OFF-KEPT released', coordinator))).toContain('OFF-KEPT');
  });

  it.each(['access', 'conflict'] as const)(
    'to a coordinator says of a change to %s only that there is one',
    (rule) => {
      const outcome: Unplaced = {
        ...unplaced,
        change: { kind: 'rule', offer: 'OFF-9', rule, missing: ['hoist'] },
      };
      const told = tellOutcome(outcome, 'OFF-9 with hoist', coordinator);
      expect(all(told)).not.toMatch(/hoist|OFF-9/);
      expect(told.explanation).toMatchObject({ change: { kind: 'rule', rule } });
    },
  );

  it('is whole where there is nothing to withhold', () => {
    const more: Unplaced = { ...unplaced, change: { kind: 'one-more-place', offer: 'OFF-2' } };
    expect(tellOutcome(more, 'One more place on OFF-2', coordinator).changeThatWouldHelp).toBe(
      'One more place on OFF-2',
    );
    expect(tellOutcome({ ...unplaced, change: null }, '', coordinator).changeThatWouldHelp).toBe('');
  });
});
