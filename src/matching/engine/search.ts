import type { CountLimit } from './capacity-tree.js';
import { isPlain, solvePlain } from './plain.js';
import { limitsBeyondFlow, NOTHING_EXTRA, solveFlow, type Extra, type FlowAnswer } from './flow.js';
import type { Limit } from './limits.js';
import { compareStandings, standingOf, type Standing } from './objective.js';
import type { Problem } from './problem.js';
import { settle } from './settle.js';
import type { Watch } from './types.js';

export interface Solution {
  /** For each request its pair, or -1. Keeps every limit. */
  readonly pairOf: Int32Array;
  readonly standing: Standing;
  /** No valid answer is better than this. The same as `standing` when the answer is exact. */
  readonly bound: Standing;
  readonly isExact: boolean;
  /** The flow behind the answer, where the whole problem is one; `null` where a search was needed. */
  readonly flow: FlowAnswer | null;
}

/** The best flow under the decisions taken so far; what it breaks is decided next. */
interface Branch {
  readonly extra: Extra;
  readonly answer: FlowAnswer;
}

interface Valid {
  readonly pairOf: Int32Array;
  readonly standing: Standing;
}

/**
 * Solved flows are worth about one microsecond for each pair; this many pairs in all are a matter of
 * half a minute. Between the two ends, so that small problems end exactly and large ones end.
 */
const PAIRS_IN_ALL = 30_000_000;
const FEWEST_FLOWS = 30;
const MOST_FLOWS = 4_000;

/**
 * The best answer by the whole objective. A problem whose limits nest is one flow, and exact. Otherwise
 * branch and bound: each branch is the flow with some groups opened or closed and some numbers of
 * learners bounded; the best branch is taken up first; each yields a valid answer as well as a bound.
 * Stops when the bound is met, after a number of flows that depends on the problem alone, or when
 * `watch` says that time is up.
 *
 * @returns `null` when no valid answer was found that honours the pins, which only minimum groups can cause
 */
export function solve(problem: Problem, watch?: Watch): Solution | null {
  watch?.progress('solving', 0, 1);
  const flow = isPlain(problem)
    ? solvePlain(problem, watch)
    : solveFlow(problem, NOTHING_EXTRA, () => watch?.progress('solving', 0, 1));
  if (!flow) return null;
  const beyond = limitsBeyondFlow(problem);
  if (beyond.length > 0 || problem.limits.groups.length > 0) return search(problem, beyond, flow, watch);
  watch?.progress('solving', 1, 1);
  return { pairOf: flow.pairOf, standing: flow.standing, bound: flow.standing, isExact: true, flow };
}

function search(
  problem: Problem,
  beyond: readonly Limit[],
  first: FlowAnswer,
  watch?: Watch,
): Solution | null {
  const { candidates, classes, isFair } = problem;
  const isBetter = (a: Standing, b: Standing) => compareStandings(a, b, classes, isFair) < 0;
  const mostFlows = Math.min(
    MOST_FLOWS,
    Math.max(FEWEST_FLOWS, Math.floor(PAIRS_IN_ALL / (candidates.offer.length + 1))),
  );
  let flows = 1;
  const open: Branch[] = [];
  let best = takeUp({ extra: NOTHING_EXTRA, answer: first }, null);

  while (open.length > 0) {
    const next = takeBest(open, isBetter);
    if (best && !isBetter(next.answer.standing, best.standing)) break;
    if (flows >= mostFlows || watch?.isTimeUp()) {
      return best && { ...best, bound: next.answer.standing, isExact: false, flow: null };
    }
    for (const extra of branches(problem, beyond, next)) {
      watch?.progress('solving', flows, mostFlows);
      const answer = solveFlow(problem, extra, () => watch?.progress('solving', flows, mostFlows));
      flows++;
      if (!answer) continue;
      best = takeUp({ extra, answer }, best);
    }
  }
  watch?.progress('solving', mostFlows, mostFlows);
  return best && { ...best, bound: best.standing, isExact: true, flow: null };

  /** Keeps the branch if it may still lead to something better; returns the better of `known` and what it yields. */
  function takeUp(branch: Branch, known: Valid | null): Valid | null {
    const pairOf = settle(problem, branch.answer.pairOf);
    const found = pairOf && { pairOf, standing: standingOf(candidates, classes, pairOf) };
    const better = found && (!known || isBetter(found.standing, known.standing)) ? found : known;
    if (!better || isBetter(branch.answer.standing, better.standing)) open.push(branch);
    return better;
  }
}

