import type { Watch } from '../types.js';
import { branchAndPrice } from './branch.js';
import { dive } from './dive.js';
import type { SequenceFinder } from './finder.js';
import { learnersAround } from './learners-around.js';
import { Market, type Aim, type Supply } from './market.js';
import { Master } from './master.js';
import { compareWorth, Plan, type Worth } from './plan.js';
import { Pulse } from './pulse.js';
import { Resettler } from './resettle.js';
import type { SequenceProblem } from './sequence-problem.js';
import { solveSlice } from './slice.js';

export interface FoundSequences {
  readonly plan: Plan;
  /** For each part of the worth: what no plan that equals this one in the parts before comes to less than. */
  readonly bound: Worth;
}

/** Slices solved after block by block, each of one random block of each learner; no more than there are learners. */
const SLICES = 20;
/** Passes in which prices settle, and by what part of the dearest pair they follow at first and at last. */
const PASSES = 60;
const FIRST_PACE = 1 / 70;
const LAST_PACE = 1 / 1400;
/** What an unmet demand counts for while plans are made, in dearest pairs, and a request without a place of the last tier. */
const UNMET = 1;
const UNPLACED = 4;
/** How many times as much one of the tier before counts, and the most that it is worth to tell tiers apart. */
const TIER = 4;
const HIGHEST_TIER = 4 ** 5;
/** A gap that is not worth another round of the master problem of a cohort. */
const SMALL_GAP = 1e-4;
/** Rounds of polishing, no more than there are learners; of making plans anew around some learners, and how many of these may bring nothing in a row. */
const POLISHING = 12;
const ROUNDS_AROUND = 60;
const FRUITLESS = 20;
const LEARNERS_AROUND = 50;
const MASTER_ROUNDS_AROUND = 10;
/** By so much the cost of the master problem may be wrong. */
const CERTAIN = 0.01;
/** Above so many limits the inverse of the linear programme is too large to be worth its time. */
const MOST_LIMITS = 2_000;
/** Master problems for closing a gap, by learners times limits: as many as take a few seconds. */
const MASTERS_BY_SIZE = 300_000;
const MOST_MASTERS = 2_000;

/**
 * The best plan that could be found, and how much better one could be at most.
 *
 * Block after block gives a first plan. Prices settle in a market; from them a master problem finds the best fractional
 * plan; diving makes it whole; slices and single learners are solved anew, exactly, and some learners
 * together, as long as that helps. Then the master problem bounds one part of the worth after the other, and
 * where the problem is small, branch and price closes what gap is left.
 *
 * Ends after a number of rounds that depends on the problem alone, or when time is up.
 */
export function searchSequences(
  problem: SequenceProblem,
  finder: SequenceFinder,
  watch?: Watch,
): FoundSequences {
  return new Search(problem, finder, watch).run();
}

class Search {
  private readonly plan: Plan;
  private readonly pulse: Pulse;
  private readonly sliceWatch: Watch;
  private readonly dearest: number;
  private readonly everybody: Supply;
  private readonly pick = pickFrom(1);

  constructor(
    private readonly problem: SequenceProblem,
    private readonly finder: SequenceFinder,
    watch?: Watch,
  ) {
    const { candidates, pinnedPair } = problem.whole;
    this.pulse = new Pulse(watch);
    this.sliceWatch = { progress: () => this.pulse.beat(), isTimeUp: () => true };
    this.dearest = candidates.cost.reduce((most, cost) => Math.max(most, cost), 1);
    this.everybody = {
      learners: problem.learners.map((_, learner) => learner),
      left: Float64Array.from(problem.limits, ({ room }) => room),
      fixed: pinnedPair,
      isClosed: new Uint8Array(candidates.offer.length),
    };
    this.plan = new Plan(problem);
  }

