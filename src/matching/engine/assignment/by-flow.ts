import type { Instance } from '../instance.js';
import { minimumCostFlow, UNLIMITED } from '../network-simplex.js';
import type { Assignment } from './assignment.js';

/** The best assignment by the network simplex: for costs of any size below 2^31. `unplaced` is the price of having no place. */
export function assignByFlow(
  { places, rowStart, offer, cost }: Instance,
  unplaced: number,
  onProgress?: () => void,
): Assignment {
  const students = rowStart.length - 1;
  const offers = places.length;
  const root = students + offers;
  const arcs = offer.length + students + offers;
  const from = new Int32Array(arcs);
  const to = new Int32Array(arcs).fill(root);
  const capacity = new Int32Array(arcs).fill(UNLIMITED);
  const costs = new Float64Array(arcs);
  const flow = new Int32Array(arcs);
  const treeArc = new Int32Array(root + 1).fill(-1);
  let arc = 0;
  for (let s = 0; s < students; s++) {
    for (let pair = rowStart[s]!; pair < rowStart[s + 1]!; pair++, arc++) {
      from[arc] = s;
      // An offer without places would make the first tree full; its pairs lead nowhere at a price nobody pays.
      to[arc] = places[offer[pair]!]! > 0 ? students + offer[pair]! : root;
      costs[arc] = places[offer[pair]!]! > 0 ? cost[pair]! : unplaced + 1;
    }
    from[arc] = s;
    costs[arc] = unplaced;
    flow[arc] = 1;
    treeArc[s] = arc++;
  }
  for (let o = 0; o < offers; o++, arc++) {
    from[arc] = students + o;
    capacity[arc] = Math.max(1, places[o]!);
    treeArc[students + o] = arc;
  }
  const { potential } = minimumCostFlow(
    {
      nodes: root + 1,
      root,
      from,
      to,
      capacity,
      cost: costs,
      flow,
      treeArc,
    },
    onProgress,
  );

  const offerOf = new Int32Array(students).fill(-1);
  for (let s = 0, at = 0; s < students; s++, at++) {
    for (let pair = rowStart[s]!; pair < rowStart[s + 1]!; pair++, at++)
      if (flow[at]! > 0) offerOf[s] = offer[pair]!;
  }
  return {
    offerOf,
    level: Float64Array.from({ length: students }, (_, s) => -potential[s]!),
    price: Float64Array.from(places, (count, o) => (count > 0 ? -potential[students + o]! : unplaced)),
    unplaced,
  };
}
