import fc from 'fast-check';
import { compareUnits, levelAt, unitsBefore, type Claim } from './entitlement.js';

/** Gives out unit by unit, always the one that comes first: what `levelAt` finds by bisection. */
function givenOneByOne(claims: readonly Claim[], total: number): number[] {
  const given = claims.map(({ least }) => least);
  for (let left = total - given.reduce((sum, count) => sum + count, 0); left > 0; left--) {
    const next = claims
      .map(({ entitlement, most }, at) => ({
        at,
        entitlement,
        placed: given[at]!,
        isLeft: given[at]! < most,
      }))
      .filter(({ isLeft }) => isLeft)
      .sort(compareUnits);
    given[next[0]!.at]!++;
  }
  return given;
}

const claim = fc
  .record({ entitlement: fc.integer({ min: 1, max: 12 }), least: fc.nat(4), more: fc.nat(8) })
  .map(({ entitlement, least, more }) => ({ entitlement, least, most: least + more }));

describe('units of entitlement', () => {
  it('come by the share without them, and at equal shares the smaller entitlement first', () => {
    expect(compareUnits({ placed: 1, entitlement: 3 }, { placed: 1, entitlement: 2 })).toBeLessThan(0);
    expect(compareUnits({ placed: 1, entitlement: 2 }, { placed: 2, entitlement: 4 })).toBeLessThan(0);
    expect(compareUnits({ placed: 3, entitlement: 5 }, { placed: 3, entitlement: 5 })).toBe(0);
  });

  it('are told apart where floating point could not', () => {
    const [most, next] = [1_000_000_000, 999_999_999];
    expect(
      compareUnits({ placed: 999_999, entitlement: most }, { placed: 999_999, entitlement: next }),
    ).toBeLessThan(0);
  });

  it('are counted before any unit as comparing each of them would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 40 }),
        (own, placed, entitlement) => {
          const unit = { placed, entitlement };
          let before = 0;
          while (compareUnits({ placed: before, entitlement: own }, unit) < 0) before++;
          expect(unitsBefore(own, unit)).toBe(before);
        },
      ),
    );
  });

  it('are given out in their order, between floors and lids', () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 6 }), fc.nat(1000), (claims, part) => {
        const floor = claims.reduce((sum, { least }) => sum + least, 0);
        const lid = claims.reduce((sum, { most }) => sum + most, 0);
        const total = floor + Math.floor((part / 1000) * (lid - floor));
        const { base, isNext, left } = levelAt(claims, total);
        const wanted = givenOneByOne(claims, total);
        wanted.forEach((count, at) => {
          expect(count).toBeGreaterThanOrEqual(base[at]!);
          expect(count).toBeLessThanOrEqual(base[at]! + (isNext[at] && left > 0 ? 1 : 0));
        });
        expect(base.reduce((sum, count) => sum + count, left)).toBe(total);
      }),
    );
  });
});
