import fc from 'fast-check';
import { candidatesOf, type Candidates } from './candidates.js';
import { totalCost } from './cost.js';
import {
  breaksRuleOfKind,
  firstRuleBroken,
  groundOf,
  OFFER_TRAITS,
  REQUEST_TRAITS,
  rulesBroken,
  type Ground,
} from './eligibility.js';
import { generatedBy } from './testing/random.js';
import { aLeg, anInput, anOffer, aRequest, FAR, HOME } from './testing/small-inputs.js';
import { variedInput } from './testing/varied-inputs.js';
import { RULES, type MatchingInput, type Rule } from './types.js';

interface Found {
  readonly request: string;
  readonly offer: string;
  readonly cost: number;
}

function pairsOf({ requests, offers, rowStart, offer, cost }: Candidates): Found[] {
  return requests.flatMap((request, r) =>
    [...offer.subarray(rowStart[r], rowStart[r + 1])].map((o, at) => ({
      request: request.id,
      offer: offers[o]!.id,
      cost: cost[rowStart[r]! + at]!,
    })),
  );
}

/** By asking every rule about every pair. */
function allEligible(input: MatchingInput, ground: Ground): Found[] {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return [...input.requests].sort(byId).flatMap((request) =>
    [...input.offers]
      .sort(byId)
      .filter((offer) => firstRuleBroken(request, offer, ground) === null)
      .map((offer) => ({ request: request.id, offer: offer.id, cost: totalCost(request, offer, ground) })),
  );
}

describe('candidate pairs', () => {
  it('are exactly the pairs that break no rule, at the cost of the pair, whatever is not looked at', () => {
    let pairs = 0;
    const onlyBroken = new Map<Rule, number>();
    fc.assert(
      fc.property(generatedBy(variedInput), (input) => {
        const ground = groundOf(input);
        const found = pairsOf(candidatesOf(input, ground));
        pairs += found.length;
        expect(found).toEqual(allEligible(input, ground));
        for (const request of input.requests) {
          for (const offer of input.offers) {
            const [rule, ...more] = rulesBroken(request, offer, ground);
            if (rule && more.length === 0) onlyBroken.set(rule, 1 + (onlyBroken.get(rule) ?? 0));
          }
        }
      }),
      { seed: 20261122, numRuns: 2_000 },
    );
    // Otherwise the inputs would try nothing: pairs in plenty, and many that only one rule keeps apart.
    expect(pairs).toBeGreaterThan(10_000);
    for (const rule of RULES) expect([rule, (onlyBroken.get(rule) ?? 0) > 100]).toEqual([rule, true]);
  });

  it('are found where there are more origins and kinds than are remembered at a time', () => {
    const districts = Array.from({ length: 300 }, (_, at) => ({
      id: `D${at}`,
      latitude: 51 + at / 400,
      longitude: -1 - (at % 17) / 20,
    }));
    const requests = districts.map(({ id }, at) =>
      aRequest(`r${at}`, { district: id, hei: `H${at}`, maxTravelMinutes: 20 + (at % 60) }),
    );
    const offers = districts.map(({ id }, at) =>
      anOffer(`o${at}`, {
        legs: [aLeg({ district: id }), aLeg({ district: districts[(at * 7) % 300]!.id })],
        reservedFor: at % 3 === 0 ? [`H${at}`, `H${at + 1}`] : [],
      }),
    );
    const input = anInput({ requests, offers, districts });
    const ground = groundOf(input);
    expect(pairsOf(candidatesOf(input, ground, undefined, 1_000))).toEqual(allEligible(input, ground));
  });

  it('say who asks for a district that is not there', () => {
    const input = anInput({ requests: [aRequest('r', { district: 'ZZ1' })], offers: [anOffer('o')] });
    expect(() => candidatesOf(input, groundOf(input))).toThrow('District ZZ1');
  });

  it('can be stopped at any report of progress', () => {
    const input = anInput({
      requests: [aRequest('r'), aRequest('s', { district: FAR.id })],
      offers: [anOffer('o', { legs: [aLeg({ district: HOME.id })] })],
    });
    let reports = 0;
    const watch = { isTimeUp: () => false, progress: () => void reports++ };
    candidatesOf(input, groundOf(input), watch);
    const all = reports;
    for (let last = 0; last < all; last++) {
      let left = last;
      const stopping = {
        ...watch,
        progress: () => {
          if (left-- === 0) throw new Error('stopped');
        },
      };
      expect(() => candidatesOf(input, groundOf(input), stopping)).toThrow('stopped');
    }
  });
});

describe('rules that are asked once for all pairs that are alike', () => {
  /** The thing, noting which of its properties somebody looks at. */
  function watched<Thing extends object>(thing: Thing, seen: Set<string>, path = ''): Thing {
    return new Proxy(thing, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || (Array.isArray(target) && !/^\d+$/.test(key))) return value;
        const here = /^\d+$/.test(key) ? path : path === '' ? key : `${path}.${key}`;
        if (typeof value !== 'object' || value === null) seen.add(here);
        else if (Array.isArray(value)) seen.add(here);
        return typeof value === 'object' && value !== null ? watched(value, seen, here) : value;
      },
    });
  }

  it('read nothing but the traits by which pairs are alike', () => {
    const read = { request: new Set<string>(), offer: new Set<string>() };
    const traits = { request: new Set<string>(), offer: new Set<string>() };
    fc.assert(
      fc.property(generatedBy(variedInput), (input) => {
        const ground = groundOf(input);
        for (const request of input.requests)
          for (const offer of input.offers)
            breaksRuleOfKind(watched(request, read.request), watched(offer, read.offer), ground);
        for (const request of input.requests)
          for (const trait of REQUEST_TRAITS) trait(watched(request, traits.request));
        for (const offer of input.offers)
          for (const trait of OFFER_TRAITS) trait(watched(offer, traits.offer));
      }),
      { seed: 20261123, numRuns: 200 },
    );
    expect([...traits.request]).toEqual(expect.arrayContaining([...read.request]));
    expect([...traits.offer]).toEqual(expect.arrayContaining([...read.offer]));
    expect(read.request.size).toBeGreaterThan(6);
    expect(read.offer.size).toBeGreaterThan(9);
  });
});
