import { match, validateMatching, type MatchingInput, type MatchingResult, type Placed } from './index.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest } from './testing/small-inputs.js';

const INPUT = anInput({
  requests: [
    aRequest('a'),
    aRequest('b', { startsOn: 120 }),
    aRequest('c', { hei: 'South', year: 3, priority: 2 }),
  ],
  offers: [
    anOffer('x', { places: 2, legs: [aLeg({ pool: 'anna' })] }),
    anOffer('y', { years: [3], places: 3, minGroup: 1 }),
  ],
  pools: [{ id: 'anna', learnerHalfDaysPerWeek: 20 }],
  caps: [{ kind: 'site', id: 'Elm House', maxLearners: 3 }],
});
const RESULT = match(INPUT);

function withPlaced(request: string, edit: Partial<Placed>): MatchingResult {
  return {
    ...RESULT,
    outcomes: RESULT.outcomes.map((outcome) =>
      outcome.request === request ? ({ ...outcome, ...edit } as Placed) : outcome,
    ),
  };
}

function checksFailed(input: MatchingInput, result: MatchingResult): string[] {
  return [...new Set(validateMatching(input, result).map(({ check }) => check))];
}

describe('validateMatching', () => {
  it('finds nothing wrong with a good result', () => {
    expect(RESULT.objective.placed).toBe(3);
    expect(validateMatching(INPUT, RESULT)).toEqual([]);
  });

  it.each<[string, string, MatchingInput, MatchingResult]>([
    ['a request that is left out', 'requests', INPUT, { ...RESULT, outcomes: RESULT.outcomes.slice(1) }],
    [
      'a request that is told twice',
      'requests',
      INPUT,
      { ...RESULT, outcomes: [...RESULT.outcomes, RESULT.outcomes[0]!] },
    ],
    ['an offer that is not in the input', 'requests', INPUT, withPlaced('a', { offer: 'z' })],
    ['a placement against a rule', 'rule', INPUT, withPlaced('c', { offer: 'x' })],
    [
      'a pin that is not kept',
      'pinned',
      { ...INPUT, policy: aPolicy({ pinned: [{ request: 'a', offer: 'y' }] }) },
      RESULT,
    ],
    [
      'more learners than places',
      'places',
      { ...INPUT, offers: INPUT.offers.map((offer) => ({ ...offer, places: 1 })) },
      RESULT,
    ],
    [
      'a group that is too small',
      'group',
      { ...INPUT, offers: INPUT.offers.map((offer) => ({ ...offer, minGroup: 2 })) },
      RESULT,
    ],
    [
      'a cap that is passed',
      'cap',
      { ...INPUT, caps: [{ kind: 'site', id: 'Elm House', maxLearners: 2 }] },
      RESULT,
    ],
    [
      'a pool that is passed',
      'pool',
      { ...INPUT, pools: [{ id: 'anna', learnerHalfDaysPerWeek: 19 }] },
      RESULT,
    ],
    [
      'a cost that does not add up',
      'cost',
      INPUT,
      withPlaced('a', { cost: { travel: 1, preference: 0, variety: 0, total: 1 } }),
    ],
    ['minutes that are not those of the journey', 'cost', INPUT, withPlaced('a', { legMinutes: [1] })],
    [
      'a total that is not the sum',
      'objective',
      INPUT,
      { ...RESULT, objective: { ...RESULT.objective, cost: 1 } },
    ],
    ['shares that were not counted', 'heis', INPUT, { ...RESULT, heis: [] }],
    ['offers that were not counted', 'offers', INPUT, { ...RESULT, offers: [] }],
    ['an exact answer without a proof', 'bound', INPUT, { ...RESULT, proof: 'bound' }],
    ['an exact answer away from its bound', 'bound', INPUT, { ...RESULT, bound: { placed: 4, cost: 0 } }],
  ])('finds %s', (_says, check, input, result) => {
    expect(checksFailed(input, result)).toContain(check);
  });

  it('allows those to share a cap who are never there at once', () => {
    const caps = [{ kind: 'provider' as const, id: 'Elm Care', maxLearners: 1 }];
    const requests = [aRequest('a', { endsOn: 119 }), aRequest('b', { startsOn: 120 })];
    const input = anInput({ requests, offers: [anOffer('x', { places: 2 })], caps });
    const result = match(input);
    expect(result.objective.placed).toBe(2);
    expect(validateMatching(input, result)).toEqual([]);
  });
});
