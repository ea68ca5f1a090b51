import type { Limit } from '../limits.js';
import { dearestOf, type Problem } from '../problem.js';
import type { Effort } from './effort.js';
import { usableRoom, violatedInequality, type Knapsack } from './knapsack.js';
import { PrimalDual } from './primal-dual.js';

/** A pool or cap whose learners weigh differently, as classes of cells that weigh the same, heaviest first. */
interface Sharing {
  readonly classes: readonly (readonly number[])[];
  readonly knapsack: Knapsack;
}

const ITERATIONS_A_ROUND = 100;
const MOST_ROUNDS = 12;
/** A bound on the number placed that falls by less in a round falls no more; in learners. */
const STILL_PLACED = 0.05;
/** The same of a bound on costs, as part of the cost. */
const STILL_COST = 3e-4;
/** Bounds are given up when so many rounds in a row have not lowered them. */
const STILL_ROUNDS = 2;
/**
 * Cost, in dearest pairs, that weighs as much as one more placed while costs are bounded: about what it costs others to
 * make room for the last. Were it less, the bound would be that of leaving somebody out; were it more, slow to come.
 */
const LEARNER_IN_DEAREST = 2;

/** What prices say of a market: how many can be placed at most, at what cost at least, and where an answer loses. */
export class Prices {
  /** No valid answer places more. */
  mostPlaced = Infinity;
  private readonly method: PrimalDual;
  private readonly sharings: readonly Sharing[];
  /** Cost of a learner, once costs are looked at. */
  private learner = Infinity;

  constructor(
    private readonly problem: Problem,
    private readonly effort: Effort,
  ) {
    const { limits, candidates } = problem;
    this.sharings = sharingsOf(problem);
    const usable = limits.shared.map((limit, at): Limit => {
      return { ...limit, room: usableRoom(this.sharings[at]!.knapsack) };
    });
    const alike = { merit: new Float64Array(candidates.requests.length).fill(1), learner: Infinity };
    const spend = (steps: number) => effort.spend(steps);
    this.method = new PrimalDual(problem, [...limits.offers, ...usable], alike, effort.pulse, spend);
  }

  /** Finds how many can be placed at most; no closer than needed to see that `placed` is the most. */
  boundPlaced(placed: number): void {
    this.improve(STILL_PLACED, () => {
      this.mostPlaced = Math.min(this.mostPlaced, Math.floor(this.method.bound));
      return this.mostPlaced <= placed;
    });
  }

  /** Turns to costs as well, and to tiers. */
  boundCost(): void {
    const { candidates, classes } = this.problem;
    this.learner = LEARNER_IN_DEAREST * Math.max(1, dearestOf(candidates));
    const merit = Float64Array.from(classes.tierOf, (tier) => this.meritOf(tier));
    this.method.setObjective({ merit, learner: this.learner });
    this.improve(STILL_COST * this.mostPlaced, () => false);
  }

  /** No answer with so many placed by tier costs less. */
  leastCost(placedByTier: Int32Array): number {
    if (!Number.isFinite(this.learner)) return 0;
    const merit = placedByTier.reduce((sum, placed, tier) => sum + placed * this.meritOf(tier), 0);
    // A thousandth covers the rounding of merits; what is bounded is whole.
    return Math.max(0, Math.ceil(this.learner * (merit - this.method.bound) - 1e-3));
  }

  /** Shares of requests in pairs, by pair. */
  shares(): Float64Array {
    const shares = new Float64Array(this.problem.candidates.offer.length);
    this.method.forShares((pair, share) => (shares[pair] = share));
    return shares;
  }

  /**
   * What each request is short of in an answer, in learners: the best that it could have at the prices, less what it has.
   * Not negative, and 0 everywhere only in an answer that meets the bound (complementary slackness).
   */
  regrets(pairOf: Int32Array): Float64Array {
    const { candidates, isOpen, limits, classes } = this.problem;
    const price = this.method.bestCellPrices();
    return Float64Array.from(pairOf, (held, request) => {
      const merit = this.meritOf(classes.tierOf[request]!);
      const worth = (pair: number) => {
        return merit - candidates.cost[pair]! / this.learner - price[limits.cells.ofPair[pair]!]!;
      };
      let best = 0;
      for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++)
        if (isOpen[pair]) best = Math.max(best, worth(pair));
      return best - (held < 0 ? 0 : worth(held));
    });
  }

  private meritOf(tier: number): number {
    return this.learner === Infinity ? 1 : 2 - (tier + 1) / this.problem.classes.priorities.length;
  }

  /** Goes on until the bound hardly moves any more, cutting off what no whole numbers of learners could be. */
  private improve(still: number, isDone: () => boolean): void {
    let stillRounds = 0;
    for (let round = 0; round < MOST_ROUNDS && stillRounds < STILL_ROUNDS && !this.effort.isOver; round++) {
      const before = this.method.bound;
      this.method.run(round === 0 ? 2 * ITERATIONS_A_ROUND : ITERATIONS_A_ROUND);
      if (isDone()) return;
      stillRounds = before - this.method.bound < still ? stillRounds + 1 : 0;
      this.effort.pulse();
      this.method.addLimits(this.cuts());
    }
  }

  /** Inequalities that true numbers of learners keep and the present shares do not. */
  private cuts(): Limit[] {
    return this.sharings.flatMap(({ classes, knapsack }): Limit[] => {
      const learners = classes.map((cells) =>
        cells.reduce((sum, cell) => sum + this.method.inCell[cell]!, 0),
      );
      const found = violatedInequality(knapsack, learners);
      if (!found) return [];
      const used = classes.map((cells, at) => (found.weights[at]! > 0 ? cells : []));
      const weights = used.flatMap((cells, at) => cells.map(() => found.weights[at]!));
      return [{ cells: used.flat(), weights, room: found.room, name: 'whole learners' }];
    });
  }
}

function sharingsOf({ limits, candidates }: Problem): Sharing[] {
  const pairsInCell = new Int32Array(limits.cells.offer.length);
  for (const cell of limits.cells.ofPair) pairsInCell[cell]!++;
  return limits.shared.map(({ cells, weights, room }) => {
    const byWeight = new Map<number, number[]>();
    cells.forEach((cell, nth) => {
      const there = byWeight.get(weights[nth]!);
      if (there) there.push(cell);
      else byWeight.set(weights[nth]!, [cell]);
    });
    const classes = [...byWeight].sort((a, b) => b[0] - a[0]);
    const most = classes.map(([weight, members]) => {
      const asking = new Map<number, number>();
      for (const cell of members) {
        const offer = limits.cells.offer[cell]!;
        asking.set(offer, (asking.get(offer) ?? 0) + pairsInCell[cell]!);
      }
      let learners = 0;
      for (const [offer, pairs] of asking) learners += Math.min(pairs, candidates.offers[offer]!.places);
      return Math.min(learners, Math.floor(room / weight));
    });
    const knapsack = { weights: classes.map(([weight]) => weight), most, room };
    return { classes: classes.map(([, members]) => members), knapsack };
  });
}
