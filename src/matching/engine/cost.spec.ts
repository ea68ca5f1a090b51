import { costParts, legMinutes, preferenceRank, totalCost } from './cost.js';
import { groundOf } from './eligibility.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, NEAR } from './testing/small-inputs.js';

const GROUND = groundOf(anInput());
/** Car, 5.56 km as the crow flies: 5.56 x 1.3 / 48 x 60 + 5, rounded up. */
const TO_NEAR = 15;
/** Car, the 4 km that are assumed within one district: 4 x 1.3 / 48 x 60 + 5, rounded up. */
const AT_HOME = 12;

describe('the cost of a pair', () => {
  it('counts minutes there and back on each day of each leg in person', () => {
    const hybrid = anOffer('o', {
      legs: [
        aLeg({ district: NEAR.id, halfDaysPerWeek: 5 }),
        aLeg({ halfDaysPerWeek: 4 }),
        aLeg({ district: NEAR.id, halfDaysPerWeek: 2, mode: 'remote' }),
      ],
    });
    const request = aRequest('r');
    expect(legMinutes(request, hybrid, GROUND)).toEqual([TO_NEAR, AT_HOME, 0]);
    // Two and a half days are three journeys.
    expect(costParts(request, hybrid, GROUND).travel).toBe(2 * (TO_NEAR * 3 + AT_HOME * 2));
  });

  it.each([
    ['the first choice', ['o', 'p'], 1, 0],
    ['the second choice', ['p', 'o'], 2, 60],
    ['an offer that is not on a list of two', ['p', 'q'], null, 240],
    ['any offer for a student without a list', [], null, 0],
  ])('prefers by rank: %s', (_says, preferences, rank, cost) => {
    const request = aRequest('r', { preferences });
    expect(preferenceRank(request, anOffer('o'))).toBe(rank);
    expect(costParts(request, anOffer('o'), GROUND).preference).toBe(cost);
  });

  it('charges once for settings that the student has had, on however many legs', () => {
    const offer = anOffer('o', { legs: [aLeg(), aLeg(), aLeg({ setting: 'school' })] });
    expect(costParts(aRequest('r', { settingsDone: ['care home', 'school'] }), offer, GROUND).variety).toBe(
      240,
    );
    expect(costParts(aRequest('r', { settingsDone: ['hospice'] }), offer, GROUND).variety).toBe(0);
  });

  it('weighs each part by policy and adds them up', () => {
    const ground = groundOf(
      anInput({ policy: aPolicy({ weights: { travel: 3, preference: 0, variety: 2 } }) }),
    );
    const request = aRequest('r', { preferences: ['p'], settingsDone: ['care home'] });
    const parts = costParts(request, anOffer('o'), ground);
    expect(parts).toEqual({ travel: 3 * 2 * AT_HOME * 5, preference: 0, variety: 480, total: 360 + 480 });
    expect(totalCost(request, anOffer('o'), ground)).toBe(parts.total);
  });
});
