import { TRANSPORTS } from '../../shared/travel-time.js';
import { candidatesOf } from './candidates.js';
import { pinFaults } from './check-pins.js';
import { dearestImaginable, DEAREST_PAIR } from './cost.js';
import { groundOf } from './eligibility.js';
import { limitsOf } from './limits.js';
import { classesOf, scaleOf } from './objective.js';
import { dearestOf, problemOf } from './problem.js';
import { isNested } from './relaxation.js';
import { isSolvable } from './search.js';
import type { InputFault, MatchingInput, Offer, Policy, Request, Watch } from './types.js';

/** Largest quantity of anything: places, learners, half-days. Keeps every sum far from the limits of arithmetic. */
export const MOST_OF_ANYTHING = 1_000_000;
/** A policy weight above this would drown the other parts of the cost anyway. */
export const HEAVIEST_WEIGHT = 1_000;
/** A week, in minutes. Nobody travels longer one way. */
export const LONGEST_JOURNEY = 10_080;
const HIGHEST_YEAR = 100;
/** Each that occurs is an aim of its own. */
export const HIGHEST_CARRY_OVER = 100;
/** A million requests of this weight are as much as can be compared exactly. */
export const HEAVIEST_ENTITLEMENT = 1_000;
const HALF_DAYS_IN_A_WEEK = 14;

/**
 * Everything in the input that no answer can honour: numbers that are not whole or out of range, ids that
 * are empty, used twice or refer to nothing, pins that break a rule or do not fit together. An input without
 * faults can be matched.
 *
 * @param watch - told of progress; what it throws passes through
 * @returns all faults, in the order of the input; empty when there are none
 */
export function checkInput(input: MatchingInput, watch?: Watch): InputFault[] {
  const tell = () => watch?.progress('reading', 0, 1);
  const { policy } = input;
  const faults: InputFault[] = [];
  tell();
  const districts = new Set(input.districts.map(({ id }) => id));
  const pools = new Set(input.pools.map(({ id }) => id));
  input.requests.forEach((request, at) => {
    if (at % ROWS_A_REPORT === 0) tell();
    checkRequest(request, new Doubts(faults, 'requests', at), districts);
  });
  input.offers.forEach((offer, at) => {
    if (at % ROWS_A_REPORT === 0) tell();
    checkOffer(offer, new Doubts(faults, 'offers', at), districts, pools);
  });
  input.pools.forEach((pool, at) => {
    const doubts = new Doubts(faults, 'pools', at);
    doubts.named('id', pool.id);
    doubts.whole('learnerHalfDaysPerWeek', pool.learnerHalfDaysPerWeek, 0, MOST_OF_ANYTHING);
  });
  input.caps.forEach((cap, at) => {
    const doubts = new Doubts(faults, 'caps', at);
    doubts.named('id', cap.id);
    doubts.oneOf('kind', cap.kind, ['provider', 'site']);
    doubts.whole('maxLearners', cap.maxLearners, 0, MOST_OF_ANYTHING);
  });
  input.districts.forEach(({ id, latitude, longitude }, at) => {
    const doubts = new Doubts(faults, 'districts', at);
    doubts.named('id', id);
    if (!(Math.abs(latitude) <= 90)) doubts.add('latitude', String(latitude), '-90 to 90');
    if (!(Math.abs(longitude) <= 180)) doubts.add('longitude', String(longitude), '-180 to 180');
  });
  checkPolicy(policy, new Doubts(faults, 'policy'));
  tell();
  faults.push(
    ...twice('requests', input.requests, ({ id }) => id),
    ...twice('offers', input.offers, ({ id }) => id),
    ...twice('pools', input.pools, ({ id }) => id),
    ...twice('districts', input.districts, ({ id }) => id),
    ...twice('caps', input.caps, ({ kind, id }) => `${kind} ${id}`),
    ...twice('policy.pinned', policy.pinned, ({ request }) => request),
    ...twice('policy.entitlementWeights', policy.entitlementWeights, ({ hei, profession }) =>
      profession === null ? hei : `${hei}, ${profession}`,
    ),
  );
  tell();
  // What follows takes the rest for granted.
  if (faults.length === 0) faults.push(...pinFaults(input));
  tell();
  if (faults.length === 0) faults.push(...sizeFaults(input, watch));
  tell();
  if (faults.length === 0) faults.push(...groupFaults(input, watch));
  return faults;
}

/** Rows between two reports of progress: a few milliseconds of work. */
const ROWS_A_REPORT = 5_000;

/** Gathers faults of one row, or one part, of the input. Writes out where it is only when something is wrong. */
class Doubts {
  constructor(
    private readonly faults: InputFault[],
    private readonly part: string,
    private readonly row = -1,
  ) {}

  add(name: string, found: string, wanted: string): void {
    const where = this.row < 0 ? this.part : `${this.part}[${this.row}]`;
    this.faults.push({ path: `${where}.${name}`, found, wanted });
  }

  whole(name: string, value: number, least: number, most: number): void {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    this.add(name, String(value), `a whole number from ${least} to ${most}`);
  }

  oneOf(name: string, found: string, known: readonly string[]): void {
    if (!known.includes(found)) this.add(name, found, known.join(', '));
  }

  named(name: string, id: string): void {
    if (id === '') this.add(name, 'an empty id', 'an id');
  }

