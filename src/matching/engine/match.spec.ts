import { match, validateMatching, type MatchingInput, type MatchingResult } from './index.js';
import { bestByBruteForce, compareWorth, worthOf } from './testing/brute-force.js';
import { forRandomInputs } from './testing/random.js';
import { anOffer, aRequest, type Shape } from './testing/small-inputs.js';

function isAsGoodAsBruteForce(input: MatchingInput): void {
  const result = match(input);
  expect(validateMatching(input, result)).toEqual([]);
  expect(result.isExact).toBe(true);
  const outcomes = new Map(result.outcomes.map((outcome) => [outcome.request, outcome]));
  const chosen = input.requests.map(({ id }) => {
    const outcome = outcomes.get(id)!;
    return outcome.status === 'placed' ? input.offers.find((offer) => offer.id === outcome.offer)! : null;
  });
  const found = worthOf(input, chosen, (request) => {
    const outcome = outcomes.get(request.id)!;
    return outcome.status === 'placed' ? outcome.cost.total : 0;
  });
  const best = bestByBruteForce(input);
  if (!best) throw new Error('The input has no valid answer, though checkInput found no fault.');
  if (compareWorth(found, best) !== 0) expect(found).toEqual(best);
}

const EVERYTHING: Shape = {
  tiers: true,
  fairness: true,
  caps: true,
  periods: true,
  pools: true,
  groups: true,
  hybrids: true,
  pins: true,
  weights: true,
  carryOver: true,
};

describe('the best answer, against trying every one', () => {
  const SHAPES: Record<string, Shape> = {
    'of a plain problem': {},
    'with priorities': { tiers: true },
    'with fair shares': { fairness: true },
    'with priorities and fair shares': { tiers: true, fairness: true },
    'with pinned and forbidden pairs': { pins: true, tiers: true, fairness: true },
    'with weighted shares': { fairness: true, weights: true },
    'with carry-over among equals': { carryOver: true, tiers: true },
    'with weighted shares, priorities and carry-over': {
      fairness: true,
      weights: true,
      tiers: true,
      carryOver: true,
      pins: true,
      mostRequests: 6,
    },
    'with carry-over under pools and caps': { pools: true, caps: true, periods: true, carryOver: true },
    'with caps that nest': { caps: true, fairness: true },
    'with caps and blocks at different times': { caps: true, periods: true, tiers: true },
    'with supervision pools': { pools: true, periods: true },
    'with groups': { groups: true, tiers: true, pins: true },
    'with hybrid offers under caps and pools': { hybrids: true, caps: true, pools: true, fairness: true },
    'with caps that cross': { hybrids: true, caps: true, periods: true, tiers: true, mostOffers: 5 },
    'with pools, groups and hybrids': { hybrids: true, pools: true, groups: true, periods: true, pins: true },
    'where every rule keeps some apart': {
      rules: true,
      tiers: true,
      fairness: true,
      pins: true,
      mostRequests: 6,
    },
    'with everything at once': EVERYTHING,
  };
  // A few seconds in the suite; ORACLE_CASES=10000, and another ORACLE_SEED, for whoever changes how answers are found.
  const cases = Number(process.env['ORACLE_CASES'] ?? 3_500);
  const seed = Number(process.env['ORACLE_SEED'] ?? 20261122);
  const runs = Math.ceil(cases / Object.keys(SHAPES).length);
  it.each(Object.entries(SHAPES))(
    '%s',
    (_name, shape) => forRandomInputs(shape, runs, isAsGoodAsBruteForce, seed),
    600_000,
  );
});

/** What must not depend on how an input is written down. */
function substance({ outcomes, objective, heis }: MatchingResult): unknown {
  const offers = outcomes.map((outcome) => (outcome.status === 'placed' ? outcome.offer : null));
  return {
    offers,
    objective,
    heis,
    changes: outcomes.map((o) => (o.status === 'unplaced' ? o.change : null)),
  };
}

