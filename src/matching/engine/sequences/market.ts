import type { Found, SequenceFinder, Weights } from './finder.js';
import { worthOf } from './plan.js';
import type { Pulse } from './pulse.js';
import type { SequenceProblem } from './sequence-problem.js';

/** What is to be made least, over the parts of the worth of a plan: unplaced by tier, unmet demands, cost. */
export interface Aim {
  /** What one of each part counts for. */
  readonly weights: readonly number[];
  /** What each part but the cost may come to, for the learners in the market; Infinity where that is free. */
  readonly atMost: readonly number[];
}

/** Who is in the market, and what there is for them. */
export interface Supply {
  readonly learners: readonly number[];
  /** Room of each limit. */
  readonly left: Float64Array;
  /** For each request the pair that it must have, or -1. */
  readonly fixed: Int32Array;
  /** 1 for pairs that may not be taken. */
  readonly isClosed: Uint8Array;
}

/** A sequence that a learner took in the passes of a run, and how often. */
export interface Choice {
  readonly pairs: Int32Array;
  times: number;
}

/** Weights are whole numbers, at most so many of them to a unit of the aim. */
const FINEST_GRAIN = 2 ** 20;
const EXACT = 2 ** 51;
/** Times in a pass that prices follow what is asked for. */
const MOST_ADJUSTMENTS = 20;
/** How much less the prices of parts follow than those of limits: every learner moves them. */
const CAUTION = 0.1;
/** Part of a run whose prices and choices are remembered. */
const REMEMBERED = 0.4;

/**
 * Prices for all that is scarce, found by trying: a Lagrangian dual (Geoffrion 1974). Learner after learner takes the
 * best sequence for himself at the prices of the day; then the price of what is asked for beyond its room rises, and that of
 * what is left over falls. This is the incremental aggregated subgradient method (Blatt, Hero and Gauchman 2007): one
 * pass through the learners moves prices many times and so does what takes the plain method dozens of passes.
 * Averages of the prices are better than the last ones (Polyak and Juditsky 1992), and how often a learner took a
 * sequence tends to its share in the best fractional plan (Larsson, Patriksson and Strömberg 1999).
 *
 * Whatever the prices, what all take together, less the worth of all room, is a bound: no plan comes to less. It is
 * worked out in whole numbers.
 */
export class Market {
  /** Prices of the limits, then of the parts. */
  readonly prices: Float64Array;
  /** By place among the learners: what each took in the later passes of the last run. */
  readonly choices: Map<string, Choice>[];

  private readonly excess: Float64Array;
  private readonly pace: Float64Array;
  private readonly coins: Float64Array;
  private readonly latest: (Int32Array | null)[];
  private readonly grain: number;
  private readonly weights: Weights & { ofUnmet: number };

  constructor(
    private readonly problem: SequenceProblem,
    private readonly finder: SequenceFinder,
    readonly aim: Aim,
    readonly supply: Supply,
  ) {
    const { candidates } = problem.whole;
    const { learners, left } = supply;
    this.prices = new Float64Array(left.length + aim.atMost.length);
    this.coins = new Float64Array(this.prices.length);
    this.excess = Float64Array.of(...left, ...aim.atMost).map((room) => -room);
    this.pace = Float64Array.of(
      ...problem.limits.map(
        ({ weights }) => 1 / weights.reduce((most, weight) => Math.max(most, weight), 1) ** 2,
      ),
      ...aim.atMost.map((most) => (most < Infinity ? CAUTION : 0)),
    );
    this.latest = learners.map(() => null);
    this.choices = learners.map(() => new Map<string, Choice>());
    this.grain = grainFor(problem, aim);
    this.weights = {
      ofPair: new Float64Array(candidates.offer.length),
      ofOpen: new Float64Array(candidates.requests.length),
      ofUnmet: 0,
    };
  }

  /**
   * Lets prices settle.
   *
   * @param from - by how much prices follow one unit asked for too much, to begin with
   * @param to - the same in the end
   * @returns averages of the prices in the later passes
   */
  run(passes: number, from: number, to: number, pulse: Pulse): Float64Array {
    const sum = new Float64Array(this.prices.length);
    const firstRemembered = Math.floor(passes * (1 - REMEMBERED));
    for (const known of this.choices) known.clear();
    let times = 0;
    for (let pass = 0; pass < passes && !pulse.isOver; pass++) {
      const isRemembered = pass >= firstRemembered;
      this.pass(from * (to / from) ** (pass / passes), pulse, () => {
        if (!isRemembered) return;
        times++;
        for (let at = 0; at < sum.length; at++) sum[at]! += this.prices[at]!;
      });
      if (isRemembered) this.remember();
    }
    return times > 0 ? sum.map((total) => total / times) : this.prices.slice();
  }

  /**
   * What no plan comes to less than, by these prices.
   *
   * @param onFound - is given what each learner, by place, would take, or `null`; the pairs are overwritten afterwards
   */
  boundAt(
    prices: Float64Array,
    pulse: Pulse,
    onFound?: (at: number, pairs: Int32Array | null) => void,
  ): number {
    const { learners, left } = this.supply;
    const { atMost } = this.aim;
    let bound = 0;
    this.eachBest(prices, learners.keys(), pulse, (at, pairs, atLeast) => {
      bound += atLeast;
      onFound?.(at, pairs);
    });
    for (let at = 0; at < prices.length; at++) {
      const room = at < left.length ? left[at]! : atMost[at - left.length]!;
      if (this.coins[at]! > 0) bound -= this.coins[at]! * room;
    }
    return bound / this.grain;
  }

