import { assign } from '../assignment/assign.js';
import { seatFirst } from './carry-over.js';
import { contestOf, type Contest } from './contest.js';
import { settleCheaply } from './least-cost.js';
import { orderedPrices, type OrderedPrices } from './ordered-prices.js';
import type { RankedInstance } from './ranked-instance.js';
import { Seating } from './seating.js';
import type { Settlement } from './seat-search.js';
import { shareFairly } from './shares.js';
import { ENOUGH, serveTiers } from './tiers.js';

export interface OrderedAnswer {
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  readonly prices: OrderedPrices;
}

/**
 * Who goes where when who goes first counts: as many of each tier as can be, the earlier first; with that held, shares of
 * HEIs lexicographically max-min; with that held, as many as can be of the highest carry-over, then of the next; and
 * with all that held, least cost. Exact at any size, for each step only narrows what the one before left open, and none weighs
 * one aim against another.
 *
 * Begins with the assignment that places as many as can be; from then on seats only change hands. What is settled in
 * the first steps falls into parts; what is left is who has a seat within each, and that is an assignment again.
 */
export function assignInOrder(instance: RankedInstance, pulse: () => void = () => undefined): OrderedAnswer {
  const { places, heis, carryOver } = instance;
  const first = assign(instance, { onStep: pulse });
  const seating = new Seating(places.length, first.offerOf);
  const tierPart = serveTiers(instance, seating, pulse);
  const shares = heis && shareFairly(instance, heis, tierPart, seating, pulse);
  let contest = contestOf(instance, tierPart, shares, seating);
  const whole = contest;
  const byCarryOver: { level: number; settlement: Settlement }[] = [];
  for (const level of levelsOf(carryOver)) {
    const step = seatFirst(contest, firstIn(contest, carryOver, level), pulse);
    contest = step.contest;
    byCarryOver.push({ level, settlement: step.settlement });
  }
  const byCost = settleCheaply(contest, first.price, pulse);
  const offerOf = first.offerOf.map((offer, student) => {
    if (offer >= 0 && tierPart[offer] === ENOUGH) return offer;
    const seat = byCost.offerOf[student]!;
    return seat < places.length ? seat : -1;
  });
  const stages = {
    tierPart,
    seating,
    shares,
    contest: whole,
    byCarryOver,
    byCost,
    price: first.price,
  };
  return { offerOf, prices: orderedPrices(instance, stages) };
}

/** Those that occur, from the highest; 0 is nothing to be placed for. */
export function levelsOf(carryOver: Uint8Array): number[] {
  return [...new Set(carryOver)].filter((level) => level > 0).sort((a, b) => b - a);
}

function firstIn({ roomOf }: Contest, carryOver: Uint8Array, level: number): Uint8Array {
  return Uint8Array.from(roomOf, (_, student) => (carryOver[student] === level ? 1 : 0));
}
