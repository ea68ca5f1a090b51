import { isEligible, legsOf, type Cells } from './second-reading.js';
import { bestByHighs, type Demand, type SequencesProblem } from './sequences-by-highs.js';
import { WrittenFiles } from './written-files.js';

const files = new WrittenFiles();
afterAll(() => files.remove());

const BLOCKS = [
  ['2027-01-18', '2027-02-26'],
  ['2027-03-15', '2027-04-23'],
  ['2027-05-10', '2027-06-18'],
] as const;
const WINDOWS = [
  ['2027-01-11', '2027-03-05'],
  ['2027-03-08', '2027-04-30'],
  ['2027-05-03', '2027-06-25'],
] as const;

/** A cohort that competes for too few places, with rules of a sequence that bite. */
function randomSequences(seed: number, learners: number, offers: number): SequencesProblem {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const chance = (share: number): boolean => random() < share;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const some = (items: readonly string[], share: number): string =>
    items.filter(() => chance(share)).join('|');
  const settings = ['acute', 'community', 'school', 'hospice'];
  const pillars = ['clinical', 'research', 'education'];
  const providers = ['Ash', 'Beech', 'Cedar', 'Damson', 'Elm'];
  const postcodes = ['OX1 1AX', 'OX4 2PX', 'OX14 5EX', 'OX11 7GZ', 'RG1 1AX'];
  const refs = Array.from({ length: offers }, (_, at) => `OFF-${at + 1}`);
  const demand = (): Demand => {
    const kind = pick(['setting', 'pillar'] as const);
    const codes = kind === 'setting' ? settings : pillars;
    const common = { kind, required: chance(0.5) };
    return chance(0.5)
      ? { ...common, differentAtLeast: pick([2, 3]) }
      : { ...common, mustInclude: [...new Set([pick(codes), pick(codes)])] };
  };
  return {
    students: Array.from({ length: learners }, (_, at) => {
      const learner = {
        learner_ref: `L-${at + 1}`,
        hei: 'Ridgeway',
        profession: 'dietitian',
        year: '2',
        postcode: pick(postcodes),
        transport: pick(['car', 'public']),
        settings_done: some(settings, 0.15),
        providers_done: some(providers, 0.1),
        pillars_done: some(pillars, 0.1),
      };
      return BLOCKS.map(([starts_on, ends_on], nth): Cells => ({
        ...learner,
        student_ref: `L-${at + 1}-${nth + 1}`,
        starts_on,
        ends_on,
        days_per_week: '4.5',
        preferences: chance(0.4) ? [...new Set([pick(refs), pick(refs)])].join('|') : '',
      }));
    }).flat(),
    offers: refs.flatMap((offer_ref): Cells[] => {
      const from = pick([0, 1, 2] as const);
      const to = chance(0.5) ? from : 2;
      const leg = (days: string): Cells => ({
        offer_ref,
        provider: pick(providers),
        setting: pick(settings),
        postcode: pick(postcodes),
        leg_days_per_week: days,
      });
      const first = {
        ...leg('5'),
        professions: 'dietitian',
        years: '2',
        starts_on: WINDOWS[from][0],
        ends_on: WINDOWS[to][1],
        places: String(pick([1, 1, 2, 3])),
        pillars: some(pillars, 0.5),
      };
      if (chance(0.8)) return [first];
      return [
        { ...first, leg: '1', leg_days_per_week: '2' },
        { ...leg('2.5'), leg: '2' },
      ];
    }),
    pools: [],
    caps: [],
    policy: {
      asOf: '2026-12-07',
      weights: { travel: 1, preference: 1, variety: 1 },
      defaultMaxTravelMinutes: pick([60, 90]),
      forbidRepeatProvider: false,
      forbidden: [],
      pinned: [],
    },
    sequence: { noRepeatedProvider: chance(0.7), contrast: Array.from({ length: pick([0, 1, 2]) }, demand) },
  };
}

async function answered(problem: SequencesProblem): Promise<void> {
  const { students, offers, policy, sequence } = problem;
  const { code, stderr, matches, report } = await files.match({
    students,
    offers,
    policy: { ...policy, sequence },
  });
  // A code that no offer happens to have is worth a warning and no more.
  expect({ code, faults: stderr.replace(/^Warning: .*\n/gm, '') }).toEqual({ code: 0, faults: '' });
  expect(report.is_exact).toBe(true);
  const [placed, met, cost] = await bestByHighs(problem);
  expect([report.objective.placed, report.sequences.demands_met, report.objective.cost]).toEqual([
    placed,
    met,
    cost,
  ]);
  for (const [at, row] of matches.entries()) {
    const student = students[at] ?? {};
    expect(row.studentRef).toBe(student.student_ref);
    if (row.status === 'placed')
      expect(isEligible(problem, student, legsOf(problem, row.offerRef))).toBe(true);
  }
}

describe('From files to files the sequences are the best there are, as another solver finds', () => {
  it.each([1, 16, 31])('for fifteen cohorts of four from seed %i on', async (first) => {
    for (let seed = first; seed < first + 15; seed++) await answered(randomSequences(seed, 4, 7));
  });

  it.each([102, 103])('for twenty learners with three blocks each, seed %i', async (seed) => {
    await answered(randomSequences(seed, 20, 25));
  });
});