  /**
   * Finds what learners, by place, would take at these prices.
   *
   * @param onFound - is given `null` when no sequence was found; the pairs are overwritten afterwards
   */
  eachBest(
    prices: Float64Array,
    places: Iterable<number>,
    pulse: Pulse,
    onFound: (at: number, pairs: Int32Array | null, atLeast: number) => void,
  ): void {
    this.mint(prices);
    for (const at of places) {
      const learner = this.supply.learners[at]!;
      const { atLeast, weight } = this.find(learner);
      const { length } = this.problem.learners[learner]!.blocks;
      onFound(at, weight < Infinity ? this.finder.chosen.subarray(0, length) : null, atLeast);
      if (at % LEARNERS_A_STEP === 0) pulse.beat();
    }
  }

  /** What is asked for beyond the room of each limit, by what each learner took last. */
  get overasked(): Float64Array {
    return this.excess.subarray(0, this.supply.left.length);
  }

  private pass(step: number, pulse: Pulse, onAdjusted: () => void): void {
    const { learners } = this.supply;
    const turns = Math.min(MOST_ADJUSTMENTS, learners.length);
    for (let turn = 0; turn < turns; turn++) {
      this.mint(this.prices);
      for (let at = turn; at < learners.length; at += turns) this.choose(at);
      // Before everybody has chosen once, all seems to be left over.
      if (this.latest[learners.length - 1]) this.adjust(step);
      onAdjusted();
      pulse.beat();
    }
  }

  private choose(at: number): void {
    const learner = this.supply.learners[at]!;
    this.find(learner);
    const { length } = this.problem.learners[learner]!.blocks;
    const pairs = this.finder.chosen.slice(0, length);
    const before = this.latest[at]!;
    if (before) this.count(learner, before, -1);
    this.count(learner, pairs, 1);
    this.latest[at] = pairs;
  }

  private adjust(step: number): void {
    for (let at = 0; at < this.prices.length; at++)
      if (this.pace[at]! > 0)
        this.prices[at] = Math.max(0, this.prices[at]! + step * this.pace[at]! * this.excess[at]!);
  }

  private remember(): void {
    this.latest.forEach((pairs, at) => {
      if (!pairs) return;
      const key = pairs.join(' ');
      const known = this.choices[at]!.get(key);
      if (known) known.times++;
      else this.choices[at]!.set(key, { pairs, times: 1 });
    });
  }

  private count(learner: number, pairs: Int32Array, times: number): void {
    const { whole, limitsOfCell } = this.problem;
    for (const pair of pairs) {
      if (pair < 0) continue;
      const cell = whole.limits.cells.ofPair[pair]!;
      for (let at = limitsOfCell.start[cell]!; at < limitsOfCell.start[cell + 1]!; at++)
        this.excess[limitsOfCell.limit[at]!]! += times * limitsOfCell.weight[at]!;
    }
    const { length } = this.supply.left;
    const worth = worthOf(this.problem, learner, pairs);
    for (let part = 0; part < this.aim.atMost.length; part++)
      this.excess[length + part]! += times * worth[part]!;
  }

  private mint(prices: Float64Array): void {
    for (let at = 0; at < prices.length; at++) this.coins[at] = Math.round(prices[at]! * this.grain);
  }

  /** The best sequence for the learner at the prices that were minted last. */
  private find(learner: number): Found {
    const { whole, limitsOfCell } = this.problem;
    const { candidates, classes } = whole;
    const { left, fixed, isClosed } = this.supply;
    const { coins, weights } = this;
    const ofPart = (part: number) =>
      Math.round(this.aim.weights[part]! * this.grain) + (coins[left.length + part] ?? 0);
    const unmet = classes.priorities.length;
    const ofCost = ofPart(unmet + 1);
    weights.ofUnmet = ofPart(unmet);
    for (const request of this.problem.learners[learner]!.blocks) {
      const only = fixed[request]!;
      weights.ofOpen[request] = only < 0 ? ofPart(classes.tierOf[request]!) : Infinity;
      for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
        if (only < 0 ? isClosed[pair] : pair !== only) {
          weights.ofPair[pair] = Infinity;
          continue;
        }
        let weight = ofCost * candidates.cost[pair]!;
        const cell = whole.limits.cells.ofPair[pair]!;
        for (let at = limitsOfCell.start[cell]!; at < limitsOfCell.start[cell + 1]!; at++)
          weight += limitsOfCell.weight[at]! * coins[limitsOfCell.limit[at]!]!;
        weights.ofPair[pair] = weight;
      }
    }
    return this.finder.cheapest(learner, weights);
  }
}

/** Learners between two reports of progress: a few milliseconds of work. */
const LEARNERS_A_STEP = 50;

/** As fine as sums over all requests allow. */
function grainFor({ whole }: SequenceProblem, { weights }: Aim): number {
  const dearest = whole.candidates.cost.reduce((most, cost) => Math.max(most, cost), 1);
  const parts = weights.map((weight, part) => (part === weights.length - 1 ? dearest : 1) * (weight + 1));
  const most =
    parts.reduce((sum, part) => sum + part, 0) * MOST_PRICE * (whole.candidates.requests.length + 1);
  return Math.min(FINEST_GRAIN, 2 ** Math.floor(Math.log2(EXACT / most)));
}

/** No price comes to more than so many times what it can save. */
const MOST_PRICE = 8;