  run(): FoundSequences {
    const { problem, plan, pulse } = this;
    pulse.enter(0, 0.1, 300);
    this.blockByBlock();
    pulse.enter(0.1, 0.2, 1_200);
    const market = new Market(problem, this.finder, this.making, this.everybody);
    const prices = market.run(PASSES, this.dearest * FIRST_PACE, this.dearest * LAST_PACE, pulse);
    if (problem.limits.length > MOST_LIMITS) {
      this.polish(plan);
      this.fillUp();
      return { plan, bound: this.boundsWithoutMaster(prices) };
    }

    pulse.enter(0.2, 0.5, 8_000);
    const master = new Master(problem, market);
    master.startWith(problem.learners.map((_, learner) => plan.pairsOf(learner)));
    market.choices.forEach((choices, at) => {
      for (const { pairs } of choices.values()) master.add(at, pairs);
    });
    master.seek(prices, pulse);
    this.exhaust(master);
    const settled = { prices: master.prices, bound: master.bound };
    pulse.enter(0.5, 0.7, 8_000);
    this.diveInto(master);
    pulse.enter(0.7, 0.85, 8_000);
    this.improveAround(settled);
    this.fillUp();
    pulse.enter(0.85, 1, 8_000);
    return { plan, bound: this.bounds(master) };
  }

  /** What is aimed at while plans are made: all parts of the worth at once, each outweighing those after it. */
  private get making(): Aim {
    const tiers = this.problem.whole.classes.priorities.length;
    const ofTier = (tier: number) =>
      UNPLACED * this.dearest * Math.min(HIGHEST_TIER, TIER ** (tiers - 1 - tier));
    return {
      weights: [...Array.from({ length: tiers }, (_, tier) => ofTier(tier)), UNMET * this.dearest, 1],
      atMost: new Array<number>(tiers + 1).fill(Infinity),
    };
  }

  /** The aim that bounds one part of the worth of plans that equal this one in the parts before. */
  private bounding(part: number): Aim {
    const { worth } = this.plan;
    return {
      weights: worth.map((_, at) => (at === part ? 1 : 0)),
      atMost: worth.slice(0, -1).map((most, at) => (at < part ? most : Infinity)),
    };
  }

  private blockByBlock(): void {
    const { learners, whole } = this.problem;
    learners.forEach(({ blocks }, learner) => {
      this.plan.give(
        learner,
        blocks.map((request) => whole.pinnedPair[request]!),
      );
    });
    const longest = learners.reduce((most, { blocks }) => Math.max(most, blocks.length), 0);
    for (let block = 0; block < longest; block++) this.slice(this.plan, () => block);
    for (let nth = 0; nth < Math.min(SLICES, learners.length) && !this.pulse.isOver; nth++)
      this.slice(this.plan, (blocks) => this.pick(blocks));
  }

  /** @param blockOf - for a learner with so many blocks, the one that is part of the slice */
  private slice(plan: Plan, blockOf: (blocks: number) => number): boolean {
    const requests = this.problem.learners.flatMap(({ blocks }) => blocks[blockOf(blocks.length)] ?? []);
    requests.sort((a, b) => a - b);
    return solveSlice(this.problem, this.finder, plan, requests, this.sliceWatch);
  }

  /** Lets the master problem go on until it finds nothing new, or as good as nothing. */
  private exhaust(master: Master): void {
    const isEnough = () =>
      Math.ceil(master.bound) >= master.cost - CERTAIN ||
      master.cost - master.bound < SMALL_GAP * master.cost;
    while (master.round(this.pulse) && !this.pulse.isOver && !isEnough());
  }

  /** Makes a whole plan of the fractional one and keeps it if, polished, it is the better one. */
  private diveInto(master: Master): void {
    const { problem, plan, pulse } = this;
    const dived = plan.copy();
    const places = this.everybody.learners.filter((learner) => this.release(dived, learner));
    dive(master, dived, new Resettler(problem, this.finder, dived), places, pulse);
    this.polish(dived);
    this.polish(plan);
    if (compareWorth(dived.worth, plan.worth) < 0) plan.become(dived);
  }

  /** Takes all but pinned pairs from a learner, unless that breaks a minimum group. */
  private release(plan: Plan, learner: number): boolean {
    const { whole, learners } = this.problem;
    const { blocks } = learners[learner]!;
    const isInGroup = blocks.some((request) => {
      const pair = plan.pairOf[request]!;
      return pair >= 0 && whole.candidates.offers[whole.candidates.offer[pair]!]!.minGroup > 1;
    });
    if (!isInGroup)
      plan.give(
        learner,
        blocks.map((request) => whole.pinnedPair[request]!),
      );
    return !isInGroup;
  }

  private polish(plan: Plan): void {
    const resettler = new Resettler(this.problem, this.finder, plan);
    for (
      let round = 0;
      round < Math.min(POLISHING, this.problem.learners.length) && !this.pulse.isOver;
      round++
    ) {
      for (const learner of this.everybody.learners) {
        resettler.resettle(learner);
        this.pulse.beat();
      }
      this.slice(plan, (blocks) => this.pick(blocks));
    }
  }

