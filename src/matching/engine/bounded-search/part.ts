import type { Problem } from '../problem.js';
import type { Roster } from '../settle.js';
import type { Knapsack } from './knapsack.js';

/**
 * A part of the problem: some requests are free to move, all others stay where they are. As columns, one for each
 * open pair of a free request that has room, and the limits that those columns might break.
 */
export interface Part {
  /** Free requests, by rising index. */
  readonly requests: readonly number[];
  /** Pair of each column; columns of a request lie together, in the order of requests. */
  readonly pairOf: Int32Array;
  /** Place in `requests` of each column's request. */
  readonly requestOf: Int32Array;
  /** Columns of the n-th request: from `columnStart[n]` up to `columnStart[n + 1]`. */
  readonly columnStart: Int32Array;
  readonly limits: readonly PartLimit[];
  readonly groups: readonly PartGroup[];
  /** Columns of each cell that has several. Their sum is whole in any answer, though no limit says so. */
  readonly cells: readonly (readonly number[])[];
}

/** What is left of a limit for the free requests. */
export interface PartLimit {
  readonly columns: readonly number[];
  readonly weights: readonly number[];
  readonly room: number;
  /** Columns of one weight each, as the classes of `knapsack`. Empty for the places of an offer, which all weigh 1. */
  readonly classes: readonly (readonly number[])[];
  readonly knapsack: Knapsack;
}

/** A group offer that does not have its minimum from beyond the part: it takes `atLeast` from the part, or nobody. */
export interface PartGroup {
  readonly offer: number;
  readonly columns: readonly number[];
  readonly atLeast: number;
  readonly atMost: number;
  /** Learners beyond the part are there already, so that nobody is no choice. */
  readonly isOpen: boolean;
}

/**
 * The part in which `requests` are free. They must be out of the roster, and none of them pinned.
 *
 * @param isWanted - pairs that need not be looked at can be left out here
 */
export function partOf(
  problem: Problem,
  roster: Roster,
  requests: readonly number[],
  isWanted: (pair: number) => boolean = () => true,
): Part {
  const { candidates, limits, isOpen } = problem;
  const groups = new Map(limits.groups.map((group) => [group.offer, group]));
  const takers = new Map<number, number>();
  const pairs: number[] = [];
  const owners: number[] = [];
  requests.forEach((request, nth) => {
    for (let pair = candidates.rowStart[request]!; pair < candidates.rowStart[request + 1]!; pair++) {
      if (!isOpen[pair] || !roster.hasRoom(pair) || !isWanted(pair)) continue;
      pairs.push(pair);
      owners.push(nth);
      const offer = candidates.offer[pair]!;
      if (groups.has(offer)) takers.set(offer, (takers.get(offer) ?? 0) + 1);
    }
  });
  const isTooSmall = (offer: number) =>
    groups.has(offer) && roster.learnersOnOffer(offer) + takers.get(offer)! < groups.get(offer)!.minGroup;
  const kept = pairs.flatMap((pair, at) => (isTooSmall(candidates.offer[pair]!) ? [] : [at]));
  const pairOf = Int32Array.from(kept, (at) => pairs[at]!);
  const requestOf = Int32Array.from(kept, (at) => owners[at]!);
  const columnStart = new Int32Array(requests.length + 1);
  for (const nth of requestOf) columnStart[nth + 1]!++;
  for (let nth = 0; nth < requests.length; nth++) columnStart[nth + 1]! += columnStart[nth]!;

  const inCell = new Map<number, number[]>();
  const inOffer = new Map<number, number[]>();
  pairOf.forEach((pair, column) => {
    listIn(inCell, limits.cells.ofPair[pair]!).push(column);
    listIn(inOffer, candidates.offer[pair]!).push(column);
  });
  const touched = new Set<number>();
  for (const cell of inCell.keys()) for (const { limit } of roster.limitsOfCell[cell]!) touched.add(limit);

  return {
    requests,
    pairOf,
    requestOf,
    columnStart,
    limits: [...touched].sort((a, b) => a - b).flatMap(partLimits),
    groups: [...inOffer].flatMap(([offer, columns]): PartGroup[] => {
      const group = groups.get(offer);
      const there = roster.learnersOnOffer(offer);
      if (!group || there >= group.minGroup) return [];
      const atMost = Math.min(candidates.offers[offer]!.places - there, columns.length);
      return [{ offer, columns, atLeast: group.minGroup - there, atMost, isOpen: there > 0 }];
    }),
    cells: [...inCell.values()].filter((columns) => columns.length > 1),
  };

  /** What is left of the limit, unless it cannot be broken. */
  function partLimits(at: number): PartLimit[] {
    const isOffer = at < limits.offers.length;
    const room = -roster.excess(at);
    const byWeight = new Map<number, number[]>();
    roster.limits[at]!.cells.forEach((cell, nth) => {
      const there = inCell.get(cell);
      if (!there) return;
      const list = listIn(byWeight, roster.limits[at]!.weights[nth]!);
      for (const column of there) list.push(column);
    });
    const classes = [...byWeight].sort((a, b) => b[0] - a[0]);
    const wanted = classes.map(([, columns]) => (isOffer ? columns.length : mostLearners(columns)));
    if (classes.reduce((load, [weight], nth) => load + weight * wanted[nth]!, 0) <= room) return [];
    return [
      {
        columns: classes.flatMap(([, columns]) => columns),
        weights: classes.flatMap(([weight, columns]) => columns.map(() => weight)),
        room,
        classes: isOffer ? [] : classes.map(([, columns]) => columns),
        knapsack: {
          weights: classes.map(([weight]) => weight),
          most: classes.map(([weight], nth) => Math.min(Math.floor(room / weight), wanted[nth]!)),
          room,
        },
      },
    ];
  }

  /** Learners at most in these columns: no more than ask for one of them, and no more than their offers have places. */
  function mostLearners(columns: readonly number[]): number {
    const asking = new Set<number>();
    const onOffer = new Map<number, number>();
    for (const column of columns) {
      asking.add(requestOf[column]!);
      const offer = candidates.offer[pairOf[column]!]!;
      onOffer.set(offer, (onOffer.get(offer) ?? 0) + 1);
    }
    let learners = 0;
    for (const [offer, count] of onOffer)
      learners += Math.min(count, candidates.offers[offer]!.places - roster.learnersOnOffer(offer));
    return Math.min(learners, asking.size);
  }
}

/** The columns of the part that an answer has; -1 where it has none of them. */
export function columnsOf(part: Part, pairOf: Int32Array): Int32Array {
  const columnOf = new Int32Array(part.requests.length).fill(-1);
  part.pairOf.forEach((pair, column) => {
    const nth = part.requestOf[column]!;
    if (pairOf[part.requests[nth]!] === pair) columnOf[nth] = column;
  });
  return columnOf;
}

/** An answer in which the requests of the part have the given columns. */
export function withPart(pairOf: Int32Array, part: Part, columnOf: Int32Array): Int32Array {
  const changed = pairOf.slice();
  part.requests.forEach((request, nth) => {
    const column = columnOf[nth]!;
    changed[request] = column < 0 ? -1 : part.pairOf[column]!;
  });
  return changed;
}

function listIn(lists: Map<number, number[]>, key: number): number[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}
