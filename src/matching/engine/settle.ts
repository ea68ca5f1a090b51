import type { Limit } from './limits.js';
import type { Problem } from './problem.js';

/** Keeps count of who is where, and says what still fits. All by index; cells as in `problem.limits`. */
export class Roster {
  readonly pairOf: Int32Array;
  private readonly inCell: Int32Array;
  private readonly inOffer: Int32Array;
  private readonly used: Float64Array;
  /** All limits: places of offers, then what offers share. */
  readonly limits: readonly Limit[];
  readonly limitsOfCell: readonly { limit: number; weight: number }[][];

  constructor(
    private readonly problem: Problem,
    pairOf: Int32Array,
  ) {
    const { limits, candidates } = problem;
    this.limits = [...limits.offers, ...limits.shared];
    this.limitsOfCell = Array.from(limits.cells.offer, () => []);
    this.limits.forEach(({ cells, weights }, limit) => {
      cells.forEach((cell, at) => this.limitsOfCell[cell]!.push({ limit, weight: weights[at]! }));
    });
    this.inCell = new Int32Array(limits.cells.offer.length);
    this.inOffer = new Int32Array(candidates.offers.length);
    this.used = new Float64Array(this.limits.length);
    this.pairOf = new Int32Array(pairOf.length).fill(-1);
    pairOf.forEach((pair, request) => {
      if (pair >= 0) this.place(request, pair);
    });
  }

  place(request: number, pair: number): void {
    this.pairOf[request] = pair;
    this.count(pair, 1);
  }

  remove(request: number): void {
    this.count(this.pairOf[request]!, -1);
    this.pairOf[request] = -1;
  }

  learnersInCell(cell: number): number {
    return this.inCell[cell]!;
  }

  learnersOnOffer(offer: number): number {
    return this.inOffer[offer]!;
  }

  /** Whether one more learner on the pair breaks no limit. Groups are not looked at. */
  hasRoom(pair: number): boolean {
    const cell = this.problem.limits.cells.ofPair[pair]!;
    return this.limitsOfCell[cell]!.every(
      ({ limit, weight }) => this.used[limit]! + weight <= this.limits[limit]!.room,
    );
  }

  /** By how much one of the limits is passed; 0 or less when it is kept. */
  excess(limit: number): number {
    return this.used[limit]! - this.limits[limit]!.room;
  }

  private count(pair: number, learners: 1 | -1): void {
    const cell = this.problem.limits.cells.ofPair[pair]!;
    this.inCell[cell]! += learners;
    this.inOffer[this.problem.limits.cells.offer[cell]!]! += learners;
    for (const { limit, weight } of this.limitsOfCell[cell]!) this.used[limit]! += weight * learners;
  }
}

/**
 * Makes a valid answer out of one that may break limits beyond the flow: takes learners out where too
 * many are, closes groups that are too small, then fills what is free, cheapest first.
 * Quick and not optimal. Pinned pairs stay.
 *
 * @returns `null` when a pin holds an offer open that does not get its minimum group.
 */
export function settle(problem: Problem, pairOf: Int32Array): Int32Array | null {
  const roster = new Roster(problem, pairOf);
  takeOut(problem, roster);
  closeSmallGroups(problem, roster);
  openGroups(problem, roster);
  fill(problem, roster);
  openGroups(problem, roster);
  return keepsLimits(problem, roster) ? roster.pairOf : null;
}

/** Whether every limit is kept, and every group has its minimum or nobody. */
export function keepsLimits({ limits }: Problem, roster: Roster): boolean {
  const isTooSmall = ({ offer, minGroup }: { offer: number; minGroup: number }) =>
    roster.learnersOnOffer(offer) > 0 && roster.learnersOnOffer(offer) < minGroup;
  const isOver = roster.limits.some((_, limit) => roster.excess(limit) > 0);
  return !isOver && !limits.groups.some(isTooSmall);
}

