import { loadHighs } from '../../src/matching/engine/testing/highs.js';
import { cost, isEligible, legsOf, list, type Cells, type Problem } from './second-reading.js';

export interface Demand {
  readonly kind: 'setting' | 'pillar';
  readonly required: boolean;
  readonly differentAtLeast?: number;
  readonly mustInclude?: readonly string[];
}

/** A problem of the files in which rows with one `learner_ref` belong together. */
export interface SequencesProblem extends Problem {
  readonly sequence: { readonly noRepeatedProvider: boolean; readonly contrast: readonly Demand[] };
}

/** Blocks with a place, demands met, and cost: compared in this order, less cost being better. */
export type Best = readonly [placed: number, met: number, cost: number];

let solver: ReturnType<typeof loadHighs> | undefined;

/**
 * What the best answer is worth, by a general solver of integer programs, HiGHS, from a second reading of the files. Each learner
 * has besides the places a plan in which nothing is ever full, and which has all of the places: what the plan brings is the reach that a
 * required demand must not lose.
 */
export async function bestByHighs(problem: SequencesProblem): Promise<Best> {
  const highs = await (solver ??= loadHighs());
  const model = modelOf(problem);
  const run = (sense: 'Maximize' | 'Minimize', goal: string, rows: readonly string[]): number => {
    const lines = [...model.rows, ...rows].map((row, at) => `r${at}: ${row}`);
    const text = [sense, `goal: ${goal}`, 'Subject To', ...lines, 'Binary', model.names.join(' '), 'End'];
    const answer = highs.solve(text.join('\n'), { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
    if (answer.Status !== 'Optimal') throw new Error(`HiGHS says ${answer.Status}.`);
    return Math.round(answer.ObjectiveValue);
  };
  const reached = model.reach.map((goal) => `${goal} >= ${run('Maximize', goal, [])}`);
  const placed = run('Maximize', model.placed, reached);
  const most = [...reached, `${model.placed} >= ${placed}`];
  const met = run('Maximize', model.met, most);
  return [placed, met, run('Minimize', model.cost, [...most, `${model.met} >= ${met}`])];
}

interface Model {
  readonly names: readonly string[];
  readonly rows: readonly string[];
  /** For each learner with required demands, how many of the codes asked for the plan brings. */
  readonly reach: readonly string[];
  readonly placed: string;
  readonly met: string;
  readonly cost: string;
}

function modelOf(problem: SequencesProblem): Model {
  // One variable that is nowhere else, so that no sum is ever without a term.
  const names = ['nothing'];
  const rows: string[] = ['nothing <= 0'];
  const variable = (name: string): string => {
    names.push(name);
    return name;
  };
  const refs = [...new Set(problem.offers.map(({ offer_ref = '' }) => offer_ref))];
  const students = withWholePasts(problem.students);
  const pairs = students.flatMap((student, s) =>
    refs.flatMap((ref, o) => {
      const legs = legsOf(problem, ref);
      if (!isEligible(problem, student, legs) || isRepeat(problem, student, legs)) return [];
      const [place, plan] = [variable(`x${s}_${o}`), variable(`p${s}_${o}`)];
      rows.push(`${plan} - ${place} >= 0`);
      return [{ student, ref, legs, place, plan, cost: cost(problem, student, legs) }];
    }),
  );
  for (const student of students)
    rows.push(`${sum(pairs.filter((pair) => pair.student === student).map(({ plan }) => plan))} <= 1`);
  for (const ref of refs) {
    const there = pairs.filter((pair) => pair.ref === ref);
    rows.push(`${sum(there.map(({ place }) => place))} <= ${legsOf(problem, ref)[0]?.places}`);
  }
  const reach: string[] = [];
  const met: string[] = [];
  [...new Set(students.map(learnerOf))].forEach((learner, l) => {
    const own = pairs.filter(({ student }) => learnerOf(student) === learner);
    if (problem.sequence.noRepeatedProvider) {
      for (const provider of new Set(own.flatMap(({ legs }) => codesOf(legs, 'provider')))) {
        const there = own.filter(({ legs }) => codesOf(legs, 'provider').includes(provider));
        rows.push(`${sum(there.map(({ plan }) => plan))} <= 1`);
      }
    }
    const before = students.find((student) => learnerOf(student) === learner) ?? {};
    const kept: string[] = [];
    problem.sequence.contrast.forEach((demand, d) => {
      const { kind, required, mustInclude, differentAtLeast = 0 } = demand;
      const had = list(kind === 'setting' ? before.settings_done : before.pillars_done);
      const codes = [...new Set([...had, ...own.flatMap(({ legs }) => codesOf(legs, kind))])].filter(
        (code) => code !== '' && (!mustInclude || mustInclude.includes(code)),
      );
      const wanted = mustInclude ? new Set(mustInclude).size : differentAtLeast;
      const has = (of: 'place' | 'plan') =>
        codes.map((code, c) => {
          const name = variable(`${of}${l}_${d}_${c}`);
          const bring = own.filter(({ legs }) => codesOf(legs, kind).includes(code)).map((pair) => pair[of]);
          if (!had.includes(code)) rows.push(`${sum(bring)} - ${name} >= 0`);
          return name;
        });
      const isMet = variable(`met${l}_${d}`);
      rows.push(`${sum(has('place'))} - ${wanted} ${isMet} >= 0`);
      met.push(isMet);
      if (!required) return;
      // Codes beyond what is wanted do not count.
      const counted = Array.from({ length: wanted }, (_, at) => variable(`k${l}_${d}_${at}`));
      rows.push(`${sum(has('plan'))} - ${counted.join(' - ')} >= 0`);
      kept.push(...counted);
    });
    if (kept.length > 0) reach.push(sum(kept));
  });
  return {
    names,
    rows,
    reach,
    placed: sum(pairs.map(({ place }) => place)),
    met: sum(met),
    cost: sum(pairs.map((pair) => `${pair.cost} ${pair.place}`)),
  };
}

function sum(terms: readonly string[]): string {
  return terms.length === 0 ? 'nothing' : terms.join(' + ');
}

const learnerOf = ({ learner_ref = '', student_ref = '' }: Cells): string => learner_ref || student_ref;

function codesOf(legs: readonly Cells[], kind: 'setting' | 'pillar' | 'provider'): string[] {
  const cells = kind === 'pillar' ? list(legs[0]?.pillars) : legs.map((leg) => leg[kind] ?? '');
  return [...new Set(cells)];
}

function isRepeat({ sequence }: SequencesProblem, student: Cells, legs: readonly Cells[]): boolean {
  const done = list(student.providers_done);
  return sequence.noRepeatedProvider && codesOf(legs, 'provider').some((provider) => done.includes(provider));
}

/** What any row of a learner says of the past, in each of them. */
function withWholePasts(students: readonly Cells[]): Cells[] {
  const columns = ['settings_done', 'providers_done', 'pillars_done'] as const;
  return students.map((student) => {
    const own = students.filter((other) => learnerOf(other) === learnerOf(student));
    const past = columns.map((column) => [
      column,
      [...new Set(own.flatMap((row) => list(row[column])))].join('|'),
    ]);
    return { ...student, ...Object.fromEntries(past) };
  });
}
