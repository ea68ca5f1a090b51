import { totalCost } from '../cost.js';
import { firstRuleBroken, groundOf } from '../eligibility.js';
import type { MatchingInput, Offer, Request } from '../types.js';

/** What an answer is worth, in the order in which answers are compared. */
export interface Worth {
  readonly placedByTier: readonly number[];
  /** Rising shares of HEIs; empty where policy does not ask for fairness. */
  readonly shares: readonly number[];
  /** Placed of each carry-over above 0, the highest first. */
  readonly placedByCarryOver: readonly number[];
  readonly placed: number;
  readonly cost: number;
}

/**
 * The best of all valid answers, found by trying every one. `null` when there is none. Written without
 * any of the engine's machinery, day by day and sum by sum; for a handful of requests only.
 */
export function bestByBruteForce(input: MatchingInput): Worth | null {
  const ground = groundOf(input);
  const options = input.requests.map((request) => {
    const pin = input.policy.pinned.find((pair) => pair.request === request.id);
    const eligible = input.offers.filter((offer) => firstRuleBroken(request, offer, ground) === null);
    return pin ? eligible.filter((offer) => offer.id === pin.offer) : [...eligible, null];
  });
  const chosen: (Offer | null)[] = [];
  let best: Worth | null = null;
  const tryFrom = (at: number): void => {
    if (at === input.requests.length) {
      if (!isValid(input, chosen)) return;
      const worth = worthOf(input, chosen, (request, offer) => totalCost(request, offer, ground));
      if (!best || compareWorth(worth, best) < 0) best = worth;
      return;
    }
    for (const offer of options[at]!) {
      chosen[at] = offer;
      tryFrom(at + 1);
    }
  };
  tryFrom(0);
  return best;
}

/** Negative when `a` is better. */
export function compareWorth(a: Worth, b: Worth): number {
  const [listA, listB] = [a, b].map(({ placedByTier, shares, placedByCarryOver, cost }) => [
    ...placedByTier,
    ...shares,
    ...placedByCarryOver,
    -cost,
  ]);
  for (let at = 0; at < listA!.length; at++) {
    const difference = listB![at]! - listA![at]!;
    if (Math.abs(difference) > 1e-12) return difference;
  }
  return 0;
}

export function worthOf(
  { requests, policy }: MatchingInput,
  chosen: readonly (Offer | null)[],
  costOf: (request: Request, offer: Offer) => number,
): Worth {
  const weightOf = ({ hei, profession }: Request) => {
    const told = policy.entitlementWeights.filter((weight) => weight.hei === hei);
    const [special, general] = [profession, null].map((of) =>
      told.find((weight) => weight.profession === of),
    );
    return (special ?? general)?.weight ?? 1;
  };
  const share = <Key>(keyOf: (request: Request) => Key, asShare: boolean) =>
    [...new Set(requests.map(keyOf))].map((key) => {
      const all = requests.flatMap((request, at) => (keyOf(request) === key ? [at] : []));
      const placed = all.filter((at) => chosen[at]).length;
      const entitlement = all.reduce((sum, at) => sum + weightOf(requests[at]!), 0);
      return { key, value: asShare ? placed / entitlement : placed };
    });
  return {
    placedByTier: share((request) => request.priority, false)
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value),
    shares:
      policy.fairness === 'none'
        ? []
        : share((request) => request.hei, true)
            .map(({ value }) => value)
            .sort((a, b) => a - b),
    placedByCarryOver: share((request) => request.carryOver, false)
      .filter(({ key }) => key > 0)
      .sort((a, b) => b.key - a.key)
      .map(({ value }) => value),
    placed: chosen.filter((offer) => offer).length,
    cost: requests.reduce((sum, request, at) => sum + (chosen[at] ? costOf(request, chosen[at]) : 0), 0),
  };
}

/** Whether the answer keeps places, groups, caps and pools on every day. */
export function isValid(
  { requests, offers, caps, pools }: MatchingInput,
  chosen: readonly (Offer | null)[],
): boolean {
  const takers = (offer: Offer) => chosen.filter((other) => other === offer).length;
  for (const offer of offers) {
    const learners = takers(offer);
    if (learners > offer.places || (learners > 0 && learners < offer.minGroup)) return false;
  }
  for (const { startsOn: day } of requests) {
    const there = chosen.filter(
      (offer, at): offer is Offer =>
        offer !== null && requests[at]!.startsOn <= day && day <= requests[at]!.endsOn,
    );
    for (const cap of caps) {
      const learners = there.filter(({ legs }) => legs.some((leg) => leg[cap.kind] === cap.id)).length;
      if (learners > cap.maxLearners) return false;
    }
    for (const pool of pools) {
      const legs = there.flatMap((offer) => offer.legs).filter((leg) => leg.pool === pool.id);
      if (legs.reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0) > pool.learnerHalfDaysPerWeek) return false;
    }
  }
  return true;
}
