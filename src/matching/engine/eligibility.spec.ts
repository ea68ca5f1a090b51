import { firstRuleBroken, groundOf, rulesBroken, whatIsMissing } from './eligibility.js';
import { RULES, type Offer, type Policy, type Request, type Rule } from './types.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, FAR, NEAR } from './testing/small-inputs.js';

interface Case {
  readonly rule: Rule;
  readonly says: string;
  readonly request?: Partial<Request>;
  readonly offer?: Partial<Offer>;
  readonly policy?: Partial<Policy>;
  readonly missing?: readonly string[];
}

const BROKEN: readonly Case[] = [
  {
    rule: 'profession',
    says: 'an offer for others',
    offer: { professions: ['radiography'] },
    missing: ['dietetics'],
  },
  { rule: 'year', says: 'an offer for another year', offer: { years: [1, 3] }, missing: ['2'] },
  {
    rule: 'dates',
    says: 'an offer that starts a day late',
    offer: { startsOn: 101 },
    missing: ['starts on 1970-04-11'],
  },
  {
    rule: 'dates',
    says: 'an offer that ends a day early',
    offer: { endsOn: 139 },
    missing: ['ends on 1970-05-21'],
  },
  {
    rule: 'pattern',
    says: 'legs that add up to half a day too few',
    offer: { legs: [aLeg({ halfDaysPerWeek: 4 }), aLeg({ halfDaysPerWeek: 3 })] },
    missing: ['0.5 days a week'],
  },
  { rule: 'stale', says: 'an offer nobody reconfirmed', offer: { isStale: true }, missing: [] },
  {
    rule: 'reserved',
    says: 'an offer kept for another HEI',
    offer: { reservedFor: ['South'] },
    missing: ['North'],
  },
  {
    rule: 'reserved',
    says: 'an offer on the day before its release',
    offer: { reservedFor: ['South'], releaseOn: 51 },
    policy: { asOf: 50 },
  },
  {
    rule: 'conflict',
    says: 'a second leg with the own employer',
    request: { excludedProviders: ['Oak'] },
    offer: { legs: [aLeg(), aLeg({ provider: 'Oak' })] },
    missing: ['Oak'],
  },
  {
    rule: 'repeat',
    says: 'a provider already visited, where policy forbids that',
    request: { providersDone: ['Elm Care'] },
    policy: { forbidRepeatProvider: true },
    missing: ['Elm Care'],
  },
  {
    rule: 'setting',
    says: 'no leg in a setting that the block demands',
    request: { demands: { settings: ['hospice', 'school'], pillars: [], standards: [] } },
    missing: ['hospice', 'school'],
  },
  {
    rule: 'setting',
    says: 'one of two demanded pillars',
    request: { demands: { settings: ['care home'], pillars: ['leadership', 'research'], standards: [] } },
    offer: { pillars: ['research'] },
    missing: ['leadership'],
  },
  {
    rule: 'driver',
    says: 'a driver needed and a bus rider',
    request: { transport: 'public' },
    offer: { isDriverNeeded: true },
  },
  {
    rule: 'clearance',
    says: 'one check short',
    request: { clearances: ['DBS'] },
    offer: { requires: ['DBS', 'flu'] },
    missing: ['flu'],
  },
  {
    rule: 'access',
    says: 'a need that the site does not meet',
    request: { accessNeeds: ['step-free'] },
    offer: { accessFeatures: ['hearing loop'] },
    missing: ['step-free'],
  },
  {
    rule: 'travel',
    says: 'a second leg that is too far',
    request: { maxTravelMinutes: 60 },
    offer: { legs: [aLeg(), aLeg({ district: FAR.id })] },
  },
  {
    rule: 'travel',
    says: 'no own limit, and a policy that has one',
    offer: { legs: [aLeg({ district: NEAR.id })] },
    policy: { defaultMaxTravelMinutes: 12 },
  },
  {
    rule: 'forbidden',
    says: 'a pair that policy rules out',
    policy: { forbidden: [{ request: 'r', offer: 'o' }] },
  },
];

const KEPT: readonly Omit<Case, 'rule'>[] = [
  { says: 'dates that just cover the block', offer: { startsOn: 100, endsOn: 140 } },
  {
    says: 'two legs that together make the days',
    offer: { legs: [aLeg({ halfDaysPerWeek: 4 }), aLeg({ halfDaysPerWeek: 5 })] },
  },
  { says: 'an offer kept for the own HEI', offer: { reservedFor: ['North'] } },
  {
    says: 'a reserved offer on its day of release',
    offer: { reservedFor: ['South'], releaseOn: 50 },
    policy: { asOf: 50 },
  },
  { says: 'a provider already visited, where policy allows it', request: { providersDone: ['Elm Care'] } },
  {
    says: 'any one of the demanded settings, on any leg',
    request: { demands: { settings: ['hospice', 'care home'], pillars: [], standards: [] } },
    offer: { legs: [aLeg({ setting: 'school' }), aLeg()] },
  },
  {
    says: 'a leg that is far away but remote',
    request: { maxTravelMinutes: 15 },
    offer: { legs: [aLeg({ district: FAR.id, mode: 'remote' })] },
  },
  {
    says: 'a journey of exactly the limit',
    request: { maxTravelMinutes: 15 },
    offer: { legs: [aLeg({ district: NEAR.id })] },
  },
];

function pairOf({ request, offer, policy }: Omit<Case, 'rule' | 'says'>) {
  const input = anInput({
    requests: [aRequest('r', request)],
    offers: [anOffer('o', offer)],
    policy: aPolicy(policy),
  });
  return { request: input.requests[0]!, offer: input.offers[0]!, ground: groundOf(input) };
}

describe('a pair is eligible unless it breaks a rule', () => {
  it.each(BROKEN)('$rule: $says', (broken) => {
    const { request, offer, ground } = pairOf(broken);
    expect(rulesBroken(request, offer, ground)).toEqual([broken.rule]);
    expect(firstRuleBroken(request, offer, ground)).toBe(broken.rule);
    if (broken.missing) expect(whatIsMissing(broken.rule, request, offer)).toEqual(broken.missing);
  });

  it.each(KEPT)('eligible: $says', (kept) => {
    const { request, offer, ground } = pairOf(kept);
    expect(rulesBroken(request, offer, ground)).toEqual([]);
    expect(firstRuleBroken(request, offer, ground)).toBeNull();
  });

  it('has a case for every rule', () => {
    expect(new Set(BROKEN.map(({ rule }) => rule))).toEqual(new Set(RULES));
  });

  it('tells the first of several broken rules in the order of the rules, and all when asked', () => {
    const { request, offer, ground } = pairOf({ offer: { isStale: true, years: [1], requires: ['DBS'] } });
    expect(firstRuleBroken(request, offer, ground)).toBe('year');
    expect(rulesBroken(request, offer, ground)).toEqual(['year', 'stale', 'clearance']);
  });
});
