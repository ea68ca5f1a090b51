import { totalCost } from '../cost.js';
import { firstRuleBroken, groundOf } from '../eligibility.js';
import type { HeldPlace, RepairEvent } from '../repair/types.js';
import type { MatchingInput, Offer, Request } from '../types.js';
import { isValid } from './brute-force.js';

/** A matching in force as plain maps, for a handful of requests. */
export interface Scene {
  readonly input: MatchingInput;
  /** Offer of each request that holds a place. */
  readonly offerOf: ReadonlyMap<string, string>;
  readonly fixed: ReadonlySet<string>;
}

/** What a repair is worth, in the order in which repairs are compared; higher is better for the first two, lower for the others. */
export interface RepairWorth {
  readonly hitPlaced: readonly number[];
  readonly newlyPlaced: readonly number[];
  readonly changes: number;
  readonly cost: number;
}

export function sceneOf(input: MatchingInput, held: readonly HeldPlace[]): Scene {
  const pinned = input.policy.pinned.map(({ request }) => request);
  return {
    input,
    offerOf: new Map(held.map(({ request, offer }) => [request, offer])),
    fixed: new Set([...pinned, ...held.filter(({ isFixed }) => isFixed).map(({ request }) => request)]),
  };
}

/** The scene after the events, with everybody left where events do not say otherwise, be there room or not. */
export function afterEvents(scene: Scene, events: readonly RepairEvent[]): Scene {
  let { input } = scene;
  const offerOf = new Map(scene.offerOf);
  const fixed = new Set(scene.fixed);
  const editOffer = (id: string, edit: (offer: Offer) => Offer) => {
    input = { ...input, offers: input.offers.map((offer) => (offer.id === id ? edit(offer) : offer)) };
  };
  const editPolicy = (policy: Partial<MatchingInput['policy']>) => {
    input = { ...input, policy: { ...input.policy, ...policy } };
  };
  for (const event of events) {
    switch (event.kind) {
      case 'offer-withdrawn':
        editOffer(event.offer, (offer) => ({ ...offer, places: 0 }));
        for (const [request, offer] of offerOf) if (offer === event.offer) offerOf.delete(request);
        break;
      case 'places-added':
        editOffer(event.offer, (offer) => ({ ...offer, places: offer.places + event.places }));
        break;
      case 'places-taken':
        editOffer(event.offer, (offer) => ({ ...offer, places: offer.places - event.places }));
        break;
      case 'request-withdrawn':
        input = { ...input, requests: input.requests.filter(({ id }) => id !== event.request) };
        editPolicy({ forbidden: input.policy.forbidden.filter(({ request }) => request !== event.request) });
        offerOf.delete(event.request);
        fixed.delete(event.request);
        break;
      case 'request-added':
        input = { ...input, requests: [...input.requests, event.request] };
        break;
      case 'pair-pinned':
        offerOf.set(event.request, event.offer);
        fixed.add(event.request);
        break;
      case 'pair-unpinned':
        fixed.delete(event.request);
        break;
      case 'pair-forbidden':
        editPolicy({
          forbidden: [...input.policy.forbidden, { request: event.request, offer: event.offer }],
        });
        if (offerOf.get(event.request) === event.offer) offerOf.delete(event.request);
        break;
      case 'pair-allowed':
        editPolicy({
          forbidden: input.policy.forbidden.filter(
            ({ request, offer }) => request !== event.request || offer !== event.offer,
          ),
        });
        break;
    }
  }
  const pinned = [...fixed].map((request) => ({ request, offer: offerOf.get(request)! }));
  editPolicy({ pinned });
  return { input, offerOf, fixed };
}

