import { nest, type CountLimit } from './capacity-tree.js';
import { asCounts, type Limit, type Limits } from './limits.js';

/** A problem, as far as it matters here. */
interface Limited {
  readonly limits: Limits;
}

/** A family of limits that nest, so that a flow can say all of them; and what it leaves unsaid. */
export interface Relaxation {
  /** Places of offers, over cells that no two of them share; of the offer as a whole, or of a single cell of it. */
  readonly offers: readonly OfferLimit[];
  readonly shared: readonly CountLimit[];
  /** Limits that an answer may break. Groups are apart. */
  readonly beyond: readonly Limit[];
}

export interface OfferLimit {
  readonly offer: number;
  readonly cells: readonly number[];
  readonly room: number;
}

/** Whether a flow can say all limits of the problem. */
export function isNested({ limits }: Limited): boolean {
  return limits.groups.length === 0 && withWholeOffers({ limits }).beyond.length === 0;
}

/** Keeps the places of every offer, and of caps and pools what nests with them. */
export function withWholeOffers({ limits }: Limited): Relaxation {
  return relaxed(
    limits,
    limits.offers.flatMap((limit) => whole(limits, limit)),
    [],
  );
}

/**
 * Lets go of the places of offers that serve learners of different periods, save that no period has more than all of them, and
 * keeps in exchange caps and pools whole that would have been cut. `null` when there is no such offer.
 */
export function withSplitOffers({ limits }: Limited): Relaxation | null {
  const isSplit = splittable(limits);
  if (!isSplit.includes(true)) return null;
  const offers = limits.offers.flatMap((limit, at) =>
    isSplit[at] ? split(limits, limit, () => limit.room) : whole(limits, limit),
  );
  return relaxed(
    limits,
    offers,
    limits.offers.filter((_, at) => isSplit[at]),
  );
}

/** A restriction of the problem that is a flow: every answer to it is valid, groups aside. */
export interface Surroundings {
  readonly relaxation: Relaxation;
  readonly bounds: readonly CountLimit[];
}

/**
 * Valid answers around a given one: the numbers of learners in some cells are held at what they are, at most, so
 * that all that remains nests. `pick` (a whole number up to `most`) decides which. The given answer is one of
 * them, so the best of them is no worse.
 */
export function around(
  { limits }: Limited,
  inCell: Int32Array,
  pick: (most: number) => number,
): Surroundings {
  const isSplit = splittable(limits).map((can) => can && pick(1) === 0);
  const offers = limits.offers.flatMap((limit, at) => {
    if (!isSplit[at]) return whole(limits, limit);
    const spare = limit.cells.reduce((left, cell) => left - inCell[cell]!, limit.room);
    const lucky = limit.cells[pick(limit.cells.length - 1)]!;
    return split(limits, limit, (cell) => inCell[cell]! + (cell === lucky ? spare : 0));
  });
  const kept = limits.shared.map((limit) => (pick(3) === 0 ? [] : commonestWeight(limit, inCell)));
  const { parts } = nest(
    limits.cells.offer.length,
    offers.map(asCount),
    kept.map((cells) => ({ cells, room: 0, atLeast: 0 })),
    [],
  );
  const bounded = new Set<number>();
  const shared = limits.shared.flatMap(({ cells, weights, room }, at): CountLimit[] => {
    const part = new Set(parts[at]);
    let left = room;
    let weight = 1;
    cells.forEach((cell, nth) => {
      if (part.has(cell)) weight = weights[nth]!;
      else {
        bounded.add(cell);
        left -= weights[nth]! * inCell[cell]!;
      }
    });
    return part.size > 0 ? [{ cells: [...part], room: Math.floor(left / weight), atLeast: 0 }] : [];
  });
  const bounds = [...bounded].map((cell) => ({ cells: [cell], room: inCell[cell]!, atLeast: 0 }));
  return { relaxation: { offers, shared, beyond: [] }, bounds };
}

function relaxed(limits: Limits, offers: readonly OfferLimit[], unsaid: readonly Limit[]): Relaxation {
  const counts = limits.shared.map(asCounts);
  const { isWhole } = nest(limits.cells.offer.length, offers.map(asCount), counts.flat(), []);
  let next = 0;
  const cut = limits.shared.filter((_, at) => {
    const parts = counts[at]!.length;
    const isSaid = parts === 1 && isWhole[next]!;
    next += parts;
    return !isSaid;
  });
  return { offers, shared: counts.flat(), beyond: [...cut, ...unsaid] };
}

/** Offers of more than one cell. A group is never split: its minimum is that of all its cells together. */
function splittable(limits: Limits): boolean[] {
  const inGroup = new Set(limits.groups.map(({ offer }) => offer));
  return limits.offers.map(({ cells }) => cells.length > 1 && !inGroup.has(limits.cells.offer[cells[0]!]!));
}

function whole({ cells: { offer } }: Limits, { cells, room }: Limit): OfferLimit[] {
  return [{ offer: offer[cells[0]!]!, cells, room }];
}

function split(
  { cells: { offer } }: Limits,
  { cells }: Limit,
  roomOf: (cell: number) => number,
): OfferLimit[] {
  return cells.map((cell) => ({ offer: offer[cell]!, cells: [cell], room: roomOf(cell) }));
}

function asCount({ cells, room }: OfferLimit): CountLimit {
  return { cells, room, atLeast: 0 };
}

/** The cells of the weight that makes up most of the load now, or is had by most cells. */
function commonestWeight({ cells, weights }: Limit, inCell: Int32Array): number[] {
  const share = new Map<number, number>();
  cells.forEach((cell, at) => {
    const weight = weights[at]!;
    share.set(weight, (share.get(weight) ?? 0) + weight * inCell[cell]! + 1 / cells.length);
  });
  const [commonest] = [...share].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return cells.filter((_, at) => weights[at] === commonest);
}
