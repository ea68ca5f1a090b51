import type { Instance } from '../instance.js';
import type { Assignment } from './assignment.js';
import { Auction, tighten } from './auction.js';
import { assignByFlow } from './by-flow.js';
import { placeAll, type Rise } from './forest.js';
import { fillPriced, placeLoose } from './shortest-paths.js';
import { canPack, emptyState, type State } from './state.js';

export interface AssignOptions {
  /** {@link Assignment.unplaced} is to be no less than this. */
  readonly unplacedAtLeast?: number;
  /** Called between steps and, in long ones, every few thousandths of a second. May throw, to stop. */
  readonly onStep?: (done: number, steps: number) => void;
}

/**
 * What having no place costs during the auction, in dearest pairs. The higher, the longer students bid for what is
 * over-subscribed; the lower, the more is left to be done when that price rises without end. About one in ten
 * of those who might still be placed will be; placing one by the forest looks at a sixth of all pairs, the long auction
 * at every pair some six times (measured on instances of 0.4 and 6 million pairs). So where more than a few may still be placed,
 * a higher price comes next; where many may, the highest at once, in a hurry up to `HURRY_UNTIL`.
 */
const MODERATE_LAMBDA = 1;
const HIGHER_LAMBDA = 1.5;
const HIGHEST_LAMBDA = 2.5;
const HURRY_UNTIL = 1.9;
const FEW_TO_PLACE = 350;
const MANY_TO_PLACE = 1_200;
/** The auction's step as a part of the dearest pair: the smaller, the longer the auction and the less is left to mend. */
const STEPS_IN_DEAREST = 20;
/** Part of a step that is taken off all prices after the auction: about as much as they are too high. */
const REBATE_OF_STEP = 1;

/**
 * The assignment that places as many as can be and, of those that do, costs least. Exact.
 *
 * Four steps: an auction finds prices that are nearly right; rounding keeps what is exactly right at them;
 * shortest chains of moves place the rest, for a moderate price of having no place; then that price rises
 * without end. Parameters derive from the largest cost alone. Where they do not fit, because costs are of very
 * unequal size, the chains get long; then, and when costs are too large for 32-bit words, the network simplex does it.
 */
export function assign(instance: Instance, { unplacedAtLeast = 0, onStep }: AssignOptions = {}): Assignment {
  const { rowStart, places } = instance;
  let dearest = 0;
  for (const cost of instance.cost) if (cost > dearest) dearest = cost;
  const least = Math.max((Math.min(rowStart.length - 1, places.length) + 1) * dearest + 1, unplacedAtLeast);
  if (!canPack(instance, dearest)) return assignByFlow(instance, least, () => onStep?.(0, 1));
  const step = Math.max(1, Math.round(dearest / STEPS_IN_DEAREST));
  const STEPS = 6;
  let done = 0;
  const next = () => onStep?.(++done, STEPS);
  const state = emptyState(instance, () => onStep?.(done, STEPS));
  next();
  const auction = new Auction(state, step);
  auction.run(Math.ceil(MODERATE_LAMBDA * dearest) + 1);
  let toPlace = auction.mostToPlace();
  if (toPlace > FEW_TO_PLACE && toPlace <= MANY_TO_PLACE) {
    auction.run(Math.ceil(HIGHER_LAMBDA * dearest) + 1);
    toPlace = auction.mostToPlace();
  }
  if (toPlace > FEW_TO_PLACE)
    auction.run(Math.ceil(HIGHEST_LAMBDA * dearest) + 1, Math.floor(HURRY_UNTIL * dearest));
  next();
  const loose = tighten(state, Math.round(REBATE_OF_STEP * step));
  next();
  if (!placeLoose(state, loose)) return assignByFlow(instance, least, () => onStep?.(0, 1));
  next();
  if (!fillPriced(state)) return assignByFlow(instance, least, () => onStep?.(0, 1));
  next();
  const rise = placeAll(state);
  if (!rise) return assignByFlow(instance, least, () => onStep?.(0, 1));
  const unplaced = Math.max(least, state.lambda + rise.enough);
  const assignment = { ...finalPrices(instance, state, rise, unplaced - state.lambda), unplaced };
  next();
  return assignment;
}

function finalPrices(
  instance: Instance,
  state: State,
  { hasRoom, risen }: Rise,
  all: number,
): Omit<Assignment, 'unplaced'> {
  const { offers, offerOf, seatStart, seats, taken, places } = state;
  const price = Float64Array.from(state.price, (base, o) => base + (hasRoom[o] ? risen[o]! : all));
  const level = Float64Array.from(state.level, (base, s) => {
    const held = offerOf[s]!;
    return base + (held >= 0 && hasRoom[held] ? risen[held]! : all);
  });
  // Seats beyond the number of candidates were left out; an offer that has such seats is never full.
  for (let o = 0; o < offers; o++) {
    if (instance.places[o]! <= places[o]!) continue;
    for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++)
      level[seats[seat]!]! -= price[o]!;
    price[o] = 0;
  }
  return { offerOf, level, price };
}
