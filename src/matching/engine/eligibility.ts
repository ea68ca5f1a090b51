import { isoDay } from '../../shared/days.js';
import { travelMinutes, type District, type Transport } from '../../shared/travel-time.js';
import { RULES, type MatchingInput, type Offer, type Policy, type Request, type Rule } from './types.js';

/** What the rules need to know besides the pair itself. Made once for an input by {@link groundOf}. */
export interface Ground {
  readonly policy: Policy;
  /** One-way minutes between two districts of the input. */
  minutes(fromDistrict: string, toDistrict: string, transport: Transport): number;
  isForbidden(request: string, offer: string): boolean;
}

/**
 * Reads districts and forbidden pairs once, so that pairs can be judged quickly. Journeys are
 * remembered: a second question about the same two districts costs two look-ups.
 *
 * @throws Error from `minutes` when asked for a district that the input does not have; `checkInput`
 *   reports those beforehand.
 */
export function groundOf(input: Pick<MatchingInput, 'districts' | 'policy'>): Ground {
  const districts = new Map(input.districts.map((district) => [district.id, district]));
  const known = new Map<Transport, Map<string, Map<string, number>>>();
  // Questions come student by student: the journeys from the last origin are kept at hand.
  let lastFrom = '';
  let lastTransport: Transport | null = null;
  let fromHere = new Map<string, number>();
  const forbidden = new Map<string, Set<string>>();
  for (const pair of input.policy.forbidden)
    entry(forbidden, pair.request, () => new Set<string>()).add(pair.offer);

  return {
    policy: input.policy,
    minutes(from, to, transport) {
      if (from !== lastFrom || transport !== lastTransport) {
        const byOrigin = entry(known, transport, () => new Map<string, Map<string, number>>());
        fromHere = entry(byOrigin, from, () => new Map<string, number>());
        lastFrom = from;
        lastTransport = transport;
      }
      let minutes = fromHere.get(to);
      if (minutes === undefined) {
        minutes = travelMinutes(districtOf(districts, from), districtOf(districts, to), transport);
        fromHere.set(to, minutes);
      }
      return minutes;
    },
    isForbidden: (request, offer) => forbidden.get(request)?.has(offer) ?? false,
  };
}

type Test = (request: Request, offer: Offer, ground: Ground) => boolean;

/** True where the pair breaks the rule. Each line is one row of the design's table of eligibility. */
const BREAKS: Readonly<Record<Rule, Test>> = {
  profession: (request, offer) => !offer.professions.includes(request.profession),
  year: (request, offer) => !offer.years.includes(request.year),
  dates: (request, offer) => offer.startsOn > request.startsOn || offer.endsOn < request.endsOn,
  pattern: (request, offer) => offeredHalfDays(offer) < request.halfDaysPerWeek,
  stale: (_request, offer) => offer.isStale,
  reserved: (request, offer, { policy }) =>
    offer.reservedFor.length > 0 &&
    !offer.reservedFor.includes(request.hei) &&
    (offer.releaseOn === null || policy.asOf < offer.releaseOn),
  conflict: (request, offer) => isAtOneOf(offer, request.excludedProviders),
  repeat: (request, offer, { policy }) =>
    policy.forbidRepeatProvider && isAtOneOf(offer, request.providersDone),
  setting: ({ demands }, offer) =>
    (demands.settings.length > 0 && !offer.legs.some((leg) => demands.settings.includes(leg.setting))) ||
    lacks(offer.pillars, demands.pillars) ||
    lacks(offer.standards, demands.standards),
  driver: (request, offer) => offer.isDriverNeeded && request.transport !== 'car',
  clearance: (request, offer) => lacks(request.clearances, offer.requires),
  access: (request, offer) => lacks(offer.accessFeatures, request.accessNeeds),
  travel: (request, offer, ground) =>
    longestLegMinutes(request, offer, ground) > travelLimit(request, ground.policy),
  forbidden: (request, offer, ground) => ground.isForbidden(request.id, offer.id),
};
const TESTS = RULES.map((rule) => BREAKS[rule]);

/** Something that a rule looks at. Two lists are alike when they have the same items in the same order. */
export type Trait = string | number | boolean | readonly string[];

/**
 * How candidate pairs are sought by each rule. `index`: lists are kept by it, and what breaks it hardly comes up. `kind`: it looks
 * at nothing but the traits below, so that it need be asked only once for all who are alike in them, which a spec watches.
 * `pair`: the request or the policy names offers or providers, and pairs with those are judged one by one.
 */
const SOUGHT_BY: Readonly<Record<Rule, 'index' | 'kind' | 'pair'>> = {
  profession: 'index',
  year: 'index',
  dates: 'index',
  pattern: 'kind',
  stale: 'kind',
  reserved: 'kind',
  conflict: 'pair',
  repeat: 'pair',
  setting: 'kind',
  driver: 'kind',
  clearance: 'kind',
  access: 'kind',
  travel: 'index',
  forbidden: 'pair',
};
const TESTS_OF_KIND = RULES.filter((rule) => SOUGHT_BY[rule] === 'kind').map((rule) => BREAKS[rule]);

