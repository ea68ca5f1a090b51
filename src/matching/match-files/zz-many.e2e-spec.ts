import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMatchCommand } from './index.js';

/**
 * A second reading of the agreed design, from the files on, that shares nothing with the engine: it
 * tries every possible assignment of small random problems. Slow and plain on purpose.
 */

type Cells = Readonly<Record<string, string>>;

interface Problem {
  readonly students: readonly Cells[];
  readonly offers: readonly Cells[];
  readonly pools: readonly Cells[];
  readonly caps: readonly Cells[];
  readonly policy: {
    readonly asOf: string;
    readonly weights: { readonly travel: number; readonly preference: number; readonly variety: number };
    readonly defaultMaxTravelMinutes: number;
    readonly forbidRepeatProvider: boolean;
    readonly forbidden: readonly (readonly [string, string])[];
    readonly pinned: readonly (readonly [string, string])[];
  };
}

const POINTS = new Map(
  readFileSync(join(process.cwd(), 'data/reference/postcode-districts.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([code = '', latitude, longitude]) => [code, [Number(latitude), Number(longitude)]] as const),
);
const SPEEDS: Readonly<Record<string, readonly [number, number, number]>> = {
  car: [1.3, 48, 5],
  public: [1.4, 22, 12],
  bicycle: [1.2, 15, 2],
  walk: [1.2, 4.8, 0],
};

function minutes(fromPostcode: string, toPostcode: string, transport: string): number {
  const [from = '', to = ''] = [fromPostcode, toPostcode].map((postcode) => postcode.split(' ')[0]);
  const [detour, speed, fixed] = SPEEDS[transport || 'public'] ?? [NaN, NaN, NaN];
  const km = from === to ? 4 : haversine(POINTS.get(from) ?? [NaN, NaN], POINTS.get(to) ?? [NaN, NaN]);
  return Math.ceil(((km * detour) / speed) * 60 + fixed);
}

function haversine(
  [lat1 = NaN, lon1 = NaN]: readonly number[],
  [lat2 = NaN, lon2 = NaN]: readonly number[],
): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const a =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(a));
}

const list = (cell = ''): string[] => cell.split('|').filter((item) => item !== '');
const same = (one = '', other = ''): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();
const has = (items: readonly string[], wanted = ''): boolean => items.some((item) => same(item, wanted));
const hasAll = (items: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((one) => has(items, one));

function legsOf(problem: Problem, offerRef: string): readonly Cells[] {
  return problem.offers.filter((row) => row.offer_ref === offerRef);
}

const inPerson = (legs: readonly Cells[]): readonly Cells[] => legs.filter(({ mode }) => mode !== 'remote');

function longest(student: Cells, legs: readonly Cells[]): number {
  return Math.max(
    0,
    ...inPerson(legs).map((leg) =>
      minutes(student.postcode ?? '', leg.postcode ?? '', student.transport ?? ''),
    ),
  );
}

function isEligible(problem: Problem, student: Cells, legs: readonly Cells[]): boolean {
  const { policy } = problem;
  const offer = legs[0] ?? {};
  const providers = legs.map(({ provider = '' }) => provider);
  const settings = list(student.required_settings);
  const limit = student.max_travel_minutes
    ? Number(student.max_travel_minutes)
    : policy.defaultMaxTravelMinutes;
  return (
    has(list(offer.professions), student.profession) &&
    has(list(offer.years), student.year) &&
    (offer.starts_on ?? '') <= (student.starts_on ?? '') &&
    (offer.ends_on ?? '') >= (student.ends_on ?? '') &&
    legs.reduce((sum, leg) => sum + Number(leg.leg_days_per_week), 0) >= Number(student.days_per_week) &&
    longest(student, legs) <= limit &&
    (offer.driver_needed !== 'yes' || student.transport === 'car') &&
    hasAll(list(student.clearances), list(offer.requires)) &&
    hasAll(list(offer.access_features), list(student.access_needs)) &&
    (list(offer.reserved_for).length === 0 ||
      has(list(offer.reserved_for), student.hei) ||
      (offer.release_on !== '' && (offer.release_on ?? '') <= policy.asOf)) &&
    !list(student.excluded_providers).some((excluded) => has(providers, excluded)) &&
    (!policy.forbidRepeatProvider || !list(student.providers_done).some((done) => has(providers, done))) &&
    (settings.length === 0 || legs.some(({ setting }) => has(settings, setting))) &&
    hasAll(list(offer.pillars), list(student.required_pillars)) &&
    hasAll(list(offer.care_certificate_standards), list(student.required_standards)) &&
    !policy.forbidden.some(([s, o]) => s === student.student_ref && o === offer.offer_ref)
  );
}

function cost({ policy: { weights } }: Problem, student: Cells, legs: readonly Cells[]): number {
  const ranked = list(student.preferences);
  const rank = ranked.indexOf(legs[0]?.offer_ref ?? '');
  const travel = inPerson(legs).reduce(
    (sum, leg) =>
      sum +
      minutes(student.postcode ?? '', leg.postcode ?? '', student.transport ?? '') *
        Math.ceil(Number(leg.leg_days_per_week)),
    0,
  );
  const preference = ranked.length === 0 ? 0 : rank >= 0 ? 60 * rank : 60 * ranked.length + 120;
  const variety = legs.some(({ setting }) => has(list(student.settings_done), setting)) ? 240 : 0;
  return weights.travel * 2 * travel + weights.preference * preference + weights.variety * variety;
}

/** Places by rising number of the tier, then cost: what the design compares, in its order. */
type Value = readonly number[];

function isBetter(one: Value, other: Value | undefined): boolean {
  if (!other) return true;
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? 0;
    const isLast = index === one.length - 1;
    if (part !== against) return isLast ? part < against : part > against;
  }
  return false;
}

