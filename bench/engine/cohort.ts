import type {
  BlockRequest,
  Learner,
  Leg,
  Offer,
  SequenceRules,
  SequencesInput,
} from '../../src/matching/engine/index.js';
import type { Transport } from '../../src/shared/travel-time.js';
import { CITIES } from './england.js';
import { mulberry32 } from './generator.js';

/** What to generate. The same recipe always gives the same input. */
export interface CohortRecipe {
  readonly learners: number;
  readonly blocks: number;
  readonly offers: number;
  readonly seed: number;
  /** Places for each request. */
  readonly placesPerRequest: number;
  readonly rules: SequenceRules;
}

export const STRICT: SequenceRules = {
  noRepeatedProvider: true,
  noRepeatedSetting: false,
  contrast: [
    { kind: 'setting', isRequired: true, differentAtLeast: 3 },
    { kind: 'setting', isRequired: true, mustInclude: ['community'] },
    { kind: 'pillar', isRequired: false, mustInclude: ['leadership'] },
  ],
};

const SETTINGS: readonly (readonly [string, number])[] = [
  ['acute', 30],
  ['community', 24],
  ['care home', 12],
  ['primary care', 12],
  ['special school', 8],
  ['hospice', 5],
  ['council', 5],
  ['charity', 4],
];
const PROFESSIONS: readonly (readonly [string, number])[] = [
  ['physiotherapy', 45],
  ['occupational therapy', 35],
  ['dietetics', 20],
];
const TRANSPORTS: readonly (readonly [Transport, number])[] = [
  ['car', 55],
  ['public', 37],
  ['bicycle', 8],
];
const FIRST_DAY = 20_700;
const DAYS_BETWEEN_BLOCKS = 70;
const DAYS_IN_BLOCK = 46;
/** Manchester, in the list of cities; the five nearest others are its region. */
const CENTRE = 6;

/**
 * A year of one university in the North West: learners of two years in three professions round Manchester, with the same
 * blocks for all of a year; hosts with an offer or several, most for one block, some for two, some for all
 * year; a few hybrids.
 */
export function cohort(recipe: CohortRecipe): SequencesInput {
  const dice = mulberry32(recipe.seed * 104_729 + recipe.learners * 31 + recipe.offers);
  const upTo = (most: number) => Math.floor(dice() * (most + 1));
  const one = <Thing>(things: readonly Thing[]): Thing => things[upTo(things.length - 1)]!;
  const weighed = <Thing>(things: readonly (readonly [Thing, number])[]): Thing => {
    let left = dice() * things.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [thing, weight] of things) if ((left -= weight) < 0) return thing;
    return things[things.length - 1]![0];
  };
  const spread = () => dice() + dice() + dice() + dice() - 2;

  const [latitude, longitude] = CITIES[CENTRE]!;
  const apart = ([lat, long]: readonly number[]) => (lat! - latitude) ** 2 + ((long! - longitude) * 0.6) ** 2;
  const region = [...CITIES].sort((a, b) => apart(a) - apart(b)).slice(0, 6);
  const cities = region.map(([lat, long, people, reachKm], at) => ({
    people: at === 0 ? 2 * people : people,
    districts: Array.from({ length: 5 + Math.round(people / 60) }, (_, nth) => ({
      id: `${String.fromCharCode(65 + at)}${nth + 1}`,
      latitude: lat + (spread() * reachKm) / 111,
      longitude: long + (spread() * reachKm) / 66,
    })),
  }));
  const byPeople = cities.map((city) => [city, city.people] as const);
  const dates = (block: number, year: number) => {
    const startsOn = FIRST_DAY + DAYS_BETWEEN_BLOCKS * block + (year === 3 ? 7 : 0);
    return { startsOn, endsOn: startsOn + DAYS_IN_BLOCK };
  };

  const providers = Array.from({ length: Math.max(4, Math.round(recipe.offers / 3)) }, (_, at) => {
    const home = weighed(byPeople);
    return { id: `Provider ${at}`, home, settings: [weighed(SETTINGS), weighed(SETTINGS)] };
  });
  const leg = (halfDaysPerWeek: number): Leg => {
    const { id, home, settings } = one(providers);
    return {
      provider: id,
      site: `${id}, ${upTo(2)}`,
      district: one(home.districts).id,
      halfDaysPerWeek,
      mode: 'in-person',
      setting: one(settings),
      pool: null,
    };
  };
  const wanted = Math.round(recipe.placesPerRequest * recipe.learners * recipe.blocks);
  const offers = Array.from({ length: recipe.offers }, (_, at): Offer => {
    const blocks = recipe.blocks;
    const length = weighed([
      [1, 70],
      [Math.min(2, blocks), 14],
      [blocks, 16],
    ]);
    const from = upTo(blocks - length);
    const isHybrid = dice() < 0.08;
    return {
      id: `O${String(at).padStart(4, '0')}`,
      professions: [...new Set([weighed(PROFESSIONS), ...(dice() < 0.4 ? [weighed(PROFESSIONS)] : [])])],
      years: one([[2, 3], [2, 3], [2, 3], [2], [3]]),
      startsOn: dates(from, 2).startsOn,
      endsOn: dates(from + length - 1, 3).endsOn,
      places: 1,
      minGroup: 1,
      legs: isHybrid ? [leg(4), leg(5)] : [leg(10)],
      requires: [],
      isDriverNeeded: dice() < 0.06,
      accessFeatures: [],
      reservedFor: [],
      releaseOn: null,
      pillars: ['clinical', ...(dice() < 0.2 ? ['leadership'] : []), ...(dice() < 0.15 ? ['research'] : [])],
      standards: [],
      isStale: false,
    };
  });
  const places = new Int32Array(offers.length).fill(1);
  for (let placed = offers.length; placed < wanted; placed++)
    places[Math.floor(dice() * dice() * offers.length)]!++;

  const learners: Learner[] = [];
  const requests: BlockRequest[] = [];
  for (let at = 0; at < recipe.learners; at++) {
    const id = `L${String(at).padStart(4, '0')}`;
    const year = 2 + upTo(1);
    const person = {
      learner: id,
      hei: 'North West',
      profession: weighed(PROFESSIONS),
      year,
      district: one((dice() < 0.5 ? cities[0]! : weighed(byPeople)).districts).id,
      transport: weighed(TRANSPORTS),
      maxTravelMinutes: one([60, 75, 90, null]),
      halfDaysPerWeek: 8,
      settingsDone: Array.from({ length: year - 2 }, () => weighed(SETTINGS)),
      providersDone: year === 3 ? [one(providers).id] : [],
      clearances: [],
      accessNeeds: [],
      excludedProviders: [],
      priority: 1,
      carryOver: 0,
      demands: { settings: [], pillars: [], standards: [] },
    };
    learners.push({ id, rules: recipe.rules, pillarsDone: [] });
    for (let block = 0; block < recipe.blocks; block++) {
      const preferences = dice() < 0.3 ? [...new Set([one(offers).id, one(offers).id, one(offers).id])] : [];
      requests.push({ ...person, id: `${id} ${block + 1}`, ...dates(block, year), preferences });
    }
  }
  return {
    requests,
    learners,
    offers: offers.map((offer, at) => ({ ...offer, places: places[at]! })),
    pools: [],
    caps: [],
    districts: cities.flatMap((city) => city.districts),
    policy: {
      asOf: FIRST_DAY - 100,
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
