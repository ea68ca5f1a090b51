import { SINK, type CapacityTree } from '../capacity-tree.js';
import { capLoad, poolLoad } from '../limits.js';
import type { Problem } from '../problem.js';
import type { MatchingInput, Offer } from '../types.js';

/**
 * How many of the limits, given as nodes of the tree, are stricter than the input is. One over cells of a single offer may stand for its
 * places; any may stand for a cap or a pool that looks at all of its cells, if all who could be in them are there on one day.
 */
export function baselessLimits(
  input: MatchingInput,
  problem: Problem,
  tree: CapacityTree,
  nodes: readonly number[],
  tell: () => void,
): number {
  const { candidates, limits } = problem;
  const offerOfCell = limits.cells.offer;
  const onlyOffer = onlyOffers(tree, offerOfCell);
  const doubtful = nodes.filter((node) => {
    const only = onlyOffer[node]!;
    return only < 0 || tree.room[node]! < candidates.offers[only]!.places;
  });
  tell();
  if (doubtful.length === 0) return 0;

  const { latestStart, earliestEnd } = presence(problem);
  tell();
  const cellsBelow = cellsByNode(tree);
  const sharings = sharingsOf(input);
  return doubtful.filter((node) => {
    const cells = cellsBelow(node);
    const start = cells.reduce((latest, cell) => Math.max(latest, latestStart[cell]!), -Infinity);
    const end = cells.reduce((earliest, cell) => Math.min(earliest, earliestEnd[cell]!), Infinity);
    if (start > end) return true;
    const offers = [...new Set(cells.map((cell) => offerOfCell[cell]!))].map((o) => candidates.offers[o]!);
    return !sharings(offers[0]!).some(({ room, load }) => {
      const least = offers.reduce((lightest, offer) => Math.min(lightest, load(offer)), Infinity);
      return least > 0 && tree.room[node]! >= Math.floor(room / least);
    });
  }).length;
}

/** The offer that all cells under each node belong to; less than 0 where there are several, or none. */
function onlyOffers({ nodeOfCell, parent }: CapacityTree, offerOfCell: Int32Array): Int32Array {
  const [NONE, SEVERAL] = [-1, -2];
  const only = new Int32Array(parent.length).fill(NONE);
  const join = (node: number, offer: number) => {
    if (node !== SINK && offer !== NONE)
      only[node] = only[node] === NONE || only[node] === offer ? offer : SEVERAL;
  };
  nodeOfCell.forEach((node, cell) => join(node, offerOfCell[cell]!));
  for (let node = parent.length - 1; node >= 0; node--) join(parent[node]!, only[node]!);
  return only;
}

/** For each cell, the days between which all who could be in it are there. */
function presence({ candidates, limits }: Problem): { latestStart: Float64Array; earliestEnd: Float64Array } {
  const { requests, rowStart } = candidates;
  const { ofPair, offer } = limits.cells;
  const latestStart = new Float64Array(offer.length).fill(-Infinity);
  const earliestEnd = new Float64Array(offer.length).fill(Infinity);
  requests.forEach(({ startsOn, endsOn }, r) => {
    for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
      const cell = ofPair[pair]!;
      if (startsOn > latestStart[cell]!) latestStart[cell] = startsOn;
      if (endsOn < earliestEnd[cell]!) earliestEnd[cell] = endsOn;
    }
  });
  return { latestStart, earliestEnd };
}

function cellsByNode({ nodeOfCell, parent }: CapacityTree): (node: number) => number[] {
  const cells = Array.from(parent, (): number[] => []);
  const children = Array.from(parent, (): number[] => []);
  nodeOfCell.forEach((node, cell) => {
    if (node !== SINK) cells[node]!.push(cell);
  });
  parent.forEach((above, node) => {
    if (above !== SINK) children[above]!.push(node);
  });
  return (top) => {
    const below: number[] = [];
    const left = [top];
    for (let node = left.pop(); node !== undefined; node = left.pop()) {
      for (const cell of cells[node]!) below.push(cell);
      left.push(...children[node]!);
    }
    return below;
  };
}

/** A cap or a pool: how much it has, and how much of that a learner on an offer takes. */
interface Sharing {
  readonly room: number;
  readonly load: (offer: Offer) => number;
}

/** Finds the caps and pools that look at an offer. */
function sharingsOf({ caps, pools }: MatchingInput): (offer: Offer) => Sharing[] {
  const roomOf = { provider: new Map<string, number>(), site: new Map<string, number>() };
  for (const { kind, id, maxLearners } of caps) roomOf[kind].set(id, maxLearners);
  const roomOfPool = new Map(pools.map(({ id, learnerHalfDaysPerWeek }) => [id, learnerHalfDaysPerWeek]));
  return ({ legs }) =>
    legs.flatMap((leg) => {
      const { pool } = leg;
      const found: Sharing[] = [];
      for (const kind of ['provider', 'site'] as const) {
        const room = roomOf[kind].get(leg[kind]);
        if (room !== undefined) found.push({ room, load: (offer) => capLoad(offer, kind, leg[kind]) });
      }
      const room = pool === null ? undefined : roomOfPool.get(pool);
      if (pool !== null && room !== undefined) found.push({ room, load: (offer) => poolLoad(offer, pool) });
      return found;
    });
}
