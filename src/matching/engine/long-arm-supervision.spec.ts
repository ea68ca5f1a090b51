import { match, validateMatching, type Leg } from './index.js';
import { aLeg, anInput, anOffer, aRequest } from './testing/small-inputs.js';

/**
 * No care home on the coast employs an occupational therapist. Anna, who works for the council, supervises
 * learners in all of them from afar, up to ten learner-days a week. A hybrid learner spends two days
 * with the council, with Anna, and two and a half at the hospital, with Ben.
 */
describe('one educator for three care homes and half a hybrid', () => {
  const withAnna = (parts: Partial<Leg> = {}): Leg => aLeg({ pool: 'anna', halfDaysPerWeek: 9, ...parts });
  const offers = [
    anOffer('home 1', { places: 2, legs: [withAnna()] }),
    anOffer('home 2', { places: 2, legs: [withAnna()] }),
    anOffer('hybrid', {
      legs: [
        withAnna({ provider: 'Council', halfDaysPerWeek: 4 }),
        aLeg({ provider: 'Hospital', pool: 'ben', halfDaysPerWeek: 5 }),
      ],
    }),
  ];
  const requests = ['a', 'b', 'c', 'd', 'e'].map((id) => aRequest(id));
  const matchWith = (annaDays: number, benDays: number) => {
    const pools = [
      { id: 'anna', learnerHalfDaysPerWeek: 2 * annaDays },
      { id: 'ben', learnerHalfDaysPerWeek: 2 * benDays },
    ];
    const input = anInput({ requests, offers, pools });
    const result = match(input);
    expect(validateMatching(input, result)).toEqual([]);
    expect(result.isExact).toBe(true);
    return result;
  };
  const takenWith = (annaDays: number, benDays: number) =>
    Object.fromEntries(matchWith(annaDays, benDays).offers.map(({ offer, taken }) => [offer, taken]));

  it('places as many as her days allow, and the hybrid learner needs fewer of them', () => {
    // Two whole learners would take nine of ten days; one whole and the hybrid take six and a half.
    expect(matchWith(10, 3).objective.placed).toBe(2);
    expect(matchWith(11, 3).objective.placed).toBe(3);
  });

  it('places no hybrid learner when the other half has no supervisor', () => {
    expect(takenWith(20, 0)).toEqual({ 'home 1': 2, 'home 2': 2, hybrid: 0 });
  });

  it('counts only learners who are there in the same weeks', () => {
    const pools = [{ id: 'anna', learnerHalfDaysPerWeek: 9 }];
    const early = aRequest('early', { startsOn: 90, endsOn: 119 });
    const late = aRequest('late', { startsOn: 120, endsOn: 150 });
    const input = anInput({ requests: [early, late], offers: offers.slice(0, 1), pools });
    expect(match(input).objective.placed).toBe(2);
  });
});
