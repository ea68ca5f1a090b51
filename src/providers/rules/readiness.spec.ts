import { readiness } from './readiness.js';

const nothing = { insuredUntil: null, riskAssessedOn: null, induction: null, safeguardingContact: null };
const states = (facts: Partial<typeof nothing> | Record<string, string>) =>
  readiness({ ...nothing, ...facts }, '2027-03-01').map(({ state }) => state);

describe('Readiness for learners', () => {
  it('is open in every point at first', () => expect(states({})).toEqual(['open', 'open', 'open', 'open']));

  it('is done when everything is told and in date', () =>
    expect(
      states({
        insuredUntil: '2027-03-01',
        riskAssessedOn: '2026-03-01',
        induction: 'A tour',
        safeguardingContact: 'Duty manager',
      }),
    ).toEqual(['done', 'done', 'done', 'done']));

  it('runs out with the insurance, and a year after the risk assessment', () =>
    expect(states({ insuredUntil: '2027-02-28', riskAssessedOn: '2026-02-28' }).slice(0, 2)).toEqual([
      'out-of-date',
      'out-of-date',
    ]));
});
