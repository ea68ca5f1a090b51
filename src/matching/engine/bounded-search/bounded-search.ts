import type { FlowAnswer } from '../flow.js';
import type { Standing } from '../objective.js';
import type { Problem } from '../problem.js';
import { keepsLimits, Roster, settle } from '../settle.js';
import type { Watch } from '../types.js';
import { aimsOf } from './aims.js';
import { Effort } from './effort.js';
import { branchOnFlows } from './flow-branching.js';
import { improve } from './improve.js';
import { Incumbent } from './incumbent.js';
import { columnsOf, partOf, withPart } from './part.js';
import { Prices } from './prices.js';
import { roundingOf } from './rounding.js';
import { solvePart, type PartAnswer, type TreeSize } from './tree.js';

/** A valid answer, and how good any other could be. */
export interface BoundedAnswer {
  /** For each request its pair, or -1. */
  readonly pairOf: Int32Array;
  readonly standing: Standing;
  /** So many can be placed at most; and no answer that places as many, by priority, as this one costs less. */
  readonly bound: { readonly placed: number; readonly cost: number };
  /** There is no better answer by the whole objective. */
  readonly isExact: boolean;
}

/** Steps of work in all: half a minute or so. */
const ALLOWED = 4e9;
/** Problems up to this size are first tried whole and at once, for so many steps. */
const EASY_REQUESTS = 500;
const EASY_PAIRS = 30_000;
const EASY: TreeSize = { mostBranches: Infinity, mostWork: 2e8 };
const AT_LENGTH: TreeSize = { mostBranches: Infinity, mostWork: Infinity };
/** Problems up to so many requests, offers and limits in all are tried whole in the end. */
const MOST_ROWS = 3_000;
/** Flows that are branched on where shares of HEIs are to be fair: the fewer, the larger each is. */
const PAIRS_IN_ALL = 10_000_000;
const FEWEST_FLOWS = 10;
const MOST_FLOWS = 2_000;
/** A smaller share of a request in a pair is not rounded up. */
const SOME_SHARE = 1e-3;

/**
 * The best answer that bounded work finds where pools, crossing caps or minimum groups break the flow, with what is
 * proven of any other.
 *
 * A small problem is solved whole by branch and cut. Else prices bound what can be reached and say where to
 * look; their shares are rounded to an answer, which is improved part by part; and what is not too large is tried whole
 * again, from there. Deterministic: work is counted in steps, and the clock of `watch` only ends it early.
 *
 * @param first - the best flow of the problem without what crosses
 * @returns `null` when no valid answer was found that honours the pins, which only minimum groups can cause
 */
export function boundedSearch(problem: Problem, first: FlowAnswer, watch?: Watch): BoundedAnswer | null {
  const effort = new Effort(ALLOWED, watch);
  effort.pulse();
  const start = firstAnswer(problem, first, effort);
  return start && new BoundedSearch(problem, first, start, effort).run();
}

/** Whether any valid answer is found at all. */
export function hasAnswer(problem: Problem, first: FlowAnswer, watch?: Watch): boolean {
  return firstAnswer(problem, first, new Effort(ALLOWED, watch)) !== null;
}

function firstAnswer(problem: Problem, first: FlowAnswer, effort: Effort): Int32Array | null {
  return (
    settle(problem, first.pairOf) ??
    settle(problem, problem.pinnedPair) ??
    solveWhole(problem, null, AT_LENGTH, effort)?.pairOf ??
    null
  );
}

class BoundedSearch {
  private readonly incumbent: Incumbent;
  private readonly isFair: boolean;
  private mostPlaced: number;
  private leastCost = 0;
  private isDone = false;

  constructor(
    private readonly problem: Problem,
    private readonly first: FlowAnswer,
    start: Int32Array,
    private readonly effort: Effort,
  ) {
    this.incumbent = new Incumbent(problem, start);
    this.isFair = problem.scale.sharePrices.length > 0;
    this.mostPlaced = first.standing.placed;
  }

  run(): BoundedAnswer {
    const { problem, incumbent } = this;
    const { requests, offer } = problem.candidates;
    const rows = requests.length + problem.limits.offers.length + problem.limits.shared.length;
    if (requests.length <= EASY_REQUESTS && offer.length <= EASY_PAIRS) this.tryAtOnce(EASY);
    if (!this.isDone) this.search();
    if (!this.isDone && rows <= MOST_ROWS) this.tryAtOnce(AT_LENGTH);
    const { placed, cost } = incumbent.standing;
    return {
      pairOf: incumbent.roster.pairOf,
      standing: incumbent.standing,
      bound: this.isDone ? { placed, cost } : { placed: this.mostPlaced, cost: this.leastCost },
      isExact: this.isDone,
    };
  }

