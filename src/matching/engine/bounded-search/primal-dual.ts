import type { Limit } from '../limits.js';
import type { Problem } from '../problem.js';

/** What the relaxation is to make as large as can be: the sum over pairs taken of `merit * request placed - cost / learner`. */
export interface Objective {
  /** Of placing each request; 1 when all count alike. */
  readonly merit: Float64Array;
  /** Cost that weighs as much as one placed; `Infinity` to look at numbers alone. */
  readonly learner: number;
}

/** Iterations between two looks at the bound, and restarts from the average where that is better. */
const ITERATIONS_A_RESTART = 50;
/** Balances beyond this, either way, were only seen where little moved any more; they make what comes next slow. */
const MOST_BALANCE = 20;
/** Of the largest step sizes for which the method is known to converge. */
const STEP = 0.99;
/** Steps of work for each pair in an iteration. */
const WORK_A_PAIR = 3;
const REQUESTS_A_PULSE = 4096;
/** Prices of whole learners are rounded to such a part; prices of cost to such a part of a unit of cost. */
const LEARNER_FINENESS = 2 ** 20;
const COST_FINENESS = 2 ** 8;

/**
 * Shares of requests in pairs, and prices of limits, for the linear relaxation of a whole market: any request may be split
 * over its pairs. By the primal-dual hybrid gradient method (Chambolle and Pock 2011) in the form in which it solves
 * large linear programs: steps made even by the coefficients (Pock and Chambolle 2011), restarts from averages, and a
 * balance of primal and dual steps that follows their lengths (Applegate and others 2021, PDLP). One iteration looks at
 * each pair a few times; a few hundred suffice.
 *
 * Shares and prices are approximate. The bound is proven, whatever the prices: see {@link provenBound}.
 */
export class PrimalDual {
  readonly limits: Limit[] = [];
  /** Sum of shares in each cell. */
  readonly inCell: Float64Array;
  /** The lowest bound yet on the objective, and the prices that prove it, by limit, in learners. */
  bound = Infinity;
  private bestPrice = new Float64Array(0);

  private readonly requests: number;
  /** Open pairs by request. */
  private readonly rowStart: Int32Array;
  private readonly pairOf: Int32Array;
  private readonly cellOf: Int32Array;
  private readonly cost: Int32Array;
  private readonly worth: Float64Array;
  private readonly share: Float64Array;
  private readonly average: Float64Array;
  private readonly pairsInCell: Int32Array;
  /** Limits of each cell, with weights divided by the heaviest of the limit. */
  private entryStart = new Int32Array(0);
  private entryLimit = new Int32Array(0);
  private entryWeight = new Float64Array(0);
  private room = new Float64Array(0);
  private heaviest = new Float64Array(0);
  /** Sums of weights over all pairs of a limit, and over the limits of the request's most limited pair. */
  private limitNorm = new Float64Array(0);
  private readonly requestNorm: Float64Array;
  private price = new Float64Array(0);
  private objective: Objective;
  private balance = 1;

