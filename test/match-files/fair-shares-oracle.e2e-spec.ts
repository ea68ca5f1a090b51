import { randomProblem } from './random-problem.js';
import {
  cost,
  isEligible,
  isWithinLimits,
  legsOf,
  tierOf,
  type Cells,
  type Problem,
} from './second-reading.js';
import { WrittenFiles, type Answered } from './written-files.js';

const files = new WrittenFiles();
afterAll(() => files.remove());

interface Weight {
  readonly hei: string;
  readonly profession?: string;
  readonly weight: number;
}

interface FairProblem extends Problem {
  readonly policy: Problem['policy'] & {
    readonly fairness: 'max-min' | 'none';
    readonly entitlementWeights: readonly Weight[];
  };
}

const HEIS = ['Ridgeway', 'Kennet', 'Cherwell', 'Thame'];
const PROFESSIONS = ['paramedic', 'dietitian'];

/** A small random problem of several HEIs and professions, some of them weighed, with students who fared badly before. */
function fairProblem(seed: number): FairProblem {
  const problem = randomProblem(seed);
  let state = seed * 2_654_435_761;
  const pick = <Item>(items: readonly Item[]): Item => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return items[Math.floor((state / 2 ** 32) * items.length)] as Item;
  };
  const hasPools = pick([true, false, false]);
  const carryOvers = pick([[''], ['', '', '1'], ['', '0', '1', '2', '100']]);
  const tiers = pick([['1'], ['', '0', '2']]);
  const isWeighed = pick([true, false]);
  return {
    ...problem,
    pools: hasPools
      ? problem.pools
      : problem.pools.map((pool) => ({ ...pool, learner_days_per_week: '1000' })),
    students: problem.students.map((student) => ({
      ...student,
      hei: pick([...HEIS, 'KENNET']),
      priority: pick(tiers),
      carry_over: pick(carryOvers),
    })),
    offers: problem.offers.map((offer) => ({ ...offer, min_group: hasPools ? (offer.min_group ?? '') : '' })),
    policy: {
      ...problem.policy,
      fairness: pick(['max-min', 'max-min', 'max-min', 'none'] as const),
      entitlementWeights: isWeighed
        ? HEIS.flatMap((hei): Weight[] => [
            ...(pick([true, false]) ? [{ hei, weight: pick([1, 2, 3, 7]) }] : []),
            ...(pick([true, false, false])
              ? [
                  {
                    hei: hei.toLowerCase(),
                    profession: pick(['paramedic', 'Dietitian']),
                    weight: pick([2, 5]),
                  },
                ]
              : []),
          ])
        : [],
    },
  };
}

const heiOf = ({ hei = '' }: Cells): string => hei.toLowerCase();

function weightOf({ policy }: FairProblem, student: Cells): number {
  const own = policy.entitlementWeights.filter(({ hei }) => hei.toLowerCase() === heiOf(student));
  const special = own.find(({ profession }) => profession?.toLowerCase() === student.profession);
  return (special ?? own.find(({ profession }) => profession === undefined))?.weight ?? 1;
}

/** An exact fraction; compared by multiplying crosswise. */
type Part = readonly [above: bigint, below: bigint];

/** What is compared, the first that differs deciding, each the better the larger. */
function valueOf(problem: FairProblem, taken: readonly (string | undefined)[]): readonly Part[] {
  const { students, policy } = problem;
  const isPlaced = (_: Cells, at: number) => taken[at] !== undefined;
  const whole = (count: number): Part => [BigInt(count), 1n];
  const numbers = (of: (student: Cells) => number) => [...new Set(students.map(of))];
  const tiers = numbers(tierOf).sort((a, b) => a - b);
  const carryOverOf = ({ carry_over = '' }: Cells) => Number(carry_over);
  const carryOvers = numbers(carryOverOf).sort((a, b) => b - a);
  const shares = [...new Set(students.map(heiOf))].map((hei): Part => {
    const own = students.filter((student) => heiOf(student) === hei);
    const placed = students.filter((student, at) => heiOf(student) === hei && isPlaced(student, at)).length;
    return [BigInt(placed), BigInt(own.reduce((sum, student) => sum + weightOf(problem, student), 0))];
  });
  const paid = students.reduce((sum, student, at) => {
    const ref = taken[at];
    return ref === undefined ? sum : sum + cost(problem, student, legsOf(problem, ref));
  }, 0);
  const among = (is: (student: Cells) => boolean) =>
    students.filter((one, at) => is(one) && isPlaced(one, at));
  return [
    ...tiers.map((tier) => whole(among((one) => tierOf(one) === tier).length)),
    ...(policy.fairness === 'none' ? [] : shares.sort(compareParts)),
    ...carryOvers
      .filter((level) => level > 0)
      .map((level) => whole(among((one) => carryOverOf(one) === level).length)),
    whole(-paid),
  ];
}