  /** Leaves no block open that could be given a place with nobody else moving, be time up or not. */
  private fillUp(): void {
    const { problem, plan } = this;
    const resettler = new Resettler(problem, this.finder, plan);
    const isOpen = (learner: number) =>
      problem.learners[learner]!.blocks.some((request) => plan.pairOf[request]! < 0);
    let waiting = this.everybody.learners.filter(isOpen);
    while (waiting.length > 0)
      waiting = waiting.filter((learner) => resettler.resettle(learner) && isOpen(learner));
  }

  /** Makes the plan anew around some learners, time and again, and keeps what is better. */
  private improveAround({ prices, bound }: { readonly prices: Float64Array; readonly bound: number }): void {
    const { problem, plan, pulse } = this;
    if (problem.learners.length <= LEARNERS_AROUND) return;
    const { weights } = this.making;
    const weighed = () => plan.worth.reduce((sum, amount, part) => sum + amount * weights[part]!, 0);
    for (let round = 0, fruitless = 0; round < ROUNDS_AROUND && fruitless < FRUITLESS; round++) {
      if (pulse.isOver || weighed() <= Math.ceil(bound)) return;
      const tried = plan.copy();
      this.makeAnew(
        tried,
        learnersAround(problem, plan, this.pick(problem.learners.length), LEARNERS_AROUND),
        prices,
      );
      const isBetter = compareWorth(tried.worth, plan.worth) < 0;
      if (isBetter) plan.become(tried);
      fruitless = isBetter ? 0 : fruitless + 1;
    }
  }

  private makeAnew(plan: Plan, wanted: readonly number[], prices: Float64Array): void {
    const { problem, finder, pulse } = this;
    const held = new Map(wanted.map((learner) => [learner, plan.pairsOf(learner)]));
    const learners = wanted.filter((learner) => this.release(plan, learner));
    const kept = learners.map((learner) => plan.pairsOf(learner));
    learners.forEach((learner, at) =>
      plan.give(
        learner,
        kept[at]!.map(() => -1),
      ),
    );
    const left = Float64Array.from(problem.limits, ({ room }, limit) => room - plan.used[limit]!);
    learners.forEach((learner, at) => plan.give(learner, kept[at]!));

    const market = new Market(problem, finder, this.making, { ...this.everybody, learners, left });
    const master = new Master(problem, market);
    master.startWith(learners.map((learner) => held.get(learner)!));
    master.seek(prices, pulse);
    for (let nth = 0; nth < MASTER_ROUNDS_AROUND && master.round(pulse) && !pulse.isOver; nth++);
    const resettler = new Resettler(problem, finder, plan);
    dive(master, plan, resettler, [...learners.keys()], pulse);
    for (const learner of learners) resettler.resettle(learner);
  }

  /** Bounds each part of the worth among the plans that equal this one in the parts before. */
  private bounds(master: Master): Worth {
    const { problem, plan, finder, pulse } = this;
    const masters = Math.min(
      MOST_MASTERS,
      Math.floor(MASTERS_BY_SIZE / (problem.learners.length * problem.limits.length + 1)),
    );
    return plan.worth.map((_, part) => {
      for (const learner of this.everybody.learners) master.add(learner, plan.pairsOf(learner));
      master.turnTo(new Market(problem, finder, this.bounding(part), this.everybody));
      this.exhaust(master);
      const bound = Math.max(0, Math.ceil(master.bound));
      if (bound >= plan.worth[part]! || masters < 2) return Math.min(bound, plan.worth[part]!);
      return Math.max(bound, branchAndPrice(problem, finder, plan, part, masters, pulse));
    });
  }

  /** The same by prices alone. */
  private boundsWithoutMaster(prices: Float64Array): Worth {
    const { problem, finder, pulse } = this;
    const { weights } = this.making;
    return this.plan.worth.map((worth, part) => {
      const market = new Market(problem, finder, this.bounding(part), this.everybody);
      const scaled = prices.map((price) => price / weights[part]!);
      for (let before = 0; before < part; before++)
        scaled[problem.limits.length + before] = weights[before]! / weights[part]!;
      return Math.min(worth, Math.max(0, Math.ceil(market.boundAt(scaled, pulse))));
    });
  }
}

/** Whole numbers below a given one, the same each time. A linear congruential generator is random enough. */
function pickFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
