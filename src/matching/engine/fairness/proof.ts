import { compareUnits, type Unit } from './entitlement.js';
import { levelsOf, type OrderedAnswer } from './assign-in-order.js';
import type { OrderedPrices } from './ordered-prices.js';
import type { Aim, Heis, RankedInstance } from './ranked-instance.js';

/** What speaks against an answer being the best in order; nothing, when all are 0. */
export interface OrderDoubts {
  /** Students on an offer that is none of theirs. */
  readonly misplaced: number;
  /** Offers with more students than places. */
  readonly overfull: number;
  /** Pairs, and students left out, that would be better at these prices: dual infeasibility. */
  readonly cheaper: number;
  /** Students who are elsewhere than where it is best, and prices of what is not used up: slackness. */
  readonly slack: number;
  /** Prices of units, or aims, that are not in the order of the objective. */
  readonly disordered: number;
}

/**
 * Checks by linear programming duality that no answer is better in order, knowing nothing of how it was found. Prices are rows of
 * numbers, compared at the first difference; sums and comparisons of such rows obey the same laws as those of numbers, and so
 * does the proof. If for each student the place that she has costs the least, price of the offer included, of
 * all she could have and of having none; if only full offers have a price, and none below nothing; and if each HEI pays for
 * having none what lies between the prices of the last unit it is given and of the first it is not; then nothing that is compared can be
 * made smaller.
 *
 * That smallest sums are best rests on two facts: students who can be placed together are the independent sets of a
 * matroid, so that any weights that fall from tier to tier name the same best sets; and the numbers placed by HEI are then the bases of
 * a polymatroid, so that any prices of units in their order name the same best awards. Whole numbers throughout. Looks
 * once at each pair.
 */
export function doubtsAboutOrder(instance: RankedInstance, { offerOf, prices }: OrderedAnswer): OrderDoubts {
  const { places, rowStart, offer, cost, tierOf, tiers, heis, carryOver } = instance;
  const { aims, ofOffer, ofHei } = prices;
  const last = aims.length - 1;
  const ranks = new Ranks();
  const rowOf = (columns: readonly Float64Array[], at: number) => columns.map((column) => column[at] ?? 0);
  const orderOfOffer = Float64Array.from(places, (_, at) => ranks.of(rowOf(ofOffer.slice(0, last), at)));
  const leftOut = (student: number) => {
    const base = rowOf(ofHei, heis?.of[student] ?? -1);
    return aims.map(
      (aim, at) => (base[at] ?? 0) + counts(aim, tiers - tierOf[student]!, carryOver[student]!),
    );
  };
  const outOf = new Map<number, { order: number; cost: number }>();
  const outAt = (student: number) => {
    const kind = ((heis?.of[student] ?? -1) + 1) * tiers * 256 + tierOf[student]! * 256 + carryOver[student]!;
    let found = outOf.get(kind);
    if (!found) {
      const row = leftOut(student);
      outOf.set(kind, (found = { order: ranks.of(row.slice(0, last)), cost: row[last]! }));
    }
    return found;
  };
  for (let student = 0; student < tierOf.length; student++) outAt(student);
  ranks.sort();
  const rankOfOffer = orderOfOffer.map((order) => ranks.rank[order]!);
  const price = ofOffer[last]!;

  const doubts = {
    misplaced: 0,
    overfull: 0,
    cheaper: 0,
    slack: 0,
    disordered: 0,
  };
  const taken = new Int32Array(places.length);
  const placed = Int32Array.from(heis?.placedBefore ?? []);
  for (let student = 0; student < tierOf.length; student++) {
    const held = offerOf[student]!;
    const out = outAt(student);
    let order = ranks.rank[out.order]!;
    let least = out.cost;
    let heldCost = -1;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const at = offer[pair]!;
      if (at === held) heldCost = cost[pair]!;
      const rank = rankOfOffer[at]!;
      if (rank > order) continue;
      const worth = cost[pair]! + price[at]!;
      if (rank < order || worth < least) {
        order = rank;
        least = worth;
      }
    }
    if (!Number.isSafeInteger(least)) doubts.cheaper++;
    if (held < 0) {
      if (order !== ranks.rank[out.order]! || least !== out.cost) doubts.cheaper++;
      continue;
    }
    taken[held]!++;
    if (heis && heis.of[student]! >= 0) placed[heis.of[student]!]!++;
    if (heldCost < 0) doubts.misplaced++;
    else if (order !== rankOfOffer[held] || least !== heldCost + price[held]!) doubts.slack++;
  }
  const nothing = ranks.rank[ranks.of(aims.slice(1).map(() => 0))]!;
  places.forEach((count, at) => {
    const sign = rankOfOffer[at]! - nothing || price[at]!;
    if (taken[at]! > count) doubts.overfull++;
    if (sign < 0) doubts.cheaper++;
    if (sign > 0 && taken[at]! < count) doubts.slack++;
  });
  if (heis) doubts.slack += unitsOff(instance, prices, placed);
  doubts.disordered = disorderOf(instance, prices, placed);
  return doubts;
}

