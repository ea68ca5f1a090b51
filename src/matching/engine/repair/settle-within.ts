import { apply, CrossingSearch } from './crossing-search.js';
import type { Position } from './position.js';
import type { Resettlement, Unsettled } from './resettle.js';
import { settleByTree, type Gain } from './settle-by-tree.js';
import { compareWorths, placedIn, worthOf, type Worth } from './worth.js';

export interface Settled {
  readonly worth: Worth;
  /** No valid answer is better. */
  readonly bound: Worth;
  readonly isExact: boolean;
}

/** The whole is searched only where it might place so few more: more than these, a search cannot be expected to prove or find. */
const FEW_MORE = 6;

/**
 * Places people anew as {@link Resettlement} does, and keeps besides the limits that the tree does not tell of: where
 * caps and pools cross, where learners weigh differently in a pool, where a group has a minimum.
 *
 * There the tree bounds what can be had, and gives a first answer around what the events have opened. Branch and cut over a linear
 * relaxation makes the best of it, and in a small matching proves it. Where it cannot be asked, because somebody fixed
 * breaks a rule, branching on the tree goes on alone.
 *
 * @param opened - outermost nodes where the events may have made room
 * @returns `null` when fixed learners keep a group open that cannot be filled
 */
export function settleWithin(
  position: Position,
  resettlement: Resettlement,
  unsettled: Unsettled,
  opened: ReadonlySet<number>,
): Settled | null {
  if (!position.seating.shared) {
    resettlement.run(unsettled, null);
    const worth = worthOf(position, unsettled);
    return { worth, bound: worth, isExact: true };
  }
  return settleCrossing(position, resettlement, unsettled, opened);
}

function settleCrossing(
  position: Position,
  resettlement: Resettlement,
  unsettled: Unsettled,
  opened: ReadonlySet<number>,
): Settled | null {
  const whole = new CrossingSearch(position, resettlement, unsettled, null);
  const isProvenBy = (bound: Worth | null) =>
    bound !== null && whole.best !== null && compareWorths(bound, whole.best.worth) === 0;
  const done = (bound: Worth): Settled | null => {
    const { best } = whole;
    if (!best) return null;
    apply(position, best.answer, unsettled);
    return { worth: best.worth, bound, isExact: isProvenBy(bound) };
  };
  const first = whole.begin();
  if (isProvenBy(first)) return done(first!);

  const near = new CrossingSearch(position, resettlement, unsettled, opened);
  near.begin();
  near.fallBack();
  whole.offer(near.best);
  const byTree = whole.best && improveByTree(position, unsettled, opened, whole);
  if (byTree) return done(tighter(byTree.bound, whole.bound()));
  near.run();
  whole.offer(near.best);
  const few = first === null || !whole.best || placedIn(first) - placedIn(whole.best.worth) <= FEW_MORE;
  const isProven = few && whole.run();
  return whole.best && done(isProven ? whole.best.worth : whole.bound());
}

/** Both hold: the one that says more. */
function tighter(bound: Worth | null, other: Worth): Worth {
  return bound && compareWorths(bound, other) > 0 ? bound : other;
}

/**
 * Keeps what branch and cut finds, if it is better.
 *
 * @returns a bound on any answer, where everybody could move; `null` where there is no problem to be solved
 */
function improveByTree(
  position: Position,
  unsettled: Unsettled,
  opened: ReadonlySet<number>,
  whole: CrossingSearch,
): { readonly bound: Worth | null } | null {
  const known = new Map(whole.best!.answer.map(({ request, pair }) => [request, pair]));
  const { held } = position.seating;
  const found = settleByTree(position, unsettled, opened, (request) => known.get(request) ?? held[request]!);
  if (!found) return null;
  const { worth } = whole.offerAnswer(found.answer);
  return { bound: found.gain && improved(worth, found.gain) };
}

/** The worth of what would gain as much as can be. Of parts after the one that gains nothing is known. */
function improved(worth: Worth, { part, most, perChange }: Gain): Worth {
  if (most === 0) return worth;
  const changes = worth.length - 2;
  const unknown = (from: number) => worth.map((amount, at) => (at < from ? amount : -Infinity));
  if (part < changes) return unknown(part + 1).map((amount, at) => (at === part ? amount - most : amount));
  if (most < perChange) return worth.map((amount, at) => (at > changes ? amount - most : amount));
  return unknown(changes + 1).map((amount, at) =>
    at === changes ? Math.max(0, amount - Math.ceil(most / perChange)) : amount,
  );
}
