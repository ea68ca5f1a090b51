import { Guide } from './guide.js';
import type { ContrastStates } from './contrast.js';
import type { LearnerPart, SequenceProblem } from './sequence-problem.js';
import { MOST_BLOCKS } from './types.js';

/** What each choice counts for when a learner's sequence is sought. Whole numbers, or Infinity for what may not be. */
export interface Weights {
  readonly ofPair: Float64Array;
  /** Of each request: leaving it without a place. */
  readonly ofOpen: Float64Array;
  /** Of each demand that is not met. */
  readonly ofUnmet: number;
}

/** The best sequence found, in `chosen`; no sequence weighs less than `atLeast`. */
export interface Found {
  /** Infinity when no sequence was found. */
  readonly weight: number;
  /** The same as `weight`, unless the search was given up. */
  readonly atLeast: number;
}

/** A guide with more arcs than this leaves out demands, the last first. */
const MOST_ARCS = 20_000;
/** Partial sequences looked at before the search for one learner settles for a bound. */
const MOST_STEPS = 20_000;
/** The same where the answer is part of the rules, and sought but once. */
const MOST_STEPS_FOR_REACH = 2_000_000;
/** In place of a pair: the block is left open. Numbers below: it is kept for the offer of pair `KEPT - choice`. */
const OPEN = -1;
const KEPT = -2;

/**
 * Finds the best sequence of one learner, for any weights.
 *
 * Two passes. Backwards over the blocks, a dynamic programme over the states of contrast gives the least weight of
 * finishing from each state, what may come once only left aside. Forwards, the choices that attain it are followed;
 * mostly they repeat nothing and are the answer. Otherwise a depth-first search over all choices, led and cut off
 * by that least weight, finds the best that repeats nothing. Exact, but for searches of more than
 * `MOST_STEPS`, which end with the best found and a bound.
 */
export class SequenceFinder {
  /** Pair of each block of the sequence found last, or -1 for an open one. */
  readonly chosen = new Int32Array(MOST_BLOCKS);
  /** Fewest codes, over all required demands, that each learner's eligible offers can leave missing. */
  readonly reach: Int32Array;

  private readonly guides: readonly Guide[];
  /** The class of each pair in the guide of its learner. */
  private readonly classOfPair: Int32Array;
  private readonly leastOfClass: Float64Array[] = [];
  private readonly pairOfClass: Int32Array[] = [];
  private readonly ofOpen = new Float64Array(MOST_BLOCKS);
  private readonly bounds: Float64Array[] = [];
  private readonly choices: Int32Array[] = [];
  private readonly path = new Int32Array(MOST_BLOCKS);
  private readonly isTaken: Uint8Array;
  /** Weights that leave no choice but what a sequence to be judged has; Infinity wherever nothing is judged. */
  private readonly fixed: Weights;

  private learner!: LearnerPart;
  private guide!: Guide;
  private weights!: Weights;
  private ofEnd!: (states: ContrastStates, state: number) => number;
  private best = Infinity;
  private floor = Infinity;
  private stepsLeft = 0;

  constructor(private readonly problem: SequenceProblem) {
    const { learners, whole } = problem;
    const { rowStart, offer } = whole.candidates;
    const pairs = rowStart.reduce((most, from, r) => Math.max(most, (rowStart[r + 1] ?? from) - from), 1);
    for (let block = 0; block < MOST_BLOCKS; block++) {
      this.leastOfClass.push(new Float64Array(pairs));
      this.pairOfClass.push(new Int32Array(pairs));
      this.bounds.push(new Float64Array(2 * pairs + 1));
      this.choices.push(new Int32Array(2 * pairs + 1));
    }
    this.isTaken = new Uint8Array(problem.onceOnlyThings);
    this.classOfPair = new Int32Array(offer.length);
    this.fixed = {
      ofPair: new Float64Array(offer.length).fill(Infinity),
      ofOpen: new Float64Array(rowStart.length - 1),
      ofUnmet: 0,
    };
    const nothing = {
      ofPair: new Float64Array(offer.length),
      ofOpen: Float64Array.from(whole.pinnedPair, (pair) => (pair < 0 ? 0 : Infinity)),
      ofUnmet: 0,
    };
    this.reach = Int32Array.from(learners, (learner) => {
      if (!learner.states.isAnyRequired) return 0;
      const guide = this.guideFor(learner, Infinity);
      return this.find(learner, guide, nothing, ({ missing }, state) => missing[state]!, MOST_STEPS_FOR_REACH)
        .weight;
    });
    this.guides = learners.map((learner, at) => this.guideFor(learner, this.reach[at]!));
  }

  /** The best sequence that keeps required demands within reach and repeats nothing that it may not. */
  cheapest(learner: number, weights: Weights): Found {
    const reach = this.reach[learner]!;
    const ofEnd = ({ missing, unmet }: ContrastStates, state: number) =>
      missing[state]! > reach ? Infinity : weights.ofUnmet * unmet[state]!;
    return this.find(this.problem.learners[learner]!, this.guides[learner]!, weights, ofEnd, MOST_STEPS);
  }

