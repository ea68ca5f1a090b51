import { SINK } from './capacity-tree.js';
import type { Residual } from './residual.js';
import type { Worth } from './types.js';
import type { Ways } from './ways.js';

export const BRINGS_NOTHING: Worth = { placesGained: 0, costSaved: 0 };

/**
 * Exact worth of one more place on each offer with candidates, in the order of `problem.limits.offers`.
 *
 * A new place opens an arc backwards, from the parent of the offer's node to the node; what it brings is the
 * cheapest way, in the residual network of an optimal flow, from that parent to the offer (Ahuja, Magnanti and
 * Orlin 1993, section 9.11): one search from the sink serves all offers that no full cap is above; for the others one
 * from each full cap, no farther than the dearest of its offers costs.
 *
 * @param fromSink - a search that has been run from the sink, without limit
 * @param search - another one, to be used
 */
export function worthOfPlaces(fromSink: Ways, search: Ways): Worth[] {
  const { residual, answer, sink } = fromSink.network;
  const worths: Worth[] = Array.from(answer.nodeOfOffer, () => BRINGS_NOTHING);
  const under = new Map<number, number[]>();
  answer.nodeOfOffer.forEach((node, at) => {
    if (!residual.isFull(node)) return;
    const above = fullAbove(residual, node);
    if (above === SINK) worths[at] = worthOf(fromSink, sink, node);
    else under.set(above, [...(under.get(above) ?? []), at]);
  });
  for (const [cap, offers] of under) {
    const nodes = offers.map((at) => answer.nodeOfOffer[at]!);
    search.run(cap, { radius: dearest(search, cap, nodes) });
    offers.forEach((at, i) => {
      worths[at] = worthOf(search, cap, nodes[i]!);
    });
  }
  return worths;
}

/** The nearest node above that is full; {@link SINK} when none is. */
export function fullAbove(residual: Residual, node: number): number {
  const { parent } = residual.tree;
  let above = parent[node]!;
  while (above !== SINK && !residual.isFull(above)) above = parent[above]!;
  return above;
}

/** What it is worth that one more learner may pass the node on the way up to the origin of the search. */
export function worthOf(ways: Ways, origin: number, node: number): Worth {
  if (!(ways.length(origin, node) < 0)) return BRINGS_NOTHING;
  return { placesGained: ways.gained[node]! > 0 ? 1 : 0, costSaved: 0 - ways.cost[node]! };
}

/** Nothing that is farther than the price of the dearest of the nodes can be worth anything. */
export function dearest({ network, potential }: Ways, cap: number, nodes: readonly number[]): number {
  let price = 0;
  for (const node of nodes)
    price = Math.max(price, network.isClosed[node] ? Infinity : potential[cap]! - potential[node]!);
  return price;
}
