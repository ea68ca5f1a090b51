import { TRANSPORTS } from '../../shared/travel-time.js';
import { candidatesOf } from './candidates.js';
import { groundOf, rulesBroken } from './eligibility.js';
import { capLoad, poolLoad } from './limits.js';
import { classesOf, scaleOf } from './objective.js';
import { dearestOf, problemOf } from './problem.js';
import { solve } from './search.js';
import type { InputFault, MatchingInput, Offer, Request } from './types.js';

/** Largest quantity of anything: places, learners, half-days. Keeps every sum far from the limits of arithmetic. */
export const MOST_OF_ANYTHING = 1_000_000;
/** A policy weight above this would drown the other parts of the cost anyway. */
export const HEAVIEST_WEIGHT = 1_000;
/** Costs of pairs are kept in 32 bits. */
const DEAREST_PAIR = 2 ** 31 - 1;
/** A week, in minutes. Nobody travels longer one way. */
export const LONGEST_JOURNEY = 10_080;

/**
 * Everything in the input that no answer can honour: numbers that are not whole or out of range, ids that
 * are used twice or refer to nothing, pins that break a rule or do not fit together. An input without
 * faults can be matched.
 *
 * @returns all faults, in the order of the input; empty when there are none
 */
export function checkInput(input: MatchingInput): InputFault[] {
  const faults: InputFault[] = [];
  const districts = new Set(input.districts.map(({ id }) => id));
  const pools = new Set(input.pools.map(({ id }) => id));
  const whole = (path: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      faults.push({ path, found: String(value), wanted: `a whole number from ${least} to ${most}` });
    }
  };
  const oneOf = (path: string, value: string, known: ReadonlySet<string>, what: string) => {
    if (!known.has(value)) faults.push({ path, found: value, wanted: `${what} of the input` });
  };
  const blockOf = (path: string, { startsOn, endsOn }: { startsOn: number; endsOn: number }) => {
    whole(`${path}.startsOn`, startsOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
    whole(`${path}.endsOn`, endsOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
    if (endsOn < startsOn)
      faults.push({ path: `${path}.endsOn`, found: `day ${endsOn}`, wanted: `day ${startsOn} or later` });
  };

  input.requests.forEach((request, at) => {
    const path = `requests[${at}]`;
    oneOf(`${path}.district`, request.district, districts, 'a district');
    if (!TRANSPORTS.includes(request.transport)) {
      faults.push({ path: `${path}.transport`, found: request.transport, wanted: TRANSPORTS.join(', ') });
    }
    if (request.maxTravelMinutes !== null)
      whole(`${path}.maxTravelMinutes`, request.maxTravelMinutes, 0, LONGEST_JOURNEY);
    whole(`${path}.year`, request.year, 0, 100);
    whole(`${path}.halfDaysPerWeek`, request.halfDaysPerWeek, 1, 14);
    whole(`${path}.priority`, request.priority, 0, MOST_OF_ANYTHING);
    blockOf(path, request);
  });
  input.offers.forEach((offer, at) => {
    const path = `offers[${at}]`;
    whole(`${path}.places`, offer.places, 0, MOST_OF_ANYTHING);
    whole(`${path}.minGroup`, offer.minGroup, 1, MOST_OF_ANYTHING);
    if (offer.places > 0 && offer.minGroup > offer.places) {
      faults.push({
        path: `${path}.minGroup`,
        found: String(offer.minGroup),
        wanted: `at most the ${offer.places} places`,
      });
    }
    if (offer.legs.length === 0)
      faults.push({ path: `${path}.legs`, found: 'no leg', wanted: 'at least one leg' });
    offer.legs.forEach((leg, legAt) => {
      whole(`${path}.legs[${legAt}].halfDaysPerWeek`, leg.halfDaysPerWeek, 1, 14);
      if (leg.mode === 'in-person')
        oneOf(`${path}.legs[${legAt}].district`, leg.district, districts, 'a district');
      if (leg.pool !== null) oneOf(`${path}.legs[${legAt}].pool`, leg.pool, pools, 'a pool');
    });
    if (offer.releaseOn !== null)
      whole(`${path}.releaseOn`, offer.releaseOn, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
    blockOf(path, offer);
  });
  input.pools.forEach((pool, at) => {
    whole(`pools[${at}].learnerHalfDaysPerWeek`, pool.learnerHalfDaysPerWeek, 0, MOST_OF_ANYTHING);
  });
  input.caps.forEach((cap, at) => whole(`caps[${at}].maxLearners`, cap.maxLearners, 0, MOST_OF_ANYTHING));
  input.districts.forEach(({ latitude, longitude }, at) => {
    if (!(Math.abs(latitude) <= 90))
      faults.push({ path: `districts[${at}].latitude`, found: String(latitude), wanted: '-90 to 90' });
    if (!(Math.abs(longitude) <= 180)) {
      faults.push({ path: `districts[${at}].longitude`, found: String(longitude), wanted: '-180 to 180' });
    }
  });
  const { policy } = input;
  for (const part of ['travel', 'preference', 'variety'] as const) {
    whole(`policy.weights.${part}`, policy.weights[part], 0, HEAVIEST_WEIGHT);
  }
  whole('policy.asOf', policy.asOf, -MOST_OF_ANYTHING, MOST_OF_ANYTHING);
  whole('policy.defaultMaxTravelMinutes', policy.defaultMaxTravelMinutes, 0, LONGEST_JOURNEY);
  if (!(policy.maxSeconds > 0))
    faults.push({ path: 'policy.maxSeconds', found: String(policy.maxSeconds), wanted: 'more than 0' });

  faults.push(
    ...twice(
      'requests',
      input.requests.map(({ id }) => id),
    ),
    ...twice(
      'offers',
      input.offers.map(({ id }) => id),
    ),
    ...twice(
      'pools',
      input.pools.map(({ id }) => id),
    ),
    ...twice(
      'districts',
      input.districts.map(({ id }) => id),
    ),
    ...twice(
      'caps',
      input.caps.map(({ kind, id }) => `${kind} ${id}`),
    ),
    ...twice(
      'policy.pinned',
      policy.pinned.map(({ request }) => request),
    ),
  );
  // What follows takes the rest for granted.
  if (faults.length === 0) faults.push(...pinFaults(input));
  if (faults.length === 0) faults.push(...sizeFaults(input));
  if (faults.length === 0) faults.push(...groupFaults(input));
  return faults;
}

/** Costs that could not be compared exactly. Looks at real pairs only when the worst imaginable ones would be too dear. */
function sizeFaults(input: MatchingInput): InputFault[] {
  const { weights, defaultMaxTravelMinutes } = input.policy;
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const limit = most(input.requests.map((request) => request.maxTravelMinutes ?? defaultMaxTravelMinutes));
  const days = most(
    input.offers.map(({ legs }) => legs.reduce((sum, leg) => sum + Math.ceil(leg.halfDaysPerWeek / 2), 0)),
  );
  const listed = most(input.requests.map(({ preferences }) => preferences.length));
  const worst =
    weights.travel * 2 * limit * days + weights.preference * (60 * listed + 120) + weights.variety * 240;
  const classes = classesOf(input.requests);
  const isFine = (dearest: number) => scaleOf(dearest, classes, input) !== null;
  if (worst <= DEAREST_PAIR && (isFine(worst) || isFine(dearestOf(candidatesOf(input, groundOf(input))))))
    return [];
  return [
    {
      path: 'policy.weights',
      found: JSON.stringify(weights),
      wanted: 'smaller weights, for costs that stay exact',
    },
  ];
}

/** A pin may hold open an offer that cannot get its minimum group. Only solving can tell. */
function groupFaults(input: MatchingInput): InputFault[] {
  const held = new Set(input.policy.pinned.map(({ offer }) => offer));
  if (!input.offers.some((offer) => offer.minGroup > 1 && held.has(offer.id))) return [];
  if (solve(problemOf(input, groundOf(input))) !== null) return [];
  return [
    {
      path: 'policy.pinned',
      found: 'a group that cannot be filled',
      wanted: 'pins that leave room for minimum groups',
    },
  ];
}

function twice(path: string, ids: readonly string[]): InputFault[] {
  const seen = new Set<string>();
  return ids.flatMap((id, at) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: `${path}[${at}]`, found: id, wanted: 'an id that is not used twice' }];
  });
}

