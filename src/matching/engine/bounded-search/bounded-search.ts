import type { FlowAnswer } from '../flow.js';
import { standingOf, type Standing } from '../objective.js';
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
import { solvePart, type TreeSize } from './tree.js';

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
/** Problems up to so many requests, offers and limits in all are tried whole: for a while at first, and at length in the end. */
const MOST_ROWS = 3_000;
const FOR_A_WHILE: TreeSize = { mostBranches: Infinity, mostWork: 1e9 };
const AT_LENGTH: TreeSize = { mostBranches: Infinity, mostWork: Infinity };
/** Flows that are branched on where shares of HEIs are to be fair, or carry-over counts: the fewer, the larger each is. */
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
  const start = firstAnswer(problem, first, effort);
  return start && new BoundedSearch(problem, first, start, effort).run();
}

/** Whether any valid answer is found at all. */
export function hasAnswer(problem: Problem, first: FlowAnswer, watch?: Watch): boolean {
  return firstAnswer(problem, first, new Effort(ALLOWED, watch)) !== null;
}

function firstAnswer(problem: Problem, first: FlowAnswer, effort: Effort): Int32Array | null {
  effort.pulse();
  return (
    settle(problem, first.pairOf) ??
    settle(problem, problem.pinnedPair) ??
    solveWhole(problem, null, AT_LENGTH, effort)?.pairOf ??
    null
  );
}

class BoundedSearch {
  private readonly incumbent: Incumbent;
  /** Shares of HEIs or carry-over count: what only flows know of. */
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
    this.isFair = problem.isFair || problem.classes.carryOvers.length > 1;
    this.mostPlaced = first.standing.placed;
  }

  run(): BoundedAnswer {
    const { problem, incumbent } = this;
    const { limits, candidates } = problem;
    const rows = candidates.requests.length + limits.offers.length + limits.shared.length;
    if (rows <= MOST_ROWS) this.tryWhole(FOR_A_WHILE);
    if (!this.isDone) this.searchParts();
    if (!this.isDone && rows <= MOST_ROWS) this.tryWhole(AT_LENGTH);
    const { placed, cost } = incumbent.standing;
    this.leastCost = Math.max(this.leastCost, cheapest(problem, placed));
    return {
      pairOf: incumbent.roster.pairOf,
      standing: incumbent.standing,
      bound: this.isDone ? { placed, cost } : { placed: this.mostPlaced, cost: this.leastCost },
      isExact: this.isDone,
    };
  }

  /** Solves the problem as one part; and, where shares of HEIs count, by branching on flows, which know of them. */
  private tryWhole(size: TreeSize): void {
    const { problem, incumbent, effort, isFair } = this;
    const found = solveWhole(problem, incumbent.roster.pairOf, size, effort);
    if (found) {
      incumbent.offer(found.pairOf);
      this.isDone = found.isBest && !isFair;
      this.mostPlaced = Math.min(this.mostPlaced, found.mostPlaced);
      const { placedByTier } = incumbent.standing;
      if (placedByTier.every((placed, tier) => placed >= found.placedByTier[tier]!))
        this.leastCost = Math.max(this.leastCost, found.leastCost);
    }
    if (!isFair) return;
    const flows = Math.floor(PAIRS_IN_ALL / (problem.candidates.offer.length + 1));
    const mostFlows = Math.min(MOST_FLOWS, Math.max(FEWEST_FLOWS, flows));
    const bound = branchOnFlows(problem, this.first, incumbent, mostFlows, effort);
    this.mostPlaced = Math.min(this.mostPlaced, bound.placed);
    this.isDone = bound === incumbent.standing;
  }

  /** Bounds and improves by prices and parts. */
  private searchParts(): void {
    const { problem, incumbent, effort } = this;
    effort.pulse();
    const prices = new Prices(problem, effort);
    prices.boundPlaced(incumbent.standing.placed);
    this.mostPlaced = Math.min(this.mostPlaced, prices.mostPlaced);
    prices.boundCost();
    effort.pulse();
    const rounded = settle(problem, roundedShares(problem, prices.shares()));
    if (rounded) incumbent.offer(rounded);
    improve(problem, incumbent, prices, effort);
    this.leastCost = Math.max(this.leastCost, prices.leastCost(incumbent.standing.placedByTier));
    const { placed, cost } = incumbent.standing;
    this.isDone =
      !this.isFair && aimsOf(problem).tiers === 1 && placed >= this.mostPlaced && cost <= this.leastCost;
  }
}

/** An answer to the whole problem, and what branch and cut has proven of any other. */
interface WholeAnswer {
  readonly pairOf: Int32Array;
  readonly isBest: boolean;
  readonly mostPlaced: number;
  readonly placedByTier: Int32Array;
  /** What an answer that places as many of each tier costs at least. */
  readonly leastCost: number;
}

/** The problem as one part, in which all are free that are not pinned. */
function solveWhole(
  problem: Problem,
  start: Int32Array | null,
  size: TreeSize,
  effort: Effort,
): WholeAnswer | null {
  const { pinnedPair, candidates, classes } = problem;
  const roster = new Roster(problem, pinnedPair);
  const part = partOf(
    problem,
    roster,
    range(pinnedPair.length).filter((request) => pinnedPair[request]! < 0),
  );
  const columnOf = start && columnsOf(part, start);
  const answer = solvePart(part, aimsOf(problem), columnOf, roundingOf(problem, roster, part), size, effort);
  if (!answer) return null;
  const pairOf = withPart(pinnedPair, part, answer.columnOf);
  if (!keepsLimits(problem, new Roster(problem, pairOf))) return null;
  const pinned = standingOf(candidates, classes, pinnedPair);
  const { placedByTier, placed } = standingOf(candidates, classes, pairOf);
  const [first, ...others] = answer.bounds;
  const [leastCost] = others.splice(-1);
  const areMost = [first!, ...others].every((bound, tier) => bound === answer.values[tier]);
  return {
    pairOf,
    isBest: answer.isBest,
    // Of several tiers, one may have more at the cost of the next: only all together say how many there can be.
    mostPlaced: areMost ? placed : others.length === 0 ? pinned.placed - first! : Infinity,
    placedByTier,
    leastCost: pinned.cost + leastCost!,
  };
}

/** What so many requests cost at least, each by itself: the sum of the cheapest pairs of those for whom these are cheapest. */
function cheapest({ candidates, isOpen }: Problem, placed: number): number {
  const costs: number[] = [];
  candidates.requests.forEach((_, request) => {
    let least = Infinity;
    for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++)
      if (isOpen[pair] && candidates.cost[pair]! < least) least = candidates.cost[pair]!;
    if (least < Infinity) costs.push(least);
  });
  costs.sort((a, b) => a - b);
  return costs.slice(0, placed).reduce((sum, cost) => sum + cost, 0);
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
