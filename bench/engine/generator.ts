import type { Leg, MatchingInput, Offer, Request } from '../../src/matching/engine/index.js';
import type { Transport } from '../../src/shared/travel-time.js';
import { CITIES } from './england.js';

/** What to generate. The same recipe always gives the same input. */
export interface Recipe {
  readonly requests: number;
  readonly offers: number;
  readonly seed: number;
  /** Places for each request. */
  readonly placesPerRequest: number;
  /** Terms over which blocks are spread: more terms, fewer candidates for each request. */
  readonly terms: number;
  /** How many of the cities, from the head of the list. */
  readonly cities: number;
}

export const SIZES: Readonly<Record<'S' | 'M' | 'L', Recipe>> = {
  S: { requests: 1_000, offers: 400, seed: 1, placesPerRequest: 0.95, terms: 1, cities: 4 },
  M: { requests: 10_000, offers: 4_000, seed: 1, placesPerRequest: 0.95, terms: 3, cities: 14 },
  L: { requests: 100_000, offers: 40_000, seed: 1, placesPerRequest: 0.95, terms: 19, cities: CITIES.length },
};

const PROFESSIONS: readonly (readonly [string, number])[] = [
  ['physiotherapy', 28],
  ['occupational therapy', 20],
  ['paramedic', 17],
  ['radiography', 13],
  ['speech and language therapy', 9],
  ['dietetics', 8],
  ['podiatry', 5],
];
const SETTINGS = [
  'acute',
  'community',
  'care home',
  'hospice',
  'special school',
  'council',
  'primary care',
  'charity',
];
const TRANSPORTS: readonly (readonly [Transport, number])[] = [
  ['car', 55],
  ['public', 37],
  ['bicycle', 5],
  ['walk', 3],
];
const LIMITS: readonly (readonly [number | null, number])[] = [
  [30, 8],
  [45, 27],
  [60, 35],
  [75, 12],
  [null, 18],
];
const TERM_DAYS = 91;

/**
 * A national year of requests and offers: students round their universities and in the towns about, offers in towns, most
 * of them made for a cohort nearby, some for all year; supply and demand out of step from place to
 * place and from profession to profession, as they are.
 */
