import fc from 'fast-check';
import type { Instance } from '../instance.js';
import { minimumCostFlow } from '../network-simplex.js';
import { generatedBy } from '../testing/random.js';
import type { Pick } from '../testing/small-inputs.js';
import { assign } from './assign.js';
import { certificateOf } from './certificate.js';

// A few seconds in the suite; FUZZ_CASES=20000, and another ORACLE_SEED, for whoever changes how assignments are found.
const CASES = Number(process.env['FUZZ_CASES'] ?? 1_500);
const SEED = Number(process.env['ORACLE_SEED'] ?? 20261122);

interface Worth {
  readonly placed: number;
  readonly cost: number;
}

/** The rows of an instance, as lists that can be turned about: for each student its offers, with their costs. */
interface Rows {
  readonly places: readonly number[];
  readonly rows: readonly (readonly (readonly [offer: number, cost: number])[])[];
}

function instanceOf({ places, rows }: Rows): Instance {
  const sorted = rows.map((row) => [...row].sort((a, b) => a[0] - b[0]));
  let end = 0;
  return {
    places: Int32Array.from(places),
    rowStart: Int32Array.from([0, ...sorted.map((row) => (end += row.length))]),
    offer: Int32Array.from(sorted.flatMap((row) => row.map(([offer]) => offer))),
    cost: Int32Array.from(sorted.flatMap((row) => row.map(([, cost]) => cost))),
  };
}

/** Rows of some shape: costs of one size or of all, equal or not; rows full or nearly empty; offers of none, one or many places. */
function someRows(pick: Pick, most: { readonly students: number; readonly offers: number }): Rows {
  const students = pick(most.students);
  const offers = 1 + pick(most.offers - 1);
  const mostCost = [0, 1, 2, 20, 1_000, 70_000_000, 2 ** 31 - 1][pick(6)]!;
  const mostPlaces = [1, 1, 2, 5, 2 ** 31 - 1][pick(4)]!;
  const oneIn = pick(3);
  const costOf = [
    () => pick(mostCost),
    (_student: number, offer: number) => Math.floor((mostCost * offer) / offers),
    (student: number, offer: number) => Math.floor((mostCost * student * offer) / (students * offers)),
    () => (pick(3) === 0 ? mostCost : 0),
  ][pick(3)]!;
  return {
    places: Array.from({ length: offers }, () => pick(mostPlaces)),
    rows: Array.from({ length: students }, (_student, student) =>
      Array.from({ length: offers }, (_offer, offer) => [offer, costOf(student, offer)] as const).filter(
        () => pick(oneIn) === 0,
      ),
    ),
  };
}

/** The best there is, by trying everything: student after student, for each combination of places that are left. */
function bestOfAll({ places, rows }: Rows): Worth {
  let reached = new Map<string, Worth & { readonly left: readonly number[] }>([
    [places.join(), { placed: 0, cost: 0, left: places }],
  ]);
  for (const row of rows) {
    const next = new Map(reached);
    for (const { placed, cost, left } of reached.values()) {
      for (const [offer, own] of row) {
        if (left[offer]! <= 0) continue;
        const after = {
          placed: placed + 1,
          cost: cost + own,
          left: left.map((count, at) => (at === offer ? count - 1 : count)),
        };
        const key = after.left.join();
        const known = next.get(key);
        if (!known || compare(after, known) < 0) next.set(key, after);
      }
    }
    reached = next;
  }
  const { placed, cost } = [...reached.values()].reduce((a, b) => (compare(a, b) <= 0 ? a : b));
  return { placed, cost };
}

function compare(a: Worth, b: Worth): number {
  return b.placed - a.placed || a.cost - b.cost;
}

/** The best there is, by the solver for networks of any shape, which shares nothing with the one for assignments. */
function bestByFlow({ places, rowStart, offer, cost }: Instance): Worth {
  const students = rowStart.length - 1;
  const offers = places.length;
  const root = students + offers;
  const dearest = cost.reduce((a, b) => Math.max(a, b), 0);
  const arcs: { from: number; to: number; capacity: number; cost: number; flow: number }[] = [];
  const add = (from: number, to: number, capacity: number, price: number, flow: number) =>
    arcs.push({ from, to, capacity, cost: price, flow }) - 1;
  const treeArc = new Int32Array(root + 1).fill(-1);
  for (let s = 0; s < students; s++) {
    treeArc[s] = add(s, root, 2, (Math.min(students, offers) + 1) * dearest + 1, 1);
    for (let pair = rowStart[s]!; pair < rowStart[s + 1]!; pair++)
      if (places[offer[pair]!]! > 0) add(s, students + offer[pair]!, 1, cost[pair]!, 0);
  }
  for (let o = 0; o < offers; o++)
    treeArc[students + o] = add(students + o, root, Math.max(1, places[o]!), 0, 0);
  const flow = Int32Array.from(arcs, (arc) => arc.flow);
  minimumCostFlow({
    nodes: root + 1,
    root,
    from: Int32Array.from(arcs, ({ from }) => from),
    to: Int32Array.from(arcs, ({ to }) => to),
    capacity: Int32Array.from(arcs, ({ capacity }) => capacity),
    cost: Float64Array.from(arcs, (arc) => arc.cost),
    flow,
    treeArc,
  });
  const taken = arcs.filter(({ from, to }, at) => from < students && to < root && flow[at]! > 0);
  return { placed: taken.length, cost: taken.reduce((sum, arc) => sum + arc.cost, 0) };
}

