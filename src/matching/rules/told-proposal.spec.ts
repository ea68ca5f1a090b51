import type { Change, GivenUp, Placed, RuledOut, Unplaced } from '../engine/types.js';
import { tellOutcome } from './told-proposal.js';

const full: GivenUp = {
  offer: 'OFF-2',
  cost: 20,
  closedBy: { by: 'places' },
  heldBy: ['DU-7', 'RU-2'],
  worsening: null,
};
const noSupervision: GivenUp = {
  ...full,
  offer: 'OFF-3',
  closedBy: { by: 'pool', id: 'ot-team' },
  heldBy: [],
};
const ruleChange = (rule: 'access' | 'conflict' | 'reserved' | 'dates'): Change => ({
  kind: 'rule',
  rule,
  offer: 'OFF-9',
  missing: ['hoist'],
  placesGained: 1,
});
const unplaced: Unplaced = {
  status: 'unplaced',
  request: 'RU-1',
  removed: [{ rule: 'access', offers: 2 }],
  held: [full, noSupervision],
  eligibleOffers: 2,
  change: ruleChange('access'),
  inLine: 0,
};
const ruledOut = (rule: RuledOut['rule']): RuledOut => ({
  offer: 'OFF-9',
  cost: 10,
  rule,
  missing: ['hoist'],
});
const placed: Placed = {
  status: 'placed',
  request: 'RU-1',
  offer: 'OFF-1',
  cost: { travel: 40, preference: 0, variety: 0, total: 40 },
  legMinutes: [20],
  preferenceRank: 1,
  givenUp: [full],
  ruledOut: [ruledOut('access')],
};
const unplacedWords = { reason: 'No offer fits', changeThatWouldHelp: 'OFF-9 with hoist' };
const placedWords = {
  reason: '1st choice; 20 minutes away; OFF-9 (5 min) is without hoist and would have suited better',
  changeThatWouldHelp: '',
};
const owner = { seesWholeRun: true, knowsStudents: true, knowsSupervision: false };
const coordinator = { seesWholeRun: true, knowsStudents: false, knowsSupervision: true };
const partaker = { seesWholeRun: false, knowsStudents: true, knowsSupervision: false };
const everything = { seesWholeRun: true, knowsStudents: true, knowsSupervision: true };
const all = (told: object) => JSON.stringify(told);

describe('What is told of an outcome', () => {
  it('to whom nothing is withheld is all of it, as it was kept', () => {
    expect(tellOutcome(unplaced, unplacedWords, everything)).toEqual({
      ...unplacedWords,
      explanation: unplaced,
    });
    expect(tellOutcome(placed, placedWords, everything)).toEqual({ ...placedWords, explanation: placed });
  });

  it('to an HEI that only has students in the run names no student of another', () => {
    for (const told of [
      tellOutcome(unplaced, unplacedWords, partaker),
      tellOutcome(placed, placedWords, partaker),
    ]) {
      expect(all(told)).not.toContain('DU-7');
      expect(all(told)).toContain('"holders":2');
    }
    expect(all(tellOutcome(unplaced, unplacedWords, owner))).toContain('DU-7');
  });

  it('to such an HEI names no offer that is kept for others', () => {
    const kept = { ...unplaced, change: ruleChange('reserved') };
    const released = { reason: 'No offer fits', changeThatWouldHelp: 'OFF-9 released' };
    expect(all(tellOutcome(kept, released, partaker))).not.toContain('OFF-9');
    expect(all(tellOutcome(kept, released, coordinator))).toContain('OFF-9');

    const better = { ...placed, ruledOut: [ruledOut('reserved'), ruledOut('dates')] };
    const words = {
      reason: '20 minutes away; OFF-9 (5 min) is reserved for other HEIs and would have suited better',
      changeThatWouldHelp: '',
    };
    const told = tellOutcome(better, words, partaker);
    expect(told.reason).toBe('20 minutes away');
    expect(told.explanation).toMatchObject({ ruledOut: [{ rule: 'dates' }] });
  });

  it('to a coordinator says of what a student needs or avoids only that there is something', () => {
    for (const rule of ['access', 'conflict'] as const) {
      const told = tellOutcome({ ...unplaced, change: ruleChange(rule) }, unplacedWords, coordinator);
      expect(all(told)).not.toMatch(/hoist|OFF-9/);
      expect(told.changeThatWouldHelp).toBe("A change that the student's HEI is told of");
      const better = tellOutcome({ ...placed, ruledOut: [ruledOut(rule)] }, placedWords, coordinator);
      expect(all(better)).not.toMatch(/hoist|OFF-9/);
      expect(better.reason).toBe('1st choice; 20 minutes away');
    }
    expect(
      tellOutcome({ ...unplaced, change: ruleChange('dates') }, unplacedWords, coordinator),
    ).toMatchObject({
      changeThatWouldHelp: 'OFF-9 with hoist',
    });
  });

  it('to an HEI names no supervision pool', () => {
    const more: Unplaced = {
      ...unplaced,
      change: {
        kind: 'more-supervision',
        pool: 'ot-team',
        halfDaysPerWeek: 2,
        offer: 'OFF-3',
        placesGained: 1,
      },
    };
    for (const reader of [owner, partaker]) {
      expect(all(tellOutcome(more, unplacedWords, reader))).not.toContain('ot-team');
    }
    expect(all(tellOutcome(more, unplacedWords, coordinator))).toContain('ot-team');
  });

  it('stays nothing where nothing would help', () => {
    const told = tellOutcome(
      { ...unplaced, change: null },
      { reason: 'R', changeThatWouldHelp: '' },
      partaker,
    );
    expect(told).toMatchObject({ reason: 'R', changeThatWouldHelp: '', explanation: { change: null } });
  });
});
