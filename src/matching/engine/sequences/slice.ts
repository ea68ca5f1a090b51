import { solve } from '../search.js';
import type { Watch } from '../types.js';
import type { SequenceFinder } from './finder.js';
import { compareWorth, type Plan } from './plan.js';
import type { SequenceProblem } from './sequence-problem.js';
import { subProblem, type Choice } from './sub-problem.js';

const MOST_COST = 2 ** 31 - 1;

/**
 * Solves a slice of the problem anew while everything else stays: at most one request of each learner. Within a
 * slice nobody has two blocks to bring into line, so that it is a matching like any other, and solved
 * exactly: a pair is out where the rest of its learner's sequence forbids it, and dearer for what it leaves unmet.
 * The plan is changed unless that would make it worse.
 *
 * @param wanted - of different learners, by rising request; those who may not move stay
 * @returns whether the plan has become better
 */
export function solveSlice(
  problem: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
  wanted: readonly number[],
  watch: Watch,
): boolean {
  const { learners, learnerOf } = problem;
  const requests = movable(problem, plan, wanted);
  const before = plan.worth;
  const held = requests.map((request) => plan.pairOf[request]!);
  const put = (request: number, pair: number) => {
    const learner = learnerOf[request]!;
    const pairs = plan.pairsOf(learner);
    pairs[learners[learner]!.blocks.indexOf(request)] = pair;
    plan.give(learner, pairs);
  };
  for (const request of requests) put(request, -1);
  const choices = weighed(requests.map((request) => optionsOf(problem, finder, plan, request)));
  const part = subProblem(problem.whole, problem.input.policy, choices, plan);
  const solution = part && solve(part.problem, watch);
  if (part && solution)
    solution.pairOf.forEach((pair, at) => put(requests[at]!, pair < 0 ? -1 : part.pairAt[pair]!));
  const difference = compareWorth(plan.worth, before);
  if (!solution || difference > 0) {
    for (const request of requests) put(request, -1);
    requests.forEach((request, at) => put(request, held[at]!));
  }
  return solution !== null && difference < 0;
}

/** Those who may all move together: pinned ones stay, and of a minimum group either all may move or only those beyond it. */
function movable({ whole }: SequenceProblem, plan: Plan, wanted: readonly number[]): number[] {
  const { candidates, pinnedPair } = whole;
  const offerOf = (request: number) => {
    const pair = plan.pairOf[request]!;
    return pair >= 0 && candidates.offers[candidates.offer[pair]!]!.minGroup > 1
      ? candidates.offer[pair]!
      : -1;
  };
  const free = wanted.filter((request) => pinnedPair[request]! < 0);
  const inGroup = new Map<number, number>();
  for (const request of free) inGroup.set(offerOf(request), (inGroup.get(offerOf(request)) ?? 0) + 1);
  const mayGo = new Map(
    [...inGroup].map(([offer, many]) => {
      const all = offer < 0 ? many : plan.onOffer[offer]!;
      return [offer, many === all ? many : all - candidates.offers[offer]!.minGroup];
    }),
  );
  return free.filter((request) => {
    const left = mayGo.get(offerOf(request))!;
    mayGo.set(offerOf(request), left - 1);
    return left > 0;
  });
}

interface Options extends Choice {
  /** Demands of the learner that each pair meets and no other block does. */
  readonly met: readonly number[];
}

/** What the open block of a request may get as the rest of its learner's sequence stands. */
function optionsOf(
  { whole, learners, learnerOf, classOfPair }: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
  request: number,
): Options {
  const { candidates } = whole;
  const learner = learnerOf[request]!;
  const { blocks, states, start, onceOnly } = learners[learner]!;
  const sequence = plan.pairsOf(learner);
  const taken = new Set<number>();
  let state = start;
  for (const pair of sequence) {
    if (pair < 0) continue;
    state = states.placed(state, classOfPair[pair]!);
    for (const thing of onceOnly[candidates.offer[pair]!]!) taken.add(thing);
  }
  const block = blocks.indexOf(request);
  const pairs: number[] = [];
  const costs: number[] = [];
  const met: number[] = [];
  for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
    const offer = candidates.offer[pair]!;
    if (onceOnly[offer]!.some((thing) => taken.has(thing))) continue;
    sequence[block] = pair;
    if (!finder.keepsReach(learner, sequence)) continue;
    pairs.push(pair);
    costs.push(candidates.cost[pair]!);
    met.push(states.unmet[state]! - states.unmet[states.placed(state, classOfPair[pair]!)]!);
  }
  return { request, pairs, costs, met };
}

/** Makes a demand left unmet dearer than all costs of the slice together; how many are placed comes before both. */
function weighed(options: readonly Options[]): readonly Choice[] {
  const mostMet = options.reduce((most, { met }) => Math.max(most, ...met), 0);
  if (mostMet === 0) return options;
  const price = options.reduce((sum, { costs }) => sum + Math.max(0, ...costs), 1);
  if (price * (mostMet + 1) > MOST_COST) return options;
  return options.map(({ costs, met, ...rest }) => ({
    ...rest,
    costs: costs.map((cost, at) => cost + price * (mostMet - met[at]!)),
  }));
}