  /**
   * Whether a sequence keeps required demands within reach. What it repeats is the caller's care.
   *
   * @param pairs - of each block, or -1
   */
  keepsReach(learner: number, pairs: ArrayLike<number>): boolean {
    const { blocks, states, start } = this.problem.learners[learner]!;
    if (!states.isAnyRequired) return true;
    const reach = this.reach[learner]!;
    let state = start;
    let isOpen = false;
    for (let block = 0; block < blocks.length; block++) {
      if (pairs[block]! < 0) isOpen = true;
      else state = states.placed(state, this.problem.classOfPair[pairs[block]!]!);
    }
    if (states.missing[state]! <= reach || !isOpen) return states.missing[state]! <= reach;
    const { ofPair, ofOpen } = this.fixed;
    blocks.forEach((request, block) => {
      ofOpen[request] = pairs[block]! < 0 ? 0 : Infinity;
      if (pairs[block]! >= 0) ofPair[pairs[block]!] = 0;
    });
    const { weight } = this.cheapest(learner, this.fixed);
    for (let block = 0; block < blocks.length; block++)
      if (pairs[block]! >= 0) ofPair[pairs[block]!] = Infinity;
    return weight < Infinity;
  }

  private guideFor(learner: LearnerPart, reach: number): Guide {
    const { rowStart, offer } = this.problem.whole.candidates;
    for (const { states, start } of [learner, ...learner.coarser]) {
      const classesOfBlock = Array.from(learner.blocks, (request) => {
        const there = offer.subarray(rowStart[request], rowStart[request + 1]);
        return Int32Array.from(new Set(there.map((o) => states.classOfOffer[o]!)));
      });
      const isAllowed = (state: number) => states.missing[state]! <= reach;
      const guide = Guide.of(states, start, classesOfBlock, isAllowed, MOST_ARCS);
      if (!guide) continue;
      learner.blocks.forEach((request, block) => {
        const place = new Map(Array.from(classesOfBlock[block]!, (one, at) => [one, at]));
        for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
          this.classOfPair[pair] = place.get(states.classOfOffer[offer[pair]!]!)!;
      });
      return guide;
    }
    throw new Error('A guide without demands has one state.');
  }

  private find(
    learner: LearnerPart,
    guide: Guide,
    weights: Weights,
    ofEnd: (states: ContrastStates, state: number) => number,
    mostSteps: number,
  ): Found {
    this.learner = learner;
    this.guide = guide;
    this.weights = weights;
    this.ofEnd = ofEnd;
    learner.blocks.forEach((request, block) => this.lookAtPairs(block, request));
    guide.weigh(this.leastOfClass, this.ofOpen, (state) => ofEnd(guide.states, state));
    const atLeast = guide.least[0]![0]!;
    if (this.follow() === atLeast) return { weight: atLeast, atLeast };

    this.best = Infinity;
    this.floor = Infinity;
    this.stepsLeft = mostSteps;
    this.isTaken.fill(0);
    this.dive(0, 0, learner.start, 0);
    if (this.best === Infinity) this.chosen.fill(-1);
    return { weight: this.best, atLeast: Math.min(this.best, this.floor) };
  }

  /** Finds the best pair of each class for one block. */
  private lookAtPairs(block: number, request: number): void {
    const { rowStart } = this.problem.whole.candidates;
    const { ofPair, ofOpen } = this.weights;
    const least = this.leastOfClass[block]!;
    const pairOf = this.pairOfClass[block]!;
    const end = rowStart[request + 1]!;
    for (let one = 0; one < least.length; one++) least[one] = Infinity;
    for (let pair = rowStart[request]!; pair < end; pair++) {
      const one = this.classOfPair[pair]!;
      if (ofPair[pair]! < least[one]! || least[one] === Infinity) {
        least[one] = ofPair[pair]!;
        pairOf[one] = pair;
      }
    }
    this.ofOpen[block] = ofOpen[request]!;
  }