export function generate(recipe: Recipe): MatchingInput {
  const dice = mulberry32(recipe.seed * 7919 + recipe.requests * 31 + recipe.offers);
  const upTo = (most: number) => Math.floor(dice() * (most + 1));
  const one = <Thing>(things: readonly Thing[]): Thing => things[upTo(things.length - 1)]!;
  const weighed = <Thing>(things: readonly (readonly [Thing, number])[]): Thing => {
    let left = dice() * things.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [thing, weight] of things) if ((left -= weight) < 0) return thing;
    return things[things.length - 1]![0];
  };
  const spread = () => dice() + dice() + dice() + dice() - 2;

  const cities = CITIES.slice(0, recipe.cities).map(([latitude, longitude, people, reachKm], at) => {
    const districts = Array.from({ length: 6 + Math.round(people / 25) }, (_, nth) => ({
      id: `${String.fromCharCode(65 + (at % 26))}${String.fromCharCode(65 + Math.floor(at / 26))}${nth + 1}`,
      latitude: latitude + (spread() * reachKm) / 111,
      longitude: longitude + (spread() * reachKm) / 69,
    }));
    const heis = Array.from({ length: people > 1500 ? 3 : people > 600 ? 2 : 1 }, (_, nth) => ({
      id: `HEI ${at + 1}.${nth + 1}`,
      campus: districts.slice(nth * 2, nth * 2 + 4),
    }));
    return { people, districts, heis, demand: people, supply: people * (0.75 + 0.5 * dice()) };
  });
  const byDemand = cities.map((city) => [city, city.demand] as const);
  const bySupply = cities.map((city) => [city, city.supply] as const);
  const blocks = new Map<string, readonly [number, number]>();
  const blockOf = (hei: string, profession: string, year: number) => {
    const key = `${hei} ${profession} ${year}`;
    let block = blocks.get(key);
    if (!block) {
      const startsOn = 20_700 + TERM_DAYS * upTo(recipe.terms - 1) + 7 * upTo(2);
      blocks.set(key, (block = [startsOn, startsOn + 7 * (4 + 2 * upTo(2)) - 3]));
    }
    return block;
  };

  const requests = Array.from({ length: recipe.requests }, (_, at): Request => {
    const city = weighed(byDemand);
    const hei = one(city.heis);
    const profession = weighed(PROFESSIONS);
    const year = 1 + upTo(2);
    const [startsOn, endsOn] = blockOf(hei.id, profession, year);
    return {
      id: `R${String(at).padStart(6, '0')}`,
      hei: hei.id,
      profession,
      year,
      district: (dice() < 0.55 ? one(hei.campus) : one(city.districts)).id,
      transport: weighed(TRANSPORTS),
      maxTravelMinutes: weighed(LIMITS),
      startsOn,
      endsOn,
      halfDaysPerWeek: 8 + 2 * upTo(1),
      preferences: [],
      settingsDone: Array.from({ length: year - 1 }, () => one(SETTINGS)),
      providersDone: [],
      clearances: ['DBS'],
      accessNeeds: dice() < 0.03 ? ['step-free'] : [],
      excludedProviders: [],
      priority: 1,
      carryOver: 0,
      demands: { settings: [], pillars: [], standards: [] },
    };
  });

  const likeByCity = new Map(cities.map((city) => [city, [] as Request[]]));
  const cityOf = new Map(cities.flatMap((city) => city.districts.map(({ id }) => [id, city] as const)));
  for (const request of requests) likeByCity.get(cityOf.get(request.district)!)!.push(request);
  const offers = Array.from({ length: recipe.offers }, (_, at): Offer => {
    const city = weighed(bySupply);
    const locals = likeByCity.get(city)!;
    const like = locals.length > 0 && dice() < 0.8 ? one(locals) : one(requests);
    const isAllYear = dice() < 0.18;
    const isShort = dice() < 0.15;
    const termStart = 20_700 + TERM_DAYS * Math.floor((like.startsOn - 20_700) / TERM_DAYS);
    const professions = new Set([like.profession, ...(dice() < 0.25 ? [weighed(PROFESSIONS)] : [])]);
    const provider = `Provider ${at % Math.ceil(recipe.offers / 3)}`;
    const leg = (halfDaysPerWeek: number): Leg => ({
      provider,
      site: `${provider}, ${upTo(2)}`,
      district: one(city.districts).id,
      halfDaysPerWeek,
      mode: 'in-person',
      setting: one(SETTINGS),
      pool: null,
    });
    return {
      id: `O${String(at).padStart(6, '0')}`,
      professions: [...professions],
      years: [[1, 2, 3], [2, 3], [1, 2], [like.year]][
        weighed([
          [0, 45],
          [1, 20],
          [2, 15],
          [3, 20],
        ])
      ]!,
      startsOn: isAllYear ? 20_600 : termStart,
      endsOn: isAllYear ? 20_800 + TERM_DAYS * recipe.terms : termStart + (isShort ? 62 : TERM_DAYS),
      places: 1,
      minGroup: 1,
      legs: [leg(10)],
      requires: dice() < 0.9 ? ['DBS'] : [],
      isDriverNeeded: dice() < 0.06,
      accessFeatures: dice() < 0.6 ? ['step-free'] : [],
      reservedFor: dice() < 0.05 ? [like.hei] : [],
      releaseOn: null,
      pillars: [],
      standards: [],
      isStale: false,
    };
  });
  const wanted = Math.round(recipe.placesPerRequest * recipe.requests);
  const places = new Int32Array(offers.length).fill(1);
  for (let placed = offers.length; placed < wanted; placed++)
    places[Math.floor(dice() * dice() * offers.length)]!++;

  const near = new Map(cities.map((city) => [city, [] as string[]]));
  for (const offer of offers) near.get(cityOf.get(offer.legs[0]!.district)!)!.push(offer.id);
  // Half of the students have wishes: three offers of their city, some of which will not suit them.
  const wishes = ({ district }: Request): string[] => {
    const there = near.get(cityOf.get(district)!)!;
    return dice() < 0.5 || there.length < 3 ? [] : [...new Set([one(there), one(there), one(there)])];
  };

  return {
    requests: requests.map((request) => ({ ...request, preferences: wishes(request) })),
    offers: offers.map((offer, at) => ({ ...offer, places: places[at]! })),
    pools: [],
    caps: [],
    districts: cities.flatMap((city) => city.districts),
    policy: {
      asOf: 20_600,
      weights: { travel: 1, preference: 1, variety: 1 },
      fairness: 'none',
      entitlementWeights: [],
      defaultMaxTravelMinutes: 90,
      maxSeconds: 600,
      forbidRepeatProvider: false,
      pinned: [],
      forbidden: [],
    },
  };
}

/** Uniform from 0 to below 1, from a 32-bit seed. Tommy Ettinger's mulberry32. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
