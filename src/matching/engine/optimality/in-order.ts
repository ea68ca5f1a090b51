import { SINK } from '../capacity-tree.js';
import { doubtsAboutOrder } from '../fairness/proof.js';
import type { RankedInstance } from '../fairness/ranked-instance.js';
import type { OrderedFlow } from '../fairness/solve-in-order.js';
import type { Problem } from '../problem.js';
import type { MatchingInput, Request, Watch } from '../types.js';
import { baselessLimits } from './baseless-limits.js';
import type { OptimalityDoubts } from './optimality.js';

/**
 * Checks by linear programming duality that no answer is better in order, as `doubtsAboutOptimality` does where one sum says the
 * objective. Here prices are rows of numbers, one for each aim, that are compared at the first difference, so that no
 * number has to outweigh another; `doubtsAboutOrder` says why that proves it.
 *
 * Who counts for which tier, HEI and carry-over, and what each HEI is entitled to, is read from the input anew; limits that
 * have a price are looked up there as well. Whole numbers throughout. Looks once at each pair.
 */
export function doubtsAboutOptimalityInOrder(
  input: MatchingInput,
  problem: Problem,
  answer: OrderedFlow,
  watch?: Pick<Watch, 'progress'>,
): OptimalityDoubts {
  const tell = () => watch?.progress('solving', 1, 1);
  const { aims, ofHei, units } = answer.prices;
  tell();
  const limits = rowsOnCells(problem, answer);
  const { ofPair, offer: offerOfCell } = problem.limits.cells;
  const { candidates, pinnedPair } = problem;
  let mislabelled = 0;
  for (let pair = 0; pair < ofPair.length; pair++)
    if (offerOfCell[ofPair[pair]!] !== candidates.offer[pair]) mislabelled++;
  tell();
  const cellOf = answer.pairOf.map((pair, request) =>
    pair < 0 || pinnedPair[request]! >= 0 ? -1 : ofPair[pair]!,
  );
  const { misplaced, overfull, cheaper, slack, disordered } = doubtsAboutOrder(
    onCells(input, problem, answer.pairOf, limits.isClosed),
    { offerOf: cellOf, prices: { aims, ofHei, units, ofOffer: limits.onCell } },
  );
  tell();
  return {
    misplaced: misplaced + limits.misplaced,
    overfull: overfull + limits.overfull,
    baseless: mislabelled + baselessLimits(input, problem, answer.tree, limits.priced, tell),
    cheaper: cheaper + limits.negative,
    slack: slack + limits.slack,
    misweighed: disordered,
  };
}

interface RowsOnCells {
  /** For each aim, the sum of what all limits over each cell cost. */
  readonly onCell: readonly Float64Array[];
  /** 1 for cells where only pinned learners have room: no price is too high. */
  readonly isClosed: Uint8Array;
  /** Limits that have a price, and those that are closed, as nodes of the tree. */
  readonly priced: readonly number[];
  readonly misplaced: number;
  readonly overfull: number;
  readonly negative: number;
  readonly slack: number;
}

/** Counts learners at each limit anew, from the pairs that are taken, and adds up prices. */
function rowsOnCells(problem: Problem, { pairOf, tree, prices }: OrderedFlow): RowsOnCells {
  const { candidates, limits, pinnedPair } = problem;
  const { nodeOfCell, parent, room } = tree;
  const nodes = parent.length;
  const used = new Int32Array(nodes);
  const pinned = new Int32Array(nodes);
  let misplaced = 0;
  for (let r = 0; r < pinnedPair.length; r++) {
    const pair = pairOf[r]!;
    const isPinned = pinnedPair[r]! >= 0;
    if (isPinned && pair !== pinnedPair[r]) misplaced++;
    if (pair < 0) continue;
    if (pair < candidates.rowStart[r]! || pair >= candidates.rowStart[r + 1]!) misplaced++;
    for (let node = nodeOfCell[limits.cells.ofPair[pair]!]!; node !== SINK; node = parent[node]!) {
      used[node]!++;
      if (isPinned) pinned[node]!++;
    }
  }
  const onNode = prices.ofNode.map((column) => Float64Array.from(column));
  const isShut = new Uint8Array(nodes);
  const priced: number[] = [];
  const doubts = { overfull: 0, negative: 0, slack: 0 };
  // A parent is always numbered before its children.
  for (let node = 0; node < nodes; node++) {
    const above = parent[node]!;
    const isFilled = room[node]! <= pinned[node]!;
    const sign = prices.ofNode.reduce((first, column) => first || column[node]!, 0);
    if (used[node]! > room[node]!) doubts.overfull++;
    if (isFilled || sign !== 0) priced.push(node);
    if (!isFilled && sign < 0) doubts.negative++;
    if (!isFilled && sign > 0 && used[node]! < room[node]!) doubts.slack++;
    isShut[node] = isFilled || (above !== SINK && isShut[above]) ? 1 : 0;
    if (above !== SINK) for (const column of onNode) column[node]! += column[above]!;
  }
  return {
    onCell: onNode.map((column) =>
      Float64Array.from(nodeOfCell, (node) => (node === SINK ? 0 : column[node]!)),
    ),
    isClosed: Uint8Array.from(nodeOfCell, (node) => (node === SINK ? 0 : isShut[node]!)),
    priced,
    misplaced,
    ...doubts,
  };
}

