import type { Contest } from './contest.js';
import type { Aim, Heis, RankedInstance } from './ranked-instance.js';
import type { Seating } from './seating.js';
import type { Settlement } from './seat-search.js';
import type { FairShares } from './shares.js';
import { ENOUGH } from './tiers.js';
import { UnitPrices, UNITS_AROUND } from './unit-prices.js';

/**
 * Prices that prove an answer to be the best in order. A price is a row of numbers, one for each aim, and of two prices that is
 * lower which is lower at the first difference. `doubtsAboutOrder` says how they prove it.
 */
export interface OrderedPrices {
  readonly aims: readonly Aim[];
  /** Of a place of each offer, aim by aim. */
  readonly ofOffer: readonly Float64Array[];
  /** Of leaving out one more student of each HEI, besides what the student counts herself, aim by aim; empty without shares. */
  readonly ofHei: readonly Float64Array[];
  readonly units: UnitPrices;
}

/** What was found stage by stage, each within what the one before left open. */
export interface Stages {
  readonly tierPart: Int32Array;
  /** Best by tiers and shares. */
  readonly seating: Seating;
  readonly shares: FairShares | null;
  readonly contest: Contest;
  readonly byCarryOver: readonly { readonly level: number; readonly settlement: Settlement }[];
  readonly byCost: Settlement;
  /** Of offers that are no part of the contest. */
  readonly price: Float64Array;
}

export function orderedPrices(instance: RankedInstance, stages: Stages): OrderedPrices {
  const { tierPart, shares, byCarryOver, byCost, price } = stages;
  const { heis, tiers } = instance;
  const none = new Float64Array(tierPart.length);
  const carried = byCarryOver.map(({ settlement }) => settled(settlement, stages, none));
  const cost = settled(byCost, stages, price);
  const priority = tierPart.map((tier) => (tier === ENOUGH ? 0 : tiers - tier));
  const aims: Aim[] = [...byCarryOver.map(({ level }): Aim => ({ of: 'carry-over', level })), { of: 'cost' }];
  if (!shares || !heis) {
    return {
      aims: [{ of: 'tiers' }, ...aims],
      ofOffer: [Float64Array.from(priority), ...carried.map(({ ofOffer }) => ofOffer), cost.ofOffer],
      ofHei: [],
      units: new UnitPrices([]),
    };
  }
  const units = new UnitPrices([
    ...heis.entitlement.flatMap((entitlement, hei) =>
      Array.from({ length: 2 * UNITS_AROUND }, (_, nth) => {
        return { placed: Math.max(0, shares.placed[hei]! - UNITS_AROUND + nth), entitlement };
      }),
    ),
    ...shares.rivals.flatMap(({ unit }) => unit ?? []),
  ]);
  const thresholds = shares.rivals.map(({ unit, alike }) =>
    unit && alike.length > 0 ? units.of(unit) : units.justBefore(unit),
  );
  const shareOfOffer = shares.rivalsOfOffer.map((rivals) => (rivals < 0 ? 0 : thresholds[rivals]!));
  return {
    aims: [{ of: 'tiers' }, { of: 'shares' }, ...aims],
    ofOffer: [
      Float64Array.from(priority),
      Float64Array.from(shareOfOffer),
      ...carried.map(({ ofOffer }) => ofOffer),
      cost.ofOffer,
    ],
    ofHei: [
      new Float64Array(heis.entitlement.length),
      sharesOfHeis(instance, heis, stages, shares, units, thresholds, shareOfOffer),
      ...carried.map(({ ofHei }) => ofHei),
      cost.ofHei,
    ],
    units,
  };
}

/**
 * Prices of one stage as prices of offers and HEIs. All in a part may be raised or lowered together: they are, so that leaving
 * out costs nothing where a room stands for a tier, and where HEIs are alike, that an HEI may as well have one place more as
 * not.
 */
function settled(
  { price, roomPrice, level }: Settlement,
  { tierPart, shares, contest }: Stages,
  otherwise: Float64Array,
): { readonly ofOffer: Float64Array; readonly ofHei: Float64Array } {
  const { waiting, extraOfRoom, standInOf } = contest;
  const roomBase = roomPrice.map((amount, room) => (waiting[room]! > 0 ? amount : 0));
  const base = shares
    ? Float64Array.from(standInOf, (standIn) => (standIn < 0 ? 0 : level[standIn]!))
    : roomBase;
  const ofOffer = otherwise.map((amount, offer) =>
    tierPart[offer] === ENOUGH
      ? amount
      : price[offer]! - base[shares ? shares.rivalsOfOffer[offer]! : tierPart[offer]!]!,
  );
  const ofHei = waiting.map(() => 0);
  if (!shares) return { ofOffer, ofHei: new Float64Array(0) };
  return {
    ofOffer,
    ofHei: Float64Array.from(ofHei, (_, hei) => {
      const extra = extraOfRoom[hei]!;
      const own = waiting[hei]! > 0 ? roomPrice[hei]! : extra >= 0 ? price[extra]! : 0;
      return own - base[shares.rivalsOfHei[hei]!]!;
    }),
  };
}

/**
 * The price of each HEI for the aim of shares: that of its rivals where it competes. One that could compete no more, because it
 * can neither lose a place nor have another, keeps between what it has and has not.
 */
function sharesOfHeis(
  { rowStart, offer, tierOf }: RankedInstance,
  heis: Heis,
  { tierPart, seating, contest }: Stages,
  shares: FairShares,
  units: UnitPrices,
  thresholds: readonly number[],
  shareOfOffer: Int32Array,
): Float64Array {
  const isApart = new Uint8Array(heis.entitlement.length);
  const ofHei = Float64Array.from(heis.entitlement, (entitlement, hei) => {
    const placed = shares.placed[hei]!;
    const threshold = thresholds[shares.rivalsOfHei[hei]!]!;
    const isWaiting = contest.waiting[hei]! > 0;
    const given = placed === 0 ? Infinity : units.of({ placed: placed - 1, entitlement });
    if (contest.extraOfRoom[hei]! >= 0 || (isWaiting && threshold < given)) return threshold;
    isApart[hei] = isWaiting ? 1 : 0;
    return given < Infinity ? given - 1 : units.of({ placed, entitlement }) + 1;
  });
  // Who waits in vain has to be worth less than all that she could have.
  heis.of.forEach((hei, student) => {
    if (hei < 0 || isApart[hei] === 0 || seating.offerOf[student]! >= 0) return;
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++) {
      const at = offer[pair]!;
      if (tierPart[at] === tierOf[student]) ofHei[hei] = Math.min(ofHei[hei]!, shareOfOffer[at]! - 1);
    }
  });
  return ofHei;
}