export const REQUEST_TRAITS: readonly ((request: Request) => Trait)[] = [
  (request) => request.halfDaysPerWeek,
  (request) => request.hei,
  (request) => request.demands.settings,
  (request) => request.demands.pillars,
  (request) => request.demands.standards,
  (request) => request.transport,
  (request) => request.clearances,
  (request) => request.accessNeeds,
];

export const OFFER_TRAITS: readonly ((offer: Offer) => Trait)[] = [
  offeredHalfDays,
  (offer) => offer.isStale,
  (offer) => offer.reservedFor,
  (offer) => offer.releaseOn ?? '',
  (offer) => offer.legs.map((leg) => leg.setting),
  (offer) => offer.pillars,
  (offer) => offer.standards,
  (offer) => offer.isDriverNeeded,
  (offer) => offer.requires,
  (offer) => offer.accessFeatures,
];

/** Whether the pair breaks a rule that looks at nothing but {@link REQUEST_TRAITS} and {@link OFFER_TRAITS}. */
export function breaksRuleOfKind(request: Request, offer: Offer, ground: Ground): boolean {
  return TESTS_OF_KIND.some((breaks) => breaks(request, offer, ground));
}

/** Whether the pair breaks this rule, whatever it does to others. */
export function breaks(rule: Rule, request: Request, offer: Offer, ground: Ground): boolean {
  return BREAKS[rule](request, offer, ground);
}

/** The first rule, in the order of {@link RULES}, that the pair breaks; `null` when it is eligible. */
export function firstRuleBroken(request: Request, offer: Offer, ground: Ground): Rule | null {
  const at = ruleBrokenFrom(0, request, offer, ground);
  return at < 0 ? null : RULES[at]!;
}

/** Place in {@link RULES} of the first rule from `start` on that the pair breaks, or -1. */
export function ruleBrokenFrom(start: number, request: Request, offer: Offer, ground: Ground): number {
  for (let at = start; at < TESTS.length; at++) if (TESTS[at]!(request, offer, ground)) return at;
  return -1;
}

/** Every rule that the pair breaks, in the order of {@link RULES}; empty when it is eligible. */
export function rulesBroken(request: Request, offer: Offer, ground: Ground): Rule[] {
  return RULES.filter((rule) => BREAKS[rule](request, offer, ground));
}

/**
 * What would have to be added for the pair to keep a rule that it breaks: checks to be held, features
 * to be provided, HEIs to be admitted, days to be covered, and so on, in the field's own words.
 */
export function whatIsMissing(rule: Rule, request: Request, offer: Offer): readonly string[] {
  switch (rule) {
    case 'profession':
      return [request.profession];
    case 'year':
      return [String(request.year)];
    case 'dates':
      return [
        ...(offer.startsOn > request.startsOn ? [`starts on ${isoDay(request.startsOn)}`] : []),
        ...(offer.endsOn < request.endsOn ? [`ends on ${isoDay(request.endsOn)}`] : []),
      ];
    case 'pattern':
      return [`${(request.halfDaysPerWeek - offeredHalfDays(offer)) / 2} days a week`];
    case 'reserved':
      return [request.hei];
    case 'conflict':
      return providersAmong(offer, request.excludedProviders);
    case 'repeat':
      return providersAmong(offer, request.providersDone);
    case 'setting':
      return [
        ...(offer.legs.some((leg) => request.demands.settings.includes(leg.setting))
          ? []
          : request.demands.settings),
        ...absent(offer.pillars, request.demands.pillars),
        ...absent(offer.standards, request.demands.standards),
      ];
    case 'driver':
      return ['car'];
    case 'clearance':
      return absent(request.clearances, offer.requires);
    case 'access':
      return absent(offer.accessFeatures, request.accessNeeds);
    case 'stale':
    case 'travel':
    case 'forbidden':
      return [];
  }
}

/** Longest one-way journey that counts for the request, in minutes. */
export function travelLimit(request: Request, policy: Policy): number {
  return request.maxTravelMinutes ?? policy.defaultMaxTravelMinutes;
}

/** One-way minutes of the offer's longest leg in person; 0 when all of it is remote. */
export function longestLegMinutes(request: Request, offer: Offer, ground: Ground): number {
  let longest = 0;
  for (const leg of offer.legs) {
    if (leg.mode === 'in-person') {
      longest = Math.max(longest, ground.minutes(request.district, leg.district, request.transport));
    }
  }
  return longest;
}

function offeredHalfDays(offer: Offer): number {
  let halfDays = 0;
  for (const leg of offer.legs) halfDays += leg.halfDaysPerWeek;
  return halfDays;
}

function isAtOneOf(offer: Offer, providers: readonly string[]): boolean {
  return providers.length > 0 && offer.legs.some((leg) => providers.includes(leg.provider));
}

function providersAmong(offer: Offer, providers: readonly string[]): string[] {
  return [...new Set(offer.legs.map((leg) => leg.provider))].filter((provider) =>
    providers.includes(provider),
  );
}

function lacks(held: readonly string[], wanted: readonly string[]): boolean {
  for (const one of wanted) if (!held.includes(one)) return true;
  return false;
}

function absent(held: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((one) => !held.includes(one));
}

function districtOf(districts: ReadonlyMap<string, District>, id: string): District {
  const district = districts.get(id);
  if (!district) throw new Error(`District ${id} is not among the ${districts.size} districts of the input.`);
  return district;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
