import { totalCost } from './cost.js';
import { ruleBrokenFrom, travelLimit, type Ground } from './eligibility.js';
import { reach } from './nearby.js';
import type { Answered } from './smallest-change.js';
import {
  MOST_SHORTAGES,
  RULES,
  type MatchingInput,
  type Offer,
  type Request,
  type Shortage,
  type Worth,
} from './types.js';
import type { Ways } from './ways.js';

/** Days a week for which the offer for all is made: a working week. */
const HALF_DAYS = 10;
const REQUESTS_A_PULSE = 512;

/**
 * One place for a profession in a district, open to every student of it who wants no more than five days a week: all
 * years, for as long as any block is, in person, at a provider and in a setting that nobody knows, with every access
 * feature and without conditions. What {@link shortages} tells is what such an offer would bring.
 */
export function offerForAll(
  { requests }: Pick<MatchingInput, 'requests'>,
  profession: string,
  district: string,
): Offer {
  let [startsOn, endsOn] = [Infinity, -Infinity];
  const years = new Set<number>();
  const accessNeeds = new Set<string>();
  for (const request of requests) {
    startsOn = Math.min(startsOn, request.startsOn);
    endsOn = Math.max(endsOn, request.endsOn);
    years.add(request.year);
    for (const need of request.accessNeeds) accessNeeds.add(need);
  }
  const place = `one more place for ${profession} in ${district}`;
  return {
    id: place,
    professions: [profession],
    years: [...years],
    startsOn,
    endsOn,
    places: 1,
    minGroup: 1,
    legs: [
      {
        provider: place,
        site: place,
        district,
        halfDaysPerWeek: HALF_DAYS,
        mode: 'in-person',
        setting: place,
        pool: null,
      },
    ],
    requires: [],
    isDriverNeeded: false,
    accessFeatures: [...accessNeeds],
    reservedFor: [],
    releaseOn: null,
    pillars: [],
    standards: [],
    isStale: false,
  };
}

/**
 * For each profession, the districts in which an offer for all would have the most takers who have no place, and what one
 * place on it would bring: the cheapest way by which somebody comes to it, which is the cheapest way to take anybody from where
 * they are, or from having none.
 *
 * @param fromSink - a search that has been run from the sink, without bounds; `null` where the problem is not a flow
 */
export function shortages(answered: Answered, fromSink: Ways | null, pulse: () => void): readonly Shortage[] {
  const { input, problem, solution, ground } = answered;
  const { requests } = problem.candidates;
  const takers = new Map<string, number[]>();
  for (let r = 0; r < requests.length; r++) {
    if (r % REQUESTS_A_PULSE === 0) pulse();
    if (problem.pinnedPair[r]! < 0) append(takers, requests[r]!.profession, r);
  }
  const template = offerForAll(input, '', '');
  const found: Shortage[] = [];
  for (const profession of [...takers.keys()].sort()) {
    const anywhere = { ...template, professions: [profession] };
    const able = takers.get(profession)!.filter((r) => wouldSuit(requests[r]!, anywhere, ground));
    const waiting = able.filter((r) => solution.pairOf[r]! < 0);
    if (waiting.length === 0) continue;
    for (const { district, count } of mostWaiting(answered, waiting, pulse)) {
      const onePlaceMore = fromSink && worthIn(answered, fromSink, anywhere, district, able);
      found.push({ profession, district, waiting: count, onePlaceMore });
      pulse();
    }
  }
  return found;
}

/** Whether the request keeps all rules with the offer, wherever it is. */
function wouldSuit(request: Request, offer: Offer, ground: Ground): boolean {
  const [leg] = offer.legs;
  const nextDoor = { ...offer, legs: [{ ...leg!, district: request.district }] };
  const broken = ruleBrokenFrom(0, request, nextDoor, ground);
  return broken < 0 || RULES[broken] === 'travel';
}

/** The districts to which most of the requests could travel, most first, of equals by id. */
function mostWaiting(
  answered: Answered,
  waiting: readonly number[],
  pulse: () => void,
): { district: string; count: number }[] {
  const { input, problem } = answered;
  const { requests } = problem.candidates;
  const counts = new Int32Array(input.districts.length);
  waiting.forEach((r, nth) => {
    if (nth % REQUESTS_A_PULSE === 0) pulse();
    forEachInReach(answered, requests[r]!, (at) => counts[at]!++);
  });
  return input.districts
    .map(({ id }, at) => ({ district: id, count: counts[at]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.district < b.district ? -1 : 1))
    .slice(0, MOST_SHORTAGES);
}

function forEachInReach(
  { input, nearby, ground }: Answered,
  request: Request,
  visit: (district: number) => void,
): void {
  const limit = travelLimit(request, ground.policy);
  const home = nearby.homeOf(request);
  const line = reach(limit, request.transport);
  for (let at = 0; at < input.districts.length; at++) {
    if (nearby.lineBetween(home, at) > line) continue;
    if (ground.minutes(request.district, input.districts[at]!.id, request.transport) <= limit) visit(at);
  }
}

function worthIn(
  { problem, solution, nearby, ground }: Answered,
  ways: Ways,
  anywhere: Offer,
  district: string,
  able: readonly number[],
): Worth {
  const { network } = ways;
  const { requests, cost } = problem.candidates;
  const offer = { ...anywhere, legs: [{ ...anywhere.legs[0]!, district }] };
  const there = nearby.placeOf(district);
  let [leastApart, leastCost, gained] = [0, 0, 0];
  for (const r of able) {
    const request = requests[r]!;
    const vertex = network.vertexOf[r]!;
    const limit = travelLimit(request, ground.policy);
    if (ways.reduced[vertex] === Infinity) continue;
    if (nearby.lineBetween(nearby.homeOf(request), there) > reach(limit, request.transport)) continue;
    if (ground.minutes(request.district, district, request.transport) > limit) continue;
    const held = solution.pairOf[r]!;
    const costOfWay = ways.cost[vertex]! - (held < 0 ? 0 : cost[held]!);
    // The price of having no place outweighs the costs of pairs there are; a new one may cost more than any of them.
    const apart = ways.length(network.sink, vertex) - network.costOf[r]! - costOfWay;
    const costAdded = costOfWay + totalCost(request, offer, ground);
    if (apart > leastApart || (apart === leastApart && costAdded >= leastCost)) continue;
    leastApart = apart;
    leastCost = costAdded;
    gained = ways.gained[vertex]! + (held < 0 ? 1 : 0);
  }
  return { placesGained: gained, costSaved: 0 - leastCost };
}

function append(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
