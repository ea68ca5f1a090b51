import fc from 'fast-check';
import { mostWorth, usableRoom, violatedInequality, type Knapsack } from './knapsack.js';

/** Every filling of a knapsack, one by one. */
function fillingsOf({ weights, most, room }: Knapsack): number[][] {
  const [weight, ...others] = weights;
  if (weight === undefined) return [[]];
  const found: number[][] = [];
  for (let count = 0; count <= most[0]! && count * weight <= room; count++) {
    const rest = { weights: others, most: most.slice(1), room: room - count * weight };
    for (const filling of fillingsOf(rest)) found.push([count, ...filling]);
  }
  return found;
}

const times = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, one, at) => sum + one * b[at]!, 0);

const knapsacks = fc
  .record({
    classes: fc.uniqueArray(fc.record({ weight: fc.integer({ min: 2, max: 10 }), most: fc.nat(5) }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ weight }) => weight,
    }),
    room: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ classes, room }): Knapsack => {
    return { weights: classes.map(({ weight }) => weight), most: classes.map(({ most }) => most), room };
  });

describe('learners that fit into a pool together', () => {
  it('are two of 4 half-days, not 2.75, in a pool of 11', () => {
    const pool = { weights: [4], most: [9], room: 11 };
    expect(usableRoom(pool)).toBe(8);
    expect(violatedInequality(pool, [2.75])).toEqual({ weights: [1], room: 2 });
    expect(violatedInequality(pool, [2])).toBeNull();
  });

  it('are worth as much as the best filling', () =>
    fc.assert(
      fc.property(knapsacks, fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }), (knapsack, worth) => {
        const best = Math.max(...fillingsOf(knapsack).map((filling) => times(filling, worth)));
        expect(mostWorth(knapsack, worth)[knapsack.room]).toBe(best);
      }),
      { numRuns: 500 },
    ));

  it('keep every inequality that a point breaks', () => {
    let broken = 0;
    fc.assert(
      fc.property(knapsacks, fc.array(fc.nat(500), { minLength: 4, maxLength: 4 }), (knapsack, at) => {
        const point = knapsack.weights.map((_, nth) => Math.min(at[nth]! / 100, knapsack.most[nth]!));
        const found = violatedInequality(knapsack, point);
        if (!found) return;
        broken++;
        expect(times(found.weights, point)).toBeGreaterThan(found.room);
        for (const filling of fillingsOf(knapsack))
          expect(times(found.weights, filling)).toBeLessThanOrEqual(found.room);
      }),
      { numRuns: 1000 },
    );
    expect(broken).toBeGreaterThan(200);
  });

  it('break none when the point is a mean of fillings, and one when it is a little beyond all of them', () =>
    fc.assert(
      fc.property(knapsacks, fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }), (knapsack, picks) => {
        const fillings = fillingsOf(knapsack);
        const some = picks.map((pick) => fillings[pick % fillings.length]!);
        const mean = knapsack.weights.map(
          (_, nth) => some.reduce((sum, one) => sum + one[nth]!, 0) / some.length,
        );
        expect(violatedInequality(knapsack, mean)).toBeNull();
        const best = fillings.reduce((a, b) =>
          times(a, knapsack.weights) > times(b, knapsack.weights) ? a : b,
        );
        if (times(best, knapsack.weights) === 0) return;
        expect(
          violatedInequality(
            knapsack,
            best.map((count) => count * 1.3),
          ),
        ).not.toBeNull();
      }),
      { numRuns: 300 },
    ));
});