describe('an answer stays the same', () => {
  it('when HEIs change their names, but for who of equals is placed', () =>
    forRandomInputs({ ...EVERYTHING, mostRequests: 7 }, 120, (input) => {
      const renamed: Record<string, string> = { North: 'Zenith', South: 'Aurora', West: 'Middle' };
      const other: MatchingInput = {
        ...input,
        requests: input.requests.map((request) => ({ ...request, hei: renamed[request.hei]! })),
        offers: input.offers.map((offer) => ({
          ...offer,
          reservedFor: offer.reservedFor.map((hei) => renamed[hei]!),
        })),
        policy: {
          ...input.policy,
          entitlementWeights: input.policy.entitlementWeights.map((each) => ({
            ...each,
            hei: renamed[each.hei]!,
          })),
        },
      };
      const shares = ({ heis }: MatchingResult) =>
        heis.map(({ placed, entitlement }) => placed / entitlement).sort((a, b) => a - b);
      const [before, after] = [match(input), match(other)];
      expect(after.objective).toEqual(before.objective);
      expect(shares(after)).toEqual(shares(before));
    }));

  const turned = <Thing>(things: readonly Thing[]): Thing[] =>
    [...things.slice(1), ...things.slice(0, 1)].reverse();

  it('in whatever order the input is given', () =>
    forRandomInputs(EVERYTHING, 120, (input) => {
      const other: MatchingInput = {
        requests: turned(input.requests),
        offers: turned(input.offers),
        pools: turned(input.pools),
        caps: turned(input.caps),
        districts: turned(input.districts),
        policy: {
          ...input.policy,
          pinned: turned(input.policy.pinned),
          forbidden: turned(input.policy.forbidden),
          entitlementWeights: turned(input.policy.entitlementWeights),
        },
      };
      expect(match(other)).toEqual(match(input));
    }));

  it('when an offer is added that nobody may have', () =>
    forRandomInputs(EVERYTHING, 120, (input) => {
      const useless = anOffer('offer 00', { professions: ['osteopathy'], places: 9 });
      const other = match({ ...input, offers: [...input.offers, useless] });
      expect(substance(other)).toEqual(substance(match(input)));
    }));

  it('when a request is added that no offer suits', () =>
    forRandomInputs(EVERYTHING, 120, (input) => {
      const hopeless = aRequest('request 00', { profession: 'osteopathy', hei: 'Zenith', priority: 9 });
      const offersOf = ({ outcomes }: MatchingResult) =>
        outcomes.flatMap((o) => (o.request === hopeless.id ? [] : [o.status === 'placed' ? o.offer : null]));
      const other = match({ ...input, requests: [...input.requests, hopeless] });
      expect(offersOf(other)).toEqual(offersOf(match(input)));
      expect(other.objective.cost).toBe(match(input).objective.cost);
    }));

  it('when ids are renamed without changing their order', () =>
    forRandomInputs(EVERYTHING, 120, (input) => {
      const renamed = (id: string) => `x ${id}`;
      const other: MatchingInput = {
        ...input,
        requests: input.requests.map((request) => ({
          ...request,
          id: renamed(request.id),
          preferences: request.preferences.map(renamed),
        })),
        offers: input.offers.map((offer) => ({ ...offer, id: renamed(offer.id) })),
        policy: {
          ...input.policy,
          pinned: input.policy.pinned.map((pair) => ({
            request: renamed(pair.request),
            offer: renamed(pair.offer),
          })),
          forbidden: input.policy.forbidden.map((pair) => ({
            request: renamed(pair.request),
            offer: renamed(pair.offer),
          })),
        },
      };
      const offersOf = (result: MatchingResult) =>
        result.outcomes.map((outcome) => (outcome.status === 'placed' ? outcome.offer : null));
      expect(offersOf(match(other))).toEqual(offersOf(match(input)).map((id) => id && renamed(id)));
    }));

  it('when all weights are scaled alike, but for the cost', () =>
    forRandomInputs({ ...EVERYTHING, pools: false, groups: false }, 120, (input) => {
      const weights = { travel: 7, preference: 7, variety: 7 };
      const [once, scaled] = [match(input), match({ ...input, policy: { ...input.policy, weights } })];
      expect(scaled.objective).toEqual({ ...once.objective, cost: 7 * once.objective.cost });
      expect(scaled.heis).toEqual(once.heis);
    }));
});
