import { groundOf, rulesBroken } from '../eligibility.js';
import { isValid } from '../testing/brute-force.js';
import { forRandomRepairs, type RandomRepair, type RepairShape } from '../testing/random-repairs.js';
import {
  afterEvents,
  bestRepairByBruteForce,
  compareRepairs,
  sceneOf,
  worthOfRepair,
  type RepairWorth,
  type Scene,
} from '../testing/repair-brute-force.js';
import { bestRepairByFlow } from '../testing/repair-by-flow.js';
import type { Offer } from '../types.js';
import { prepareMatching, type MatchingInForce } from './matching-in-force.js';
import type { Repair } from './types.js';

type Oracle = (before: Scene, after: Scene) => RepairWorth | null;

function prepared({ input, held }: RandomRepair): MatchingInForce {
  const inForce = prepareMatching(input, held);
  if (!inForce.ok) throw new Error(`Not a matching: ${JSON.stringify(inForce.refusal)}`);
  return inForce.value;
}

/** Offers of the requests of the scene, by what the repair says has changed. */
function chosenBy(before: Scene, after: Scene, { changes }: Repair): (Offer | null)[] {
  const offerOf = new Map(before.offerOf);
  for (const { request, from, to } of changes) {
    expect(offerOf.get(request) ?? null).toBe(from);
    if (to === null) offerOf.delete(request);
    else offerOf.set(request, to);
  }
  return after.input.requests.map(({ id }) => {
    const offer = after.input.offers.find((other) => other.id === offerOf.get(id));
    return offer ?? null;
  });
}

function keepsEverything({ input, fixed, offerOf }: Scene, chosen: readonly (Offer | null)[]): void {
  expect(isValid(input, chosen)).toBe(true);
  const ground = groundOf(input);
  chosen.forEach((offer, at) => {
    const request = input.requests[at]!;
    if (offer) expect(rulesBroken(request, offer, ground)).toEqual([]);
    if (fixed.has(request.id)) expect(offer!.id).toBe(offerOf.get(request.id));
  });
}

function isAsGoodAs(oracle: Oracle): (one: RandomRepair) => void {
  return (one) => {
    const inForce = prepared(one);
    const repair = inForce.repair(one.events);
    if (!repair.ok) return;
    const before = sceneOf(one.input, one.held);
    const after = afterEvents(before, one.events);
    const chosen = chosenBy(before, after, repair.value);
    keepsEverything(after, chosen);
    const found = worthOfRepair(before, after, chosen);
    const best = oracle(before, after);
    if (!best) throw new Error('There is no valid answer, though one was given.');
    expect(repair.value.isExact).toBe(true);
    if (compareRepairs(found, best) !== 0) expect(found).toEqual(best);

    const placed = chosen.filter((offer) => offer).length;
    expect(repair.value.after).toMatchObject({ placed, cost: found.cost });
    expect(repair.value.bound).toEqual({ placed, changes: found.changes, cost: found.cost });
    const idsOfPlaced = after.input.requests.filter((_, at) => chosen[at]).map(({ id }) => id);
    expect(inForce.holdings().map(({ request }) => request)).toEqual([...idsOfPlaced].sort());
  };
}

describe('the best repair, against trying every answer', () => {
  const SHAPES: Record<string, RepairShape> = {
    'of a plain matching': { mostRequests: 7, mostOffers: 5 },
    'of a plain matching, several events at once': { mostRequests: 7, mostOffers: 5, mostEvents: 4 },
    'with priorities': { tiers: true, mostRequests: 7, mostOffers: 5, mostEvents: 3 },
    'with fixed, pinned and forbidden pairs': {
      pins: true,
      fixed: true,
      tiers: true,
      mostRequests: 7,
      mostEvents: 3,
    },
    'of a matching that was not full': { loose: true, tiers: true, mostRequests: 7, mostEvents: 3 },
    'with caps that nest': { caps: true, tiers: true, mostRequests: 7, mostEvents: 3 },
    'with caps and blocks at different times': { caps: true, periods: true, mostRequests: 6, mostEvents: 3 },
    'with supervision pools': { pools: true, periods: true, mostRequests: 6, mostEvents: 3 },
    'with groups': { groups: true, tiers: true, pins: true, mostRequests: 6, mostEvents: 2 },
    'with hybrid offers under caps and pools': {
      hybrids: true,
      caps: true,
      pools: true,
      mostRequests: 6,
      mostEvents: 2,
    },
    'with everything at once': {
      tiers: true,
      caps: true,
      periods: true,
      pools: true,
      groups: true,
      hybrids: true,
      pins: true,
      fixed: true,
      loose: true,
      mostRequests: 6,
      mostEvents: 3,
    },
  };
  it.each(Object.entries(SHAPES))('%s', (_name, shape) =>
    forRandomRepairs(shape, 400, isAsGoodAs(bestRepairByBruteForce)),
  );
});

describe('the best repair of a larger matching, against one flow over everybody', () => {
  const LARGER = { mostRequests: 80, mostOffers: 40 };
  const SHAPES: Record<string, RepairShape> = {
    'after one event': LARGER,
    'after several': { ...LARGER, mostEvents: 5 },
    'with priorities and fixed pairs': {
      ...LARGER,
      tiers: true,
      pins: true,
      fixed: true,
      mostEvents: 5,
    },
    'when it was not full': { ...LARGER, tiers: true, loose: true, mostEvents: 5 },
  };
  it.each(Object.entries(SHAPES))('%s', (_name, shape) =>
    forRandomRepairs(shape, 150, isAsGoodAs(bestRepairByFlow)),
  );
});
