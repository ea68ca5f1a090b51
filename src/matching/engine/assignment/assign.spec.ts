import fc from 'fast-check';
import type { Instance } from '../instance.js';
import { assign } from './assign.js';
import type { Assignment } from './assignment.js';
import { certificateOf } from './certificate.js';
import { assignBySimplex } from './simplex.js';

const SEED = 20261122;

/** An instance from rows of `[offer, cost]`. */
function instanceOf(
  places: readonly number[],
  rows: readonly (readonly (readonly [number, number])[])[],
): Instance {
  const sorted = rows.map((row) => [...row].sort((a, b) => a[0] - b[0]));
  let end = 0;
  return {
    places: Int32Array.from(places),
    rowStart: Int32Array.from([0, ...sorted.map((row) => (end += row.length))]),
    offer: Int32Array.from(sorted.flatMap((row) => row.map(([offer]) => offer))),
    cost: Int32Array.from(sorted.flatMap((row) => row.map(([, cost]) => cost))),
  };
}

function isProven(instance: Instance, placed?: number, cost?: number): void {
  const certificate = certificateOf(instance, assign(instance));
  expect(certificate).toEqual({
    placed: placed ?? certificate.placed,
    cost: cost ?? certificate.cost,
    doubts: 0,
  });
}

function randomInstances(mostCost: number): fc.Arbitrary<Instance> {
  return fc
    .record({ students: fc.integer({ min: 1, max: 24 }), offers: fc.integer({ min: 1, max: 10 }) })
    .chain(({ students, offers }) =>
      fc
        .record({
          places: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: offers, maxLength: offers }),
          rows: fc.array(
            fc.uniqueArray(fc.tuple(fc.nat({ max: offers - 1 }), fc.nat({ max: mostCost })), {
              selector: ([offer]) => offer,
              maxLength: 6,
            }),
            { minLength: students, maxLength: students },
          ),
        })
        .map(({ places, rows }) => instanceOf(places, rows)),
    );
}

describe('an assignment comes with proof that none is better', () => {
  it.each([0, 1, 12, 300, 100_000_000])('for random instances with costs up to %d', (mostCost) => {
    fc.assert(
      fc.property(randomInstances(mostCost), (instance) => isProven(instance)),
      { seed: SEED, numRuns: 1500 },
    );
  });

  it('at whatever price of having no place is asked for', () => {
    fc.assert(
      fc.property(randomInstances(30), fc.nat({ max: 10_000 }), (instance, unplacedAtLeast) => {
        const assignment = assign(instance, { unplacedAtLeast });
        expect(assignment.unplaced).toBeGreaterThanOrEqual(unplacedAtLeast);
        expect(certificateOf(instance, assignment).doubts).toBe(0);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('unless somebody stops it on the way', () => {
    const instance = instanceOf([1], [[[0, 1]], [[0, 2]]]);
    const stop = () => {
      throw new Error('stopped');
    };
    expect(() => assign(instance, { onStep: stop })).toThrow('stopped');
  });

  it('and is worth the same as the one found by the network simplex', () => {
    fc.assert(
      fc.property(randomInstances(50), (instance) => {
        const [found, other] = [assign(instance), assignBySimplex(instance, 10_000)];
        expect(certificateOf(instance, found)).toEqual(certificateOf(instance, other));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('a proof fails', () => {
  const instance = instanceOf(
    [1, 1],
    [
      [
        [0, 3],
        [1, 5],
      ],
      [
        [0, 4],
        [1, 9],
      ],
    ],
  );
  const good = assign(instance);
  const doubts = (edit: Partial<Assignment>) => certificateOf(instance, { ...good, ...edit }).doubts;

  it('for another assignment than the best', () => {
    expect(certificateOf(instance, good)).toEqual({ placed: 2, cost: 9, doubts: 0 });
    expect(doubts({ offerOf: Int32Array.of(0, 1) })).toBeGreaterThan(0);
    expect(doubts({ offerOf: Int32Array.of(-1, 0) })).toBeGreaterThan(0);
    expect(doubts({ offerOf: Int32Array.of(0, 0) })).toBeGreaterThan(0);
  });

  it('for prices that do not fit', () => {
    expect(doubts({ price: good.price.map((price) => price + 1) })).toBeGreaterThan(0);
    expect(doubts({ level: good.level.map((level) => level + 0.5) })).toBeGreaterThan(0);
    expect(doubts({ unplaced: 5 })).toBeGreaterThan(0);
  });
});

/** Same numbers each time, without a generator's library. */
function rollingDice(): (most: number) => number {
  let state = 1;
  return (most) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % (most + 1);
  };
}

describe('a corner where solvers are known to trip', () => {
  const range = (count: number) => Array.from({ length: count }, (_, at) => at);

  it('nobody, and nothing', () => {
    isProven(instanceOf([], []), 0, 0);
    isProven(instanceOf([], [[], []]), 0, 0);
    isProven(instanceOf([3, 0], []), 0, 0);
  });

  it('one offer with room for all but one', () => {
    isProven(
      instanceOf(
        [4999],
        range(5000).map((at) => [[0, at]]),
      ),
      4999,
      (4998 * 4999) / 2,
    );
  });

  it('thousands of students who are all alike', () => {
    const row = range(40).map((offer) => [offer, offer] as const);
    isProven(
      instanceOf(
        range(40).map(() => 50),
        range(3000).map(() => row),
      ),
      2000,
      50 * ((39 * 40) / 2),
    );
  });

  it('every cost zero, and too few places', () => {
    const dice = rollingDice();
    const rows = range(3000).map(() =>
      [...new Set(range(4).map(() => dice(999)))].map((offer) => [offer, 0] as const),
    );
    isProven(
      instanceOf(
        range(1000).map(() => 2),
        rows,
      ),
      undefined,
      0,
    );
  });

  it('one chain through everything, where the last free seat is at the far end', () => {
    // Each has the offer of its number, dear, and the next one, free; only the last offer has a second seat.
    const count = 2000;
    const rows = range(count).map(
      (at) =>
        [
          [at, 9],
          [at + 1, 0],
        ] as const,
    );
    isProven(instanceOf([...range(count).map(() => 1), 1], [...rows, [[0, 0]]]), count + 1, 0);
  });

  it('costs of such unequal size that no step suits all of them', () => {
    const dice = rollingDice();
    const cost = () => Math.floor((dice(1000) / 1000) ** 8 * 200_000);
    const rows = range(3000).map(() =>
      [...new Set(range(12).map(() => dice(1299)))].map((offer) => [offer, cost()] as const),
    );
    isProven(
      instanceOf(
        range(1300).map(() => 2),
        rows,
      ),
    );
  });

  it('many small towns that have nothing to do with each other', () => {
    const dice = rollingDice();
    const rows = range(2000).map((at) => range(3).map((offer) => [3 * (at >> 3) + offer, dice(30)] as const));
    isProven(
      instanceOf(
        range(750).map(() => 2),
        rows,
      ),
      1500,
    );
  });

  it('an offer for each student, and all want the same ones', () => {
    const rows = range(400).map((at) =>
      range(400).map((offer) => [offer, 3 * offer + ((at * offer) % 7)] as const),
    );
    isProven(
      instanceOf(
        range(400).map(() => 1),
        rows,
      ),
      400,
    );
  });
});