/**
 * The problem with cells for offers, each with so many places as are taken, so that only pairs are checked against prices. Pinned
 * requests have no pairs, nor does anybody have one to a closed cell.
 */
function onCells(
  input: MatchingInput,
  { candidates, limits, pinnedPair }: Problem,
  pairOf: Int32Array,
  isClosed: Uint8Array,
): RankedInstance {
  const { requests, rowStart, cost } = candidates;
  const { ofPair } = limits.cells;
  const places = new Int32Array(isClosed.length);
  pairOf.forEach((pair, r) => {
    if (pair >= 0 && pinnedPair[r]! < 0) places[ofPair[pair]!]!++;
  });
  return {
    places,
    ...(isClosed.includes(1) || pinnedPair.some((pair) => pair >= 0)
      ? without(isClosed, pinnedPair, rowStart, ofPair, cost)
      : { rowStart, offer: ofPair, cost }),
    ...countsOf(input, requests, pinnedPair),
  };
}

function without(
  isClosed: Uint8Array,
  pinnedPair: Int32Array,
  rowStart: Int32Array,
  ofPair: Int32Array,
  cost: Int32Array,
): Pick<RankedInstance, 'rowStart' | 'offer' | 'cost'> {
  const starts = new Int32Array(rowStart.length);
  const cells = new Int32Array(ofPair.length);
  const costs = new Int32Array(ofPair.length);
  let count = 0;
  for (let r = 0; r + 1 < rowStart.length; r++) {
    for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
      if (pinnedPair[r]! >= 0 || isClosed[ofPair[pair]!]) continue;
      cells[count] = ofPair[pair]!;
      costs[count++] = cost[pair]!;
    }
    starts[r + 1] = count;
  }
  return { rowStart: starts, offer: cells.subarray(0, count), cost: costs.subarray(0, count) };
}

/** What each request counts for, by the input alone. */
function countsOf(
  { policy }: MatchingInput,
  requests: readonly Request[],
  pinnedPair: Int32Array,
): Pick<RankedInstance, 'tierOf' | 'tiers' | 'heis' | 'carryOver'> {
  const rank = (values: readonly number[]) =>
    new Map([...new Set(values)].sort((a, b) => a - b).map((value, at) => [value, at]));
  const tiers = rank(requests.map(({ priority }) => priority));
  const carryOvers = rank([0, ...requests.map(({ carryOver }) => carryOver)]);
  const heis = new Map([...new Set(requests.map(({ hei }) => hei))].sort().map((hei, at) => [hei, at]));
  const entitlement = Array.from(heis, () => 0);
  const placedBefore = new Int32Array(heis.size);
  requests.forEach(({ hei, profession }, r) => {
    const at = heis.get(hei)!;
    const own = policy.entitlementWeights.filter((weight) => weight.hei === hei);
    const weight =
      own.find((each) => each.profession === profession) ?? own.find((each) => each.profession === null);
    entitlement[at]! += weight?.weight ?? 1;
    if (pinnedPair[r]! >= 0) placedBefore[at]!++;
  });
  const isFair = policy.fairness === 'max-min' && heis.size > 1;
  const isFree = (r: number) => pinnedPair[r]! < 0;
  return {
    tierOf: Int32Array.from(requests, ({ priority }) => tiers.get(priority)!),
    tiers: tiers.size,
    carryOver: Uint8Array.from(requests, ({ carryOver }, r) => (isFree(r) ? carryOvers.get(carryOver)! : 0)),
    heis: isFair
      ? {
          of: Int32Array.from(requests, ({ hei }, r) => (isFree(r) ? heis.get(hei)! : -1)),
          entitlement,
          placedBefore,
        }
      : null,
  };
}
