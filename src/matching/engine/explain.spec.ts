import { totalCost } from './cost.js';
import { firstRuleBroken, groundOf, rulesBroken, whatIsMissing } from './eligibility.js';
import { match, type MatchingResult, type Unplaced } from './index.js';
import { isNear } from './change-kinds.js';
import { forRandomInputs } from './testing/random.js';
import { anInput, anOffer, aRequest, type Shape } from './testing/small-inputs.js';
import { MOST_GIVEN_UP, MOST_RULED_OUT, RULES } from './types.js';

function unplacedOf(result: MatchingResult): Unplaced[] {
  return result.outcomes.filter((outcome) => outcome.status === 'unplaced');
}

describe('what is told about rules and holders', () => {
  it('counts each offer once, under the first rule that it fails', () =>
    forRandomInputs({ tiers: true, caps: true }, 200, (input) => {
      for (const { removed, eligibleOffers, held } of unplacedOf(match(input))) {
        expect(removed.reduce((sum, { offers }) => sum + offers, eligibleOffers)).toBe(input.offers.length);
        expect(held).toHaveLength(Math.min(MOST_GIVEN_UP, eligibleOffers));
      }
    }));

  it('counts as the rules themselves do, offer by offer', () =>
    forRandomInputs({ rules: true, pins: true, periods: true, mostOffers: 9 }, 300, (input) => {
      const ground = groundOf(input);
      for (const { request, removed } of unplacedOf(match(input))) {
        const asking = input.requests.find(({ id }) => id === request)!;
        const firsts = input.offers.map((offer) => firstRuleBroken(asking, offer, ground));
        const counted = RULES.map((rule) => ({
          rule,
          offers: firsts.filter((first) => first === rule).length,
        }));
        expect(removed).toEqual(counted.filter(({ offers }) => offers > 0));
      }
    }));

  it('names the cheaper offers that one rule keeps from a placed student', () =>
    forRandomInputs({ rules: true, pins: true, mostOffers: 9 }, 300, (input) => {
      const ground = groundOf(input);
      for (const outcome of match(input).outcomes) {
        if (outcome.status === 'unplaced') continue;
        const placed = input.requests.find(({ id }) => id === outcome.request)!;
        const cheaper = input.offers.flatMap((offer) => {
          const [rule, ...others] = rulesBroken(placed, offer, ground);
          const cost = totalCost(placed, offer, ground);
          if (!rule || others.length > 0 || cost >= outcome.cost.total || rule === 'forbidden') return [];
          const isTold =
            rule === 'travel' ? placed.preferences.includes(offer.id) : isNear(rule, placed, offer);
          return isTold ? [{ offer: offer.id, cost, rule, missing: whatIsMissing(rule, placed, offer) }] : [];
        });
        cheaper.sort((a, b) => a.cost - b.cost || (a.offer < b.offer ? -1 : 1));
        expect(outcome.ruledOut).toEqual(cheaper.slice(0, MOST_RULED_OUT));
      }
    }));

  it('names what a placed student gave up, cheapest first, and who has it', () => {
    const offers = [anOffer('a'), anOffer('b'), anOffer('c')];
    const requests = [
      aRequest('1', { preferences: ['a'] }),
      aRequest('2', { preferences: ['b', 'a'] }),
      aRequest('3', { preferences: ['a', 'b', 'c'] }),
    ];
    const [, , third] = match(anInput({ requests, offers })).outcomes;
    expect(third).toMatchObject({
      status: 'placed',
      offer: 'c',
      preferenceRank: 3,
      givenUp: [
        {
          offer: 'a',
          closedBy: { by: 'places' },
          heldBy: ['1'],
          worsening: { first: 'cost', placesLost: 0 },
        },
        {
          offer: 'b',
          closedBy: { by: 'places' },
          heldBy: ['2'],
          worsening: { first: 'cost', placesLost: 0 },
        },
      ],
    });
  });
});

describe('the worth of one place more', () => {
  const SHAPES: Shape[] = [
    {},
    { tiers: true, fairness: true, pins: true },
    { caps: true, periods: true, fairness: true },
  ];
  it.each(SHAPES)('is what solving again with that place brings: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 7, mostOffers: 5 }, 150, (input) => {
      const before = match(input);
      for (const { offer, onePlaceMore } of before.offers) {
        if (!onePlaceMore) continue;
        const offers = input.offers.map((other) =>
          other.id === offer ? { ...other, places: other.places + 1 } : other,
        );
        const { objective } = match({ ...input, offers });
        expect({
          placesGained: objective.placed - before.objective.placed,
          costSaved: before.objective.cost - objective.cost,
        }).toEqual(onePlaceMore);
      }
    }),
  );
});
