/** Keeps products of a number of students, at most a million, and an entitlement below 2^53, where they are exact. */
export const MOST_ENTITLEMENT = 1_000_000_000;

/**
 * The next place of an HEI that has `placed` already. A share is the fraction placed / entitlement; fractions are compared by
 * multiplying crosswise, in whole numbers.
 */
export interface Unit {
  readonly placed: number;
  readonly entitlement: number;
}

/**
 * The order in which units are given out where nothing stands in the way: whose share is lower without it comes first, and at
 * equal shares the smaller entitlement, because one place lifts it higher. Awards that could not be bettered by
 * moving a single place to an earlier unit are lexicographically max-min. Negative when `a` comes first, 0 when
 * they are alike.
 */
export function compareUnits(a: Unit, b: Unit): number {
  return a.placed * b.entitlement - b.placed * a.entitlement || a.entitlement - b.entitlement;
}

/** How many units of an HEI with this entitlement, from its first, come before the given one. */
export function unitsBefore(entitlement: number, unit: Unit): number {
  const product = unit.placed * entitlement;
  const whole = quotient(product, unit.entitlement);
  const isAtEqualShare = whole * unit.entitlement === product;
  return isAtEqualShare && entitlement >= unit.entitlement ? whole : whole + 1;
}

/** The largest whole number not above a / b, for whole numbers below 2^53: their quotient in floating point may be off by one. */
function quotient(a: number, b: number): number {
  const near = Math.floor(a / b);
  if (near * b > a) return near - 1;
  return (near + 1) * b <= a ? near + 1 : near;
}

/** An HEI with bounds on the number of its students who are placed. */
export interface Claim {
  readonly entitlement: number;
  readonly least: number;
  readonly most: number;
}

/** Units given out in their order, up to some unit. */
export interface Level {
  /** The first unit that not all who claim it are given; `null` when everything is given out. */
  readonly unit: Unit | null;
  /** What each claim has before that unit. */
  readonly base: readonly number[];
  /** Whether the next unit of each claim is alike to it. Of those, so many as `left` are given one more. */
  readonly isNext: readonly boolean[];
  readonly left: number;
}

/**
 * Gives out `total` units in their order, as if no students, offers or rules stood in the way: water that is poured into
 * vessels with floors and lids. `total` is no less than all floors and no more than all lids together.
 */
export function levelAt(claims: readonly Claim[], total: number): Level {
  const unit = lastUnit(claims, total);
  const base = claims.map((claim) => (unit ? givenBefore(claim, unit) : claim.most));
  const left = total - base.reduce((sum, count) => sum + count, 0);
  const isNext = claims.map(
    ({ entitlement, most }, at) =>
      unit !== null && base[at]! < most && compareUnits({ placed: base[at]!, entitlement }, unit) === 0,
  );
  return { unit, base, isNext, left };
}

/** Of the units before which no more than `total` are given, the last; found by bisection over the units of each claim. */
function lastUnit(claims: readonly Claim[], total: number): Unit | null {
  if (claims.reduce((sum, { most }) => sum + most, 0) <= total) return null;
  const areEnough = (unit: Unit) => claims.reduce((sum, claim) => sum + givenBefore(claim, unit), 0) <= total;
  let last: Unit | null = null;
  for (const { entitlement, least, most } of claims) {
    let low = least - 1;
    let high = most - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (areEnough({ placed: middle, entitlement })) low = middle;
      else high = middle - 1;
    }
    const unit = { placed: low, entitlement };
    if (low >= least && (last === null || compareUnits(last, unit) < 0)) last = unit;
  }
  return last;
}

function givenBefore({ entitlement, least, most }: Claim, unit: Unit): number {
  return Math.max(least, Math.min(most, unitsBefore(entitlement, unit)));
}