  constructor(
    { candidates, isOpen, limits }: Problem,
    firstLimits: readonly Limit[],
    objective: Objective,
    private readonly pulse: () => boolean,
    private readonly spend: (steps: number) => void,
  ) {
    this.requests = candidates.requests.length;
    this.rowStart = new Int32Array(this.requests + 1);
    const open = isOpen.reduce((sum, one) => sum + one, 0);
    this.pairOf = new Int32Array(open);
    let count = 0;
    for (let request = 0; request < this.requests; request++) {
      for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++)
        if (isOpen[pair]) this.pairOf[count++] = pair;
      this.rowStart[request + 1] = count;
    }
    this.cellOf = this.pairOf.map((pair) => limits.cells.ofPair[pair]!);
    this.cost = this.pairOf.map((pair) => candidates.cost[pair]!);
    this.worth = new Float64Array(open);
    this.share = new Float64Array(open);
    this.average = new Float64Array(open);
    this.inCell = new Float64Array(limits.cells.offer.length);
    this.pairsInCell = new Int32Array(limits.cells.offer.length);
    for (const cell of this.cellOf) this.pairsInCell[cell]!++;
    this.requestNorm = new Float64Array(this.requests);
    this.objective = objective;
    this.setObjective(objective);
    this.addLimits(firstLimits);
  }

  /** Turns to another objective; shares and prices are those to begin with. */
  setObjective(objective: Objective): void {
    this.objective = objective;
    this.bound = Infinity;
    this.balance = 1;
    for (let request = 0; request < this.requests; request++) {
      for (let at = this.rowStart[request]!; at < this.rowStart[request + 1]!; at++)
        this.worth[at] = objective.merit[request]! - this.cost[at]! / objective.learner;
    }
  }

  addLimits(more: readonly Limit[]): void {
    for (const limit of more) this.limits.push(limit);
    const { limits, inCell, pairsInCell } = this;
    const cells = inCell.length;
    const start = new Int32Array(cells + 1);
    for (const limit of limits) for (const cell of limit.cells) start[cell + 1]!++;
    for (let cell = 0; cell < cells; cell++) start[cell + 1]! += start[cell]!;
    this.entryStart = start;
    this.entryLimit = new Int32Array(start[cells]!);
    this.entryWeight = new Float64Array(start[cells]!);
    this.room = new Float64Array(limits.length);
    this.heaviest = new Float64Array(limits.length);
    this.limitNorm = new Float64Array(limits.length);
    this.price = longer(this.price, limits.length);
    this.bestPrice = longer(this.bestPrice, limits.length);
    const next = start.slice();
    const cellNorm = new Float64Array(cells);
    limits.forEach((limit, at) => {
      const heaviest = limit.weights.reduce((most, weight) => Math.max(most, weight), 1);
      this.heaviest[at] = heaviest;
      this.room[at] = limit.room / heaviest;
      limit.cells.forEach((cell, nth) => {
        const weight = limit.weights[nth]! / heaviest;
        const entry = next[cell]!++;
        this.entryLimit[entry] = at;
        this.entryWeight[entry] = weight;
        this.limitNorm[at]! += weight * pairsInCell[cell]!;
        cellNorm[cell]! += weight;
      });
    });
    for (let request = 0; request < this.requests; request++) {
      let most = 1e-9;
      for (let at = this.rowStart[request]!; at < this.rowStart[request + 1]!; at++)
        most = Math.max(most, cellNorm[this.cellOf[at]!]!);
      this.requestNorm[request] = most;
    }
  }

  /** So many iterations from where the last ended. Stops early when told to. */
  run(iterations: number): void {
    for (let done = 0; done < iterations; done += ITERATIONS_A_RESTART) {
      if (this.epoch(Math.min(ITERATIONS_A_RESTART, iterations - done)) === 'stopped') return;
    }
  }

  /** Iterations from one restart to the next. */
  private epoch(iterations: number): 'done' | 'stopped' {
    const { share, price, average, limits } = this;
    const shareBefore = share.slice();
    const priceBefore = price.slice();
    const priceSum = new Float64Array(limits.length);
    average.fill(0);
    for (let iteration = 0; iteration < iterations; iteration++) {
      const before = this.inCell.slice();
      if (this.moveShares() === 'stopped') return 'stopped';
      this.movePrices(before);
      for (let at = 0; at < price.length; at++) priceSum[at]! += price[at]!;
      this.spend(WORK_A_PAIR * share.length);
    }
    const mean = priceSum.map((sum) => sum / iterations);
    const [here, there] = [this.provenBound(price), this.provenBound(mean)];
    const least = Math.min(here, there);
    if (least < this.bound) {
      this.bound = least;
      this.bestPrice = here <= there ? price.slice() : mean;
    }
    if (there < here) this.restartFrom(mean, iterations);
    this.rebalance(shareBefore, priceBefore);
    return 'done';
  }

  /** A step of shares along their worth less the prices, and back to where a request is placed at most once. */
  private moveShares(): 'done' | 'stopped' {
    const { rowStart, cellOf, share, worth, average, inCell, requestNorm } = this;
    const cellPrice = this.cellPrices(this.price);
    inCell.fill(0);
    for (let request = 0; request < this.requests; request++) {
      if (request % REQUESTS_A_PULSE === 0 && this.pulse()) return 'stopped';
      const first = rowStart[request]!;
      const end = rowStart[request + 1]!;
      const step = STEP / (this.balance * requestNorm[request]!);
      let sum = 0;
      let some = 0;
      for (let at = first; at < end; at++) {
        const value = share[at]! + step * (worth[at]! - cellPrice[cellOf[at]!]!);
        if (value > 0) {
          sum += value;
          some++;
          share[at] = value;
        } else share[at] = 0;
      }
      if (sum > 1) project(share, first, end, sum, some);
      for (let at = first; at < end; at++) {
        const value = share[at]!;
        if (value === 0) continue;
        inCell[cellOf[at]!]! += value;
        average[at]! += value;
      }
    }
    return 'done';
  }

  /** A step of prices along what limits are overdrawn by, looking as far ahead as shares have just come. */
  private movePrices(before: Float64Array): void {
    const { inCell, entryStart, entryLimit, entryWeight, price, room, limitNorm, balance } = this;
    const load = new Float64Array(price.length);
    for (let cell = 0; cell < inCell.length; cell++) {
      const ahead = 2 * inCell[cell]! - before[cell]!;
      for (let at = entryStart[cell]!; ahead !== 0 && at < entryStart[cell + 1]!; at++)
        load[entryLimit[at]!]! += entryWeight[at]! * ahead;
    }
    for (let at = 0; at < price.length; at++) {
      if (limitNorm[at] === 0) continue;
      const value = price[at]! + ((STEP * balance) / limitNorm[at]!) * (load[at]! - room[at]!);
      price[at] = value > 0 ? value : 0;
    }
  }

  private restartFrom(price: Float64Array, iterations: number): void {
    const { share, average, inCell, cellOf } = this;
    this.price.set(price);
    inCell.fill(0);
    for (let at = 0; at < share.length; at++) {
      share[at] = average[at]! / iterations;
      inCell[cellOf[at]!]! += share[at]!;
    }
  }

  /** Lets prices step farther, shares less far, when prices have come farther, and the other way round. */
  private rebalance(shareBefore: Float64Array, priceBefore: Float64Array): void {
    const { rowStart, share, price, requestNorm, limitNorm } = this;
    let shares = 0;
    for (let request = 0; request < this.requests; request++) {
      for (let at = rowStart[request]!; at < rowStart[request + 1]!; at++)
        shares += requestNorm[request]! * (share[at]! - shareBefore[at]!) ** 2;
    }
    let prices = 0;
    for (let at = 0; at < price.length; at++) prices += limitNorm[at]! * (price[at]! - priceBefore[at]!) ** 2;
    if (shares < 1e-12 || prices < 1e-12) return;
    const followed = Math.sqrt(this.balance * Math.sqrt(prices / shares));
    this.balance = Math.min(MOST_BALANCE, Math.max(1 / MOST_BALANCE, followed));
  }

  /**
   * A proven upper bound on the objective of any valid answer, in learners: limits are priced into the pairs, and each
   * request takes the best that is left to it (Lagrangian relaxation, Geoffrion 1974). In whole numbers, from rounded
   * prices, so that no rounding can make it too low.
   */
  provenBound(price: Float64Array): number {
    const { merit, learner } = this.objective;
    const isCostly = Number.isFinite(learner);
    const unit = isCostly ? Math.round(learner * COST_FINENESS) : LEARNER_FINENESS;
    const whole = price.map((one, at) => Math.round((one * unit) / this.heaviest[at]!));
    const cellPrice = new Float64Array(this.inCell.length);
    let bound = 0;
    this.limits.forEach(({ cells, weights, room }, at) => {
      if (whole[at] === 0) return;
      bound += whole[at]! * room;
      for (let nth = 0; nth < cells.length; nth++) cellPrice[cells[nth]!]! += whole[at]! * weights[nth]!;
    });
    for (let request = 0; request < this.requests; request++) {
      const placed = Math.ceil(merit[request]! * unit);
      let best = 0;
      for (let at = this.rowStart[request]!; at < this.rowStart[request + 1]!; at++) {
        const gain = placed - (isCostly ? this.cost[at]! * COST_FINENESS : 0) - cellPrice[this.cellOf[at]!]!;
        if (gain > best) best = gain;
      }
      bound += best;
    }
    return bound / unit;
  }

  /** Calls back with each pair that has a share. */
  forShares(visit: (pair: number, share: number) => void): void {
    for (let at = 0; at < this.share.length; at++)
      if (this.share[at]! > 0) visit(this.pairOf[at]!, this.share[at]!);
  }

  /** Price of a learner in each cell, at the prices of the lowest bound. */
  bestCellPrices(): Float64Array {
    return this.cellPrices(this.bestPrice);
  }

  private cellPrices(price: Float64Array): Float64Array {
    const { entryStart, entryLimit, entryWeight } = this;
    const sums = new Float64Array(this.inCell.length);
    for (let cell = 0; cell < sums.length; cell++) {
      let sum = 0;
      for (let at = entryStart[cell]!; at < entryStart[cell + 1]!; at++)
        sum += entryWeight[at]! * price[entryLimit[at]!]!;
      sums[cell] = sum;
    }
    return sums;
  }
}

/** The nearest point whose parts are not negative and sum to 1: takes a level off all, found by raising it (Michelot 1986). */
function project(share: Float64Array, first: number, end: number, sum: number, some: number): void {
  let level = (sum - 1) / some;
  for (let count = some; ;) {
    let rest = 0;
    let left = 0;
    for (let at = first; at < end; at++) {
      if (share[at]! <= level) continue;
      rest += share[at]!;
      left++;
    }
    const raised = (rest - 1) / left;
    if (left === count || raised <= level + 1e-12) break;
    level = raised;
    count = left;
  }
  for (let at = first; at < end; at++) {
    const value = share[at]! - level;
    share[at] = value > 0 ? value : 0;
  }
}

function longer(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const all = new Float64Array(length);
  all.set(old);
  return all;
}
