import type { Ground } from './eligibility.js';
import type { CostParts, Leg, MatchingInput, Offer, Request } from './types.js';

/** Cost of going one place down the student's list, before weighting. */
const PER_RANK = 60;
/** Cost on top of the length of the list when an offer is not on it. */
const UNRANKED = 120;
/** Cost of a setting that the student has had already. */
const SETTING_DONE = 240;

/** Costs of pairs are kept in 32 bits. */
export const DEAREST_PAIR = 2 ** 31 - 1;

/** 1 for the student's first choice; `null` when the offer is not on the list, or there is none. */
export function preferenceRank(request: Request, offer: Offer): number | null {
  const at = request.preferences.indexOf(offer.id);
  return at < 0 ? null : at + 1;
}

/** One-way minutes of each leg, in leg order; 0 for a remote leg. */
export function legMinutes(request: Request, offer: Offer, ground: Ground): number[] {
  return offer.legs.map((leg) =>
    leg.mode === 'in-person' ? ground.minutes(request.district, leg.district, request.transport) : 0,
  );
}

/** The weighted cost of sending the student there; lower is better. Whole numbers, never negative. */
export function costParts(request: Request, offer: Offer, ground: Ground): CostParts {
  const { weights } = ground.policy;
  const travel = weights.travel * minutesAWeek(request, offer, ground);
  const preference = weights.preference * preferenceCost(request, offer);
  const variety = weights.variety * varietyCost(request, offer);
  return { travel, preference, variety, total: travel + preference + variety };
}

/** What {@link costParts} and {@link legMinutes} say of a pair whose total cost is known: mostly without asking for journeys. */
export function partsOfCost(
  total: number,
  request: Request,
  offer: Offer,
  ground: Ground,
): { readonly cost: CostParts; readonly minutes: readonly number[] } {
  const { weights } = ground.policy;
  const preference = weights.preference * preferenceCost(request, offer);
  const variety = weights.variety * varietyCost(request, offer);
  const travel = total - preference - variety;
  const [leg] = offer.legs;
  const isOneJourney = offer.legs.length === 1 && leg!.mode === 'in-person' && weights.travel > 0;
  return {
    cost: { travel, preference, variety, total },
    minutes: isOneJourney
      ? [travel / (weights.travel * journeysAWeek(leg!))]
      : legMinutes(request, offer, ground),
  };
}

/** {@link costParts}`.total`, without making the parts: this is asked millions of times. */
export function totalCost(request: Request, offer: Offer, ground: Ground): number {
  const { weights } = ground.policy;
  return (
    weights.travel * minutesAWeek(request, offer, ground) +
    weights.preference * preferenceCost(request, offer) +
    weights.variety * varietyCost(request, offer)
  );
}

/** There and back on each day on which the leg is attended; half a day takes the journey of a whole one. */
export function journeysAWeek(leg: Leg): number {
  return 2 * Math.ceil(leg.halfDaysPerWeek / 2);
}

function minutesAWeek(request: Request, offer: Offer, ground: Ground): number {
  let minutes = 0;
  for (const leg of offer.legs) {
    if (leg.mode === 'remote') continue;
    minutes += ground.minutes(request.district, leg.district, request.transport) * journeysAWeek(leg);
  }
  return minutes;
}

function preferenceCost(request: Request, offer: Offer): number {
  const rank = preferenceRank(request, offer);
  return rank === null ? unlistedCost(request) : PER_RANK * (rank - 1);
}

/** What every offer that is not on the student's list costs for that, before weighting. */
export function unlistedCost({ preferences }: Request): number {
  return preferences.length === 0 ? 0 : PER_RANK * preferences.length + UNRANKED;
}

/** What a setting costs that the student has had before, before weighting. Looks at settings only. */
export function varietyCost(request: Request, offer: Offer): number {
  if (request.settingsDone.length === 0) return 0;
  return offer.legs.some((leg) => request.settingsDone.includes(leg.setting)) ? SETTING_DONE : 0;
}

/** No pair of the input costs more than this: every part of the cost at its worst, whether or not they meet in one pair. */
export function dearestImaginable({ requests, offers, policy }: MatchingInput): number {
  const { weights, defaultMaxTravelMinutes } = policy;
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const limit = most(requests.map((request) => request.maxTravelMinutes ?? defaultMaxTravelMinutes));
  const journeys = most(offers.map(({ legs }) => legs.reduce((sum, leg) => sum + journeysAWeek(leg), 0)));
  const unlisted = most(requests.map(unlistedCost));
  return weights.travel * limit * journeys + weights.preference * unlisted + weights.variety * SETTING_DONE;
}
