import { WHOLE } from './dive.js';
import type { SequenceFinder } from './finder.js';
import { Market, type Supply } from './market.js';
import { Master, type Share } from './master.js';
import { compareWorth, Plan } from './plan.js';
import type { Pulse } from './pulse.js';
import { withLimits, type SequenceProblem } from './sequence-problem.js';

/** A part of all plans: those with some pairs fixed, some closed, and some groups filled. None comes to less than the bound. */
interface Branch {
  readonly fixed: Int32Array;
  readonly isClosed: Uint8Array;
  /** The problem, with a limit of its own for each group that is to be filled. */
  readonly problem: SequenceProblem;
  readonly bound: number;
}

/**
 * Closes the gap in one part of the worth, if that takes no more than so many master problems: branch and price
 * (Barnhart and others 1998). The most promising branch is taken up first. Where its fractional plan is whole, it is a
 * plan, unless a minimum group is not filled: it is then filled in one branch and closed in the other. Where it is not whole,
 * a pair of which about half is taken is fixed in one branch and closed in the other.
 *
 * @param plan - becomes the best plan found
 * @returns what no plan that equals this one in the parts before comes to less than
 */
export function branchAndPrice(
  problem: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
  part: number,
  mostMasters: number,
  pulse: Pulse,
): number {
  const { whole } = problem;
  const everybody = problem.learners.map((_, learner) => learner);
  const open: Branch[] = [
    {
      fixed: whole.pinnedPair,
      isClosed: new Uint8Array(whole.candidates.offer.length),
      problem,
      bound: -Infinity,
    },
  ];
  let unsettled = Infinity;
  for (let masters = 0; open.length > 0 && masters < mostMasters && !pulse.isOver; masters++) {
    const branch = takeBest(open);
    const worth = plan.worth;
    const aim = {
      weights: worth.map((_, at) => (at === part ? 1 : 0)),
      atMost: worth.slice(0, -1).map((most, at) => (at < part ? most : Infinity)),
    };
    const left = Float64Array.from(branch.problem.limits, ({ room }) => room);
    const supply: Supply = { learners: everybody, left, fixed: branch.fixed, isClosed: branch.isClosed };
    const master = new Master(branch.problem, new Market(branch.problem, finder, aim, supply));
    const isHopeless = () => Math.ceil(Math.max(branch.bound, master.bound)) >= worth[part]!;
    let isDone = false;
    while (!isDone && !isHopeless() && !pulse.isOver) isDone = !master.round(pulse);
    if (isHopeless()) continue;
    const bound = Math.max(branch.bound, master.bound);
    const shares = master.shares();
    if (!isDone) {
      unsettled = Math.min(unsettled, Math.ceil(bound));
      break;
    }
    open.push(...divided(problem, plan, shares, { ...branch, bound }));
  }
  const least = open.reduce((sofar, { bound }) => Math.min(sofar, Math.ceil(bound)), unsettled);
  return Math.min(least, plan.worth[part]!);
}

/** Removes and returns the branch of least bound; of equals the one that came last, which is nearest to a whole plan. */
function takeBest(open: Branch[]): Branch {
  let best = 0;
  open.forEach(({ bound }, at) => {
    if (bound <= open[best]!.bound) best = at;
  });
  return open.splice(best, 1)[0]!;
}

/** The branches that a branch falls into; none when its best plan has been found, which is then taken over. */
function divided(problem: SequenceProblem, plan: Plan, shares: readonly Share[], branch: Branch): Branch[] {
  const { candidates, limits } = problem.whole;
  const pair = pairToDecide(shares);
  if (pair >= 0) {
    const fixed = branch.fixed.slice();
    fixed[problem.requestOfPair[pair]!] = pair;
    const isClosed = branch.isClosed.slice();
    isClosed[pair] = 1;
    const closed = { ...branch, isClosed };
    return fitTogether(problem, fixed) ? [closed, { ...branch, fixed }] : [closed];
  }
  const found = new Plan(problem);
  for (const { at, pairs, share } of shares) if (share > 0.5) found.give(at, pairs);
  const group = limits.groups.find(
    ({ offer, minGroup }) => found.onOffer[offer]! > 0 && found.onOffer[offer]! < minGroup,
  );
  if (!group) {
    if (compareWorth(found.worth, plan.worth) < 0 && found.isValid) plan.become(found);
    return [];
  }
  const limit = {
    cells: group.cells,
    weights: group.cells.map(() => -1),
    room: -group.minGroup,
    name: 'group',
  };
  const filled = { ...branch, problem: withLimits(problem, [...branch.problem.limits, limit]) };
  if (branch.fixed.some((fixed) => fixed >= 0 && candidates.offer[fixed] === group.offer)) return [filled];
  const isClosed = branch.isClosed.map((closed, at) => (candidates.offer[at] === group.offer ? 1 : closed));
  return [{ ...branch, isClosed }, filled];
}

/** The pair of which the part that is taken is nearest to a half; -1 when all are taken whole or not at all. */
function pairToDecide(shares: readonly Share[]): number {
  const taken = new Map<number, number>();
  for (const { pairs, share } of shares)
    for (const pair of pairs) if (pair >= 0) taken.set(pair, (taken.get(pair) ?? 0) + share);
  let best = -1;
  let nearest = WHOLE - 0.5;
  for (const [pair, share] of taken) {
    const apart = Math.abs(share - 0.5);
    if (apart > nearest || (apart === nearest && pair > best)) continue;
    nearest = apart;
    best = pair;
  }
  return best;
}

/** Whether the fixed pairs leave every limit within its room. */
function fitTogether(problem: SequenceProblem, fixed: Int32Array): boolean {
  const plan = new Plan(problem);
  problem.learners.forEach(({ blocks }, learner) =>
    plan.give(
      learner,
      blocks.map((request) => fixed[request]!),
    ),
  );
  return problem.limits.every(({ room }, limit) => plan.used[limit]! <= room);
}
