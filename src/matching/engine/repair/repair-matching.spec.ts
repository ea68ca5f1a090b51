import fc from 'fast-check';
import { checkInput } from '../check-input.js';
import type { MatchingInput, Offer } from '../types.js';
import {
  afterEvents,
  bestRepairByBruteForce,
  compareRepairs,
  sceneOf,
  worthOfRepair,
  type Scene,
} from '../testing/repair-brute-force.js';
import { isValid } from '../testing/brute-force.js';
import { groundOf, rulesBroken } from '../eligibility.js';
import { randomEvent, randomMatching, type EventShape } from '../testing/small-events.js';
import { randomInput, type Pick, type Shape } from '../testing/small-inputs.js';
import { prepareMatching, type MatchingInForce } from './matching-in-force.js';
import type { HeldPlace, Repair, RepairEvent } from './types.js';

const SEED = 20261122;

interface Case {
  readonly input: MatchingInput;
  readonly held: readonly HeldPlace[];
  readonly events: readonly RepairEvent[];
}

interface Kind extends Shape, EventShape {
  readonly mostEvents?: number;
}

function randomCase(pick: Pick, kind: Kind): Case | null {
  const whole = randomInput(pick, kind);
  const kept = Math.max(1, whole.requests.length - 1);
  const input = { ...whole, requests: whole.requests.slice(0, kept) };
  const policy = {
    ...input.policy,
    pinned: input.policy.pinned.filter(({ request }) => input.requests.some(({ id }) => id === request)),
  };
  const some = { ...input, policy };
  if (checkInput(some).length > 0) return null;
  const held = randomMatching(pick, some, kind);
  const spare = whole.requests.slice(kept);
  const count = 1 + pick((kind.mostEvents ?? 1) - 1);
  const events = Array.from({ length: count }, () => randomEvent(pick, some, held, spare));
  return { input: some, held, events };
}

function forRandomCases(kind: Kind, runs: number, check: (one: Case) => void): void {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const one = randomCase((most) => g(() => fc.noBias(fc.nat({ max: most }))), kind);
      fc.pre(one !== null);
      check(one!);
    }),
    { seed: SEED, numRuns: runs },
  );
}

function prepared({ input, held }: Case): MatchingInForce {
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

const counts = { repaired: 0, refused: 0, changed: 0, inexact: 0 };

function isAsGoodAsBruteForce(one: Case): void {
  const before = sceneOf(one.input, one.held);
  const inForce = prepared(one);
  const repair = inForce.repair(one.events);
  if (!repair.ok) {
    counts.refused++;
    return;
  }
  counts.repaired++;
  if (repair.value.changes.length > 0) counts.changed++;
  if (!repair.value.isExact) counts.inexact++;
  const after = afterEvents(before, one.events);
  const chosen = chosenBy(before, after, repair.value);
  expect(isValid(after.input, chosen)).toBe(true);
  const ground = groundOf(after.input);
  chosen.forEach((offer, at) => {
    const request = after.input.requests[at]!;
    if (offer) expect(rulesBroken(request, offer, ground)).toEqual([]);
    if (after.fixed.has(request.id)) expect(offer!.id).toBe(after.offerOf.get(request.id));
  });
  const found = worthOfRepair(before, after, chosen);
  const best = bestRepairByBruteForce(before, after);
  if (!best) throw new Error('No valid answer, though one was given.');
  if (compareRepairs(found, best) !== 0) expect(found).toEqual(best);
  expect(repair.value.after.cost).toBe(found.cost);
  expect(repair.value.after.placed).toBe(chosen.filter((offer) => offer).length);
  expect(inForce.holdings().map(({ request, offer }) => [request, offer])).toEqual(
    after.input.requests
      .flatMap(({ id }, at) => (chosen[at] ? [[id, chosen[at].id]] : []))
      .sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

describe('the best repair, against trying every answer', () => {
  const KINDS: Record<string, Kind> = {
    'of a plain matching': { mostRequests: 7, mostOffers: 5 },
    'of a plain matching, several events': { mostRequests: 7, mostOffers: 5, mostEvents: 4 },
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
  it.each(Object.entries(KINDS))('%s', (name, kind) => {
    Object.assign(counts, { repaired: 0, refused: 0, changed: 0, inexact: 0 });
    forRandomCases(kind, Number(process.env['RUNS'] ?? 400), isAsGoodAsBruteForce);
    console.log(name, JSON.stringify(counts));
  });
});
