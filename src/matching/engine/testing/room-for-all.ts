import { firstRuleBroken, groundOf } from '../eligibility.js';
import type { MatchingInput, Offer } from '../types.js';

/**
 * Whether a valid answer has all of these requests placed, others or not; `at` says of some where. Found by trying, day
 * by day and sum by sum, without any of the engine's machinery; for a handful of requests only.
 */
export function hasRoomForAll(
  input: MatchingInput,
  needed: ReadonlySet<string>,
  at: ReadonlyMap<string, string> = new Map(),
): boolean {
  const ground = groundOf(input);
  const pinned = new Map(input.policy.pinned.map(({ request, offer }) => [request, offer]));
  // Those who must be placed first, so that what cannot be is found early.
  const requests = [...input.requests].sort((a, b) => Number(needed.has(b.id)) - Number(needed.has(a.id)));
  const options = requests.map((request) => {
    const fixed = pinned.get(request.id) ?? at.get(request.id);
    const eligible = input.offers.filter(
      (offer) =>
        firstRuleBroken(request, offer, ground) === null && (fixed === undefined || offer.id === fixed),
    );
    return needed.has(request.id) || fixed !== undefined ? eligible : [null, ...eligible];
  });
  const chosen: (Offer | null)[] = [];
  const tryFrom = (next: number): boolean => {
    if (next === requests.length) return isGrouped(input, chosen);
    if (
      isGrouped(input, chosen) &&
      requests.slice(next).every(({ id }) => !needed.has(id) && !pinned.has(id))
    )
      return true;
    for (const offer of options[next]!) {
      chosen[next] = offer;
      chosen.length = next + 1;
      if (isWithinLimits({ ...input, requests }, chosen) && tryFrom(next + 1)) return true;
    }
    chosen.length = next;
    return false;
  };
  return tryFrom(0);
}

function isGrouped({ offers }: MatchingInput, chosen: readonly (Offer | null)[]): boolean {
  return offers.every((offer) => {
    const learners = chosen.filter((other) => other === offer).length;
    return learners === 0 || learners >= offer.minGroup;
  });
}

/** Places, caps on each day and pools on each day: what more learners can only make worse. */
function isWithinLimits(
  { requests, offers, caps, pools }: MatchingInput,
  chosen: readonly (Offer | null)[],
): boolean {
  if (offers.some((offer) => chosen.filter((other) => other === offer).length > offer.places)) return false;
  for (const { startsOn: day } of requests.slice(0, chosen.length)) {
    const there = chosen.filter(
      (offer, at): offer is Offer =>
        offer !== null && requests[at]!.startsOn <= day && day <= requests[at]!.endsOn,
    );
    for (const cap of caps) {
      if (there.filter(({ legs }) => legs.some((leg) => leg[cap.kind] === cap.id)).length > cap.maxLearners)
        return false;
    }
    for (const pool of pools) {
      const legs = there.flatMap((offer) => offer.legs).filter((leg) => leg.pool === pool.id);
      if (legs.reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0) > pool.learnerHalfDaysPerWeek) return false;
    }
  }
  return true;
}
