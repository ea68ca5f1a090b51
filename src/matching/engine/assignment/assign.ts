import type { Instance } from '../instance.js';
import type { Assignment } from './assignment.js';
import { Auction, tighten } from './auction.js';
import { overSubscribed } from './closure.js';
import { fillPriced } from './fill-priced.js';
import { placeAll, type Rise } from './forest.js';
import { placeLoose } from './place-loose.js';
import { type Columns, columnsOf } from './shortlists.js';
import { assignBySimplex } from './simplex.js';
import { canPack, emptyState, looseShare, type State } from './state.js';

export interface AssignOptions {
  /** {@link Assignment.unplaced} is to be no less than this. */
  readonly unplacedAtLeast?: number;
  /** Called between steps and, in long ones, every few thousandths of a second. May throw, to stop. */
  readonly onStep?: (done: number, steps: number) => void;
}

/**
 * What having no place costs during the auction, in dearest pairs: enough, in practice, that no chain of moves which would
 * place one more costs more than it saves, so that the proof needs no forest. The higher, the longer students bid
 * for what is over-subscribed.
 */
const LAMBDA_IN_DEAREST = 3;
/** The first step of the auction as a part of the dearest pair, and how many times smaller the next is each time. */
const FIRST_STEP_IN_DEAREST = 0.4;
const STEP_RATIO = 4;
/** What is taken off all prices after a round, in steps of that round: about as much as they are too high. */
const REBATE_IN_STEPS = 1.5;
/** How much worse than the best a pair may be, in steps of the last round, and still be on the shortlist. */
const WIDTH_IN_STEPS = 4;
/** Rounds go on while more of those placed than this would lose their seats if only the best would do. */
const MOST_LOOSE = 0.37;
/**
 * How many pairs a step after the auction may look at before the network simplex is likely to be quicker. Realistic
 * instances need one or two for each pair there is. The simplex needs about so many times the power 3/2 of students and
 * offers together, measured over sizes from a thousand to a hundred thousand.
 */
function mostWorkFor(students: number, offers: number, pairs: number): number {
  return 15 * pairs + 20 * (students + offers) ** 1.5;
}

const STEPS = 8;

/**
 * The assignment that places as many as can be and, of those that do, costs least. Exact.
 *
 * An auction finds prices that are nearly right, in rounds of ever smaller steps; tightening keeps what is exactly right
 * at them; shortest chains of moves place the rest and fill what has a price, for a given price of having no place; then
 * that price rises without end. Everything derives from the largest cost and from what the rounds find. Where costs
 * are too large for 32-bit words, or chains get long, the network simplex does it.
 */
export function assign(instance: Instance, { unplacedAtLeast = 0, onStep }: AssignOptions = {}): Assignment {
  const { rowStart, places, cost } = instance;
  let dearest = 0;
  for (let pair = 0; pair < cost.length; pair++) if (cost[pair]! > dearest) dearest = cost[pair]!;
  const least = Math.max((Math.min(rowStart.length - 1, places.length) + 1) * dearest + 1, unplacedAtLeast);
  const bySimplex = () => assignBySimplex(instance, least, () => onStep?.(0, 1));
  if (!canPack(instance, dearest)) return bySimplex();

  let done = 0;
  const next = () => onStep?.(++done, STEPS);
  const state = emptyState(instance, () => onStep?.(done, STEPS));
  const mostWork = mostWorkFor(rowStart.length - 1, places.length, cost.length);
  next();
  const columns = columnsOf(state);
  next();
  const step = bid(state, columns, dearest);
  const width = WIDTH_IN_STEPS * step;
  next();
  const loose = tighten(state, Math.round(REBATE_IN_STEPS * step), width);
  next();
  if (!placeLoose(state, loose, width, mostWork)) return bySimplex();
  next();
  if (!fillPriced(state, columns, width, mostWork)) return bySimplex();
  next();
  const closed = overSubscribed(state);
  const rise = closed ? riseOf(closed) : placeAll(state, columns, Math.max(width, dearest >> 2), mostWork);
  if (!rise) return bySimplex();
  next();
  return inOwnNumbers(instance, state, rise, Math.max(least, state.lambda + rise.enough));
}

/** Bids in rounds until so many have the very best that the rest can be seen to one by one. Returns the last step. */
function bid(state: State, columns: Columns, dearest: number): number {
  const auction = new Auction(state, columns);
  state.lambda = LAMBDA_IN_DEAREST * dearest + 1;
  let step = Math.max(1, Math.round(FIRST_STEP_IN_DEAREST * dearest));
  auction.run(step, 0);
  do {
    const rebate = Math.round(REBATE_IN_STEPS * step);
    step = Math.max(1, Math.round(step / STEP_RATIO));
    auction.run(step, rebate);
  } while (step > 1 && looseShare(state) > MOST_LOOSE);
  return step;
}

/** The rise when nobody else can be placed: all prices in the over-subscribed part go with it, and no other. */
function riseOf(isOverSubscribed: Uint8Array): Rise {
  return {
    hasRoom: isOverSubscribed.map((is) => 1 - is),
    risen: new Int32Array(isOverSubscribed.length),
    enough: 0,
  };
}

/** The answer with the instance's numbers of students and offers. */
function inOwnNumbers(
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
