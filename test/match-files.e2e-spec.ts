import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsv } from '../src/csv/index.js';
import { MATCH_COLUMNS, readMatch, type MatchRecord } from '../src/exchange/index.js';
import { runMatchCommand, type MatchCommandOptions } from '../src/matching/match-files/index.js';
import { dayNumber } from '../src/shared/days.js';

const fixture = (name: string): string => join(process.cwd(), 'test/fixtures/exchange', name);
const sample = (name: string): string => join(process.cwd(), 'data/sample', name);
const today = dayNumber('2026-12-07') ?? 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairplace-match-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(options: Partial<MatchCommandOptions>, isTerminal = false): Promise<Told> {
  const told = { stdout: '', stderr: '' };
  const code = await runMatchCommand(
    {
      students: fixture('students.csv'),
      offers: fixture('offers.csv'),
      out: join(folder, 'matches.csv'),
      report: join(folder, 'report.json'),
      ...options,
    },
    {
      stdout: { write: (text) => (told.stdout += text) },
      stderr: { write: (text) => (told.stderr += text) },
      isTerminal,
      today,
    },
  );
  return { code, ...told };
}

async function matches(): Promise<MatchRecord[]> {
  const records: MatchRecord[] = [];
  const source = [readFileSync(join(folder, 'matches.csv'))];
  for await (const row of readCsv(iterate(source), { requiredColumns: MATCH_COLUMNS.needed })) {
    const read = readMatch(row);
    if (!read.ok) throw new Error(JSON.stringify(read.refusal));
    records.push(read.value);
  }
  return records;
}

async function* iterate<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

