import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE, matchFiles, readReferenceData } from '../../src/matching/match-files/index.js';
import type { Cells } from './second-reading.js';
import { WrittenFiles } from './written-files.js';

const files = new WrittenFiles();
afterAll(() => files.remove());

/** Thirds of a year. */
const BLOCKS = [
  ['2027-01-18', '2027-02-26'],
  ['2027-03-15', '2027-04-23'],
  ['2027-05-10', '2027-06-18'],
] as const;

function block(learner: string, nth: 1 | 2 | 3, parts: Cells = {}): Cells {
  const [starts_on, ends_on] = BLOCKS[(nth - 1) as 0 | 1 | 2];
  return {
    student_ref: `${learner}-${nth}`,
    learner_ref: learner,
    hei: 'Ridgeway',
    profession: 'dietitian',
    year: '2',
    postcode: 'OX4 2PX',
    transport: 'car',
    starts_on,
    ends_on,
    days_per_week: '4.5',
    ...parts,
  };
}

function post(offer_ref: string, provider: string, setting: string, parts: Cells = {}): Cells {
  return {
    offer_ref,
    provider,
    setting,
    postcode: 'OX1 1AX',
    leg_days_per_week: '5',
    professions: 'dietitian',
    years: '2',
    starts_on: '2027-01-11',
    ends_on: '2027-06-25',
    places: '3',
    ...parts,
  };
}

const everybody = (...names: string[]) =>
  names.flatMap((name) => ([1, 2, 3] as const).map((nth) => block(name, nth)));
const thirds = (report: { sequences: { learners: { blocks: { offer_ref: string | null }[] }[] } }) =>
  report.sequences.learners.map(({ blocks }) => blocks.map(({ offer_ref }) => offer_ref));

