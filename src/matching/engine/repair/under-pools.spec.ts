import fc from 'fast-check';
import { match } from '../match.js';
import { isValid } from '../testing/brute-force.js';
import { afterEvents, compareRepairs, sceneOf, worthOfRepair } from '../testing/repair-brute-force.js';
import { bestRepairByHighs } from '../testing/repair-by-highs.js';
import { randomEvent } from '../testing/small-events.js';
import { supervisedMarket } from '../testing/supervised-market.js';
import { repairMatching } from './repair-matching.js';

const uniform = (most: number) => fc.noBias(fc.nat({ max: most }));

describe('a repair on a market short of supervision, where pools cross', () => {
  const exact: boolean[] = [];
  const isBest: boolean[] = [];

  it.each([
    ['of pools alone', { requests: 30 }, 20],
    ['with minimum groups', { requests: 24, groups: true }, 15],
    ['with blocks at different times', { requests: 24, periods: true }, 15],
  ])(
    'is valid, and tells truly whether it is the best and how far from it, %s',
    async (_name, market, runs) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (g) => {
          const pick = (most: number) => g(uniform, most);
          const input = supervisedMarket(pick, market);
          const held = match(input).outcomes.flatMap((outcome) =>
            outcome.status === 'placed'
              ? [{ request: outcome.request, offer: outcome.offer, isFixed: false }]
              : [],
          );
          const event = randomEvent(pick, input, held, []);
          const repaired = repairMatching(input, held, [event]);
          if (!repaired.ok) return;
          const { changes, after, bound, isExact } = repaired.value;
          const [before, events] = [sceneOf(input, held), [event]];
          const scene = afterEvents(before, events);
          const goesTo = new Map(before.offerOf);
          for (const { request, to } of changes) {
            if (to === null) goesTo.delete(request);
            else goesTo.set(request, to);
          }
          const chosen = scene.input.requests.map(
            ({ id }) => scene.input.offers.find((offer) => offer.id === goesTo.get(id)) ?? null,
          );
          expect(isValid(scene.input, chosen)).toBe(true);
          const found = worthOfRepair(before, scene, chosen);
          const best = await bestRepairByHighs(before, scene);
          expect(compareRepairs(found, best)).toBeGreaterThanOrEqual(0);
          if (isExact) expect(found).toEqual(best);
          const placed = [...best.hitPlaced, ...best.newlyPlaced].reduce((sum, count) => sum + count, 0);
          const reached = [...found.hitPlaced, ...found.newlyPlaced].reduce((sum, count) => sum + count, 0);
          expect(bound.placed - after.placed).toBeGreaterThanOrEqual(placed - reached);
          exact.push(isExact);
          isBest.push(compareRepairs(found, best) === 0);
        }),
        { seed: 20261122, numRuns: runs, endOnFailure: true },
      );
    },
  );

  it('is the best almost always, and almost always proven to be', () => {
    const share = (of: readonly boolean[]) => of.filter(Boolean).length / of.length;
    expect(share(isBest)).toBeGreaterThan(0.95);
    expect(share(exact)).toBeGreaterThan(0.9);
  });
});
