import type { Problem } from '../problem.js';
import type { Position } from './position.js';
import type { Unsettled } from './resettle.js';
import { NONE } from './seating.js';

/** Offers of a request, cheapest first, whose learners are looked at next. */
const OFFERS_OF_A_REQUEST = 6;
/** Requests that have no place and might get one that has opened, for each offer. */
const WAITING_FOR_AN_OFFER = 8;

/**
 * Requests around what has happened: those hit and new; who is, and who without a place could be, where there may be more room
 * now; then those who are where these could go, and under the same caps and pools, and so on, until they are enough.
 *
 * @param rows - the row of each request of the problem in the position
 * @param pairOf - what each request of the problem has
 */
export function around(
  { seating, offerAt }: Position,
  { hit, newcomers }: Unsettled,
  opened: ReadonlySet<number>,
  { candidates, limits }: Problem,
  rows: readonly number[],
  pairOf: Int32Array,
  most: number,
): number[] {
  const { rowStart, offer, cost } = candidates;
  const limitsOfCell = new Map<number, number[]>();
  limits.shared.forEach(({ cells }, limit) => {
    for (const cell of cells) entryOf(limitsOfCell, cell).push(limit);
  });
  const onOffer = new Map<number, number[]>();
  const inLimit = new Map<number, number[]>();
  const waitingFor = new Map<number, number[]>();
  rows.forEach((_, at) => {
    const pair = pairOf[at]!;
    if (pair >= 0) {
      entryOf(onOffer, offer[pair]!).push(at);
      for (const limit of limitsOfCell.get(limits.cells.ofPair[pair]!) ?? [])
        entryOf(inLimit, limit).push(at);
    } else for (let p = rowStart[at]!; p < rowStart[at + 1]!; p++) entryOf(waitingFor, offer[p]!).push(at);
  });

  const found = new Set<number>();
  const add = (requests: readonly number[]) => {
    for (const at of requests) if (found.size < most && seating.isFixed[rows[at]!] === 0) found.add(at);
  };
  const atRow = new Map(rows.map((row, at) => [row, at]));
  add([...hit, ...newcomers].flatMap((row) => atRow.get(row) ?? []));
  candidates.offers.forEach(({ id }, o) => {
    const node = seating.tree.nodeOfOffer[offerAt.get(id)!]!;
    if (node === NONE || !isUnder(seating.tree.parent, node, opened)) return;
    add(onOffer.get(o) ?? []);
    add((waitingFor.get(o) ?? []).slice(0, WAITING_FOR_AN_OFFER));
  });
  for (const at of found) {
    const pairs = Array.from({ length: rowStart[at + 1]! - rowStart[at]! }, (_, nth) => rowStart[at]! + nth);
    pairs.sort((a, b) => cost[a]! - cost[b]! || a - b);
    for (const pair of pairs.slice(0, OFFERS_OF_A_REQUEST)) {
      add(onOffer.get(offer[pair]!) ?? []);
      for (const limit of limitsOfCell.get(limits.cells.ofPair[pair]!) ?? []) add(inLimit.get(limit) ?? []);
    }
    if (found.size >= most) break;
  }
  return [...found].sort((a, b) => a - b);
}

function isUnder(parent: Int32Array, node: number, nodes: ReadonlySet<number>): boolean {
  for (let at = node; at >= 0; at = parent[at]!) if (nodes.has(at)) return true;
  return false;
}

function entryOf(lists: Map<number, number[]>, key: number): number[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}
