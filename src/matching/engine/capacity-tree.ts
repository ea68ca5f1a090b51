/**
 * Limits that nest, as a tree through which learners flow from their cell to the sink: offer within
 * site within provider, and any other family of sets of which two are nested or have nothing in common.
 * Such a family keeps the problem a flow, hence exact; what crosses is handed back.
 */
export interface CapacityTree {
  /** The innermost node that each cell belongs to; {@link SINK} for a cell under no limit. */
  readonly nodeOfCell: Int32Array;
  readonly parent: Int32Array;
  /** Learners at most, and at least, that pass through the node. */
  readonly room: Int32Array;
  readonly atLeast: Int32Array;
}

/** Stands for the sink where a node is expected. */
export const SINK = -1;

/** At most `room` and at least `atLeast` learners in these cells, each counted once. */
export interface CountLimit {
  readonly cells: readonly number[];
  readonly room: number;
  readonly atLeast: number;
}

export interface Nesting {
  readonly tree: CapacityTree;
  /** The node of each of `offers`. */
  readonly nodeOfOffer: Int32Array;
  /** For each of `shared`, whether the tree says all of it. */
  readonly isWhole: readonly boolean[];
  /** The node of each of `shared`; -1 for one without cells. */
  readonly nodeOfShared: Int32Array;
  /** For each of `shared`, the cells over which the tree says it. */
  readonly parts: readonly (readonly number[])[];
}

/**
 * Builds the tree from the limits of offers (no two of them over the same cell), limits that offers
 * share, and bounds on single cells. A shared limit that crosses an offer or another shared limit enters
 * with the largest part of its cells that does not: a weaker limit, but a true one. Larger limits
 * have precedence, then earlier ones.
 */
export function nest(
  cellCount: number,
  offers: readonly CountLimit[],
  shared: readonly CountLimit[],
  bounds: readonly CountLimit[],
): Nesting {
  const isWhole = shared.map(() => true);
  const parts: (readonly number[])[] = shared.map(() => []);
  const offerOfCell = new Int32Array(cellCount).fill(-1);
  offers.forEach((offer, at) => {
    for (const cell of offer.cells) offerOfCell[cell] = at;
  });
  const entries: { limit: CountLimit; offer: number; shared: number }[] = [];
  shared.forEach((limit, at) => {
    const cells = withoutCutting(limit.cells, offers, offerOfCell);
    if (cells.length < limit.cells.length) isWhole[at] = false;
    if (cells.length > 0) entries.push({ limit: { ...limit, cells }, offer: -1, shared: at });
  });
  offers.forEach((limit, at) => entries.push({ limit, offer: at, shared: -1 }));
  bounds.forEach((limit) => entries.push({ limit, offer: -1, shared: -1 }));
  entries.sort((a, b) => b.limit.cells.length - a.limit.cells.length);

  const nodeOfCell = new Int32Array(cellCount).fill(SINK);
  const nodeOfOffer = new Int32Array(offers.length);
  const nodeOfShared = new Int32Array(shared.length).fill(-1);
  const parent: number[] = [];
  const room: number[] = [];
  const atLeast: number[] = [];
  for (let next = 0; next < entries.length; next++) {
    const entry = entries[next]!;
    const { limit } = entry;
    const pieces = partsBy(limit.cells, (cell) => nodeOfCell[cell]!);
    if (pieces.length > 1) {
      isWhole[entry.shared] = false;
      const cells = largest(pieces);
      entries.splice(placeFor(cells.length, entries, next + 1), 0, { ...entry, limit: { ...limit, cells } });
      continue;
    }
    const node = parent.length;
    parent.push(nodeOfCell[limit.cells[0]!]!);
    room.push(limit.room);
    atLeast.push(limit.atLeast);
    if (entry.shared >= 0) {
      parts[entry.shared] = limit.cells;
      nodeOfShared[entry.shared] = node;
    }
    if (entry.offer >= 0) nodeOfOffer[entry.offer] = node;
    for (const cell of limit.cells) nodeOfCell[cell] = node;
  }
  const tree = {
    nodeOfCell,
    parent: Int32Array.from(parent),
    room: Int32Array.from(room),
    atLeast: Int32Array.from(atLeast),
  };
  return { tree, nodeOfOffer, nodeOfShared, isWhole, parts };
}

/** Where an entry of so many cells belongs, from `first` on: after all that have as many, before the first that has fewer. */
function placeFor(cells: number, entries: readonly { limit: CountLimit }[], first: number): number {
  let low = first;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.limit.cells.length >= cells) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The largest of: the cells that belong to offers held as a whole, or those within one offer. */
function withoutCutting(
  cells: readonly number[],
  offers: readonly CountLimit[],
  offerOfCell: Int32Array,
): readonly number[] {
  if (cells.length === 0) return cells;
  const parts = partsBy(cells, (cell) => offerOfCell[cell]!);
  if (parts.length === 1) return cells;
  const whole = parts.filter((part) => part.length === offers[offerOfCell[part[0]!]!]!.cells.length).flat();
  const inside = largest(parts);
  return whole.length >= inside.length ? whole : inside;
}

function partsBy(cells: readonly number[], key: (cell: number) => number): (readonly number[])[] {
  const first = key(cells[0]!);
  if (cells.every((cell) => key(cell) === first)) return [cells];
  const parts = new Map<number, number[]>();
  for (const cell of cells) {
    const at = key(cell);
    const part = parts.get(at);
    if (part) part.push(cell);
    else parts.set(at, [cell]);
  }
  return [...parts.values()];
}

function largest(parts: readonly (readonly number[])[]): readonly number[] {
  return parts.reduce((best, part) => (part.length > best.length ? part : best));
}
