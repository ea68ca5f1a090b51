import fc from 'fast-check';
import { loadHighs } from '../testing/highs.js';
import { LinearProgram } from './linear-program.js';
import type { Row } from './rows.js';

interface Program {
  readonly cost: readonly number[];
  readonly upper: readonly number[];
  readonly rows: readonly Row[];
}

/** Small programs of matching's kind and others: whole weights of either sign, rows with two sides. */
const programs = fc.integer({ min: 1, max: 8 }).chain((columns) =>
  fc.record({
    cost: fc.array(fc.integer({ min: -20, max: 10 }), { minLength: columns, maxLength: columns }),
    upper: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: columns, maxLength: columns }),
    rows: fc.array(rowsOver(columns), { maxLength: 8 }),
  }),
);

function rowsOver(columns: number): fc.Arbitrary<Row> {
  return fc
    .record({
      weights: fc.array(fc.integer({ min: -3, max: 6 }), { minLength: columns, maxLength: columns }),
      lower: fc.integer({ min: -20, max: 0 }),
      width: fc.integer({ min: 0, max: 20 }),
    })
    .filter(({ weights }) => weights.some((weight) => weight !== 0))
    .map(({ weights, lower, width }) => {
      const used = weights.flatMap((weight, column) => (weight === 0 ? [] : [column]));
      return { columns: used, weights: used.map((column) => weights[column]!), lower, upper: lower + width };
    });
}

describe('a linear program', () => {
  let highs: Awaited<ReturnType<typeof loadHighs>>;
  beforeAll(async () => {
    highs = await loadHighs();
  });

  function byHighs({ cost, upper, rows }: Program): number | null {
    const sum = (columns: readonly number[], weights: readonly number[]) =>
      columns
        .map((column, at) => `${weights[at]! < 0 ? '-' : '+'} ${Math.abs(weights[at]!)} x${column}`)
        .join(' ');
    const text = [
      'Minimize',
      `goal: ${sum([...cost.keys()], cost)}`,
      'Subject To',
      ...rows.flatMap(({ columns, weights, lower, upper: most }, at) => [
        `a${at}: ${sum(columns, weights)} >= ${lower}`,
        `b${at}: ${sum(columns, weights)} <= ${most}`,
      ]),
      'Bounds',
      ...upper.map((most, column) => `0 <= x${column} <= ${most}`),
      'End',
    ];
    const { Status, ObjectiveValue } = highs.solve(text.join('\n'), { output_flag: false });
    return Status === 'Optimal' ? ObjectiveValue : null;
  }

  const made = ({ cost, upper, rows }: Program) =>
    new LinearProgram(
      Float64Array.from(cost),
      new Float64Array(cost.length),
      Float64Array.from(upper),
      rows,
      () => false,
    );

  function agrees(program: LinearProgram, same: Program): void {
    const outcome = program.solve(Infinity, 1000);
    const expected = byHighs(same);
    expect(outcome).toBe(expected === null ? 'cut-off' : 'optimal');
    if (expected !== null) expect(program.objective).toBeCloseTo(expected, 5);
    if (expected === null) expect(program.direction).not.toBeNull();
  }

  it('has the optimum that another solver finds, or none', () =>
    fc.assert(
      fc.property(programs, (same) => agrees(made(same), same)),
      { numRuns: 600, seed: 1 },
    ));

  it('has it still after rows were added, bounds and costs changed', () =>
    fc.assert(
      fc.property(programs, fc.nat(7), fc.boolean(), (whole, column, isUp) => {
        const half = Math.ceil(whole.rows.length / 2);
        const program = made({ ...whole, rows: whole.rows.slice(0, half) });
        program.solve(Infinity, 1000);
        for (const row of whole.rows.slice(half)) program.addRow(row);
        agrees(program, whole);
        if (column >= whole.cost.length) return;
        const upper = whole.upper.map((most, at) => (at === column ? (isUp ? most + 1 : 0) : most));
        program.setColumnBounds(column, 0, upper[column]!);
        agrees(program, { ...whole, upper });
        const cost = whole.cost.map((one, at) => (at % 2 === 0 ? -one : one));
        program.setCosts(Float64Array.from(cost));
        agrees(program, { ...whole, upper, cost });
      }),
      { numRuns: 600, seed: 2 },
    ));

  it('stops when it is told to, and when its cost passes the cutoff', () => {
    const same = {
      cost: [-3, -2],
      upper: [1, 1],
      rows: [{ columns: [0, 1], weights: [1, 1], lower: 0, upper: 1 }],
    };
    const stopped = new LinearProgram(
      Float64Array.of(-3, -2),
      new Float64Array(2),
      Float64Array.of(1, 1),
      same.rows,
      () => true,
    );
    expect(stopped.solve(Infinity, 1000)).toBe('stopped');
    const program = made(same);
    expect(program.solve(-3.5, 1000)).toBe('cut-off');
    expect(program.solve(-2.5, 1000)).toBe('optimal');
    expect([...program.value]).toEqual([1, 0]);
  });
});