/** Requests that lost their place, or share a limit that has no room for all, or a group that is too small. */
export function hitBy(before: Scene, after: Scene): ReadonlySet<string> {
  const hit = new Set<string>();
  const { requests, offers, caps, pools } = after.input;
  const stays = requests.flatMap((request) => {
    const offer = offers.find(({ id }) => id === after.offerOf.get(request.id));
    return offer ? [{ request, offer }] : [];
  });
  const hitAll = (those: readonly { request: Request }[]) => {
    for (const { request } of those) if (!after.fixed.has(request.id)) hit.add(request.id);
  };
  for (const { id } of requests) if (before.offerOf.has(id) && !after.offerOf.has(id)) hit.add(id);
  for (const offer of offers) {
    const there = stays.filter((stay) => stay.offer === offer);
    if (there.length > offer.places || (there.length > 0 && there.length < offer.minGroup)) hitAll(there);
  }
  for (const { startsOn: day } of requests) {
    const present = stays.filter(({ request }) => request.startsOn <= day && day <= request.endsOn);
    for (const { kind, id, maxLearners } of caps) {
      const there = present.filter(({ offer }) => offer.legs.some((leg) => leg[kind] === id));
      if (there.length > maxLearners) hitAll(there);
    }
    for (const { id, learnerHalfDaysPerWeek } of pools) {
      const load = ({ offer }: { offer: Offer }) =>
        offer.legs.reduce((sum, leg) => sum + (leg.pool === id ? leg.halfDaysPerWeek : 0), 0);
      const there = present.filter((stay) => load(stay) > 0);
      if (there.reduce((sum, stay) => sum + load(stay), 0) > learnerHalfDaysPerWeek) hitAll(there);
    }
  }
  return hit;
}

/** The best repair there is, by trying every answer; `null` when there is none at all. */
export function bestRepairByBruteForce(before: Scene, after: Scene): RepairWorth | null {
  const { input, fixed } = after;
  const ground = groundOf(input);
  const hit = hitBy(before, after);
  const options = input.requests.map((request): (Offer | null)[] => {
    if (fixed.has(request.id)) return input.offers.filter(({ id }) => id === after.offerOf.get(request.id));
    const eligible = input.offers.filter((offer) => firstRuleBroken(request, offer, ground) === null);
    const mayLose = !before.offerOf.has(request.id) || hit.has(request.id);
    return mayLose ? [...eligible, null] : eligible;
  });
  const chosen: (Offer | null)[] = [];
  let best: RepairWorth | null = null;
  const tryFrom = (at: number): void => {
    if (at === input.requests.length) {
      if (!isValid(input, chosen)) return;
      const worth = worthOfRepair(before, after, chosen);
      if (!best || compareRepairs(worth, best) < 0) best = worth;
      return;
    }
    for (const offer of options[at]!) {
      if (offer && chosen.slice(0, at).filter((other) => other === offer).length >= offer.places) continue;
      chosen[at] = offer;
      tryFrom(at + 1);
    }
  };
  tryFrom(0);
  return best;
}

export function worthOfRepair(before: Scene, after: Scene, chosen: readonly (Offer | null)[]): RepairWorth {
  const { requests } = after.input;
  const ground = groundOf(after.input);
  const hit = hitBy(before, after);
  const tiers = [...new Set(requests.map(({ priority }) => priority))].sort((a, b) => a - b);
  const placed = requests
    .map((request, at) => ({ request, offer: chosen[at]! }))
    .filter(({ offer }) => offer);
  const byTier = (those: typeof placed) =>
    tiers.map((tier) => those.filter(({ request }) => request.priority === tier).length);
  return {
    hitPlaced: byTier(placed.filter(({ request }) => hit.has(request.id))),
    newlyPlaced: byTier(placed.filter(({ request }) => !before.offerOf.has(request.id))),
    changes: requests.filter(
      ({ id }, at) => before.offerOf.has(id) && before.offerOf.get(id) !== chosen[at]?.id,
    ).length,
    cost: placed.reduce((sum, { request, offer }) => sum + totalCost(request, offer, ground), 0),
  };
}

/** Negative when `a` is better. */
export function compareRepairs(a: RepairWorth, b: RepairWorth): number {
  const listOf = ({ hitPlaced, newlyPlaced, changes, cost }: RepairWorth) => [
    ...[...hitPlaced, ...newlyPlaced].map((count) => -count),
    changes,
    cost,
  ];
  const [listA, listB] = [listOf(a), listOf(b)];
  for (let at = 0; at < listA.length; at++) if (listA[at] !== listB[at]) return listA[at]! - listB[at]!;
  return 0;
}
