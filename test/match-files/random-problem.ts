import { isEligible, legsOf, type Cells, type Problem } from './second-reading.js';

/** Small random problems in which every rule bites now and then. */
export function randomProblem(seed: number): Problem {
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
