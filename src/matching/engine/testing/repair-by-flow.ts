import { candidatesOf } from '../candidates.js';
import { groundOf } from '../eligibility.js';
import { minimumCostFlow, UNLIMITED } from '../network-simplex.js';
import { hitBy, worthOfRepair, type RepairWorth, type Scene } from './repair-brute-force.js';

/**
 * The best repair of a plain matching by one minimum cost flow over everybody, with prices that keep the order of
 * comparison: nothing of how a repair is found is in it. For some hundreds of requests.
 */
export function bestRepairByFlow(before: Scene, after: Scene): RepairWorth {
  const { input, fixed } = after;
  const { requests, offers, rowStart, offer, cost } = candidatesOf(
    { ...input, policy: { ...input.policy, pinned: [] } },
    groundOf(input),
  );
  const hit = hitBy(before, after);
  const dearest = cost.reduce((most, one) => Math.max(most, one), 0);
  const change = (requests.length + 1) * (dearest + 1);
  const step = (requests.length + 2) * change;
  const tiers = [...new Set(requests.map(({ priority }) => priority))].sort((a, b) => b - a);
  // Leaving somebody without a place: least for who had none, then for who was hit, and not to be done to anybody else.
  const priceOf = ({ id, priority }: { readonly id: string; readonly priority: number }) => {
    const rank = tiers.indexOf(priority) + 1;
    if (!before.offerOf.has(id)) return rank * step;
    return (hit.has(id) ? tiers.length + rank : 2 * tiers.length + 1) * step;
  };

  const root = requests.length + offers.length;
  const arcs: { from: number; to: number; capacity: number; cost: number; flow: number }[] = [];
  const treeArc = new Int32Array(root + 1).fill(-1);
  const places = offers.map((one) => one.places);
  for (const id of fixed) places[offers.findIndex((one) => one.id === after.offerOf.get(id))]!--;
  requests.forEach((request, r) => {
    if (!fixed.has(request.id)) {
      for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
        const to = offer[pair]!;
        if (places[to]! <= 0) continue;
        const isHome = before.offerOf.get(request.id) === offers[to]!.id;
        const price = cost[pair]! + (isHome || !before.offerOf.has(request.id) ? 0 : change);
        arcs.push({ from: r, to: requests.length + to, capacity: UNLIMITED, cost: price, flow: 0 });
      }
    }
    treeArc[r] = arcs.length;
    arcs.push({ from: r, to: root, capacity: UNLIMITED, cost: priceOf(request), flow: 1 });
  });
  places.forEach((count, o) => {
    treeArc[requests.length + o] = arcs.length;
    arcs.push({ from: requests.length + o, to: root, capacity: Math.max(1, count), cost: 0, flow: 0 });
  });
  const flow = Int32Array.from(arcs, (arc) => arc.flow);
  minimumCostFlow({
    nodes: root + 1,
    root,
    from: Int32Array.from(arcs, (arc) => arc.from),
    to: Int32Array.from(arcs, (arc) => arc.to),
    capacity: Int32Array.from(arcs, (arc) => arc.capacity),
    cost: Float64Array.from(arcs, (arc) => arc.cost),
    flow,
    treeArc,
  });
  const offerAt = new Map(offers.map((one) => [one.id, one]));
  const goesTo = new Map([...fixed].map((id) => [id, offerAt.get(after.offerOf.get(id)!)!]));
  arcs.forEach(({ from, to }, arc) => {
    if (flow[arc]! > 0 && from < requests.length && to !== root)
      goesTo.set(requests[from]!.id, offers[to - requests.length]!);
  });
  return worthOfRepair(
    before,
    after,
    input.requests.map(({ id }) => goesTo.get(id) ?? null),
  );
}
