import { SINK, type CapacityTree } from '../capacity-tree.js';
import type { Flat } from './flat.js';
import type { OrderedPrices } from './ordered-prices.js';

/**
 * Prices of the offers of a flat instance as prices of the limits that they come from, aim by aim: what a learner pays who
 * passes a node of the tree. The sum on the way from a cell to the sink is what its offer costs, where anybody but a filler
 * sits.
 *
 * The fillers of a limit are where it is cheapest below it. That much the limit costs, less what the one around it does: if that
 * is more than nothing, the fillers of the one around are elsewhere, so that the limit is full of learners. What a
 * cell costs on top of that no filler pays, so all its places are taken by learners: it is the price of the
 * limit that allows it no more.
 */
export function rowsOfLimits(
  { nodeOfCell, parent }: CapacityTree,
  { cellOf, fillersOf, nodeOf, instance }: Flat,
  { ofOffer }: OrderedPrices,
): Float64Array[] {
  const nodes = parent.length;
  const rows = ofOffer.map(() => new Float64Array(nodes));
  const isLower = (a: number, b: number) => {
    for (const column of ofOffer) if (column[a] !== column[b]) return column[a]! < column[b]!;
    return false;
  };
  const NONE = -1;
  const cheapest = new Int32Array(nodes).fill(NONE);
  const join = (node: number, at: number) => {
    if (node === SINK || at === NONE) return;
    if (cheapest[node] === NONE || isLower(at, cheapest[node]!)) cheapest[node] = at;
  };
  cellOf.forEach((cell, at) => {
    if (instance.places[at]! > 0) join(nodeOfCell[cell]!, at);
  });
  for (let node = nodes - 1; node >= 0; node--) join(parent[node]!, cheapest[node]!);

  /** The offer whose price the fillers of the node, or of the next around it that has any, pay. */
  const base = new Int32Array(nodes);
  const priceAt = (column: Float64Array, at: number) => (at === NONE ? 0 : column[at]!);
  for (let node = 0; node < nodes; node++) {
    const around = parent[node] === SINK ? NONE : base[parent[node]!]!;
    base[node] = fillersOf[node]! > 0 ? cheapest[node]! : around;
    ofOffer.forEach((column, aim) => {
      rows[aim]![node]! += priceAt(column, base[node]!) - priceAt(column, around);
    });
  }
  cellOf.forEach((cell, at) => {
    const node = nodeOf[at]!;
    if (node === SINK || instance.places[at] === 0) return;
    const under = base[nodeOfCell[cell]!]!;
    ofOffer.forEach((column, aim) => {
      rows[aim]![node]! += column[at]! - priceAt(column, under);
    });
  });
  return rows;
}
