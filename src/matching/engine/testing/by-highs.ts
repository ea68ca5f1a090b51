import { loadHighs } from './highs.js';
import type { Problem } from '../problem.js';

/** One row of a program in words of its own: a sum of named variables, a relation, a number. */
type Line = string;

/**
 * The most that can be placed, and the least that placing them costs, by a general solver of integer programs: HiGHS. The model
 * is written anew from the limits, pair by pair, and knows nothing of the engine's methods. One tier, no fairness.
 */
export async function bestByHighs(
  problem: Problem,
): Promise<{ readonly placed: number; readonly cost: number }> {
  const highs = await loadHighs();
  const { candidates } = problem;
  const pairs = [...candidates.offer.keys()].filter((pair) => problem.isOpen[pair]);
  const names = pairs.map((pair) => `x${pair}`);
  const rows = rowsOf(problem, pairs);
  const binaries = [...names, ...problem.limits.groups.map(({ offer }) => `y${offer}`)];
  const run = (sense: string, objective: string, more: readonly Line[]) => {
    const text = [
      sense,
      `goal: ${objective || '0 x'}`,
      'Subject To',
      ...rows,
      ...more,
      'Binary',
      binaries.join(' '),
      'End',
    ];
    const answer = highs.solve(text.join('\n'), { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
    if (answer.Status !== 'Optimal') throw new Error(`HiGHS says ${answer.Status}.`);
    return Math.round(answer.ObjectiveValue);
  };
  if (pairs.length === 0) return { placed: 0, cost: 0 };
  const all = names.join(' + ');
  const placed = run('Maximize', all, []);
  const costs = pairs.map((pair) => `${candidates.cost[pair]} x${pair}`).join(' + ');
  return { placed, cost: run('Minimize', costs, [`all: ${all} >= ${placed}`]) };
}

/** Rows that say who may be where: one place each, places, caps and pools, minimum groups. Variables are `x` and the pair; `y` and the offer of a group. */
export function rowsOf({ candidates, limits, pinnedPair }: Problem, pairs: readonly number[]): Line[] {
  const inCell = new Map<number, number[]>();
  for (const pair of pairs) {
    const cell = limits.cells.ofPair[pair]!;
    inCell.set(cell, [...(inCell.get(cell) ?? []), pair]);
  }
  const sum = (cells: readonly number[], weights: readonly number[]) =>
    cells
      .flatMap((cell, at) => (inCell.get(cell) ?? []).map((pair) => `${weights[at]} x${pair}`))
      .join(' + ');
  const rows: Line[] = [];
  const put = (left: string, relation: string) => {
    if (left !== '') rows.push(`r${rows.length}: ${left} ${relation}`);
  };
  candidates.requests.forEach((_, request) => {
    const own = pairs.filter(
      (pair) => candidates.rowStart[request]! <= pair && pair < candidates.rowStart[request + 1]!,
    );
    put(own.map((pair) => `x${pair}`).join(' + '), pinnedPair[request]! >= 0 ? '= 1' : '<= 1');
  });
  for (const { cells, weights, room } of [...limits.offers, ...limits.shared])
    put(sum(cells, weights), `<= ${room}`);
  for (const { offer, cells, minGroup } of limits.groups) {
    const ones = cells.map(() => 1);
    const { places } = candidates.offers[offer]!;
    put(sum(cells, ones), `- ${minGroup} y${offer} >= 0`);
    put(sum(cells, ones), `- ${places} y${offer} <= 0`);
  }
  return rows;
}