  /** Follows the guide. @returns the weight that this comes to, Infinity when it repeats something or leads nowhere */
  private follow(): number {
    const { guide, learner, problem } = this;
    this.isTaken.fill(0);
    let weight = 0;
    let state = learner.start;
    for (let block = 0, at = 0; block < learner.blocks.length; block++) {
      const wanted = guide.least[block]![at]!;
      if (wanted === Infinity) return Infinity;
      const then = guide.least[block + 1]!;
      const leadsOn = (to: number, by: number) => to >= 0 && by + then[to]! === wanted;
      const leastOfClass = this.leastOfClass[block]!;
      const open = this.ofOpen[block]!;
      const classes = guide.classesOf(block);
      let pair = -1;
      let to = -1;
      for (let one = 0; one < classes && pair < 0; one++) {
        to = guide.afterPlaced(block, at, one);
        if (leadsOn(to, leastOfClass[one]!)) pair = this.pairOfClass[block]![one]!;
      }
      if (pair >= 0) {
        if (!this.take(pair)) return Infinity;
        state = learner.states.placed(state, problem.classOfPair[pair]!);
        weight += this.weights.ofPair[pair]!;
        this.chosen[block] = pair;
        at = to;
        continue;
      }
      weight += open;
      this.chosen[block] = OPEN;
      to = guide.afterOpen(block, at);
      for (let one = 0; !leadsOn(to, open); one++) {
        to = guide.afterKept(block, at, one);
        pair = this.pairOfClass[block]![one]!;
      }
      if (pair >= 0) {
        if (!this.take(pair)) return Infinity;
        state = learner.states.kept(state, problem.classOfPair[pair]!);
      }
      at = to;
    }
    return weight + this.ofEnd(learner.states, state);
  }

  /** Takes what the pair's offer brings that may come once only; false when some of it has been taken. */
  private take(pair: number): boolean {
    if (this.isRepeating(pair)) return false;
    for (const thing of this.onceOnlyOf(pair)) this.isTaken[thing] = 1;
    return true;
  }

  private isRepeating(pair: number): boolean {
    const things = this.onceOnlyOf(pair);
    for (let at = 0; at < things.length; at++) if (this.isTaken[things[at]!]) return true;
    return false;
  }

  private onceOnlyOf(pair: number): Int32Array {
    return this.learner.onceOnly[this.problem.whole.candidates.offer[pair]!]!;
  }

  /** Tries every choice for the block, the most promising first, and goes on with the next block. */
  private dive(block: number, at: number, state: number, weight: number): void {
    const { learner, guide, problem } = this;
    if (block === learner.blocks.length) {
      const total = weight + this.ofEnd(learner.states, state);
      if (total >= this.best) return;
      this.best = total;
      for (let nth = 0; nth < block; nth++) this.chosen[nth] = Math.max(OPEN, this.path[nth]!);
      return;
    }
    const [choices, bounds] = [this.choices[block]!, this.bounds[block]!];
    for (let count = this.listChoices(block, at, weight); count > 0; count--) {
      let first = 0;
      for (let nth = 1; nth < count; nth++) if (bounds[nth]! < bounds[first]!) first = nth;
      const bound = bounds[first]!;
      const choice = choices[first]!;
      // The rest stays in its order, so that of equals the one listed first comes first.
      bounds.copyWithin(first, first + 1, count);
      choices.copyWithin(first, first + 1, count);
      if (bound >= this.best) return;
      if (this.stepsLeft-- <= 0) {
        this.floor = Math.min(this.floor, bound);
        return;
      }
      this.path[block] = choice;
      if (choice === OPEN) {
        this.dive(block + 1, guide.afterOpen(block, at), state, weight + this.ofOpen[block]!);
        continue;
      }
      const isPlaced = choice >= 0;
      const pair = isPlaced ? choice : KEPT - choice;
      const things = this.onceOnlyOf(pair);
      const one = this.classOfPair[pair]!;
      const to = isPlaced ? guide.afterPlaced(block, at, one) : guide.afterKept(block, at, one);
      const then = learner.states[isPlaced ? 'placed' : 'kept'](state, problem.classOfPair[pair]!);
      for (const thing of things) this.isTaken[thing] = 1;
      this.dive(block + 1, to, then, weight + (isPlaced ? this.weights.ofPair[pair]! : this.ofOpen[block]!));
      for (const thing of things) this.isTaken[thing] = 0;
    }
  }

  /** Lists what may be chosen for the block, with the least that each can lead to, and returns how much there is. */
  private listChoices(block: number, at: number, weight: number): number {
    const { guide, weights } = this;
    const request = this.learner.blocks[block]!;
    const { rowStart } = this.problem.whole.candidates;
    const [choices, bounds] = [this.choices[block]!, this.bounds[block]!];
    const then = guide.least[block + 1]!;
    const open = weight + this.ofOpen[block]!;
    let count = 0;
    const list = (choice: number, to: number, sofar: number) => {
      if (to < 0 || sofar + then[to]! >= this.best) return;
      choices[count] = choice;
      bounds[count++] = sofar + then[to]!;
    };
    const stay = guide.afterOpen(block, at);
    list(OPEN, stay, open);
    for (let pair = rowStart[request]!, end = rowStart[request + 1]!; pair < end; pair++) {
      if (this.isRepeating(pair)) continue;
      const one = this.classOfPair[pair]!;
      list(pair, guide.afterPlaced(block, at, one), weight + weights.ofPair[pair]!);
      const kept = guide.afterKept(block, at, one);
      if (kept !== stay) list(KEPT - pair, kept, open);
    }
    return count;
  }
}
