import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatchCommand, runRepairCommand } from '../../src/matching/match-files/index.js';
import { dayNumber } from '../../src/shared/days.js';
import type { Cells } from './second-reading.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairplace-repair-'));
  write(
    'students.csv',
    ['amir', 'beth', 'cleo'].map((name) => student(name)),
  );
  write('offers.csv', [
    offer('NEAR', 'OX4 1AX', 1),
    offer('MIDDLE', 'OX14 5EX', 1),
    offer('FAR', 'RG1 1AX', 1),
  ]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);
const write = (name: string, rows: readonly Cells[]): void => {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
  writeFileSync(path(name), [columns.join(','), ...lines].join('\n'));
};

function student(student_ref: string, parts: Cells = {}): Cells {
  return {
    student_ref,
    hei: 'Ridgeway',
    profession: 'dietitian',
    year: '2',
    postcode: 'OX4 2PX',
    transport: 'car',
    starts_on: '2027-01-18',
    ends_on: '2027-03-12',
    days_per_week: '4.5',
    max_travel_minutes: '90',
    ...parts,
  };
}

function offer(offer_ref: string, postcode: string, places: number): Cells {
  return {
    offer_ref,
    provider: `Host of ${offer_ref}`,
    postcode,
    leg_days_per_week: '5',
    professions: 'dietitian',
    years: '2',
    starts_on: '2027-01-11',
    ends_on: '2027-04-02',
    places: String(places),
  };
}

async function told(run: (terminal: Parameters<typeof runMatchCommand>[1]) => Promise<number>) {
  const texts = { stdout: '', stderr: '' };
  const code = await run({
    stdout: { write: (text) => (texts.stdout += text) },
    stderr: { write: (text) => (texts.stderr += text) },
    isTerminal: false,
    today: dayNumber('2026-12-07') ?? 0,
  });
  return { code, ...texts };
}

const files = () => ({ students: path('students.csv'), offers: path('offers.csv') });

async function matched(): Promise<void> {
  const { code } = await told((terminal) =>
    runMatchCommand({ ...files(), out: path('matches.csv'), report: path('report.json') }, terminal),
  );
  expect(code).toBe(0);
}

async function repaired(events: unknown, matches = 'matches.csv') {
  writeFileSync(path('events.json'), JSON.stringify(events));
  const answer = await told((terminal) =>
    runRepairCommand(
      {
        ...files(),
        matches: path(matches),
        events: path('events.json'),
        out: path('after.csv'),
        report: path('changes.json'),
      },
      terminal,
    ),
  );
  return answer;
}