function pinFaults(input: MatchingInput): InputFault[] {
  const requests = new Map(input.requests.map((request) => [request.id, request]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const ground = groundOf(input);
  const faults: InputFault[] = [];
  const stays: { request: Request; offer: Offer }[] = [];
  const known = (path: string, pair: { request: string; offer: string }) => {
    const [request, offer] = [requests.get(pair.request), offers.get(pair.offer)];
    if (!request)
      faults.push({ path: `${path}.request`, found: pair.request, wanted: 'a request of the input' });
    if (!offer) faults.push({ path: `${path}.offer`, found: pair.offer, wanted: 'an offer of the input' });
    return request && offer ? { request, offer } : null;
  };
  input.policy.pinned.forEach((pin, at) => {
    const stay = known(`policy.pinned[${at}]`, pin);
    if (!stay) return;
    stays.push(stay);
    const rules = rulesBroken(stay.request, stay.offer, ground);
    if (rules.length > 0) {
      faults.push({
        path: `policy.pinned[${at}]`,
        found: `breaks ${rules.join(', ')}`,
        wanted: 'an eligible pair',
      });
    }
  });
  input.policy.forbidden.forEach((pair, at) => known(`policy.forbidden[${at}]`, pair));

  const tooMany = (what: string, room: number, load: (offer: Offer) => number, isAtOnce: boolean) => {
    const there = stays.filter(({ offer }) => load(offer) > 0);
    const days = isAtOnce ? there.map(({ request }) => request.startsOn) : [0];
    const most = Math.max(
      0,
      ...days.map((day) =>
        there
          .filter(({ request }) => !isAtOnce || (request.startsOn <= day && day <= request.endsOn))
          .reduce((sum, { offer }) => sum + load(offer), 0),
      ),
    );
    if (most > room)
      faults.push({ path: 'policy.pinned', found: `${most} for ${what}`, wanted: `at most ${room}` });
  };
  if (stays.length === 0) return faults;
  for (const offer of new Set(stays.map((stay) => stay.offer))) {
    tooMany(`offer ${offer.id}`, offer.places, (other) => (other === offer ? 1 : 0), false);
  }
  for (const { kind, id, maxLearners } of input.caps) {
    tooMany(`${kind} ${id}`, maxLearners, (offer) => capLoad(offer, kind, id), true);
  }
  for (const { id, learnerHalfDaysPerWeek } of input.pools) {
    tooMany(`pool ${id}`, learnerHalfDaysPerWeek, (offer) => poolLoad(offer, id), true);
  }
  return faults;
}