describe('Two files in', () => {
  it('give every student a place or the reason for none, in the order of the file', async () => {
    const { code, stdout, stderr } = await run({});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(join(folder, 'matches.csv'), 'utf8').split('\r\n')).toEqual([
      'student_ref,status,offer_ref,provider,cost,travel_minutes,preference_rank,reason,change_that_would_help',
      'S-1,placed,OFF-1,Larkspill Court Care Home,430,43,,43 minutes away,',
      'S-2,unplaced,,,,,,"1 offer fits, but has no room: OFF-1 (45 min) is full",One more place on OFF-1',
      'S-3,placed,OFF-2,Pippin Hill Residential,160,16,,16 minutes away,',
      '',
    ]);
    expect(stdout).toContain('2 of 3 students have a place (66 %).');
    expect(stdout).toContain('(proven best)');
  });

  it('give a report of totals, shares, offers, warnings and timings', async () => {
    await run({});
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({
      input_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      policy: { asOf: '2026-12-07', weights: { travel: 1, preference: 1, variety: 1 }, fairness: 'none' },
      totals: { students: 3, offers: 2, places: 2, placed: 2, unplaced: 1, eligible_pairs: 4 },
      objective: { placed: 2, cost: 590 },
      bound: { placed: 2, cost: 590 },
      gap: { placed: 0, cost: 0 },
      is_exact: true,
      heis: [
        { hei: 'Kennet Valley University', entitlement: 1, placed: 1, share: 1 },
        { hei: 'Ridgeway University', entitlement: 2, placed: 1, share: 0.5 },
      ],
      offers: [
        { offer_ref: 'OFF-1', places: 1, taken: 1, one_place_more: { placed: 1, cost_saved: -450 } },
        { offer_ref: 'OFF-2', places: 1, taken: 1 },
      ],
      caps: [],
      pools: [],
      changes: [
        { kind: 'one-more-place', placed: 1, students: [{ student_ref: 'S-2', offer_ref: 'OFF-1' }] },
      ],
      unplaced: { no_offer_fits: 0, no_room_left: 1 },
      warnings: [],
    });
    expect(report.shortages[0]).toEqual({
      profession: expect.any(String),
      district: expect.any(String),
      waiting: 1,
      one_place_more: { placed: 1, cost_saved: expect.any(Number) },
    });
    expect(Object.keys(report.timings_ms)).toEqual(expect.arrayContaining(['reading', 'solving', 'writing']));
  });

  it('give the same answer and digest when their rows stand in another order', async () => {
    await run({});
    const before = {
      matches: await matches(),
      report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')),
    };
    for (const name of ['students.csv', 'offers.csv']) {
      const [header, ...rows] = readFileSync(fixture(name), 'utf8').trim().split('\n');
      writeFileSync(join(folder, name), [header, ...rows.reverse()].join('\n'));
    }
    await run({ students: join(folder, 'students.csv'), offers: join(folder, 'offers.csv') });
    expect((await matches()).reverse()).toEqual(before.matches);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report.input_digest).toBe(before.report.input_digest);
  });

  it('may hold no students at all', async () => {
    const { code, stdout } = await run({ students: fixture('header-only.csv') });
    expect(code).toBe(0);
    expect(stdout).toContain('0 of 0 students');
    expect(await matches()).toEqual([]);
  });

  it('are held to a cap, whatever case its name is written in', async () => {
    const { code } = await run({ caps: fixture('caps.csv') });
    expect(code).toBe(0);
    expect((await matches()).map(({ status }) => status)).toEqual(['unplaced', 'unplaced', 'placed']);
  });

  it('draw a progress bar on a terminal and nowhere else', async () => {
    expect((await run({}, true)).stderr).toMatch(/\r\u001b\[K\w+ +\[[# ]{30}\] +\d+ %/);
    expect((await run({}, false)).stderr).toBe('');
  });

  it('may hold formulas: these come out as text that no spreadsheet runs, and a warning says so', async () => {
    const { code, stderr } = await run({ students: fixture('formula-cells.csv') });
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: formula-cells.csv line 1, tutor: not a column that is known here');
    expect(stderr).toContain(
      'Warning: formula-cells.csv line 2, student_ref: and 1 more start like a spreadsheet formula',
    );
    const out = readFileSync(join(folder, 'matches.csv'), 'utf8');
    expect(out).toContain(`"'=HYPERLINK(""http://evil.example.org"",""S-1"")",`);
    expect(out).toContain("\r\n'+S-2,");
    expect((await matches()).map(({ studentRef }) => studentRef)).toEqual([
      '=HYPERLINK("http://evil.example.org","S-1")',
      '+S-2',
      'S-3',
    ]);
  });
});

describe('A file at fault is refused in words, and nothing is written', () => {
  const refusals: [string, Partial<MatchCommandOptions>, (string | RegExp)[]][] = [
    [
      'an empty file',
      { students: fixture('empty.csv') },
      [/^empty\.csv line 1: found an empty file, wanted a header row/],
    ],
    [
      'a file that is not there',
      { offers: fixture('nowhere.csv') },
      ['nowhere.csv: found no such file, wanted a file that exists'],
    ],
    ['a folder', { students: fixture('.') }, [/: found a folder, wanted a file$/]],
    ['another encoding', { students: fixture('latin-1.csv') }, [/^latin-1\.csv line 2.*UTF-8/]],
    [
      'a missing column',
      { students: fixture('missing-column.csv') },
      [/^missing-column\.csv line 1, profession: .*"profesion"/],
    ],
    [
      'a reference used twice',
      { students: fixture('duplicate-student-ref.csv') },
      [
        "duplicate-student-ref.csv line 4, student_ref: found 'S-1', wanted a reference of its own: line 2 has this one too",
      ],
    ],
    [
      'an unknown profession',
      { students: fixture('unknown-profession.csv') },
      [
        /^unknown-profession\.csv line 3, profession: found 'physiotherapyst', .*\(did you mean physiotherapist\?\)$/,
      ],
    ],
    [
      'a block that ends before it starts',
      { students: fixture('end-before-start.csv') },
      [
        "end-before-start.csv line 2, ends_on: found '2027-01-18', wanted a day not before starts_on, which is 2027-03-12",
      ],
    ],
    [
      'negative and fractional places',
      { offers: fixture('negative-places.csv') },
      [
        "negative-places.csv line 2, places: found '-1', wanted a whole number from 0 to 10000",
        "negative-places.csv line 3, places: found '1.5', wanted a whole number from 0 to 10000",
      ],
    ],
    [
      'a gap in the legs',
      { offers: fixture('gap-in-legs.csv') },
      [
        "gap-in-legs.csv line 2, leg: found '1, 3 for OFF-1', wanted the legs of an offer numbered 1, 2, ... without a gap",
      ],
    ],
    [
      'a pool without a size',
      { offers: fixture('unknown-pool.csv'), pools: fixture('pools.csv') },
      [/^unknown-pool\.csv line 2, supervision_pool: found 'ot-long-arm', .*\(did you mean ot-longarm\?\)/],
    ],
    [
      'a policy with a key that nobody knows',
      { policy: fixture('unknown-key-policy.json') },
      [/^unknown-key-policy\.json: weight: found 'weight', wanted one of .*\(did you mean weights\?\)$/],
    ],
    [
      'every fault of every file at once',
      { students: fixture('many-faults.csv'), offers: fixture('negative-places.csv') },
      [
        /line 2, student_ref: found nothing/,
        /line 2, year: found 'second'/,
        /line 2, starts_on: found '18\/01\/2027'/,
        /line 3, postcode: found 'QQ9 9QQ'/,
        /line 3, transport: found 'tram'/,
        /line 3, days_per_week: found '4.2'/,
        /line 4: found 8 cells, wanted 9 cells/,
        /^negative-places.csv line 2/,
        /^negative-places.csv line 3/,
      ],
    ],
  ];

  it.each(refusals)('%s', async (_, options, expected) => {
    const { code, stdout, stderr } = await run(options);
    const lines = stderr.trimEnd().split('\n');
    const closing = expected.length === 1 ? '1 fault' : `${expected.length} faults`;
    expect(lines.pop()).toBe(`${closing} found; nothing was written.`);
    expect(lines).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('at most fifty lines, each file with its share, and how many more there are', async () => {
    const [header, row] = readFileSync(fixture('students.csv'), 'utf8').split('\n');
    const bad = (row ?? '').replace('2027-01-18', 'soon').replace(',2,', ',x,');
    writeFileSync(join(folder, 'students.csv'), [header, ...Array<string>(3000).fill(bad)].join('\n'));
    const { code, stderr } = await run({
      students: join(folder, 'students.csv'),
      offers: fixture('negative-places.csv'),
    });
    const lines = stderr.trimEnd().split('\n');
    expect(code).toBe(2);
    expect(lines.filter((line) => line.startsWith('students.csv')).length).toBe(25);
    expect(lines.filter((line) => line.startsWith('negative-places.csv')).length).toBe(2);
    expect(lines.slice(-2)).toEqual(['and 5975 more', '6002 faults found; nothing was written.']);
  });

  it('a cell of ten megabytes', async () => {
    const [header, row] = readFileSync(fixture('students.csv'), 'utf8').split('\n');
    const path = join(folder, 'ten-megabyte-cell.csv');
    writeFileSync(path, `${header}\n${(row ?? '').replace('Ridgeway', 'R'.repeat(10_000_000))}\n`);
    const { code, stderr } = await run({ students: path });
    expect(code).toBe(2);
    expect(stderr).toContain('ten-megabyte-cell.csv line 2, hei: found a cell of more than 20000 characters');
    expect(stderr.length).toBeLessThan(500);
    expect(readdirSync(folder)).toEqual(['ten-megabyte-cell.csv']);
  });

  it('a million rows, before they fill the memory', async () => {
    const path = join(folder, 'a-million-rows.csv');
    await writeRows(path, 1_000_000);
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    const { code, stderr } = await run({ students: path });
    expect(code).toBe(2);
    expect(stderr).toContain('a-million-rows.csv line 200002: found more than 200000 rows');
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(600);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  }, 60_000);
});

describe('Outputs', () => {
  it.each([
    ['in a folder that does not exist', (at: string) => ({ out: join(at, 'nowhere', 'matches.csv') })],
    ['that are one file', (at: string) => ({ out: join(at, 'x'), report: join(at, 'x') })],
    ['that are an input', () => ({ out: fixture('students.csv') })],
    ['that are no ordinary file', () => ({ report: '/dev/null' })],
  ])('%s are refused before any work', async (_, options) => {
    const { code, stderr } = await run(options(folder));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--(out|report): found .*wanted/);
  });

  it('replace what stood there, and leave nothing else behind', async () => {
    writeFileSync(join(folder, 'matches.csv'), 'old');
    expect((await run({})).code).toBe(0);
    expect(readFileSync(join(folder, 'matches.csv'), 'utf8')).toMatch(/^student_ref,/);
    expect(readdirSync(folder).sort()).toEqual(['matches.csv', 'report.json']);
  });
});

describe('The sample', () => {
  const files = {
    students: sample('students.csv'),
    offers: sample('offers.csv'),
    pools: sample('pools.csv'),
    caps: sample('caps.csv'),
    policy: sample('policy.json'),
  };

  it('is read without a fault or a warning, and leaves some students without a place', async () => {
    const { code, stderr, stdout } = await run(files);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const unplaced = (await matches()).filter(({ status }) => status === 'unplaced');
    expect(unplaced.length).toBeGreaterThanOrEqual(10);
    expect(unplaced.length).toBeLessThanOrEqual(40);
    expect(stdout).toContain('of 240 students have a place');
  });

  it('has addresses under example.org only', () => {
    const text = `${readFileSync(files.students, 'utf8')}${readFileSync(files.offers, 'utf8')}`;
    const addresses = text.match(/[^\s,"]+@[^\s,"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(240);
    expect(addresses.filter((address) => !address.endsWith('.example.org'))).toEqual([]);
  });
});

async function writeRows(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('student_ref,hei,profession,year,postcode,starts_on,ends_on,days_per_week\n');
  for (let at = 0; at < rows;) {
    let piece = '';
    for (const end = Math.min(rows, at + 5000); at < end; at += 1) {
      piece += `S-${at},Ridgeway University,OT,2,OX4 2PX,2027-01-18,2027-03-12,4\n`;
    }
    if (!file.write(piece)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
