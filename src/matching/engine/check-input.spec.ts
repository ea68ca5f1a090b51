import { checkInput, match, type MatchingInput } from './index.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, HOME } from './testing/small-inputs.js';

const GOOD = anInput({ requests: [aRequest('r')], offers: [anOffer('o')] });

describe('checkInput', () => {
  it('has nothing to say about a good input, nor about one that is empty', () => {
    expect(checkInput(GOOD)).toEqual([]);
    expect(checkInput(anInput())).toEqual([]);
    expect(match(anInput()).objective).toEqual({
      placedByPriority: [],
      placedByCarryOver: [],
      placed: 0,
      cost: 0,
    });
  });

  it.each<[string, string, Partial<MatchingInput>]>([
    [
      'a district that is not there',
      'requests[0].district',
      { requests: [aRequest('r', { district: 'ZZ1' })] },
    ],
    ['a fraction of a place', 'offers[0].places', { offers: [anOffer('o', { places: 1.5 })] }],
    ['negative places', 'offers[0].places', { offers: [anOffer('o', { places: -1 })] }],
    ['a group larger than the places', 'offers[0].minGroup', { offers: [anOffer('o', { minGroup: 2 })] }],
    ['an offer without a leg', 'offers[0].legs', { offers: [anOffer('o', { legs: [] })] }],
    [
      'a pool that is not there',
      'offers[0].legs[0].pool',
      { offers: [anOffer('o', { legs: [aLeg({ pool: 'p' })] })] },
    ],
    [
      'a leg in no district',
      'offers[0].legs[0].district',
      { offers: [anOffer('o', { legs: [aLeg({ district: '' })] })] },
    ],
    [
      'a block that ends before it starts',
      'requests[0].endsOn',
      { requests: [aRequest('r', { endsOn: 99 })] },
    ],
    [
      'a point off the earth',
      'districts[1].latitude',
      { districts: [HOME, { id: 'X', latitude: 91, longitude: 0 }] },
    ],
    [
      'a negative weight',
      'policy.weights.travel',
      { policy: aPolicy({ weights: { travel: -1, preference: 1, variety: 1 } }) },
    ],
    ['no time at all', 'policy.maxSeconds', { policy: aPolicy({ maxSeconds: 0 }) }],
    ['an id used twice', 'requests[1]', { requests: [aRequest('r'), aRequest('r')] }],
    [
      'a pool without a size',
      'pools[0].learnerHalfDaysPerWeek',
      { pools: [{ id: 'p', learnerHalfDaysPerWeek: NaN }] },
    ],
    [
      'a pin for a stranger',
      'policy.pinned[0].request',
      { policy: aPolicy({ pinned: [{ request: 's', offer: 'o' }] }) },
    ],
    [
      'a forbidden pair of strangers',
      'policy.forbidden[0].offer',
      { policy: aPolicy({ forbidden: [{ request: 'r', offer: 'p' }] }) },
    ],
    [
      'a pin against a rule',
      'policy.pinned[0]',
      { requests: [aRequest('r', { year: 1 })], policy: aPolicy({ pinned: [{ request: 'r', offer: 'o' }] }) },
    ],
    [
      'two pins for one place',
      'policy.pinned',
      {
        requests: [aRequest('r'), aRequest('s')],
        policy: aPolicy({
          pinned: [
            { request: 'r', offer: 'o' },
            { request: 's', offer: 'o' },
          ],
        }),
      },
    ],
    [
      'a pin to a group that cannot be filled',
      'policy.pinned',
      {
        offers: [anOffer('o', { places: 2, minGroup: 2 })],
        policy: aPolicy({ pinned: [{ request: 'r', offer: 'o' }] }),
      },
    ],
  ])('finds %s', (_says, path, parts) => {
    const faults = checkInput({ ...GOOD, ...parts });
    expect(faults.map((fault) => fault.path)).toContain(path);
  });

  it('finds costs that are too large to be compared exactly', () => {
    const requests = Array.from({ length: 60_000 }, (_, at) =>
      aRequest(`r${at}`, {
        hei: `H${at % 100}`,
        priority: at % 50,
        maxTravelMinutes: 10_000,
        preferences: ['o'],
      }),
    );
    const policy = aPolicy({
      fairness: 'max-min',
      weights: { travel: 1000, preference: 1000, variety: 1000 },
    });
    const offers = [anOffer('o', { places: 60_000 })];
    // Aim by aim there is nothing to weigh; a search has to weigh them all at once.
    expect(checkInput({ ...GOOD, requests, offers, policy })).toEqual([]);
    const inGroups = offers.map((offer) => ({ ...offer, minGroup: 2 }));
    const faults = checkInput({ ...GOOD, requests, offers: inGroups, policy });
    expect(faults.map(({ path }) => path)).toEqual(['policy.weights']);
  });
});