  block(startsOn: number, endsOn: number): void {
    this.whole('startsOn', startsOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
    this.whole('endsOn', endsOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
    if (endsOn < startsOn) this.add('endsOn', `day ${endsOn}`, `day ${startsOn} or later`);
  }
}

function checkRequest(request: Request, doubts: Doubts, districts: ReadonlySet<string>): void {
  doubts.named('id', request.id);
  if (!districts.has(request.district)) doubts.add('district', request.district, 'a district of the input');
  doubts.oneOf('transport', request.transport, TRANSPORTS);
  if (request.maxTravelMinutes !== null)
    doubts.whole('maxTravelMinutes', request.maxTravelMinutes, 0, LONGEST_JOURNEY);
  doubts.whole('year', request.year, 0, HIGHEST_YEAR);
  doubts.whole('halfDaysPerWeek', request.halfDaysPerWeek, 1, HALF_DAYS_IN_A_WEEK);
  doubts.whole('priority', request.priority, 0, MOST_OF_ANYTHING);
  doubts.whole('carryOver', request.carryOver, 0, HIGHEST_CARRY_OVER);
  doubts.block(request.startsOn, request.endsOn);
}

function checkOffer(
  offer: Offer,
  doubts: Doubts,
  districts: ReadonlySet<string>,
  pools: ReadonlySet<string>,
): void {
  doubts.named('id', offer.id);
  offer.years.forEach((year, nth) => doubts.whole(`years[${nth}]`, year, 0, HIGHEST_YEAR));
  doubts.whole('places', offer.places, 0, MOST_OF_ANYTHING);
  doubts.whole('minGroup', offer.minGroup, 1, MOST_OF_ANYTHING);
  if (offer.places > 0 && offer.minGroup > offer.places)
    doubts.add('minGroup', String(offer.minGroup), `at most the ${offer.places} places`);
  if (offer.legs.length === 0) doubts.add('legs', 'no leg', 'at least one leg');
  offer.legs.forEach((leg, nth) => {
    doubts.whole(`legs[${nth}].halfDaysPerWeek`, leg.halfDaysPerWeek, 1, HALF_DAYS_IN_A_WEEK);
    doubts.oneOf(`legs[${nth}].mode`, leg.mode, ['in-person', 'remote']);
    if (leg.mode === 'in-person' && !districts.has(leg.district))
      doubts.add(`legs[${nth}].district`, leg.district, 'a district of the input');
    if (leg.pool !== null && !pools.has(leg.pool))
      doubts.add(`legs[${nth}].pool`, leg.pool, 'a pool of the input');
  });
  if (offer.releaseOn !== null)
    doubts.whole('releaseOn', offer.releaseOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
  doubts.block(offer.startsOn, offer.endsOn);
}

function checkPolicy(policy: Policy, doubts: Doubts): void {
  for (const part of ['travel', 'preference', 'variety'] as const)
    doubts.whole(`weights.${part}`, policy.weights[part], 0, HEAVIEST_WEIGHT);
  doubts.oneOf('fairness', policy.fairness, ['max-min', 'none']);
  policy.entitlementWeights.forEach(({ hei, weight }, at) => {
    doubts.named(`entitlementWeights[${at}].hei`, hei);
    doubts.whole(`entitlementWeights[${at}].weight`, weight, 1, HEAVIEST_ENTITLEMENT);
  });
  doubts.whole('asOf', policy.asOf, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
  doubts.whole('defaultMaxTravelMinutes', policy.defaultMaxTravelMinutes, 0, LONGEST_JOURNEY);
  if (!(policy.maxSeconds > 0)) doubts.add('maxSeconds', String(policy.maxSeconds), 'more than 0');
}

/** Costs that could not be compared exactly. Looks at real pairs only when the worst imaginable ones would be too dear. */
function sizeFaults(input: MatchingInput, watch?: Watch): InputFault[] {
  const worst = dearestImaginable(input);
  const classes = classesOf(input.requests, input.policy);
  const isFine = (dearest: number) => scaleOf(dearest, classes, input) !== null;
  if (worst <= DEAREST_PAIR) {
    if (isFine(worst)) return [];
    const reading = asReading(watch);
    const candidates = candidatesOf(input, groundOf(input), reading);
    if (isFine(dearestOf(candidates)) || isNested({ limits: limitsOf(candidates, input, reading) }))
      return [];
  }
  return [
    {
      path: 'policy.weights',
      found: JSON.stringify(input.policy.weights),
      wanted: 'smaller weights, for costs that stay exact',
    },
  ];
}

/**
 * A pin may hold open an offer that cannot get its minimum group. Only solving can tell; but others than the pinned offers may
 * as well be empty for that.
 */
function groupFaults(input: MatchingInput, watch?: Watch): InputFault[] {
  const held = new Set(input.policy.pinned.map(({ offer }) => offer));
  const offers = input.offers.filter(({ id }) => held.has(id));
  if (!offers.some(({ minGroup }) => minGroup > 1)) return [];
  const reading = asReading(watch);
  if (isSolvable(problemOf({ ...input, offers }, groundOf(input), reading), reading)) return [];
  return [
    {
      path: 'policy.pinned',
      found: 'a group that cannot be filled',
      wanted: 'pins that leave room for minimum groups',
    },
  ];
}

/** The watch of a check that goes through later stages on its own account. */
function asReading(watch: Watch | undefined): Watch | undefined {
  return watch && { progress: () => watch.progress('reading', 0, 1), isTimeUp: () => watch.isTimeUp() };
}

function twice<Thing>(path: string, things: readonly Thing[], idOf: (thing: Thing) => string): InputFault[] {
  const seen = new Set<string>();
  const faults: InputFault[] = [];
  things.forEach((thing, at) => {
    const id = idOf(thing);
    const before = seen.size;
    if (seen.add(id).size === before)
      faults.push({ path: `${path}[${at}]`, found: id, wanted: 'an id that is not used twice' });
  });
  return faults;
}
