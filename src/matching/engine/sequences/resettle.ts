import type { SequenceFinder, Weights } from './finder.js';
import { compareWorth, type Plan } from './plan.js';
import type { SequenceProblem } from './sequence-problem.js';

/** Gives one learner after another the best sequence that there is room for, while all others stay. */
export class Resettler {
  private readonly weights: Weights & { ofUnmet: number };
  private readonly dearest: number;

  constructor(
    private readonly problem: SequenceProblem,
    private readonly finder: SequenceFinder,
    private readonly plan: Plan,
  ) {
    const { candidates } = problem.whole;
    this.dearest = candidates.cost.reduce((most, cost) => Math.max(most, cost), 0);
    this.weights = {
      ofPair: new Float64Array(candidates.offer.length),
      ofOpen: new Float64Array(candidates.requests.length),
      ofUnmet: 0,
    };
  }

  /** @returns whether the plan has become better; it never becomes worse */
  resettle(learner: number): boolean {
    const { problem, plan, finder, weights } = this;
    const { candidates } = problem.whole;
    const { blocks } = problem.learners[learner]!;
    const before = plan.worth;
    const held = plan.pairsOf(learner);
    const kept = held.slice();
    blocks.forEach((request, block) => {
      if (held[block]! < 0 || !plan.mayLeave(request)) return;
      kept[block] = -1;
      plan.give(learner, kept);
    });
    this.weigh(learner);
    blocks.forEach((request, block) => {
      const only = kept[block]!;
      if (only >= 0) weights.ofOpen[request] = Infinity;
      for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
        const isFree = only < 0 ? plan.hasRoom(pair) && plan.isRunning(pair) : pair === only;
        weights.ofPair[pair] = isFree ? candidates.cost[pair]! : Infinity;
      }
    });
    while (finder.cheapest(learner, weights).weight < Infinity) {
      plan.give(learner, finder.chosen);
      // Two blocks on one offer may both have found its last place free: the later one has to do without.
      const beyond = plan.pairsOf(learner).findLast((pair) => pair >= 0 && !plan.isWithin(pair));
      if (beyond === undefined) break;
      weights.ofPair[beyond] = Infinity;
      plan.give(learner, kept);
    }
    if (compareWorth(plan.worth, before) < 0) return true;
    plan.give(learner, held);
    return false;
  }

  /** Makes one unmet demand outweigh all costs of the learner, and one open block of a tier all that comes after it. */
  private weigh(learner: number): void {
    const { weights } = this;
    const { tierOf } = this.problem.whole.classes;
    const { blocks, states, start } = this.problem.learners[learner]!;
    weights.ofUnmet = blocks.length * this.dearest + 1;
    let weight = weights.ofUnmet * (states.unmet[start]! + 1);
    const ofTier = new Map<number, number>();
    for (const tier of [...new Set(Array.from(blocks, (request) => tierOf[request]!))].sort(
      (a, b) => b - a,
    )) {
      ofTier.set(tier, weight);
      weight *= blocks.length + 1;
    }
    for (const request of blocks) weights.ofOpen[request] = ofTier.get(tierOf[request]!)!;
  }
}