const rows = (name: string) =>
  readFileSync(path(name), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').slice(0, 3));
const whereIs = (name: string) => new Map(rows(name).map(([ref = '', , at = '']) => [ref, at]));

describe('A match of files, after events', () => {
  it('moves nobody but the student whose offer was withdrawn, and says so', async () => {
    write('offers.csv', [
      offer('NEAR', 'OX4 1AX', 2),
      offer('MIDDLE', 'OX14 5EX', 1),
      offer('FAR', 'RG1 1AX', 1),
    ]);
    await matched();
    const before = whereIs('matches.csv');
    const { code, stdout, stderr } = await repaired([{ kind: 'offer-withdrawn', offer_ref: 'MIDDLE' }]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1 placement changed (fewer could not be); 3 students have a place, 3 had.');
    const moved = [...before].flatMap(([ref, at]) => (at === 'MIDDLE' ? [ref] : []));
    expect(moved).toHaveLength(1);
    const [who = ''] = moved;
    expect(whereIs('after.csv')).toEqual(new Map([...before, [who, 'FAR']]));
    const report = JSON.parse(readFileSync(path('changes.json'), 'utf8'));
    expect(report).toMatchObject({
      is_exact: true,
      changes: [
        { student_ref: who, from_offer_ref: 'MIDDLE', to_offer_ref: 'FAR', reason: 'offer-withdrawn' },
      ],
      chains: [
        {
          story: `${who} lost a place with an offer that was withdrawn: goes to FAR, where there is a place.`,
        },
      ],
    });
  });

  it('gives a place that a student leaves to one who had none, and is the match in force for the next', async () => {
    write(
      'students.csv',
      ['amir', 'beth', 'cleo', 'dora'].map((name) => student(name)),
    );
    await matched();
    const before = whereIs('matches.csv');
    const [waiting = ''] = [...before].find(([, at]) => at === '') ?? [];
    const [leaving = '', left = ''] = [...before].find(([, at]) => at !== '') ?? [];
    expect((await repaired([{ kind: 'student-withdrawn', student_ref: leaving }])).code).toBe(0);
    const after = whereIs('after.csv');
    expect(after.has(leaving)).toBe(false);
    expect(after.get(waiting)).toBe(left);

    write(
      'students.csv',
      ['amir', 'beth', 'cleo', 'dora'].filter((name) => name !== leaving).map((name) => student(name)),
    );
    writeFileSync(path('matches.csv'), readFileSync(path('after.csv')));
    const again = await repaired([{ kind: 'places-added', offer_ref: 'NEAR', places: 1 }]);
    expect(again.stdout).toContain('0 placements changed (fewer could not be)');
    expect(whereIs('after.csv')).toEqual(after);
  });

  it('makes room for a student who is pinned, and takes a new one in where a place is free', async () => {
    write(
      'students.csv',
      ['amir', 'beth', 'cleo'].map((name) => student(name)),
    );
    write('offers.csv', [offer('NEAR', 'OX4 1AX', 1), offer('MIDDLE', 'OX14 5EX', 2)]);
    await matched();
    write(
      'students.csv',
      ['amir', 'beth', 'cleo', 'dora'].map((name) => student(name)),
    );
    const atNear = [...whereIs('matches.csv')].find(([, at]) => at === 'NEAR')?.[0] ?? '';
    const other = [...whereIs('matches.csv')].find(([, at]) => at === 'MIDDLE')?.[0] ?? '';
    const { code } = await repaired([
      { kind: 'places-added', offer_ref: 'MIDDLE', places: 1 },
      { kind: 'student-added', student_ref: 'dora' },
      { kind: 'pair-pinned', student_ref: other, offer_ref: 'NEAR' },
    ]);
    expect(code).toBe(0);
    const after = whereIs('after.csv');
    expect(after.get(other)).toBe('NEAR');
    expect(after.get(atNear)).toBe('MIDDLE');
    expect(after.get('dora')).toBe('MIDDLE');
    expect(readFileSync(path('after.csv'), 'utf8')).toContain(`${atNear} gave up a place to ${other}`);
  });

  it('is refused with every fault in its place, and nothing is written', async () => {
    await matched();
    const { code, stderr } = await repaired([
      { kind: 'offer-gone', offer_ref: 'NEAR' },
      { kind: 'places-added', offer_ref: 'NEAR', places: 0 },
      { kind: 'pair-pinned', student_ref: 'amir' },
      { student_ref: 'amir' },
    ]);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(
        `events.json: events[0].kind: found '"offer-gone"', wanted one of offer-withdrawn`,
      ),
      "events.json: events[1].places: found '0', wanted a whole number from 1 to 1000000",
      "events.json: events[2].offer_ref: found 'nothing', wanted the reference of an offer",
      expect.stringContaining("events.json: events[3].kind: found 'nothing', wanted one of"),
      '4 faults found; nothing was written.',
    ]);
    expect((await repaired([{ kind: 'offer-withdrawn', offer_ref: 'NOWHERE' }])).stderr).toContain(
      'events.json: events[0].offer_ref: found NOWHERE, wanted an offer of the input',
    );
    expect((await repaired([{ kind: 'student-added', student_ref: 'zoe' }])).stderr).toContain(
      "events.json: events[0].student_ref: found 'zoe', wanted a reference that the students' file has",
    );
    expect(() => readFileSync(path('after.csv'))).toThrow('ENOENT');
  });

  it('is refused where the match does not go with the files', async () => {
    await matched();
    write(
      'students.csv',
      ['amir', 'beth'].map((name) => student(name)),
    );
    const { code, stderr } = await repaired([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^matches\.csv line 4, student_ref: found cleo, wanted a request of the input/);
  });
});