describe('Several blocks of one learner in a file', () => {
  const posts = [
    post('ACUTE', 'City Trust', 'acute'),
    post('COMMUNITY', 'Vale Trust', 'community'),
    post('COUNCIL', 'County Council', 'council', { places: '2' }),
  ];

  it('are a rotation: everybody goes through all three kinds of organisation, and nowhere twice', async () => {
    const policy = {
      sequence: {
        noRepeatedProvider: true,
        contrast: [{ kind: 'setting', mustInclude: ['Acute', 'Community', 'Council'] }],
      },
    };
    const { code, report, stdout, matches } = await files.match({
      students: everybody('amir', 'beth'),
      offers: posts,
      policy,
    });
    expect(code).toBe(0);
    expect(matches.map(({ status }) => status)).toEqual(new Array(6).fill('placed'));
    const all = ['ACUTE', 'COMMUNITY', 'COUNCIL'];
    expect(thirds(report).map((offers) => [...offers].sort())).toEqual([all, all]);
    expect(stdout).toContain('6 of 6 blocks have a place (100 %).');
    expect(stdout).toContain('2 of 2 learners have all of their blocks; 2 of 2 demands of contrast are met.');
    expect(report).toMatchObject({
      is_exact: true,
      proof: 'search',
      gap: { placed: 0, demands_met: 0, cost: 0 },
      policy: { sequence: { noRepeatedProvider: true, contrast: [{ kind: 'setting', required: true }] } },
      sequences: {
        learners_with_all_blocks: 2,
        demands: 2,
        demands_met: 2,
        demands_met_at_most: 2,
        learners: [
          {
            learner_ref: 'amir',
            demands: [{ had: ['acute', 'community', 'council'], missing: 0, why: null }],
          },
          { learner_ref: 'beth' },
        ],
      },
    });
  });

  it('leave a third open for what is demanded rather than fill it with more of the same', async () => {
    const { report, matches, stdout } = await files.match({
      students: everybody('amir', 'beth', 'cleo'),
      offers: posts,
      policy: {
        sequence: { contrast: [{ kind: 'setting', mustInclude: ['acute', 'community', 'council'] }] },
      },
    });
    // Three people, two places with the council: whoever goes without keeps one third free for it.
    expect(matches.filter(({ status }) => status === 'placed')).toHaveLength(8);
    expect(stdout).toContain('2 of 3 learners have all of their blocks; 2 of 3 demands of contrast are met.');
    const open = matches.find(({ status }) => status === 'unplaced');
    expect(open?.reason).toContain("does not go with the student's other blocks");
    const short = report.sequences.learners.filter((learner: { demands: { missing: number }[] }) =>
      learner.demands.some(({ missing }) => missing > 0),
    );
    expect(short).toHaveLength(1);
    expect(short[0].demands).toMatchObject([{ missing: 1, why: 'still-open' }]);
    const without = short[0].blocks.find(({ offer_ref }: { offer_ref: string | null }) => offer_ref === null);
    expect(without.barred).toEqual({ repeats: 0, contrast: 2, no_room: 1 });
  });

  it('count what the learner had before, whichever row says so', async () => {
    const students = everybody('amir').map((row, at) =>
      at === 2
        ? { ...row, settings_done: 'acute', providers_done: 'city trust', pillars_done: 'research' }
        : row,
    );
    const { report } = await files.match({
      students,
      offers: posts,
      policy: {
        forbidRepeatProvider: true,
        sequence: {
          contrast: [
            { kind: 'setting', differentAtLeast: 3 },
            { kind: 'pillar', mustInclude: ['research'], required: false },
          ],
        },
      },
    });
    const [amir] = report.sequences.learners;
    expect(thirds(report).flat()).not.toContain('ACUTE');
    expect(amir.demands).toEqual([
      { kind: 'setting', required: true, had: ['acute', 'community', 'council'], missing: 0, why: null },
      { kind: 'pillar', required: false, had: ['research'], missing: 0, why: null },
    ]);
  });

  it('may be in any order, and one row may be known by the student alone', async () => {
    const rows = everybody('amir', 'beth').map(({ learner_ref, ...row }) =>
      row.student_ref?.endsWith('-1')
        ? { ...row, student_ref: learner_ref ?? '' }
        : { ...row, learner_ref: learner_ref ?? '' },
    );
    const policy = { sequence: { noRepeatedProvider: true } };
    const answer = await files.match({ students: rows, offers: posts, policy });
    const turned = await files.match({ students: [...rows].reverse(), offers: [...posts].reverse(), policy });
    expect(answer.report.sequences.learners.map(({ learner_ref }: Cells) => learner_ref)).toEqual([
      'amir',
      'beth',
    ]);
    expect(turned.report.sequences).toEqual(answer.report.sequences);
    expect(turned.report.input_digest).toBe(answer.report.input_digest);
    expect([...turned.matches].reverse()).toEqual(answer.matches);
  });

  it('change nothing where nobody has two and nothing is said of sequences', async () => {
    const rows = ['amir', 'beth'].map((name) => block(name, 1));
    const plain = rows.map(({ learner_ref: _ref, ...row }) => row);
    const { report, stderr } = await files.match({ students: rows, offers: posts });
    expect(stderr).toBe('');
    expect(report.sequences).toBeUndefined();
    expect(report.input_digest).toBe(
      (await files.match({ students: plain, offers: posts })).report.input_digest,
    );
  });

  it('are shown with the invented files of the sample', async () => {
    const sample = (name: string) => join(process.cwd(), 'data/sample/year', name);
    const rows = (name: string): Cells[] => {
      const [header = '', ...lines] = readFileSync(sample(name), 'utf8').trim().split('\n');
      return lines.map((line) =>
        Object.fromEntries(line.split(',').map((cell, at) => [header.split(',')[at] ?? '', cell])),
      );
    };
    const { code, stderr, report } = await files.match({
      students: rows('students.csv'),
      offers: rows('offers.csv'),
      policy: JSON.parse(readFileSync(sample('policy.json'), 'utf8')),
    });
    expect({ code, stderr, isExact: report.is_exact }).toEqual({ code: 0, stderr: '', isExact: true });
    expect(report.totals).toMatchObject({ students: 18, placed: 17 });
    expect(report.sequences).toMatchObject({ learners_with_all_blocks: 5, demands: 12 });
  });
});

