import { groundOf } from '../eligibility.js';
import { problemOf } from '../problem.js';
import { rowsOf } from './by-highs.js';
import { loadHighs } from './highs.js';
import { hitBy, worthOfRepair, type RepairWorth, type Scene } from './repair-brute-force.js';

let solver: ReturnType<typeof loadHighs> | undefined;

/**
 * The best repair by a general solver of integer programs, HiGHS, one aim after another; for matchings under pools and caps
 * too large to try every answer. One tier, and everybody fixed holds an eligible pair.
 */
export async function bestRepairByHighs(before: Scene, after: Scene): Promise<RepairWorth> {
  const highs = await (solver ??= loadHighs());
  const { input, fixed, offerOf } = after;
  const problem = problemOf({ ...input, policy: { ...input.policy, pinned: [] } }, groundOf(input));
  const { requests, offers, rowStart, offer, cost } = problem.candidates;
  const pairs = [...offer.keys()];
  const hit = hitBy(before, after);
  const pairsOf = requests.map((_, r) => pairs.slice(rowStart[r], rowStart[r + 1]));
  const sum = (those: readonly number[]) => those.map((pair) => `x${pair}`).join(' + ') || '0 x';
  const of = (isAsked: (id: string) => boolean) =>
    sum(requests.flatMap(({ id }, r) => (isAsked(id) ? pairsOf[r]! : [])));
  const isHome = (r: number, pair: number) =>
    before.offerOf.get(requests[r]!.id) === offers[offer[pair]!]!.id;

  const rows = rowsOf(problem, pairs);
  const must = (left: string, relation: string) => rows.push(`m${rows.length}: ${left} ${relation}`);
  requests.forEach(({ id }, r) => {
    if (fixed.has(id)) {
      must(sum(pairsOf[r]!.filter((pair) => offers[offer[pair]!]!.id === offerOf.get(id))), '= 1');
    } else if (before.offerOf.has(id) && !hit.has(id)) must(sum(pairsOf[r]!), '= 1');
  });
  const binaries = [
    ...pairs.map((pair) => `x${pair}`),
    ...problem.limits.groups.map((group) => `y${group.offer}`),
  ];
  const run = (sense: string, goal: string) => {
    const text = [
      sense,
      `goal: ${goal}`,
      'Subject To',
      ...rows,
      'Binary',
      [...binaries, 'x'].join(' '),
      'End',
    ];
    const answer = highs.solve(text.join('\n'), { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
    if (answer.Status !== 'Optimal') throw new Error(`HiGHS says ${answer.Status}.`);
    return answer;
  };
  const settle = (sense: 'Maximize' | 'Minimize', goal: string) => {
    const best = Math.round(run(sense, goal).ObjectiveValue);
    must(goal, sense === 'Maximize' ? `>= ${best}` : `<= ${best}`);
  };
  settle(
    'Maximize',
    of((id) => hit.has(id)),
  );
  settle(
    'Maximize',
    of((id) => !before.offerOf.has(id)),
  );
  // As many of those who held a place as can be are where they were: withdrawn requests are not among them.
  settle('Maximize', sum(requests.flatMap((_, r) => pairsOf[r]!.filter((pair) => isHome(r, pair)))));
  const costs = pairs.map((pair) => `${cost[pair]} x${pair}`).join(' + ') || '0 x';
  const { Columns } = run('Minimize', costs);
  const goesTo = new Map(
    requests.map(({ id }, r) => {
      const taken = pairsOf[r]!.find(
        (pair) => Math.round((Columns[`x${pair}`] as { Primal: number }).Primal) === 1,
      );
      return [id, taken === undefined ? null : offers[offer[taken]!]!];
    }),
  );
  return worthOfRepair(
    before,
    after,
    input.requests.map(({ id }) => goesTo.get(id) ?? null),
  );
}