/** The best value that any assignment has, by trying all; `undefined` when not even none at all is allowed. */
function best(problem: Problem): Value | undefined {
  const refs = [...new Set(problem.offers.map(({ offer_ref = '' }) => offer_ref))];
  const tiers = [...new Set(problem.students.map(tierOf))].sort((one, other) => one - other);
  let found: Value | undefined;
  const taken: (string | undefined)[] = [];
  const tryFrom = (at: number): void => {
    const student = problem.students[at];
    if (student) {
      for (const ref of [...refs, undefined]) {
        if (ref !== undefined && !isEligible(problem, student, legsOf(problem, ref))) continue;
        const pin = problem.policy.pinned.find(([s]) => s === student.student_ref);
        if (pin && pin[1] !== ref) continue;
        taken[at] = ref;
        tryFrom(at + 1);
      }
      return;
    }
    if (!isWithinLimits(problem, taken)) return;
    const placed = problem.students.map((one, index) => [one, taken[index]] as const);
    const value = [
      ...tiers.map((tier) => placed.filter(([one, ref]) => ref !== undefined && tierOf(one) === tier).length),
      placed.reduce(
        (sum, [one, ref]) => sum + (ref === undefined ? 0 : cost(problem, one, legsOf(problem, ref))),
        0,
      ),
    ];
    if (isBetter(value, found)) found = value;
  };
  tryFrom(0);
  return found;
}

const tierOf = ({ priority = '' }: Cells): number => (priority === '' ? 1 : Number(priority));

