import { solveFlow } from '../flow.js';
import type { Problem } from '../problem.js';
import { around } from '../relaxation.js';
import { settle } from '../settle.js';
import { aimsOf } from './aims.js';
import { diceFrom, type Dice } from './dice.js';
import type { Effort } from './effort.js';
import type { Incumbent } from './incumbent.js';
import { Neighbourhoods } from './neighbourhood.js';
import { columnsOf, partOf, withPart } from './part.js';
import type { Prices } from './prices.js';
import { roundingOf } from './rounding.js';
import { solvePart, type TreeSize } from './tree.js';

/** Requests of the first neighbourhoods; they grow by a factor when a sweep of them finds little, up to a largest size. */
const FIRST_SIZE = 160;
const GROWTH = 1.6;
const LARGEST_SIZE = 480;
/** A sweep takes in each request about so often. */
const TIMES_A_SWEEP = 2;
/** A sweep that lowers cost by less than this part of it, and places nobody, found little. */
const LITTLE = 3e-4;
/** Of so many requests, the one with most to regret is the heart of the next neighbourhood. */
const SEEDS_COMPARED = 32;
const TREE: TreeSize = { mostBranches: 40, mostWork: 4e7 };
/** Flows around the answer are given up after so many without any gain. */
const FRUITLESS_FLOWS = 2;
const MOST_FLOWS = 8;
/** One group in so many is opened or closed against what the answer has, to see whether that is better. */
const GROUPS_TURNED = 8;
/** Steps of work of a flow: for each arc once, and for each pivot a block of them. */
const WORK_AN_ARC = 20;
const WORK_A_PIVOT = 3;
/** And of making a part, for each of its columns. */
const WORK_A_COLUMN = 100;

/**
 * Looks for better answers in the neighbourhood of the best one, in two ways by turns, until neither finds much: flows in
 * which the number of learners in some cells is held, so that all else can move through the whole market; and small
 * parts, set free around a request that has much to regret and solved to the end (large neighbourhood search, Shaw 1998;
 * growing, Mladenović and Hansen 1997).
 */
export function improve(problem: Problem, incumbent: Incumbent, prices: Prices, effort: Effort): void {
  const neighbourhoods = new Neighbourhoods(problem, prices.shares());
  const dice = diceFrom(1);
  let size = FIRST_SIZE;
  const isDone = () =>
    effort.isOver ||
    (incumbent.standing.placed >= prices.mostPlaced &&
      incumbent.standing.cost <= prices.leastCost(incumbent.standing.placedByTier));
  while (!isDone()) {
    const { placed, cost } = incumbent.standing;
    improveByFlows(problem, incumbent, dice, effort);
    const sweep = Math.ceil((TIMES_A_SWEEP * problem.candidates.requests.length) / size);
    const regrets = prices.regrets(incumbent.roster.pairOf);
    for (let round = 0; round < sweep && !isDone(); round++) {
      const seed = seedOf(regrets, dice);
      regrets[seed]! /= 4;
      improvePart(problem, incumbent, neighbourhoods.around(seed, size, incumbent.roster), effort);
    }
    const { standing } = incumbent;
    const largest = Math.min(LARGEST_SIZE, problem.candidates.requests.length);
    // Whoever came in anew costs more than need be: begin again with what is close by.
    if (standing.placed > placed) size = FIRST_SIZE;
    else if (standing.cost > cost * (1 - LITTLE)) {
      if (size >= largest) return;
      size = Math.min(largest, Math.ceil(size * GROWTH));
    }
  }
}

function improveByFlows(problem: Problem, incumbent: Incumbent, dice: Dice, effort: Effort): void {
  let fruitless = 0;
  for (let flows = 0; flows < MOST_FLOWS && fruitless < FRUITLESS_FLOWS && !effort.isOver; flows++) {
    const answer = flowAround(problem, incumbent.roster.pairOf, dice, effort);
    effort.pulse();
    const valid = answer && settle(problem, answer);
    effort.pulse();
    fruitless = valid && incumbent.offer(valid) ? 0 : fruitless + 1;
  }
}

function flowAround(problem: Problem, pairOf: Int32Array, dice: Dice, effort: Effort): Int32Array | null {
  const { cells, groups } = problem.limits;
  const inCell = new Int32Array(cells.offer.length);
  for (const pair of pairOf) if (pair >= 0) inCell[cells.ofPair[pair]!]!++;
  const { relaxation, bounds } = around(problem, inCell, dice);
  effort.pulse();
  const atLeast = new Map<number, number>();
  const closed = new Set<number>();
  for (const { offer, cells: members, minGroup } of groups) {
    const isRunning = members.some((cell) => inCell[cell]! > 0);
    const isTurned = dice(GROUPS_TURNED) === 0;
    if (isRunning !== isTurned) atLeast.set(offer, minGroup);
    else closed.add(offer);
  }
  const arcs = problem.candidates.offer.length;
  let pivots = 0;
  const answer = solveFlow(problem, relaxation, { bounds, atLeast, closed }, (count) => {
    pivots = count;
    effort.pulse();
  });
  effort.spend(WORK_AN_ARC * arcs + WORK_A_PIVOT * pivots * Math.sqrt(arcs));
  return answer && answer.pairOf;
}

/** Sets the requests free and solves what that makes; keeps the answer if it is better. */
function improvePart(
  problem: Problem,
  incumbent: Incumbent,
  requests: readonly number[],
  effort: Effort,
): void {
  const { roster } = incumbent;
  const before = roster.pairOf.slice();
  for (const request of requests) if (before[request]! >= 0) roster.remove(request);
  const part = partOf(problem, roster, requests);
  effort.spend(WORK_A_COLUMN * part.pairOf.length);
  const start = columnsOf(part, before);
  const answer = solvePart(part, aimsOf(problem), start, roundingOf(problem, roster, part), TREE, effort);
  for (const request of requests) if (before[request]! >= 0) roster.place(request, before[request]!);
  if (answer && answer.columnOf !== start) incumbent.offer(withPart(before, part, answer.columnOf));
}

/** Of some requests picked at random the one that has most to regret. */
function seedOf(regrets: Float64Array, dice: Dice): number {
  let best = dice(regrets.length - 1);
  for (let nth = 1; nth < SEEDS_COMPARED; nth++) {
    const other = dice(regrets.length - 1);
    if (regrets[other]! > regrets[best]!) best = other;
  }
  return best;
}
