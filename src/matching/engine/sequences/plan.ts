import type { SequenceProblem } from './sequence-problem.js';

/** What a plan is worth, in the order in which plans are compared: unplaced by tier, unmet demands, cost. Less is better. */
export type Worth = readonly number[];

/** Negative when `a` is better, 0 when neither is. */
export function compareWorth(a: Worth, b: Worth): number {
  for (let part = 0; part < a.length; part++) if (a[part] !== b[part]) return a[part]! - b[part]!;
  return 0;
}

/** What one learner's sequence adds to the worth of a plan. */
export function worthOf(problem: SequenceProblem, learner: number, pairs: ArrayLike<number>): number[] {
  const { candidates, classes } = problem.whole;
  const { blocks, states, start } = problem.learners[learner]!;
  const unplaced = classes.priorities.map(() => 0);
  let state = start;
  let cost = 0;
  for (let block = 0; block < blocks.length; block++) {
    const pair = pairs[block]!;
    if (pair < 0) unplaced[classes.tierOf[blocks[block]!]!]!++;
    else {
      cost += candidates.cost[pair]!;
      state = states.placed(state, problem.classOfPair[pair]!);
    }
  }
  return [...unplaced, states.unmet[state]!, cost];
}

/** Who is where, and what room that leaves. By index; may be changed freely, and keeps no rule but by its caller's care. */
export class Plan {
  /** The pair of each request, or -1. */
  readonly pairOf: Int32Array;
  /** What each limit has taken up. */
  readonly used: Float64Array;
  /** Learners on each offer. */
  readonly onOffer: Int32Array;
  private readonly unplaced: number[];
  private readonly unmetOf: Int32Array;
  private unmet: number;
  private cost = 0;

  constructor(private readonly problem: SequenceProblem) {
    const { whole, learners, limits } = problem;
    this.pairOf = new Int32Array(whole.candidates.requests.length).fill(-1);
    this.used = new Float64Array(limits.length);
    this.onOffer = new Int32Array(whole.candidates.offers.length);
    this.unplaced = [...whole.classes.requestsOfTier];
    this.unmetOf = Int32Array.from(learners, ({ states, start }) => states.unmet[start]!);
    this.unmet = this.unmetOf.reduce((sum, demands) => sum + demands, 0);
  }

  get worth(): Worth {
    return [...this.unplaced, this.unmet, this.cost];
  }

  /** Gives the learner's blocks these pairs, -1 for none. */
  give(learner: number, pairs: ArrayLike<number>): void {
    const { learners, classOfPair } = this.problem;
    const { blocks, states, start } = learners[learner]!;
    let state = start;
    for (let block = 0; block < blocks.length; block++) {
      const request = blocks[block]!;
      const pair = pairs[block]!;
      if (this.pairOf[request] !== pair) {
        if (this.pairOf[request]! >= 0) this.count(request, this.pairOf[request]!, -1);
        if (pair >= 0) this.count(request, pair, 1);
        this.pairOf[request] = pair;
      }
      if (pair >= 0) state = states.placed(state, classOfPair[pair]!);
    }
    this.unmet += states.unmet[state]! - this.unmetOf[learner]!;
    this.unmetOf[learner] = states.unmet[state]!;
  }

  pairsOf(learner: number): Int32Array {
    return this.problem.learners[learner]!.blocks.map((request) => this.pairOf[request]!);
  }

  /** Whether one more learner on the pair breaks no limit. Minimum groups are not looked at. */
  hasRoom(pair: number): boolean {
    const { limits, limitsOfCell, whole } = this.problem;
    const cell = whole.limits.cells.ofPair[pair]!;
    for (let at = limitsOfCell.start[cell]!; at < limitsOfCell.start[cell + 1]!; at++) {
      const limit = limitsOfCell.limit[at]!;
      if (this.used[limit]! + limitsOfCell.weight[at]! > limits[limit]!.room) return false;
    }
    return true;
  }

  /** Whether the learners on every limit that the pair counts towards are within its room. */
  isWithin(pair: number): boolean {
    const { limits, limitsOfCell, whole } = this.problem;
    const cell = whole.limits.cells.ofPair[pair]!;
    for (let at = limitsOfCell.start[cell]!; at < limitsOfCell.start[cell + 1]!; at++)
      if (this.used[limitsOfCell.limit[at]!]! > limits[limitsOfCell.limit[at]!]!.room) return false;
    return true;
  }

  /** Whether no limit is passed and no group is below its minimum. */
  get isValid(): boolean {
    const { limits, whole } = this.problem;
    return (
      limits.every(({ room }, limit) => this.used[limit]! <= room) &&
      whole.candidates.offers.every(({ minGroup }, offer) => {
        const there = this.onOffer[offer]!;
        return there === 0 || there >= minGroup;
      })
    );
  }

  /** Whether the request may lose its place: it is not pinned, and no minimum group would be broken. */
  mayLeave(request: number): boolean {
    const { candidates, pinnedPair } = this.problem.whole;
    const offer = candidates.offer[this.pairOf[request]!]!;
    const { minGroup } = candidates.offers[offer]!;
    return pinnedPair[request]! < 0 && (minGroup <= 1 || this.onOffer[offer]! > minGroup);
  }

  /** Whether one more learner on the pair's offer is enough for its minimum group. */
  isRunning(pair: number): boolean {
    const { candidates } = this.problem.whole;
    const offer = candidates.offer[pair]!;
    return this.onOffer[offer]! + 1 >= candidates.offers[offer]!.minGroup;
  }

  copy(): Plan {
    const copy = new Plan(this.problem);
    this.problem.learners.forEach((_, learner) => copy.give(learner, this.pairsOf(learner)));
    return copy;
  }

  /** Becomes what another plan is. */
  become(other: Plan): void {
    this.problem.learners.forEach((_, learner) => this.give(learner, other.pairsOf(learner)));
  }

  private count(request: number, pair: number, learners: 1 | -1): void {
    const { whole, limitsOfCell } = this.problem;
    const cell = whole.limits.cells.ofPair[pair]!;
    for (let at = limitsOfCell.start[cell]!; at < limitsOfCell.start[cell + 1]!; at++)
      this.used[limitsOfCell.limit[at]!]! += learners * limitsOfCell.weight[at]!;
    this.onOffer[whole.candidates.offer[pair]!]! += learners;
    this.unplaced[whole.classes.tierOf[request]!]! -= learners;
    this.cost += learners * whole.candidates.cost[pair]!;
  }
}
