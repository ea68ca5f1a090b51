import type { Instance } from '../instance.js';
import { auction, tighten } from './auction.js';
import { placeAll, roomIn } from './forest.js';
import { fillPriced, placeLoose } from './shortest-paths.js';
import { emptyState, type State } from './state.js';

/** Who goes where, with the prices that prove it best. */
export interface Assignment {
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  /**
   * Level of each student and price of each offer: `cost + price >= level` for every pair, with equality for
   * those that are taken; only full offers have a price; a level below `unplaced` only who has a place.
   */
  readonly level: Float64Array;
  readonly price: Float64Array;
  /** The price of having no place: more than any chain of moves could save. */
  readonly unplaced: number;
}

/** Called between steps and, in long ones, every few thousandths of a second. May throw, to stop. */
export type OnStep = (done: number, steps: number) => void;

/**
 * The assignment that places as many as can be and, of those that do, costs least. Exact.
 *
 * Four steps: an auction finds prices that are nearly right; rounding keeps what is exactly right at them;
 * shortest chains of moves place the rest, for a moderate price of having no place; then that price rises
 * without end. Parameters derive from the largest cost alone.
 */
export function assign(instance: Instance, onStep?: OnStep): Assignment {
  let dearest = 0;
  for (const cost of instance.cost) if (cost > dearest) dearest = cost;
  const lambda = Math.ceil(LAMBDA_OF_DEAREST * dearest) + 1;
  const step = Math.max(1, Math.round(dearest / STEPS_IN_DEAREST));
  const state = emptyState(instance, dearest, lambda);
  onStep?.(1, 6);
  auction(state, step);
  onStep?.(2, 6);
  const loose = tighten(state, Math.round(REBATE_OF_STEP * step));
  onStep?.(3, 6);
  placeLoose(state, loose);
  onStep?.(4, 6);
  fillPriced(state);
  onStep?.(5, 6);
  const lag = placeAll(state);
  const assignment = withFinalPrices(state, lag, dearest);
  onStep?.(6, 6);
  return assignment;
}

const LAMBDA_OF_DEAREST = 1.25;
const STEPS_IN_DEAREST = 20;
const REBATE_OF_STEP = 0.75;

/** Where there is no room the price of having no place has risen without end, and prices and levels with it. */
function withFinalPrices(state: State, lag: Int32Array, dearest: number): Assignment {
  const { students, offers, lambda, offerOf } = state;
  const { isOpen } = roomIn(state);
  const unplaced = Math.max(
    (Math.min(students, offers) + 1) * dearest + 1,
    lambda + lag.reduce((a, b) => Math.max(a, b), 0),
  );
  const rise = unplaced - lambda;
  const price = Float64Array.from(state.price, (base, o) => (isOpen[o] ? base : base + rise - lag[o]!));
  const level = Float64Array.from(state.level, (base, s) => {
    const held = offerOf[s]!;
    if (held < 0) return base + rise;
    return isOpen[held] ? base : base + rise - lag[held]!;
  });
  return { offerOf, level, price, unplaced };
}
