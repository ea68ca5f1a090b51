import type { Leg, MatchingInput, Offer } from '../../src/matching/engine/index.js';
import { mulberry32 } from './generator.js';

/** How supervision is shared in a generated market. Shares are of offers, from 0 to 1. */
export interface Supervision {
  readonly seed: number;
  /** Offers of two legs with two providers. Each leg is supervised by its own provider's team. */
  readonly hybridShare: number;
  /** Offers of three or more places that are made groups: they take at least `minGroup` learners or nobody. */
  readonly groupShare: number;
  /** Ordinary offers that are supervised by a team whose days are counted; the others' supervision is not. */
  readonly pooledShare: number;
  /** Half-days of the teams for each half-day that their offers would need if all were full. */
  readonly halfDaysForEach: number;
}

/** Half-days a week of an ordinary leg, and of the two legs of a hybrid offer. */
const WHOLE = [10, 10, 10, 9, 8];
const SPLIT: readonly (readonly [number, number])[] = [
  [4, 5],
  [4, 5],
  [5, 5],
  [4, 4],
  [4, 6],
];

/**
 * The market with teams of educators in it. A team supervises three to eight offers of one profession round about one town;
 * some offers become hybrid, with a second leg in the same town under another team; some become groups.
 */
export function withSupervision(input: MatchingInput, supervision: Supervision): MatchingInput {
  const dice = mulberry32(supervision.seed * 6_007 + input.requests.length);
  const upTo = (most: number) => Math.floor(dice() * (most + 1));
  const one = <Thing>(things: readonly Thing[]): Thing => things[upTo(things.length - 1)]!;

  const towns = new Map<string, number[]>();
  input.offers.forEach((offer, at) => {
    // Districts are named after their town: two letters and a number.
    const town = `${offer.legs[0]!.district.slice(0, 2)} ${offer.professions[0]}`;
    const there = towns.get(town);
    if (there) there.push(at);
    else towns.set(town, [at]);
  });
  const teamOf = new Array<string>(input.offers.length);
  const teamsOfTown = new Map<string, string[]>();
  const townOf = new Array<string>(input.offers.length);
  let teams = 0;
  for (const [town, members] of towns) {
    const there: string[] = [];
    for (let from = 0; from < members.length;) {
      const team = `team ${String(++teams).padStart(5, '0')}`;
      there.push(team);
      for (const end = Math.min(members.length, from + 3 + upTo(5)); from < end; from++) {
        teamOf[members[from]!] = team;
        townOf[members[from]!] = town;
      }
    }
    teamsOfTown.set(town, there);
  }

  const offers = input.offers.map((offer, at): Offer => {
    const [leg] = offer.legs;
    if (dice() < supervision.hybridShare) {
      const [first, second] = one(SPLIT);
      const other = one(towns.get(townOf[at]!)!);
      const beside = teamsOfTown.get(townOf[at]!)!.filter((team) => team !== teamOf[at]);
      const there = input.offers[other]!.legs[0]!;
      const legs: Leg[] = [
        { ...leg!, halfDaysPerWeek: first, pool: teamOf[at]! },
        {
          ...leg!,
          provider: there.provider === leg!.provider ? `${there.provider}, council` : there.provider,
          site: there.site,
          district: there.district,
          halfDaysPerWeek: second,
          pool: beside.length > 0 ? one(beside) : teamOf[at]!,
        },
      ];
      return { ...offer, legs };
    }
    const isPooled = dice() < supervision.pooledShare;
    const isGroup = offer.places >= 3 && dice() * groupable(input) < supervision.groupShare;
    return {
      ...offer,
      minGroup: isGroup ? 2 + upTo(Math.min(2, offer.places - 2)) : 1,
      legs: [{ ...leg!, halfDaysPerWeek: one(WHOLE), pool: isPooled ? teamOf[at]! : null }],
    };
  });

  const full = new Map<string, number>();
  for (const { legs, places } of offers) {
    for (const { pool, halfDaysPerWeek } of legs)
      if (pool !== null) full.set(pool, (full.get(pool) ?? 0) + places * halfDaysPerWeek);
  }
  const pools = [...full].map(([id, halfDays]) => {
    const share = supervision.halfDaysForEach * (0.6 + 0.8 * dice());
    return { id, learnerHalfDaysPerWeek: Math.max(10, Math.round(halfDays * share)) };
  });
  return { ...input, offers, pools };
}

/** Share of offers that are large enough to be made groups. */
function groupable({ offers }: MatchingInput): number {
  return offers.filter(({ places }) => places >= 3).length / offers.length;
}
