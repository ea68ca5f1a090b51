import type { MatchingInput } from '../engine/types.js';
import { inputDigest } from './input-digest.js';

const INPUT: MatchingInput = {
  requests: ['b "quoted"', 'a\nline', 'ü \u{1f600}'].map((id, at) => ({
    id,
    hei: 'north',
    profession: 'dietitian',
    year: 2,
    district: 'OX1',
    transport: 'car',
    maxTravelMinutes: at === 0 ? null : 60,
    startsOn: 100,
    endsOn: 140,
    halfDaysPerWeek: 8,
    preferences: ['o2', 'o1'],
    settingsDone: ['school', 'hospice'],
    providersDone: [],
    clearances: [],
    accessNeeds: ['step-free'],
    excludedProviders: [],
    priority: 1,
    carryOver: 0,
    demands: { settings: [], pillars: ['education'], standards: [] },
  })),
  offers: [
    {
      id: 'o1',
      professions: ['dietitian', 'podiatrist'],
      years: [3, 2],
      startsOn: 90,
      endsOn: 150,
      places: 2,
      minGroup: 1,
      legs: ['elm', 'ash'].map((provider, at) => ({
        provider,
        site: provider,
        district: 'OX1',
        halfDaysPerWeek: 5,
        mode: at === 0 ? 'in-person' : 'remote',
        setting: 'school',
        pool: at === 0 ? 'anna' : null,
      })),
      requires: [],
      isDriverNeeded: false,
      accessFeatures: [],
      reservedFor: [],
      releaseOn: null,
      pillars: [],
      standards: [],
      isStale: false,
    },
  ],
  pools: [{ id: 'anna', learnerHalfDaysPerWeek: 20 }],
  caps: [{ kind: 'site', id: 'elm', maxLearners: 3 }],
  districts: [{ id: 'OX1', latitude: 51.75, longitude: -1.26 }],
  policy: {
    asOf: 0,
    weights: { travel: 1, preference: 1, variety: 1 },
    fairness: 'none',
    entitlementWeights: [],
    defaultMaxTravelMinutes: 90,
    maxSeconds: 60,
    forbidRepeatProvider: false,
    pinned: [],
    forbidden: [
      { request: 'r', offer: 'o1' },
      { request: 'q', offer: 'o1' },
    ],
  },
};

function withRequest(edit: Partial<MatchingInput['requests'][number]>): MatchingInput {
  return { ...INPUT, requests: [{ ...INPUT.requests[0]!, ...edit }, ...INPUT.requests.slice(1)] };
}

describe('The digest of an input', () => {
  it('is the same on every machine and in every version', () => {
    // The recorded digests of earlier runs are compared with new ones: this text must not change.
    expect(inputDigest(INPUT)).toBe('c77d0d5252cf250d4f18718e7075c9d636d8d5fe0eceb76f7d82ba99b6a72ab0');
  });

  it('tells carry-over and weights of HEIs', () => {
    const [first, ...others] = INPUT.requests;
    const carried = { ...INPUT, requests: [{ ...first!, carryOver: 1 }, ...others] };
    const entitlementWeights = [{ hei: 'north', profession: null, weight: 2 }];
    const weighed = { ...INPUT, policy: { ...INPUT.policy, entitlementWeights } };
    expect(new Set([INPUT, carried, weighed].map((each) => inputDigest(each))).size).toBe(3);
  });

  it('does not depend on the order of rows, of members, or of lists that are sets', () => {
    const other: MatchingInput = {
      ...INPUT,
      policy: { ...INPUT.policy, forbidden: [...INPUT.policy.forbidden].reverse() },
      offers: INPUT.offers.map((offer) => ({
        ...Object.fromEntries(Object.entries(offer).reverse()),
        ...{ ...offer, years: [2, 3], professions: [...offer.professions].reverse() },
      })),
      requests: INPUT.requests
        .map((request) => ({ ...request, settingsDone: ['hospice', 'school'] }))
        .reverse(),
    };
    expect(inputDigest(other)).toBe(inputDigest(INPUT));
  });

  it.each<[string, MatchingInput]>([
    ['the order of preferences', withRequest({ preferences: ['o1', 'o2'] })],
    ['a number', withRequest({ year: 3 })],
    ['nothing in place of a number', withRequest({ maxTravelMinutes: 0 })],
    ['where one item ends and the next begins', withRequest({ settingsDone: ['school","hospice'] })],
    ['a request more', { ...INPUT, requests: [...INPUT.requests, { ...INPUT.requests[0]!, id: 'c' }] }],
    [
      'the order of legs',
      { ...INPUT, offers: INPUT.offers.map((offer) => ({ ...offer, legs: [...offer.legs].reverse() })) },
    ],
  ])('depends on %s', (_says, other) => {
    expect(inputDigest(other)).not.toBe(inputDigest(INPUT));
  });
});