/** What a student without a place counts. */
function counts(aim: Aim, tier: number, carryOver: number): number {
  if (aim.of === 'tiers') return tier;
  return aim.of === 'carry-over' && aim.level === carryOver ? 1 : 0;
}

/** HEIs whose price does not lie between those of the last unit given and the first not given. */
function unitsOff(
  { heis }: RankedInstance,
  { aims, ofHei, units }: OrderedPrices,
  placed: Int32Array,
): number {
  const students = Int32Array.from(heis!.placedBefore);
  for (const hei of heis!.of) if (hei >= 0) students[hei]!++;
  const compareWithUnit = (hei: number, price: number) => {
    const row = aims.map((aim, at) => ofHei[at]![hei]! - (aim.of === 'shares' ? price : 0));
    return row.find((difference) => difference !== 0) ?? 0;
  };
  let off = 0;
  heis!.entitlement.forEach((entitlement, hei) => {
    const here = placed[hei]!;
    const given = units.of({ placed: here - 1, entitlement });
    if (here > heis!.placedBefore[hei]! && compareWithUnit(hei, given) > 0) off++;
    if (here < students[hei]! && compareWithUnit(hei, units.of({ placed: here, entitlement })) < 0) off++;
  });
  return off;
}

/** The last that each HEI is given and the first that it is not. */
function unitsInUse({ entitlement }: Heis, placed: Int32Array): Unit[] {
  return entitlement.flatMap((of, hei) =>
    [placed[hei]! - 1, placed[hei]!]
      .filter((count) => count >= 0)
      .map((count) => ({ placed: count, entitlement: of })),
  );
}

function disorderOf(
  { heis, carryOver }: RankedInstance,
  { aims, units, ofHei }: OrderedPrices,
  placed: Int32Array,
): number {
  const wanted = [
    'tiers',
    ...(heis ? ['shares'] : []),
    ...levelsOf(carryOver).map((level) => `carry-over ${level}`),
    'cost',
  ];
  const found = aims.map((aim) => (aim.of === 'carry-over' ? `${aim.of} ${aim.level}` : aim.of));
  let disorder = wanted.join() === found.join() && ofHei.length > 0 === (heis !== null) ? 0 : 1;
  if (!heis) return disorder;
  const known = unitsInUse(heis, placed).sort(compareUnits);
  known.forEach((unit, at) => {
    const before = known[at - 1];
    if (before && Math.sign(units.of(before) - units.of(unit)) !== Math.sign(compareUnits(unit, before)))
      disorder++;
  });
  return disorder;
}

/** Rows of numbers that are told apart and put in order. */
class Ranks {
  private readonly rows: (readonly number[])[] = [];
  private readonly at = new Map<string, number>();
  /** After sorting: the rank of each row. */
  rank: readonly number[] = [];

  of(row: readonly number[]): number {
    const key = row.join();
    let at = this.at.get(key);
    if (at === undefined) {
      at = this.rows.length;
      this.at.set(key, at);
      this.rows.push(row);
    }
    return at;
  }

  sort(): void {
    this.of(this.rows[0]?.map(() => 0) ?? []);
    const order = this.rows.map((_, at) => at);
    order.sort((a, b) => compareRows(this.rows[a]!, this.rows[b]!));
    const rank: number[] = [];
    order.forEach((at, nth) => (rank[at] = nth));
    this.rank = rank;
  }
}

function compareRows(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}