  /** Solves the problem as one part; and, where shares of HEIs count, by branching on flows, which know of them. */
  private tryAtOnce(size: TreeSize): void {
    const { problem, incumbent, effort, isFair } = this;
    const { tiers } = aimsOf(problem);
    const found = solveWhole(problem, incumbent.roster.pairOf, size, effort);
    if (found) {
      incumbent.offer(found.pairOf);
      this.isDone = found.answer.isBest && !isFair;
      const placedOf = (tier: number) => -found.answer.values[tier]!;
      const areMost = range(tiers).every((tier) => -found.answer.bounds[tier]! === placedOf(tier));
      if (tiers === 1) this.mostPlaced = Math.min(this.mostPlaced, -found.answer.bounds[0]!);
      else if (areMost) this.mostPlaced = range(tiers).reduce((sum, tier) => sum + placedOf(tier), 0);
      const { placedByTier } = incumbent.standing;
      if (range(tiers).every((tier) => placedByTier[tier]! >= placedOf(tier)))
        this.leastCost = Math.max(this.leastCost, found.answer.bounds[tiers]!);
    }
    if (!isFair) return;
    const flows = Math.floor(PAIRS_IN_ALL / (problem.candidates.offer.length + 1));
    const mostFlows = Math.min(MOST_FLOWS, Math.max(FEWEST_FLOWS, flows));
    const bound = branchOnFlows(problem, this.first, incumbent, mostFlows, effort);
    this.mostPlaced = Math.min(this.mostPlaced, bound.placed);
    this.isDone = bound === incumbent.standing;
  }

  /** Bounds and improves by prices and parts. */
  private search(): void {
    const { problem, incumbent, effort } = this;
    const prices = new Prices(problem, effort);
    prices.boundPlaced(incumbent.standing.placed);
    this.mostPlaced = Math.min(this.mostPlaced, prices.mostPlaced);
    prices.boundCost();
    const rounded = settle(problem, roundedShares(problem, prices.shares()));
    if (rounded) incumbent.offer(rounded);
    improve(problem, incumbent, prices, effort);
    this.leastCost = Math.max(this.leastCost, prices.leastCost(incumbent.standing.placedByTier));
    const { placed, cost } = incumbent.standing;
    this.isDone =
      !this.isFair && aimsOf(problem).tiers === 1 && placed >= this.mostPlaced && cost <= this.leastCost;
  }
}

/** The problem as one part, in which all are free that are not pinned. */
function solveWhole(
  problem: Problem,
  start: Int32Array | null,
  size: TreeSize,
  effort: Effort,
): { readonly pairOf: Int32Array; readonly answer: PartAnswer } | null {
  const roster = new Roster(problem, problem.pinnedPair);
  const free = range(problem.pinnedPair.length).filter((request) => problem.pinnedPair[request]! < 0);
  const part = partOf(problem, roster, free);
  const answer = solvePart(
    part,
    aimsOf(problem),
    start && columnsOf(part, start),
    roundingOf(problem, roster, part),
    size,
    effort,
  );
  if (!answer) return null;
  const pairOf = withPart(problem.pinnedPair, part, answer.columnOf);
  return keepsLimits(problem, new Roster(problem, pairOf)) ? { pairOf, answer } : null;
}

/** Rounds shares to pairs, the largest first, as far as there is room. Groups are not looked at. */
function roundedShares(problem: Problem, shares: Float64Array): Int32Array {
  const { candidates, pinnedPair } = problem;
  const roster = new Roster(problem, pinnedPair);
  const order: number[] = [];
  const requestOf = new Int32Array(shares.length);
  candidates.requests.forEach((_, request) => {
    for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
      requestOf[pair] = request;
      if (shares[pair]! > SOME_SHARE && pinnedPair[request]! < 0) order.push(pair);
    }
  });
  order.sort((a, b) => shares[b]! - shares[a]! || candidates.cost[a]! - candidates.cost[b]! || a - b);
  for (const pair of order)
    if (roster.pairOf[requestOf[pair]!]! < 0 && roster.hasRoom(pair)) roster.place(requestOf[pair]!, pair);
  return roster.pairOf;
}

function range(end: number): number[] {
  return Array.from({ length: end }, (_, at) => at);
}
