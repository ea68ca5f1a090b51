import type { CountLimit } from '../capacity-tree.js';
import { NOTHING_EXTRA, solveFlow, type Extra, type FlowAnswer } from '../flow.js';
import type { Limit } from '../limits.js';
import { compareStandings, type Standing } from '../objective.js';
import type { Problem } from '../problem.js';
import { withSplitOffers, withWholeOffers, type Relaxation } from '../relaxation.js';
import { settle } from '../settle.js';
import type { Effort } from './effort.js';
import type { Incumbent } from './incumbent.js';

/** The best flow under the decisions taken so far; what it breaks is decided next. */
interface Branch {
  readonly extra: Extra;
  readonly answer: FlowAnswer;
}

/** Steps of work of a flow, by arc and by pivot and root of arcs. */
const WORK_AN_ARC = 20;
const WORK_A_PIVOT = 3;

/**
 * Branch and bound over flows, by the whole objective, shares of HEIs included: each branch is the flow with some groups
 * opened or closed and some numbers of learners bounded; the best branch is taken up first; each yields a valid
 * answer as well as a bound. Weak bounds, but the only ones that know of fair shares: small problems end exactly.
 *
 * @param first - the best flow of the problem's relaxation that keeps the places of offers
 * @returns what no valid answer is better than: the standing of the incumbent, when it is proven the best
 */
export function branchOnFlows(
  problem: Problem,
  first: FlowAnswer,
  incumbent: Incumbent,
  mostFlows: number,
  effort: Effort,
): Standing {
  return new FlowBranching(problem, incumbent, mostFlows, effort).run(first);
}

class FlowBranching {
  private readonly open: Branch[] = [];
  private flows = 0;
  private relaxation: Relaxation;

  constructor(
    private readonly problem: Problem,
    private readonly incumbent: Incumbent,
    private readonly mostFlows: number,
    private readonly effort: Effort,
  ) {
    this.relaxation = withWholeOffers(problem);
  }

  run(first: FlowAnswer): Standing {
    const { open, problem, incumbent } = this;
    this.takeUp({ extra: NOTHING_EXTRA, answer: this.tighter(first) });
    while (open.length > 0) {
      const next = this.takeBest();
      if (!this.isBetter(next.answer.standing, incumbent.standing)) break;
      if (this.flows >= this.mostFlows || this.effort.isOver) return next.answer.standing;
      for (const extra of branches(problem, this.relaxation, next)) {
        const answer = this.solve(this.relaxation, extra);
        if (answer) this.takeUp({ extra, answer });
      }
    }
    return incumbent.standing;
  }

  /** Of two relaxations of the same problem the one that promises less says more. */
  private tighter(first: FlowAnswer): FlowAnswer {
    const other = withSplitOffers(this.problem);
    const answer = other && this.solve(other, NOTHING_EXTRA);
    if (!other || !answer || !this.isBetter(first.standing, answer.standing)) return first;
    this.relaxation = other;
    return answer;
  }

  private solve(relaxation: Relaxation, extra: Extra): FlowAnswer | null {
    this.flows++;
    let pivots = 0;
    const answer = solveFlow(this.problem, relaxation, extra, (count) => {
      pivots = count;
      this.effort.pulse();
    });
    const arcs = this.problem.candidates.offer.length;
    this.effort.spend(WORK_AN_ARC * arcs + WORK_A_PIVOT * pivots * Math.sqrt(arcs));
    return answer;
  }

  /** Keeps the branch if it may still lead to something better than what it yields itself. */
  private takeUp(branch: Branch): void {
    const valid = settle(this.problem, branch.answer.pairOf);
    if (valid) this.incumbent.offer(valid);
    if (this.isBetter(branch.answer.standing, this.incumbent.standing)) this.open.push(branch);
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
