import { match, type MatchingInput, type MatchingResult } from './index.js';
import { offerForAll } from './shortages.js';
import { forRandomInputs } from './testing/random.js';
import type { Shape } from './testing/small-inputs.js';
import type { Worth } from './types.js';

/** What the change brings, found by solving again. */
function worthOf(before: MatchingResult, changed: MatchingInput): Worth {
  const { objective } = match(changed);
  return {
    placesGained: objective.placed - before.objective.placed,
    costSaved: before.objective.cost - objective.cost,
  };
}

const FLOWS: Shape[] = [
  {},
  { rules: true },
  { tiers: true, fairness: true, pins: true },
  { caps: true, periods: true, fairness: true },
  { caps: true, tiers: true, pins: true },
];

describe('the worth of one place more', () => {
  it.each(FLOWS)('is what solving again with that place brings: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 7, mostOffers: 5 }, 150, (input) => {
      const before = match(input);
      for (const { offer, onePlaceMore } of before.offers) {
        if (!onePlaceMore) continue;
        const offers = input.offers.map((other) =>
          other.id === offer ? { ...other, places: other.places + 1 } : other,
        );
        expect(onePlaceMore).toEqual(worthOf(before, { ...input, offers }));
      }
    }),
  );
});

describe('the worth of one learner more under a cap', () => {
  const CAPS: Shape[] = [
    { caps: true },
    { caps: true, periods: true },
    { caps: true, periods: true, tiers: true, pins: true },
    { caps: true, periods: true, fairness: true },
  ];
  let known = 0;
  let unknown = 0;
  it.each(CAPS)('is what solving again with that cap brings: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 9, mostOffers: 6 }, 250, (input) => {
      const before = match(input);
      for (const { kind, id, busiest, maxLearners, oneLearnerMore } of before.caps) {
        expect(busiest).toBeLessThanOrEqual(maxLearners);
        if (before.offers.some(({ onePlaceMore }) => onePlaceMore === null)) {
          expect(oneLearnerMore).toBeNull();
          continue;
        }
        if (!oneLearnerMore) {
          unknown++;
          continue;
        }
        known++;
        const caps = input.caps.map((cap) =>
          cap.kind === kind && cap.id === id ? { ...cap, maxLearners: cap.maxLearners + 1 } : cap,
        );
        expect(oneLearnerMore).toEqual(worthOf(before, { ...input, caps }));
      }
    }),
  );

  it('is hardly ever unknown', () => {
    expect(known).toBeGreaterThan(1_000);
    expect(unknown).toBeLessThan(known / 100);
  });
});

describe('the worth of more supervision', () => {
  const POOLS: Shape[] = [
    { pools: true },
    { pools: true, periods: true },
    { pools: true, tiers: true, fairness: true },
  ];
  it.each(POOLS)('is what solving again with that pool brings: %j', (shape) => {
    let tried = 0;
    forRandomInputs({ ...shape, mostRequests: 9, mostOffers: 6 }, 250, (input) => {
      const before = match(input);
      for (const { pool, more } of before.pools) {
        if (!more) continue;
        const pools = input.pools.map(({ id, learnerHalfDaysPerWeek }) => ({
          id,
          learnerHalfDaysPerWeek: learnerHalfDaysPerWeek + (id === pool ? more.halfDaysPerWeek : 0),
        }));
        const { halfDaysPerWeek: _, ...worth } = more;
        expect(worth).toEqual(worthOf(before, { ...input, pools }));
        if (worth.placesGained > 0 || worth.costSaved > 0) tried++;
      }
    });
    expect(tried).toBeGreaterThan(5);
  });
});

describe('where one more place would help most', () => {
  it.each(FLOWS)('is told with what solving again with such an offer brings: %j', (shape) => {
    let tried = 0;
    forRandomInputs({ ...shape, mostRequests: 8, mostOffers: 4 }, 120, (input) => {
      const before = match(input);
      for (const { profession, district, waiting, onePlaceMore } of before.shortages) {
        const offer = offerForAll(input, profession, district);
        if (!onePlaceMore) continue;
        expect(onePlaceMore).toEqual(worthOf(before, { ...input, offers: [...input.offers, offer] }));
        const enough = { ...offer, places: input.requests.length };
        const { outcomes } = match({
          ...input,
          offers: [enough],
          requests: input.requests.filter(
            ({ id }) => before.outcomes.find(({ request }) => request === id)!.status === 'unplaced',
          ),
          caps: [],
          policy: { ...input.policy, pinned: [] },
        });
        expect(outcomes.filter(({ status }) => status === 'placed')).toHaveLength(waiting);
        tried++;
      }
    });
    expect(tried).toBeGreaterThan(50);
  });
});