describe('Files whose blocks do not go together', () => {
  const posts = [post('ACUTE', 'City Trust', 'acute'), post('WARD', 'City Trust', 'acute', { places: '1' })];
  const faults = async (students: Cells[], policy?: unknown): Promise<string[]> => {
    const { code, stderr } = await files.match({ students, offers: posts, policy });
    expect(code).toBe(2);
    return stderr.trim().split('\n').slice(0, -1);
  };

  it('are told of blocks that overlap', async () => {
    const students = [block('amir', 2, { starts_on: '2027-02-26' }), block('amir', 1)];
    expect(await faults(students)).toEqual([
      "students.csv line 2, starts_on: found '2027-02-26', wanted a day after 2027-02-26, when the block of line 3 ends: both are of learner 'amir'",
    ]);
  });

  it('are told of a learner who would be at two universities, or of two professions', async () => {
    const students = [block('amir', 1), block('amir', 2, { hei: 'Kennet', profession: 'physiotherapist' })];
    expect(await faults(students)).toEqual([
      "students.csv line 3, hei: found 'Kennet', wanted 'Ridgeway', as line 2 of learner 'amir' has",
      "students.csv line 3, profession: found 'physiotherapist', wanted 'dietitian', as line 2 of learner 'amir' has",
    ]);
  });

  it('are told of more blocks than are looked at together', async () => {
    const students = Array.from({ length: 9 }, (_, at) =>
      block('amir', 1, {
        student_ref: `amir-${at}`,
        starts_on: `2027-01-${11 + 2 * at}`,
        ends_on: `2027-01-${12 + 2 * at}`,
      }),
    );
    expect(await faults(students)).toEqual([
      "students.csv line 10, learner_ref: found 9 blocks of 'amir', wanted at most 8 blocks of one learner",
    ]);
  });

  it('are told of demands that cannot be read, each with its place', async () => {
    const contrast = [
      { kind: 'settings', differentAtLeast: 0 },
      { kind: 'pillar' },
      { mustInclude: [] },
      { kind: 'pillar', differentAtLeast: 2, mustInclude: ['research'] },
      { kind: 'setting', differentAtLeast: 2, isRequired: true },
      'three settings',
    ];
    expect(await faults([block('amir', 1)], { sequence: { noRepeatedProvder: true, contrast } })).toEqual([
      "policy.json: sequence.noRepeatedProvder: found 'noRepeatedProvder', wanted one of the known keys noRepeatedProvider, noRepeatedSetting, contrast (did you mean noRepeatedProvider?)",
      `policy.json: sequence.contrast[0].kind: found '"settings"', wanted one of setting, pillar`,
      "policy.json: sequence.contrast[0].differentAtLeast: found '0', wanted a whole number from 1 to 1000",
      `policy.json: sequence.contrast[1]: found '{"kind":"pillar"}', wanted either differentAtLeast, a number, or mustInclude, a list of codes`,
      "policy.json: sequence.contrast[2].kind: found 'nothing', wanted one of setting, pillar",
      "policy.json: sequence.contrast[2].mustInclude: found '[]', wanted a list of at least one code, none of them blank",
      `policy.json: sequence.contrast[3]: found '{"kind":"pillar","differentAtLeast":2,"mustInclude":["resea…', wanted either differentAtLeast, a number, or mustInclude, a list of codes`,
      "policy.json: sequence.contrast[4].isRequired: found 'isRequired', wanted one of the known keys kind, required, differentAtLeast, mustInclude (did you mean required?)",
      `policy.json: sequence.contrast[5]: found '"three settings"', wanted a JSON object`,
    ]);
  });

  it('are told of pins that send one learner to one provider twice', async () => {
    const pinned = [
      ['amir-1', 'ACUTE'],
      ['amir-2', 'WARD'],
    ];
    const students = [block('amir', 1), block('amir', 2)];
    expect(await faults(students, { pinned, forbidRepeatProvider: true })).toEqual([
      'policy.json: pinned[1]: found provider city trust, as amir-1, wanted what the learner has not had',
    ]);
    expect((await files.match({ students, offers: posts, policy: { pinned } })).code).toBe(0);
  });

  it('are told that shares of universities are not weighed for sequences', async () => {
    const students = [block('amir', 1), block('amir', 2), block('beth', 1, { hei: 'Kennet' })];
    expect(await faults(students, { fairness: 'max-min' })).toEqual([
      'policy.json: fairness: found max-min, wanted none: shares of HEIs are not weighed where blocks belong together',
    ]);
  });

  it('are told that what was carried over is not weighed for sequences', async () => {
    const students = [block('amir', 1), block('amir', 2, { carry_over: '7' })];
    expect(await faults(students)).toEqual([
      'students.csv line 3, carry_over: found 7, wanted 0: it is not weighed where blocks belong together',
    ]);
  });

  it('are warned of a demand for what no offer has', async () => {
    const policy = { sequence: { contrast: [{ kind: 'setting', mustInclude: ['acut'] }] } };
    const { code, stderr, report } = await files.match({
      students: [block('amir', 1)],
      offers: posts,
      policy,
    });
    expect(code).toBe(0);
    expect(stderr).toBe(
      "Warning: policy.json: sequence.contrast[0].mustInclude: 'acut' is a setting that no offer has (did you mean acute?)\n",
    );
    expect(report.sequences.learners[0].demands[0]).toMatchObject({ missing: 1, why: 'out-of-reach' });
  });
});

describe('An answer for sequences', () => {
  it('is not written when it breaks a rule: that is a bug, and it throws', async () => {
    const sample = (name: string) => join(process.cwd(), 'data/sample/year', name);
    const wrong = {
      ...ENGINE,
      matchSequences: (...asked: Parameters<typeof ENGINE.matchSequences>) => {
        const result = ENGINE.matchSequences(...asked);
        return { ...result, gap: { ...result.gap, cost: 1 } };
      },
    };
    const written = matchFiles(
      {
        students: sample('students.csv'),
        offers: sample('offers.csv'),
        policy: sample('policy.json'),
        out: '/nowhere/matches.csv',
        report: '/nowhere/report.json',
        today: 20_000,
      },
      await readReferenceData(),
      { progress: () => undefined },
      wrong,
    );
    await expect(written).rejects.toThrow(/^The answer breaks 1 rules/);
  });
});
