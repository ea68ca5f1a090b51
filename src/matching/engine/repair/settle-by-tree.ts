import type { Aims } from '../bounded-search/aims.js';
import { Effort } from '../bounded-search/effort.js';
import { columnsOf, partOf, withPart } from '../bounded-search/part.js';
import { roundingOf } from '../bounded-search/rounding.js';
import { solvePart, type PartAnswer } from '../bounded-search/tree.js';
import { pairAt } from '../candidates.js';
import { groundOf } from '../eligibility.js';
import { problemOf, type Problem } from '../problem.js';
import { keepsLimits, Roster } from '../settle.js';
import type { MatchingInput } from '../types.js';
import { around } from './around.js';
import type { Position } from './position.js';
import type { Unsettled } from './resettle.js';
import { NONE } from './seating.js';

/** What each of some requests has. */
export type Answer = readonly { readonly request: number; readonly pair: number }[];

export interface AnswerByTree {
  readonly answer: Answer;
  /** What a better answer could gain at most; `null` where others than those looked at could move. */
  readonly gain: Gain | null;
}

/**
 * In the first part of the worth that could be better, by how much; as much or less in all before it. The part of changes counts
 * each as `perChange` in cost, so that less than one of them is a gain in cost alone. 0 for a best answer.
 */
export interface Gain {
  readonly part: number;
  readonly most: number;
  readonly perChange: number;
}

/** So many requests may move at once: no more than can be looked at in some tenths of a second. */
export const MOST_MOVING = 220;
/** Steps of work: some tenths of a second. */
const ALLOWED = 1e8;

/**
 * The best repair by branch and cut over a linear relaxation, which knows of pools and crossing caps what a tree does not.
 * A repair is a matching with other aims: those who are not hit all keep a place, then those hit by priority, those who had
 * none by priority, and as a cost the changes, each of which outweighs what all pairs cost.
 *
 * In a small matching everybody may move; in a large one those around what has happened, and the rest stays.
 *
 * @param known - what each request has in a valid answer
 * @returns `null` where somebody fixed breaks a rule by now, so that there is no problem to be solved
 */
export function settleByTree(
  position: Position,
  unsettled: Unsettled,
  opened: ReadonlySet<number>,
  known: (request: number) => number,
): AnswerByTree | null {
  const { seating, requestAt, offerAt } = position;
  const input = inputOf(position);
  const problem = problemOf(input, groundOf(input));
  const { candidates } = problem;
  const rows = candidates.requests.map(({ id }) => requestAt.get(id)!);
  const pairIn = (at: number, pair: number) =>
    pair === NONE ? NONE : pairAt(candidates, at, seating.table.offer[pair]!);
  const knownPairs = Int32Array.from(rows, (row, at) => pairIn(at, known(row)));
  if (rows.some((row, at) => knownPairs[at]! < 0 && known(row) !== NONE)) return null;

  const movable = rows.flatMap((row, at) => (seating.isFixed[row] === 1 ? [] : [at]));
  const isWhole = movable.length <= MOST_MOVING;
  const free = isWhole
    ? movable
    : around(position, unsettled, opened, problem, rows, knownPairs, MOST_MOVING);
  const isFree = new Set(free);
  const roster = new Roster(
    problem,
    knownPairs.map((pair, at) => (isFree.has(at) ? NONE : pair)),
  );
  const part = partOf(problem, roster, free);
  const aims = aimsOf(position, unsettled, problem, rows);
  const effort = new Effort(ALLOWED);
  const found = solvePart(
    part,
    aims,
    columnsOf(part, knownPairs),
    roundingOf(problem, roster, part),
    { mostBranches: Infinity, mostWork: ALLOWED },
    effort,
  );
  if (!found) return null;
  const pairOf = withPart(roster.pairOf, part, found.columnOf);
  if (!keepsLimits(problem, new Roster(problem, pairOf))) return null;
  return {
    answer: free.map((at) => {
      const [row, pair] = [rows[at]!, pairOf[at]!];
      const offer = pair < 0 ? null : candidates.offers[candidates.offer[pair]!]!;
      return {
        request: rows[at]!,
        pair: offer === null ? NONE : seating.table.pairOf(row, offerAt.get(offer.id)!),
      };
    }),
    gain: isWhole ? gainOf(found, aims.perChange) : null,
  };
}

/** The input as the events have left it, with nobody pinned. */
function inputOf({ input, requests, requestAt, offers, places, forbidden }: Position): MatchingInput {
  return {
    ...input,
    requests: [...requestAt.values()].map((at) => requests[at]!),
    // An offer that has lost so many places that it can take no group has none.
    offers: offers.map((offer, at) => ({ ...offer, places: places[at]! < offer.minGroup ? 0 : places[at]! })),
    policy: { ...input.policy, fairness: 'none', pinned: [], forbidden: forbidden.all() },
  };
}

interface RepairAims extends Aims {
  /** What a change counts for. */
  readonly perChange: number;
}

/** Tiers: who is not hit; then those hit, and then those who had no place, by priority. */
function aimsOf(
  { seating }: Position,
  { hit }: Unsettled,
  { candidates }: Problem,
  rows: readonly number[],
): RepairAims {
  const { home, tier, tiers, table } = seating;
  const isHit = new Set(hit);
  const dearest = candidates.cost.reduce((most, cost) => Math.max(most, cost), 0);
  const perChange = (rows.length + 1) * (dearest + 1);
  const homeOffer = rows.map((row) =>
    home[row] === NONE ? NONE : candidates.offers[table.offer[home[row]!]!]!,
  );
  const rowOfPair = new Int32Array(candidates.offer.length);
  rows.forEach((_, at) => rowOfPair.fill(at, candidates.rowStart[at], candidates.rowStart[at + 1]));
  return {
    perChange,
    tiers: 1 + 2 * tiers.length,
    tierOf: (at) => {
      const row = rows[at]!;
      const nth = 1 + tiers.indexOf(tier[row]!);
      return isHit.has(row) ? nth : home[row] === NONE ? tiers.length + nth : 0;
    },
    costOf: (pair) => {
      const home = homeOffer[rowOfPair[pair]!]!;
      const isChange = home !== NONE && home !== candidates.offers[candidates.offer[pair]!];
      return candidates.cost[pair]! + (isChange ? perChange : 0);
    },
  };
}

/** The first aim is none of the worth: nobody who is not hit loses a place. */
function gainOf({ values, bounds }: PartAnswer, perChange: number): Gain {
  const aim = values.findIndex((value, at) => bounds[at]! < value);
  return aim < 0
    ? { part: 0, most: 0, perChange }
    : { part: aim - 1, most: values[aim]! - bounds[aim]!, perChange };
}