function isWithinLimits(problem: Problem, taken: readonly (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  for (const ref of taken) if (ref !== undefined) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  for (const [ref, count] of counts) {
    const [offer = {}] = legsOf(problem, ref);
    if (count > Number(offer.places) || count < Number(offer.min_group || '1')) return false;
  }
  const days = problem.students.map(({ starts_on = '' }) => starts_on);
  for (const day of new Set(days)) {
    const there = problem.students.flatMap((student, index) => {
      const ref = taken[index];
      const isThere = (student.starts_on ?? '') <= day && day <= (student.ends_on ?? '');
      return ref === undefined || !isThere ? [] : [legsOf(problem, ref)];
    });
    for (const pool of problem.pools) {
      const used = there
        .flat()
        .filter((leg) => same(leg.supervision_pool, pool.supervision_pool))
        .reduce((sum, leg) => sum + Number(leg.leg_days_per_week), 0);
      if (used > Number(pool.learner_days_per_week)) return false;
    }
    for (const cap of problem.caps) {
      const hosted = there.filter((legs) =>
        legs.some((leg) => (cap.provider ? same(leg.provider, cap.provider) : same(leg.site, cap.site))),
      );
      if (hosted.length > Number(cap.max_learners)) return false;
    }
  }
  return true;
}

/** Small random problems in which every rule bites now and then. */
function randomProblem(seed: number): Problem {
  const random = mulberry32(seed);
  const chance = (share: number): boolean => random() < share;
  const int = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const pick = <Item>(items: readonly Item[]): Item => items[int(0, items.length - 1)] as Item;
  const some = (items: readonly string[], share: number): string =>
    items.filter(() => chance(share)).join('|');
  const upper = (text: string): string => (chance(0.2) ? text.toUpperCase() : text);

  const postcodes = [
    'OX1 1AX',
    'OX1 3BW',
    'OX4 2PX',
    'OX14 5EX',
    'OX26 1AX',
    'RG1 1AX',
    'RG30 4QX',
    'HP20 1AX',
  ];
  const providers = ['Larkspill', 'Codlin', 'Isis Meadows', 'Tributary'];
  const settings = ['care-home', 'hospice', 'acute', 'charity'];
  const blocks = [
    ['2027-01-18', '2027-03-12'],
    ['2027-03-01', '2027-04-02'],
    ['2027-03-15', '2027-04-30'],
  ] as const;
  const windows = [
    ['2027-01-11', '2027-05-07'],
    ['2027-01-18', '2027-03-12'],
    ['2027-03-01', '2027-04-30'],
  ] as const;
  const offerCount = int(1, 5);
  const refs = Array.from({ length: offerCount }, (_, index) => `OFF-${index + 1}`);
  const withPools = chance(0.5);
  const withGroups = chance(0.4);
  // Where almost everything fits, what decides is who gives way to whom.
  const isCrowded = chance(0.6);
  const unlessCrowded = (share: number): number => (isCrowded ? share / 5 : share);

  const offers = refs.flatMap((offer_ref) => {
    const [starts_on, ends_on] = isCrowded ? windows[0] : pick(windows);
    const places = int(0, 3);
    const isReserved = chance(unlessCrowded(0.25));
    return Array.from({ length: chance(0.3) ? 2 : 1 }, (_, index): Cells => {
      const provider = pick(providers);
      const leg: Record<string, string> = {
        offer_ref,
        leg: String(index + 1),
        provider: upper(provider),
        setting: pick(settings),
        site: `${provider} site ${int(1, 2)}`,
        postcode: pick(postcodes),
        leg_days_per_week: pick(isCrowded ? ['4.5', '5'] : ['2', '2.5', '3', '5']),
        mode: chance(0.15) ? 'remote' : pick(['', 'in-person']),
        supervision_pool: withPools && chance(0.6) ? pick(['pool-a', 'pool-b']) : '',
      };
      if (index > 0) return leg;
      return {
        ...leg,
        professions: isCrowded
          ? 'paramedic|dietitian'
          : pick(['paramedic', 'dietitian', 'paramedic|dietitian']),
        years: isCrowded ? '1|2' : pick(['1', '2', '1|2', '1|2']),
        starts_on,
        ends_on,
        places: String(places),
        min_group: withGroups && places > 1 && chance(0.5) ? '2' : '',
        requires: some(['dbs', 'flu'], unlessCrowded(0.3)),
        driver_needed: chance(unlessCrowded(0.15)) ? 'yes' : '',
        access_features: some(['step-free', 'loop'], 0.6),
        reserved_for: isReserved ? pick(['Ridgeway', 'Kennet', 'ridgeway|kennet']) : '',
        release_on: isReserved && chance(0.6) ? pick(['2026-12-06', '2026-12-07', '2026-12-08']) : '',
        care_certificate_standards: some(['1', '2', '3'], 0.7),
        pillars: some(['clinical', 'research'], 0.7),
      };
    });
  });
  const students = Array.from({ length: int(1, 6) }, (_, index): Cells => {
    const [starts_on, ends_on] = pick(blocks);
    return {
      student_ref: `S-${index + 1}`,
      hei: pick(['Ridgeway', 'Kennet']),
      profession: pick(['paramedic', 'paramedic', 'dietitian']),
      year: pick(['1', '2']),
      postcode: pick(postcodes),
      transport: isCrowded ? 'car' : pick(['', 'public', 'car', 'car', 'bicycle', 'walk']),
      max_travel_minutes: chance(unlessCrowded(0.3)) ? pick(['45', '60', '120']) : '',
      starts_on,
      ends_on,
      days_per_week: pick(['2', '2.5', '4', '4.5']),
      preferences: chance(0.6)
        ? shuffled([...refs, 'OFF-99'], random)
            .slice(0, int(1, 3))
            .join('|')
        : '',
      settings_done: some(settings, 0.3),
      providers_done: some(providers, unlessCrowded(0.2)),
      clearances: upper(some(['dbs', 'flu'], 0.8)),
      access_needs: some(['step-free', 'loop'], unlessCrowded(0.15)),
      excluded_providers: upper(some(providers, unlessCrowded(0.1))),
      priority: pick(['', '', '1', '0', '3']),
      required_settings: chance(unlessCrowded(0.1)) ? some(settings, 0.6) : '',
      required_pillars: chance(unlessCrowded(0.15)) ? some(['clinical', 'research'], 0.5) : '',
      required_standards: chance(unlessCrowded(0.15)) ? some(['1', '2', '3'], 0.4) : '',
    };
  });
  const sites = new Map(offers.map(({ site = '', provider = '' }) => [site, provider]));
  const capped = shuffled([...sites.keys()], random).slice(0, chance(0.3) ? 1 : 0);
  const problem: Problem = {
    students,
    offers,
    pools: ['pool-a', 'pool-b'].map((name) => ({
      supervision_pool: upper(name),
      learner_days_per_week: pick(['2.5', '5', '7.5', '10', '15', '20']),
    })),
    caps: [
      ...(chance(0.3) ? [{ provider: pick(providers), site: '', max_learners: String(int(0, 3)) }] : []),
      ...capped.map((site) => ({ provider: '', site, max_learners: String(int(0, 2)) })),
    ],
    policy: {
      asOf: '2026-12-07',
      weights: { travel: int(0, 2), preference: int(0, 2), variety: int(0, 2) },
      defaultMaxTravelMinutes: pick([90, 60, 150]),
      forbidRepeatProvider: chance(0.4),
      forbidden: chance(0.3) ? [[`S-1`, pick(refs)]] : [],
      pinned: [],
    },
  };
  const student = pick(students);
  const fitting = refs.filter((ref) => isEligible(problem, student, legsOf(problem, ref)));
  if (!chance(0.2) || fitting.length === 0) return problem;
  const pinned = [[student.student_ref ?? '', pick(fitting)]] as const;
  return { ...problem, policy: { ...problem.policy, pinned } };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

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
  const SEEDS = 3000;
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
