import type { Leg, MatchingInput, Offer, Policy, Request } from '../types.js';

/**
 * Builders for specs: a request, an offer and an input that are as plain as can be, with only what matters
 * to the case written out; and random inputs small enough to be solved by trying everything.
 */

/** One district in each place; `n` degrees north of the first is about `111 n` km. */
export const HOME = { id: 'OX1', latitude: 51.75, longitude: -1.26 };
export const NEAR = { id: 'OX4', latitude: 51.8, longitude: -1.26 };
export const FAR = { id: 'RG1', latitude: 52.15, longitude: -1.26 };

export function aRequest(id: string, parts: Partial<Request> = {}): Request {
  return {
    id,
    hei: 'North',
    profession: 'dietetics',
    year: 2,
    district: HOME.id,
    transport: 'car',
    maxTravelMinutes: null,
    startsOn: 100,
    endsOn: 140,
    halfDaysPerWeek: 8,
    preferences: [],
    settingsDone: [],
    providersDone: [],
    clearances: [],
    accessNeeds: [],
    excludedProviders: [],
    priority: 1,
    carryOver: 0,
    demands: { settings: [], pillars: [], standards: [] },
    ...parts,
  };
}

export function aLeg(parts: Partial<Leg> = {}): Leg {
  return {
    provider: 'Elm Care',
    site: 'Elm House',
    district: HOME.id,
    halfDaysPerWeek: 10,
    mode: 'in-person',
    setting: 'care home',
    pool: null,
    ...parts,
  };
}

export function anOffer(id: string, parts: Partial<Offer> = {}): Offer {
  return {
    id,
    professions: ['dietetics'],
    years: [2],
    startsOn: 90,
    endsOn: 150,
    places: 1,
    minGroup: 1,
    legs: [aLeg()],
    requires: [],
    isDriverNeeded: false,
    accessFeatures: [],
    reservedFor: [],
    releaseOn: null,
    pillars: [],
    standards: [],
    isStale: false,
    ...parts,
  };
}

export function aPolicy(parts: Partial<Policy> = {}): Policy {
  return {
    asOf: 0,
    weights: { travel: 1, preference: 1, variety: 1 },
    fairness: 'none',
    entitlementWeights: [],
    defaultMaxTravelMinutes: 90,
    maxSeconds: 60,
    forbidRepeatProvider: false,
    pinned: [],
    forbidden: [],
    ...parts,
  };
}

export function anInput(parts: Partial<MatchingInput> = {}): MatchingInput {
  return {
    requests: [],
    offers: [],
    pools: [],
    caps: [],
    districts: [HOME, NEAR, FAR],
    policy: aPolicy(),
    ...parts,
  };
}

/** What a random input may have besides requests and offers. */
export interface Shape {
  readonly tiers?: boolean;
  readonly fairness?: boolean;
  /** Weights of HEIs, and of their professions, in their entitlements. */
  readonly weights?: boolean;
  readonly carryOver?: boolean;
  readonly caps?: boolean;
  readonly periods?: boolean;
  readonly pools?: boolean;
  readonly groups?: boolean;
  readonly hybrids?: boolean;
  readonly pins?: boolean;
  /** Offers and requests that differ in whatever the rules look at. */
  readonly rules?: boolean;
  readonly mostRequests?: number;
  readonly mostOffers?: number;
}

/** A whole number from 0 to `most`. */
export type Pick = (most: number) => number;

function someWeights(pick: Pick): Policy['entitlementWeights'] {
  return ['North', 'South', 'West']
    .flatMap((hei) => [null, 'dietetics', 'podiatry'].map((profession) => ({ hei, profession })))
    .filter(() => pick(2) === 0)
    .map((whose) => ({ ...whose, weight: 1 + pick(3) }));
}

