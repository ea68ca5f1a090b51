import type { Instance } from '../instance.js';
import type { Assignment } from './assignment.js';
import { Auction, tighten } from './auction.js';
import { assignByFlow } from './by-flow.js';
import { overSubscribed } from './closure.js';
import { fillPriced } from './fill-priced.js';
import { placeAll, type Rise } from './forest.js';
import { placeLoose } from './place-loose.js';
import { columnsOf } from './shortlists.js';
import { canPack, emptyState, type State } from './state.js';

export interface AssignOptions {
  /** {@link Assignment.unplaced} is to be no less than this. */
  readonly unplacedAtLeast?: number;
  /** Called between steps and, in long ones, every few thousandths of a second. May throw, to stop. */
  readonly onStep?: (done: number, steps: number) => void;
}

const LAMBDA = 3;
const FIRST_STEP = 0.4;
const LAST_STEP = 0.025;
const STEP_RATIO = 4;
const REBATE_IN_STEPS = 2;
const WIDTH_IN_STEPS = 4;
const WORK = 10;

/**
 * The assignment that places as many as can be and, of those that do, costs least. Exact.
 */
export function assign(instance: Instance, { unplacedAtLeast = 0, onStep }: AssignOptions = {}): Assignment {
  const { rowStart, places } = instance;
  let dearest = 0;
  const { cost } = instance;
  for (let pair = 0; pair < cost.length; pair++) if (cost[pair]! > dearest) dearest = cost[pair]!;
  const least = Math.max((Math.min(rowStart.length - 1, places.length) + 1) * dearest + 1, unplacedAtLeast);
  if (!canPack(instance, dearest)) return assignByFlow(instance, least, () => onStep?.(0, 1));
  const STEPS = 6;
  let done = 0;
  const next = () => onStep?.(++done, STEPS);
  const state = emptyState(instance, dearest, () => onStep?.(done, STEPS));
  next();
  const auction = new Auction(state);
  const mostWork = WORK * instance.offer.length;
  let step = Math.max(1, Math.round(FIRST_STEP * dearest));
  state.lambda = Math.ceil(LAMBDA * dearest) + 1;
  auction.round(step, 0, 0);
  next();
  for (;;) {
    do {
      const before = step;
      step = Math.max(1, Math.round(step / STEP_RATIO));
      auction.round(step, REBATE_IN_STEPS * before, WIDTH_IN_STEPS * step);
      next();
    } while (step > 1 && step > LAST_STEP * dearest);
    const width = WIDTH_IN_STEPS * step;
    const loose = tighten(state, REBATE_IN_STEPS * step, width);
    next();
    const ok = placeLoose(state, loose, width, mostWork);
    next();
    if (ok) {
      const columns = columnsOf(state, width);
      next();
      const ok2 = fillPriced(state, columns, width, mostWork);
      next();
      if (ok2) {
        const closed = overSubscribed(state);
        const rise = closed ? riseOf(closed) : placeAll(state, columns, Math.max(width, Math.ceil(dearest / 4)), mostWork);
        next();
        if (rise) {
          const unplaced = Math.max(least, state.lambda + rise.enough);
          const a = finalPrices(instance, state, rise, unplaced);
          next();
          return a;
        }
      }
    }
    if (step === 1) return assignByFlow(instance, least, () => onStep?.(0, 1));
  }
}

/** The rise when nobody else can be placed: all prices in the over-subscribed part go with it, and no other. */
function riseOf(isOverSubscribed: Uint8Array): Rise {
  return {
    hasRoom: isOverSubscribed.map((is) => 1 - is),
    risen: new Int32Array(isOverSubscribed.length),
    enough: 0,
  };
}

/** The answer in the instance's own numbers. */
function finalPrices(
  instance: Instance,
  state: State,
  { hasRoom, risen }: Rise,
  unplaced: number,
): Assignment {
  const { students, offers, studentAt, offerAt, seatStart, seats, taken, places } = state;
  const all = unplaced - state.lambda;
  const offerOf = new Int32Array(students);
  const level = new Float64Array(students);
  const price = new Float64Array(offers);
  for (let o = 0; o < offers; o++) price[offerAt[o]!] = state.price[o]! + (hasRoom[o] ? risen[o]! : all);
  for (let s = 0; s < students; s++) {
    const held = state.offerOf[s]!;
    offerOf[studentAt[s]!] = held >= 0 ? offerAt[held]! : -1;
    level[studentAt[s]!] = state.level[s]! + (held >= 0 && hasRoom[held] ? risen[held]! : all);
  }
  // Seats beyond the number of candidates were left out; an offer that has such seats is never full.
  for (let o = 0; o < offers; o++) {
    const here = offerAt[o]!;
    if (instance.places[here]! <= places[o]!) continue;
    for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++)
      level[studentAt[seats[seat]!]!]! -= price[here]!;
    price[here] = 0;
  }
  return { offerOf, level, price, unplaced };
}