/** What the solver reaches, proven. */
function reached(instance: Instance): Worth {
  const { placed, cost, doubts } = certificateOf(instance, assign(instance));
  expect(doubts).toBe(0);
  return { placed, cost };
}

function forSomeRows(
  most: { readonly students: number; readonly offers: number },
  runs: number,
  check: (rows: Rows) => void,
): void {
  fc.assert(
    fc.property(
      generatedBy((pick) => someRows(pick, most)),
      check,
    ),
    { seed: SEED, numRuns: runs, endOnFailure: true },
  );
}

describe('an assignment is worth as much', () => {
  it('as the best of all that there are', () => {
    forSomeRows({ students: 7, offers: 4 }, CASES, (rows) => {
      expect(reached(instanceOf(rows))).toEqual(bestOfAll(rows));
    });
  });

  it('as the least flow that another solver finds', () => {
    forSomeRows({ students: 60, offers: 25 }, Math.ceil(CASES / 3), (rows) => {
      const instance = instanceOf(rows);
      expect(reached(instance)).toEqual(bestByFlow(instance));
    });
  });
});

describe('an assignment changes', () => {
  const SIZE = { students: 40, offers: 15 };
  const RUNS = Math.ceil(CASES / 5);

  it('nothing in worth when students and offers are numbered otherwise', () => {
    forSomeRows(SIZE, RUNS, ({ places, rows }) => {
      const last = places.length - 1;
      const turned = {
        places: [...places].reverse(),
        rows: rows.map((row) => row.map(([offer, cost]) => [last - offer, cost] as const)).reverse(),
      };
      expect(reached(instanceOf(turned))).toEqual(reached(instanceOf({ places, rows })));
    });
  });

  it('nothing when what nobody can use is added: an offer without places, an offer that is in no row, a student without any', () => {
    forSomeRows(SIZE, RUNS, ({ places, rows }) => {
      const more = {
        places: [...places, 0, 9],
        rows: [...rows.map((row) => [...row, [places.length, 0] as const]), []],
      };
      expect(reached(instanceOf(more))).toEqual(reached(instanceOf({ places, rows })));
    });
  });

  it('in cost as all costs do, when those are multiplied by one number', () => {
    forSomeRows(SIZE, RUNS, ({ places, rows }) => {
      const dearest = rows.flat().reduce((most, [, cost]) => Math.max(most, cost), 0);
      const times = dearest * 29 < 2 ** 31 ? 29 : 1;
      const scaled = rows.map((row) => row.map(([offer, cost]) => [offer, times * cost] as const));
      const before = reached(instanceOf({ places, rows }));
      expect(reached(instanceOf({ places, rows: scaled }))).toEqual({ ...before, cost: times * before.cost });
    });
  });

  it('by what every student pays, when each pair costs so much more', () => {
    forSomeRows(SIZE, RUNS, ({ places, rows }) => {
      const dearer = rows.map((row) =>
        row.map(([offer, cost]) => [offer, Math.min(cost, 2 ** 30) + 1_000] as const),
      );
      const capped = rows.map((row) => row.map(([offer, cost]) => [offer, Math.min(cost, 2 ** 30)] as const));
      const before = reached(instanceOf({ places, rows: capped }));
      const after = reached(instanceOf({ places, rows: dearer }));
      expect(after).toEqual({ placed: before.placed, cost: before.cost + 1_000 * before.placed });
    });
  });

  it('never for the worse with one place more, and by one student at most', () => {
    forSomeRows(SIZE, RUNS, ({ places, rows }) => {
      const before = reached(instanceOf({ places, rows }));
      const roomier = places.map((count, offer) => (offer === 0 && count < 2 ** 31 - 1 ? count + 1 : count));
      const after = reached(instanceOf({ places: roomier, rows }));
      expect(after.placed === before.placed || after.placed === before.placed + 1).toBe(true);
      expect(compare(after, before)).toBeLessThanOrEqual(0);
    });
  });
});
