import { SINK } from './capacity-tree.js';
import { nest } from './capacity-tree.js';
import { sharingName, type Limit } from './limits.js';
import type { Network } from './network.js';
import type { Occupancy } from './occupancy.js';
import { withWholeOffers } from './relaxation.js';
import { BRINGS_NOTHING, dearest, fullAbove, worthOf } from './shadow-prices.js';
import { TightMoves } from './tight-moves.js';
import type { CapUse, MatchingInput, PoolUse, Worth } from './types.js';
import type { Ways } from './ways.js';

/** All attempts to raise several limits at once may look at so many pairs for each pair there is, all together. */
const MOST_WORK_A_PAIR = 2;

/** A day on which a cap or a pool may be full, as a node of the capacity tree. */
interface DayLimit {
  readonly node: number;
  /** Half-days a week that each learner takes; 1 under a cap. */
  readonly weight: number;
  readonly room: number;
}

/** What raising caps and pools would bring, where the whole problem is a flow. */
export interface WorthOfLimits {
  ofCap(kind: 'provider' | 'site', id: string): Worth | null;
  ofPool(id: string): PoolUse['more'];
}

/**
 * Exact worth of one more learner under each cap, and of as much more of each pool as makes room for one more.
 *
 * A cap or a pool is one node of the tree for each day on which it may be full. Where just one of them stands to be
 * raised, its worth is the length of a cheapest way, as for places. Where several do, the sum of their prices is an upper
 * bound, and what {@link TightMoves} reach; when they do not reach it, nothing is told.
 *
 * @param fromSink - a search that has been run from the sink, without bounds
 * @param search - another one, to be used
 */
export function worthOfLimits(fromSink: Ways, search: Ways): WorthOfLimits {
  const { network } = fromSink;
  const { problem } = network.residual;
  const days = dayLimits(network);
  const potential = fromSink.potential.slice();
  for (let vertex = 0; vertex < potential.length; vertex++)
    if (fromSink.reduced[vertex]! < Infinity && !network.isClosed[vertex])
      potential[vertex]! += fromSink.reduced[vertex]!;
  const levels = network.levels(potential);
  let workLeft = MOST_WORK_A_PAIR * problem.candidates.offer.length;

  const worthOfRaise = (raises: ReadonlyMap<number, number>): Worth | null => {
    const [[node] = [-1]] = raises;
    if (raises.size === 0) return BRINGS_NOTHING;
    if (raises.size === 1 && raises.get(node) === 1) return worthOfOne(node);
    for (const raised of raises.keys()) if (network.isClosed[raised]) return null;
    const moves = new TightMoves(network, potential, levels, raises);
    if (workLeft <= 0) return null;
    const isReached = moves.fillAll();
    workLeft -= moves.work;
    return isReached ? { placesGained: moves.gained, costSaved: 0 - moves.costAdded } : null;
  };
  const worthOfOne = (node: number): Worth => {
    const { residual, sink } = network;
    if (!residual.isFull(node)) return BRINGS_NOTHING;
    const above = fullAbove(residual, node);
    if (above === SINK) return worthOf(fromSink, sink, node);
    search.run(above, { radius: dearest(search, above, [node]) });
    return worthOf(search, above, node);
  };
  return {
    ofCap(kind, id) {
      const those = days.get(sharingName(kind, id)) ?? [];
      return worthOfRaise(new Map(those.map(({ node }) => [node, 1])));
    },
    ofPool(id) {
      const those = days.get(sharingName('pool', id)) ?? [];
      const steps = those
        .filter(({ node }) => network.residual.isFull(node))
        .map(({ weight, room }) => weight - (room % weight));
      if (steps.length === 0) return { halfDaysPerWeek: 1, ...BRINGS_NOTHING };
      const halfDaysPerWeek = Math.min(...steps);
      const raises = those.flatMap(({ node, weight, room }): [number, number][] => {
        const raise = Math.floor((room + halfDaysPerWeek) / weight) - Math.floor(room / weight);
        return raise > 0 ? [[node, raise]] : [];
      });
      const worth = worthOfRaise(new Map(raises));
      return worth && { halfDaysPerWeek, ...worth };
    },
  };
}

/** The nodes of each cap and pool, by its name. */
function dayLimits({ residual }: Network): ReadonlyMap<string, readonly DayLimit[]> {
  const { problem, tree } = residual;
  const found = new Map<string, DayLimit[]>();
  const { shared, cells } = problem.limits;
  if (shared.length === 0) return found;
  const relaxation = withWholeOffers(problem);
  const offers = relaxation.offers.map((limit) => ({ ...limit, atLeast: 0 }));
  const { nodeOfShared, tree: same } = nest(cells.offer.length, offers, relaxation.shared, []);
  if (same.parent.length !== tree.parent.length)
    throw new Error('The tree is not that of the whole problem.');
  shared.forEach(({ sharing, weights, room }: Limit, at) => {
    if (sharing === undefined) return;
    const day = { node: nodeOfShared[at]!, weight: weights[0]!, room };
    const others = found.get(sharing);
    if (others) others.push(day);
    else found.set(sharing, [day]);
  });
  return found;
}

/** How full caps are, and what one learner more would bring. */
export function capUses(
  { caps }: MatchingInput,
  occupancy: Occupancy,
  prices: WorthOfLimits | null,
): readonly CapUse[] {
  const byKind = [...caps].sort((a, b) =>
    a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1,
  );
  return byKind.map(({ kind, id, maxLearners }) => ({
    kind,
    id,
    maxLearners,
    busiest: occupancy.busiest(kind, id),
    oneLearnerMore: prices && prices.ofCap(kind, id),
  }));
}

/** How full pools are, and what a little more would bring. */
export function poolUses(
  { pools }: MatchingInput,
  occupancy: Occupancy,
  prices: WorthOfLimits | null,
): readonly PoolUse[] {
  const byId = [...pools].sort((a, b) => (a.id < b.id ? -1 : 1));
  return byId.map(({ id, learnerHalfDaysPerWeek }) => ({
    pool: id,
    learnerHalfDaysPerWeek,
    busiest: occupancy.busiest('pool', id),
    more: prices && prices.ofPool(id),
  }));
}