/** Removes and returns the best branch; of equals the one that came first. */
function takeBest(open: Branch[], isBetter: (a: Standing, b: Standing) => boolean): Branch {
  let at = 0;
  for (let other = 1; other < open.length; other++) {
    if (isBetter(open[other]!.answer.standing, open[at]!.answer.standing)) at = other;
  }
  return open.splice(at, 1)[0]!;
}

/** Ways to mend the first thing that the branch's answer breaks: every valid answer below the branch is in one of them. */
function branches(problem: Problem, beyond: readonly Limit[], branch: Branch): Extra[] {
  const { cells, groups } = problem.limits;
  const inCell = new Int32Array(cells.offer.length);
  const pinnedInCell = new Int32Array(cells.offer.length);
  branch.answer.pairOf.forEach((pair) => {
    if (pair >= 0) inCell[cells.ofPair[pair]!]!++;
  });
  problem.pinnedPair.forEach((pair) => {
    if (pair >= 0) pinnedInCell[cells.ofPair[pair]!]!++;
  });

  for (const group of groups) {
    const learners = group.cells.reduce((sum, cell) => sum + inCell[cell]!, 0);
    if (learners === 0 || learners >= group.minGroup) continue;
    const opened = {
      ...branch.extra,
      atLeast: new Map(branch.extra.atLeast).set(group.offer, group.minGroup),
    };
    const closed = { ...branch.extra, closed: new Set(branch.extra.closed).add(group.offer) };
    return group.cells.some((cell) => pinnedInCell[cell]! > 0) ? [opened] : [opened, closed];
  }
  for (const limit of beyond) {
    const load = limit.cells.reduce((sum, cell, at) => sum + limit.weights[at]! * inCell[cell]!, 0);
    if (load <= limit.room) continue;
    return fewerInOne(limit, branch.extra, inCell, pinnedInCell);
  }
  return [];
}

/**
 * In any answer that keeps the limit, some cell has fewer learners than now. One branch for each cell: it
 * has fewer, and those before it have at least as many as now, so that no two branches overlap.
 */
function fewerInOne(limit: Limit, extra: Extra, inCell: Int32Array, pinnedInCell: Int32Array): Extra[] {
  const order = limit.cells
    .map((cell, at) => ({ cell, weight: limit.weights[at]! }))
    .filter(({ cell }) => inCell[cell]! > 0)
    .sort((a, b) => b.weight - a.weight || inCell[b.cell]! - inCell[a.cell]! || a.cell - b.cell);
  const found: Extra[] = [];
  let bounds = extra.bounds;
  let heldLoad = 0;
  for (const { cell, weight } of order) {
    const now = inCell[cell]!;
    if (now > pinnedInCell[cell]!) found.push({ ...extra, bounds: narrowed(bounds, cell, 0, now - 1) });
    bounds = narrowed(bounds, cell, now, Infinity);
    heldLoad += weight * now;
    if (heldLoad > limit.room) break;
  }
  return found;
}

/** The bounds with those of one cell drawn closer. */
function narrowed(
  bounds: readonly CountLimit[],
  cell: number,
  atLeast: number,
  atMost: number,
): CountLimit[] {
  const old = bounds.find((bound) => bound.cells[0] === cell);
  const room = Math.min(old?.room ?? 0x7ffffff, atMost);
  return [
    ...bounds.filter((bound) => bound !== old),
    { cells: [cell], room, atLeast: Math.max(old?.atLeast ?? 0, atLeast) },
  ];
}
