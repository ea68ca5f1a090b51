import { totalCost } from '../cost.js';
import { firstRuleBroken } from '../eligibility.js';
import type { NewPair } from './pair-table.js';
import type { Position } from './position.js';
import type { RepairEvent } from './types.js';

/**
 * Gives each request that is to be added to a plain matching a row, still away. Growing columns cannot be taken back, so
 * it comes before all else; a row whose event is refused stays away for good.
 *
 * @returns the row of each such event
 */
export function addRows(position: Position, events: readonly RepairEvent[]): Map<number, number> {
  const { seating, ground, offers, offerIndex, requests } = position;
  const rows = new Map<number, number>();
  for (const [at, event] of events.entries()) {
    if (event.kind !== 'request-added') continue;
    const { request } = event;
    const pairs: NewPair[] = [];
    for (const offer of offerIndex.suiting(request)) {
      const rule = firstRuleBroken(request, offers[offer]!, ground);
      if (rule !== null && rule !== 'forbidden') continue;
      const node = seating.tree.nodeOfOffer[offer]!;
      pairs.push({ offer, node, cost: totalCost(request, offers[offer]!, ground) });
    }
    const row = seating.table.addRow(pairs);
    seating.addRow(row, request.priority);
    requests[row] = request;
    rows.set(at, row);
  }
  return rows;
}
