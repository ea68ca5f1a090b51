import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatchCommand } from '../../src/matching/match-files/index.js';
import { randomProblem } from './random-problem.js';
import {
  best,
  cost,
  isEligible,
  isWithinLimits,
  legsOf,
  list,
  longest,
  tierOf,
  type Cells,
  type Problem,
} from './second-reading.js';

const folder = mkdtempSync(join(tmpdir(), 'fairplace-oracle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of `matches.csv`; `undefined` when the files were refused. */
async function matched(problem: Problem): Promise<readonly Cells[] | undefined> {
  const path = (name: string): string => join(folder, name);
  const write = (name: string, rows: readonly Cells[], columns: readonly string[]): void =>
    writeFileSync(
      path(name),
      [columns.join(','), ...rows.map((row) => columns.map((column) => row[column] ?? '').join(','))].join(
        '\n',
      ),
    );
  const columnsOf = (rows: readonly Cells[]): string[] => [
    ...new Set(rows.flatMap((row) => Object.keys(row))),
  ];
  write('students.csv', problem.students, columnsOf(problem.students));
  write('offers.csv', problem.offers, columnsOf(problem.offers));
  write('pools.csv', problem.pools, columnsOf(problem.pools));
  write('caps.csv', problem.caps, ['provider', 'site', 'max_learners']);
  writeFileSync(path('policy.json'), JSON.stringify(problem.policy));
  let stderr = '';
  const code = await runMatchCommand(
    {
      students: path('students.csv'),
      offers: path('offers.csv'),
      pools: path('pools.csv'),
      caps: path('caps.csv'),
      policy: path('policy.json'),
      out: path('matches.csv'),
      report: path('report.json'),
    },
    {
      stdout: { write: () => true },
      stderr: { write: (text) => (stderr += text) },
      isTerminal: false,
      today: 0,
    },
  );
  if (code === 2) return undefined;
  if (code !== 0) throw new Error(stderr);
  const [header = '', ...rows] = readFileSync(path('matches.csv'), 'utf8').trimEnd().split('\r\n');
  const columns = header.split(',');
  // Every cell before the reason is free of commas and quotes here.
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [columns[index], cell])));
}

describe('From files to files the answer is the best there is', () => {
  const SEEDS = 200;
  const BATCH = 50;
  it.each(Array.from({ length: SEEDS / BATCH }, (_, batch) => batch * BATCH + 1))(
    'on the fifty small random problems from seed %i on, by trying every assignment',
    async (first) => {
      for (let seed = first; seed < first + BATCH; seed += 1) {
        const problem = randomProblem(seed);
        const wanted = best(problem);
        const rows = await matched(problem);
        // Only a pin that leaves no room for what must be can make a problem impossible.
        expect({ seed, isRefused: rows === undefined }).toEqual({ seed, isRefused: wanted === undefined });
        if (!rows) continue;
        const taken = rows.map(({ offer_ref }) => offer_ref || undefined);
        const tiers = [...new Set(problem.students.map(tierOf))].sort((one, other) => one - other);
        const told = rows.map((row, index) => [problem.students[index] ?? {}, row] as const);
        expect({ seed, refs: rows.map(({ student_ref }) => student_ref) }).toEqual({
          seed,
          refs: problem.students.map(({ student_ref }) => student_ref),
        });
        for (const [student, row] of told) {
          if (row.status !== 'placed') continue;
          const legs = legsOf(problem, row.offer_ref ?? '');
          const rank = list(student.preferences).indexOf(row.offer_ref ?? '') + 1;
          expect({ seed, ...row, isEligible: isEligible(problem, student, legs) }).toMatchObject({
            isEligible: true,
            cost: String(cost(problem, student, legs)),
            travel_minutes: String(longest(student, legs)),
            preference_rank: rank === 0 ? '' : String(rank),
          });
        }
        expect({ seed, isWithinLimits: isWithinLimits(problem, taken) }).toEqual({
          seed,
          isWithinLimits: true,
        });
        const value = [
          ...tiers.map(
            (tier) => told.filter(([one, { status }]) => status === 'placed' && tierOf(one) === tier).length,
          ),
          rows.reduce((sum, row) => sum + Number(row.cost), 0),
        ];
        expect({ seed, value }).toEqual({ seed, value: wanted });
      }
    },
    120_000,
  );
});