function compareParts([above, below]: Part, [otherAbove, otherBelow]: Part): number {
  const difference = above * otherBelow - otherAbove * below;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function compareValues(one: readonly Part[], other: readonly Part[]): number {
  for (const [at, part] of one.entries()) {
    const difference = compareParts(part, other[at] ?? part);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The best value that any assignment has, by trying all; `undefined` when not even none at all is allowed. */
function bestValue(problem: FairProblem): readonly Part[] | undefined {
  const refs = [...new Set(problem.offers.map(({ offer_ref = '' }) => offer_ref))];
  const choices = problem.students.map((student) => {
    const pin = problem.policy.pinned.find(([ref]) => ref === student.student_ref);
    const fitting = refs.filter((ref) => isEligible(problem, student, legsOf(problem, ref)));
    return pin ? fitting.filter((ref) => ref === pin[1]) : [...fitting, undefined];
  });
  let best: readonly Part[] | undefined;
  const taken: (string | undefined)[] = [];
  const tryFrom = (at: number): void => {
    const choice = choices[at];
    if (!choice) {
      if (!isWithinLimits(problem, taken)) return;
      const value = valueOf(problem, taken);
      if (!best || compareValues(value, best) > 0) best = value;
      return;
    }
    for (const ref of choice) {
      taken[at] = ref;
      tryFrom(at + 1);
    }
  };
  tryFrom(0);
  return best;
}

const offersTaken = ({ matches }: Answered) =>
  matches.map((match) => (match.status === 'placed' ? match.offerRef : undefined));
const asText = (value: readonly Part[] | undefined) => value?.map((part) => part.join('/'));

describe('From files to files nobody is fairer', () => {
  const BATCH = 60;
  it.each([1, 2, 3, 4, 5].map((batch) => batch * 1_000))(
    'on the sixty small random problems from seed %i on, by trying every assignment',
    async (first) => {
      for (let seed = first; seed < first + BATCH; seed += 1) {
        const problem = fairProblem(seed);
        const best = bestValue(problem);
        const answer = await files.match(problem);
        expect({ seed, isRefused: answer.code === 2 }).toEqual({ seed, isRefused: best === undefined });
        if (answer.code !== 0 || !best) continue;
        const taken = offersTaken(answer);
        expect({ seed, isWithinLimits: isWithinLimits(problem, taken) }).toEqual({
          seed,
          isWithinLimits: true,
        });
        const value = valueOf(problem, taken);
        if (compareValues(value, best) !== 0)
          expect({ seed, value: asText(value) }).toEqual({ seed, value: asText(best) });
        expect({ seed, ...answer.report }).toMatchObject({ seed, is_exact: true });
        expectTold(problem, taken, answer);
      }
    },
    120_000,
  );

  it('whatever the order of rows', async () => {
    for (let seed = 9_001; seed < 9_041; seed += 1) {
      const problem = fairProblem(seed);
      const answer = await files.match(problem);
      if (answer.code !== 0) continue;
      const turned = await files.match({
        ...problem,
        students: [...problem.students].reverse(),
        policy: { ...problem.policy, entitlementWeights: [...problem.policy.entitlementWeights].reverse() },
      });
      expect({ seed, matches: [...turned.matches].reverse() }).toEqual({ seed, matches: answer.matches });
    }
  });
});

/** What the report tells of each HEI and profession, counted anew. */
function expectTold(
  problem: FairProblem,
  taken: readonly (string | undefined)[],
  { report }: Answered,
): void {
  const told = report.heis as { readonly hei: string }[];
  const figures = (is: (student: Cells) => boolean) => {
    const own = problem.students.flatMap((student, at) => (is(student) ? [{ student, at }] : []));
    const entitlement = own.reduce((sum, { student }) => sum + weightOf(problem, student), 0);
    return {
      students: own.length,
      entitlement,
      placed: own.filter(({ at }) => taken[at] !== undefined).length,
    };
  };
  const judged = (own: ReturnType<typeof figures>, all: ReturnType<typeof figures>) => {
    const due = (all.placed * own.entitlement) / all.entitlement;
    const told = Math.round(due * 100) / 100;
    return {
      ...own,
      share: expect.closeTo(own.placed / own.entitlement, 4) as unknown,
      due: told,
      deviation: expect.closeTo(own.placed - told, 5) as unknown,
    };
  };
  const keys = [...new Set(problem.students.map(heiOf))].sort();
  expect(told.map(({ hei }) => hei.toLowerCase())).toEqual(keys);
  keys.forEach((hei, at) => {
    const professions = PROFESSIONS.filter((code) =>
      problem.students.some((student) => heiOf(student) === hei && student.profession === code),
    ).sort();
    expect(told[at]).toEqual({
      hei: expect.any(String) as unknown,
      ...judged(
        figures((student) => heiOf(student) === hei),
        figures(() => true),
      ),
      professions: professions.map((profession) => ({
        profession,
        ...judged(
          figures((student) => heiOf(student) === hei && student.profession === profession),
          figures((student) => student.profession === profession),
        ),
      })),
    });
  });
}