function takeOut(problem: Problem, roster: Roster): void {
  const { limits, candidates, classes, pinnedPair } = problem;
  const isOver = roster.limits.map((_, limit) => roster.excess(limit) > 0);
  if (!isOver.includes(true)) return;
  const inCell = new Map<number, number[]>();
  roster.pairOf.forEach((pair, request) => {
    if (pair < 0 || pinnedPair[request]! >= 0) return;
    const cell = limits.cells.ofPair[pair]!;
    const there = inCell.get(cell);
    if (there) there.push(request);
    else inCell.set(cell, [request]);
  });
  roster.limits.forEach(({ cells, weights }, limit) => {
    if (!isOver[limit]) return;
    const there = cells.flatMap((cell, at) =>
      (inCell.get(cell) ?? []).map((request) => ({ request, weight: weights[at]! })),
    );
    const costOf = (request: number) => candidates.cost[roster.pairOf[request]!] ?? 0;
    there.sort(
      (a, b) =>
        classes.tierOf[b.request]! - classes.tierOf[a.request]! ||
        b.weight - a.weight ||
        costOf(b.request) - costOf(a.request) ||
        b.request - a.request,
    );
    for (const { request } of there) {
      if (roster.excess(limit) <= 0) break;
      if (roster.pairOf[request]! >= 0) roster.remove(request);
    }
  });
}

function closeSmallGroups({ limits, pinnedPair }: Problem, roster: Roster): void {
  const isSmall = new Set(
    limits.groups.flatMap(({ offer, minGroup }) => (roster.learnersOnOffer(offer) < minGroup ? [offer] : [])),
  );
  if (isSmall.size === 0) return;
  const offerOf = (pair: number) => limits.cells.offer[limits.cells.ofPair[pair]!]!;
  const isHeldOpen = new Set([...pinnedPair].filter((pair) => pair >= 0).map(offerOf));
  roster.pairOf.forEach((pair, request) => {
    if (pair >= 0 && isSmall.has(offerOf(pair)) && !isHeldOpen.has(offerOf(pair))) roster.remove(request);
  });
}

/** Brings groups up to their minimum with learners who have no place, where enough of them are to be had. */
function openGroups({ limits, candidates, isOpen }: Problem, roster: Roster): void {
  if (limits.groups.length === 0) return;
  const waiting = new Map<number, { request: number; pair: number }[]>(
    limits.groups
      .filter(({ offer, minGroup }) => roster.learnersOnOffer(offer) < minGroup)
      .map(({ offer }) => [offer, []]),
  );
  if (waiting.size === 0) return;
  roster.pairOf.forEach((held, request) => {
    if (held >= 0) return;
    for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
      if (isOpen[pair]) waiting.get(candidates.offer[pair]!)?.push({ request, pair });
    }
  });
  for (const { offer, minGroup } of limits.groups) {
    const takers = waiting.get(offer);
    if (!takers) continue;
    takers.sort((a, b) => candidates.cost[a.pair]! - candidates.cost[b.pair]! || a.request - b.request);
    const taken: number[] = [];
    for (const { request, pair } of takers) {
      if (roster.learnersOnOffer(offer) >= minGroup) break;
      if (roster.pairOf[request]! >= 0 || !roster.hasRoom(pair)) continue;
      roster.place(request, pair);
      taken.push(request);
    }
    if (roster.learnersOnOffer(offer) < minGroup) for (const request of taken) roster.remove(request);
  }
}

/** Gives each request without a place the cheapest that is free, by priority and then by id. */
function fill({ limits, candidates, classes, isOpen }: Problem, roster: Roster): void {
  const minGroup = new Map(limits.groups.map((group) => [group.offer, group.minGroup]));
  const waiting = [...roster.pairOf.keys()].filter((request) => roster.pairOf[request]! < 0);
  waiting.sort((a, b) => classes.tierOf[a]! - classes.tierOf[b]! || a - b);
  for (const request of waiting) {
    let best = -1;
    for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
      if (!isOpen[pair] || (best >= 0 && candidates.cost[pair]! >= candidates.cost[best]!)) continue;
      const offer = candidates.offer[pair]!;
      if (roster.learnersOnOffer(offer) + 1 < (minGroup.get(offer) ?? 1)) continue;
      if (roster.hasRoom(pair)) best = pair;
    }
    if (best >= 0) roster.place(request, best);
  }
}
