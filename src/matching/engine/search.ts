import type { CountLimit } from './capacity-tree.js';
import { isPlain, solvePlain } from './plain.js';
import { NOTHING_EXTRA, solveFlow, type Extra, type FlowAnswer } from './flow.js';
import type { Limit } from './limits.js';
import { compareStandings, standingOf, type Standing } from './objective.js';
import type { Problem } from './problem.js';
import { around, withSplitOffers, withWholeOffers, type Relaxation } from './relaxation.js';
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
/** The search for better answers around the best one ends after so many rounds in a row without any. */
const FRUITLESS_ROUNDS = 12;
/** One group in so many is opened or closed against what the best answer has, to see whether that is better. */
const GROUPS_TURNED = 8;

/**
 * The best answer by the whole objective. A problem whose limits nest is one flow, and exact. Otherwise
 * branch and bound: each branch is the flow with some groups opened or closed and some numbers of
 * learners bounded; the best branch is taken up first; each yields a valid answer as well as a bound. Before
 * that, better answers are looked for around the first one, by flows that hold a part of it fast.
 * Stops when the bound is met, after a number of flows that depends on the problem alone, or when
 * `watch` says that time is up.
 *
 * @returns `null` when no valid answer was found that honours the pins, which only minimum groups can cause
 */
export function solve(problem: Problem, watch?: Watch): Solution | null {
  watch?.progress('solving', 0, 1);
  const relaxation = withWholeOffers(problem);
  const flow = isPlain(problem)
    ? solvePlain(problem, watch)
    : solveFlow(problem, relaxation, NOTHING_EXTRA, () => watch?.progress('solving', 0, 1));
  if (!flow) return null;
  if (relaxation.beyond.length > 0 || problem.limits.groups.length > 0) {
    return new Search(problem, relaxation, flow, watch).run();
  }
  watch?.progress('solving', 1, 1);
  return { pairOf: flow.pairOf, standing: flow.standing, bound: flow.standing, isExact: true, flow };
}

class Search {
  private readonly mostFlows: number;
  private flows = 1;
  private readonly open: Branch[] = [];
  private best: Valid | null = null;
  private relaxation: Relaxation;

  constructor(
    private readonly problem: Problem,
    relaxation: Relaxation,
    private readonly first: FlowAnswer,
    private readonly watch?: Watch,
  ) {
    this.relaxation = relaxation;
    const pairs = problem.candidates.offer.length;
    this.mostFlows = Math.min(MOST_FLOWS, Math.max(FEWEST_FLOWS, Math.floor(PAIRS_IN_ALL / (pairs + 1))));
  }

  run(): Solution | null {
    const { open, watch } = this;
    this.takeUp({ extra: NOTHING_EXTRA, answer: this.tighterRoot() });
    this.improve();
    while (open.length > 0) {
      const next = this.takeBest();
      if (this.best && !this.isBetter(next.answer.standing, this.best.standing)) break;
      if (this.isOver())
        return this.best && { ...this.best, bound: next.answer.standing, isExact: false, flow: null };
      for (const extra of branches(this.problem, this.relaxation, next)) {
        const answer = this.solve(this.relaxation, extra);
        if (answer) this.takeUp({ extra, answer });
      }
    }
    watch?.progress('solving', this.mostFlows, this.mostFlows);
    return this.best && { ...this.best, bound: this.best.standing, isExact: true, flow: null };
  }

  /** Of two relaxations of the same problem the one that promises less says more. */
  private tighterRoot(): FlowAnswer {
    const other = withSplitOffers(this.problem);
    const answer = other && this.solve(other, NOTHING_EXTRA);
    if (!other || !answer || !this.isBetter(this.first.standing, answer.standing)) return this.first;
    this.relaxation = other;
    return answer;
  }

  /** Looks for better answers around the best one, as long as that brings anything. */
  private improve(): void {
    const { cells, groups } = this.problem.limits;
    let fruitless = 0;
    for (let round = 0; fruitless < FRUITLESS_ROUNDS && 2 * this.flows < this.mostFlows; round++) {
      const known = this.best;
      if (!known || this.open.length === 0 || this.watch?.isTimeUp()) return;
      const pick = pickFrom(round);
      const inCell = new Int32Array(cells.offer.length);
      for (const pair of known.pairOf) if (pair >= 0) inCell[cells.ofPair[pair]!]!++;
      const { relaxation, bounds } = around(this.problem, inCell, pick);
      const atLeast = new Map<number, number>();
      const closed = new Set<number>();
      for (const group of groups) {
        const isRunning = group.cells.some((cell) => inCell[cell]! > 0);
        const isTurned = pick(GROUPS_TURNED) === 0;
        if (isRunning !== isTurned) atLeast.set(group.offer, group.minGroup);
        else closed.add(group.offer);
      }
      const answer = this.solve(relaxation, { bounds, atLeast, closed });
      if (answer) this.offer(answer.pairOf);
      fruitless = this.best === known ? fruitless + 1 : 0;
    }
  }

  private solve(relaxation: Relaxation, extra: Extra): FlowAnswer | null {
    this.flows++;
    return solveFlow(this.problem, relaxation, extra, () =>
      this.watch?.progress('solving', Math.min(this.flows, this.mostFlows), this.mostFlows),
    );
  }

  private isOver(): boolean {
    return this.flows >= this.mostFlows || this.watch?.isTimeUp() === true;
  }

  /** Makes a valid answer of what may not be one, and keeps it if it is the best so far. */
  private offer(pairOf: Int32Array): void {
    const valid = settle(this.problem, pairOf);
    if (!valid) return;
    const standing = standingOf(this.problem.candidates, this.problem.classes, valid);
    if (!this.best || this.isBetter(standing, this.best.standing)) this.best = { pairOf: valid, standing };
  }

  /** Keeps the branch if it may still lead to something better than what it yields itself. */
  private takeUp(branch: Branch): void {
    this.offer(branch.answer.pairOf);
    if (!this.best || this.isBetter(branch.answer.standing, this.best.standing)) this.open.push(branch);
  }

  /** Removes and returns the best branch; of equals the one that came first. */
  private takeBest(): Branch {
    let at = 0;
    for (let other = 1; other < this.open.length; other++) {
      if (this.isBetter(this.open[other]!.answer.standing, this.open[at]!.answer.standing)) at = other;
    }
    return this.open.splice(at, 1)[0]!;
  }

  private isBetter(a: Standing, b: Standing): boolean {
    return compareStandings(a, b, this.problem.classes, this.problem.isFair) < 0;
  }
}

/** Whole numbers up to a given one, the same in every run of the round. A linear congruential generator is random enough. */
function pickFrom(round: number): (most: number) => number {
  let state = (round * 2_654_435_761) >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

/** Ways to mend the first thing that the branch's answer breaks: every valid answer below the branch is in one of them. */
function branches(problem: Problem, { beyond }: Relaxation, branch: Branch): Extra[] {
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