/** A random input of the shape. `pick` decides everything, so that the same picks give the same input. */
export function randomInput(pick: Pick, shape: Shape): MatchingInput {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const some = <Thing>(things: readonly Thing[], chanceOf: number): Thing[] =>
    things.filter(() => pick(chanceOf) === 0);
  const offerCount = 1 + pick((shape.mostOffers ?? 4) - 1);
  const requestCount = 1 + pick((shape.mostRequests ?? 5) - 1);
  const providers = ['Ash', 'Beech'];
  const leg = (halfDaysPerWeek: number): Leg => {
    const provider = one(providers);
    return aLeg({
      provider,
      site: `${provider} ${1 + pick(1)}`,
      district: one([HOME.id, NEAR.id, FAR.id]),
      halfDaysPerWeek,
      mode: pick(5) === 0 ? 'remote' : 'in-person',
      setting: one(['care home', 'hospice', 'school']),
      pool: shape.pools ? one(['anna', 'ben', null]) : null,
    });
  };
  const offers = Array.from({ length: offerCount }, (_, at): Offer => {
    const places = pick(3);
    return anOffer(`offer ${at}`, {
      places,
      minGroup: shape.groups && places > 1 ? 1 + pick(places - 1) : 1,
      legs: shape.hybrids && pick(1) === 0 ? [leg(4), leg(5)] : [leg(10)],
      years: pick(4) === 0 ? [1, 3] : [1, 2, 3],
      ...(shape.weights && { professions: one([['dietetics'], ['podiatry'], ['dietetics', 'podiatry']]) }),
      requires: some(['DBS'], 4),
      isDriverNeeded: pick(7) === 0,
      reservedFor: pick(5) === 0 ? ['North'] : [],
      isStale: pick(9) === 0,
      ...(shape.rules && {
        startsOn: 100 - 10 + pick(3) * 5,
        endsOn: one([135, 139, 145, 160]),
        requires: some(['DBS', 'flu', 'hepatitis B'], 2),
        isDriverNeeded: pick(3) === 0,
        accessFeatures: some(['step-free', 'loop'], 1),
        pillars: some(['research', 'leadership'], 1),
        isStale: pick(3) === 0,
        reservedFor: pick(2) === 0 ? ['North'] : [],
        releaseOn: one([null, -1, 1]),
      }),
    });
  });
  const offerIds = offers.map(({ id }) => id);
  const requests = Array.from({ length: requestCount }, (_, at): Request => {
    const period = shape.periods
      ? one([
          [100, 120],
          [110, 140],
          [130, 150],
        ] as const)
      : ([100, 140] as const);
    return aRequest(`request ${at}`, {
      hei: one(['North', 'South', 'West']),
      year: one([2, 2, 3]),
      district: one([HOME.id, NEAR.id]),
      transport: one(['car', 'car', 'public']),
      maxTravelMinutes: one([null, 30, 60]),
      startsOn: period[0],
      endsOn: period[1],
      preferences: some(offerIds, 2),
      settingsDone: some(['care home', 'hospice'], 3),
      clearances: ['DBS'].filter(() => pick(3) > 0),
      excludedProviders: some(providers, 9),
      priority: shape.tiers ? pick(2) : 1,
      carryOver: shape.carryOver && pick(1) === 0 ? one([1, 1, 4]) : 0,
      ...(shape.weights && { profession: one(['dietetics', 'podiatry']) }),
      ...(shape.rules && {
        halfDaysPerWeek: one([8, 9, 10, 11]),
        clearances: some(['DBS', 'flu', 'hepatitis B'], 1),
        accessNeeds: some(['step-free', 'loop'], 3),
        providersDone: some(providers, 3),
        transport: one(['car', 'public', 'bicycle']),
        demands: { settings: [], pillars: some(['research', 'leadership'], 4), standards: [] },
      }),
    });
  });
  const pair = () => ({ request: one(requests).id, offer: one(offers).id });
  const pinned = shape.pins && pick(2) === 0 ? [pair()] : [];
  return anInput({
    requests,
    offers,
    pools: shape.pools
      ? ['anna', 'ben'].map((id) => ({ id, learnerHalfDaysPerWeek: one([4, 9, 14, 20]) }))
      : [],
    caps: shape.caps
      ? [
          ...some(providers, 1).map((id) => ({ kind: 'provider' as const, id, maxLearners: pick(3) })),
          ...some(['Ash 1', 'Ash 2', 'Beech 1'], 1).map((id) => ({
            kind: 'site' as const,
            id,
            maxLearners: pick(2),
          })),
        ]
      : [],
    policy: aPolicy({
      fairness: shape.fairness ? 'max-min' : 'none',
      entitlementWeights: shape.weights ? someWeights(pick) : [],
      pinned,
      forbidRepeatProvider: shape.rules === true && pick(1) === 0,
      forbidden:
        shape.pins && shape.rules
          ? [pair(), pair(), pair(), pair()]
          : shape.pins && pick(2) === 0
            ? [pair()]
            : [],
    }),
  });
}
