import { totalCost } from './cost.js';
import { firstRuleBroken, travelLimit } from './eligibility.js';
import { reach, sureReach } from './nearby.js';
import type { Answered } from './smallest-change.js';
import { MOST_SHORTAGES, type MatchingInput, type Offer, type Shortage, type Worth } from './types.js';
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
  const travel = travelOf(answered);
  const takers = new Map<string, number[]>();
  for (let r = 0; r < requests.length; r++) {
    if (r % REQUESTS_A_PULSE === 0) pulse();
    if (problem.pinnedPair[r]! < 0) append(takers, requests[r]!.profession, r);
  }
  const template = offerForAll(input, '', '');
  const found: Shortage[] = [];
  for (const profession of [...takers.keys()].sort()) {
    const anywhere = { ...template, professions: [profession] };
    // All rules but that of travel, which a remote leg always keeps.
    const remote = { ...anywhere, legs: [{ ...anywhere.legs[0]!, mode: 'remote' as const }] };
    const wouldSuit = (r: number) => firstRuleBroken(requests[r]!, remote, ground) === null;
    const those = takers.get(profession)!;
    const waiting = those.filter((r) => solution.pairOf[r]! < 0 && wouldSuit(r));
    if (waiting.length === 0) continue;
    const comings = fromSink && cheapestFirst(answered, fromSink, those);
    for (const { district, count } of mostWaiting(answered, travel, waiting, pulse)) {
      const there = { ...anywhere, legs: [{ ...anywhere.legs[0]!, district }] };
      const onePlaceMore = comings && worthIn(answered, travel, comings, there, wouldSuit);
      found.push({ profession, district, waiting: count, onePlaceMore });
      pulse();
    }
  }
  return found;
}

/** From where, and how far, each request travels: squared straight lines beyond which nothing is in reach, and within which everything is. */
interface Travel {
  readonly home: Int32Array;
  readonly farthest: Float64Array;
  readonly sure: Float64Array;
}

function travelOf({ problem, nearby, ground }: Answered): Travel {
  const { requests } = problem.candidates;
  const home = new Int32Array(requests.length);
  const farthest = new Float64Array(requests.length);
  const sure = new Float64Array(requests.length);
  // Of limits and transports there are few.
  const known = new Map<string, { readonly farthest: number; readonly sure: number }>();
  requests.forEach((request, r) => {
    const limit = travelLimit(request, ground.policy);
    const key = `${request.transport} ${limit}`;
    let lines = known.get(key);
    if (!lines) {
      lines = { farthest: reach(limit, request.transport), sure: sureReach(limit, request.transport) };
      known.set(key, lines);
    }
    home[r] = nearby.homeOf(request);
    farthest[r] = lines.farthest;
    sure[r] = lines.sure;
  });
  return { home, farthest, sure };
}

/** Asked only where the straight line between home and district, neither sure to be in reach nor beyond it, leaves it open. */
function isWithinLimit({ problem, input, ground }: Answered, r: number, district: number): boolean {
  const request = problem.candidates.requests[r]!;
  const minutes = ground.minutes(request.district, input.districts[district]!.id, request.transport);
  return minutes <= travelLimit(request, ground.policy);
}

/** The districts to which most of the requests could travel, most first, of equals by id. */
function mostWaiting(
  answered: Answered,
  travel: Travel,
  waiting: readonly number[],
  pulse: () => void,
): { district: string; count: number }[] {
  const { districts } = answered.input;
  const { ground } = answered;
  const { requests } = answered.problem.candidates;
  const counts = new Int32Array(districts.length);
  // Who lives in one place and travels alike gets to the same districts.
  const alike = new Map<string, { readonly r: number; count: number }>();
  for (const r of waiting) {
    const { transport } = requests[r]!;
    const key = `${travel.home[r]} ${transport} ${travelLimit(requests[r]!, ground.policy)}`;
    const those = alike.get(key);
    if (those) those.count++;
    else alike.set(key, { r, count: 1 });
  }
  const lines = new Float64Array(districts.length);
  let nth = 0;
  for (const { r, count } of alike.values()) {
    if (nth++ % REQUESTS_A_PULSE === 0) pulse();
    const home = travel.home[r]!;
    const farthest = travel.farthest[r]!;
    const sure = travel.sure[r]!;
    answered.nearby.linesFrom(home, lines);
    for (let at = 0; at < lines.length; at++) {
      if (lines[at]! > farthest) continue;
      if ((lines[at]! < sure && at !== home) || isWithinLimit(answered, r, at)) counts[at]! += count;
    }
  }
  return districts
    .map(({ id }, at) => ({ district: id, count: counts[at]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.district < b.district ? -1 : 1))
    .slice(0, MOST_SHORTAGES);
}

/** A request that would leave what it has, or has not, for a new place: what that does to all others, and to itself but for the place. */
interface Coming {
  readonly request: number;
  /** Change of the price of those who have none; what is compared first. */
  readonly apart: number;
  readonly cost: number;
  readonly gained: number;
}

/** Those whose coming could be worth something, the cheapest first. */
function cheapestFirst({ problem, solution }: Answered, ways: Ways, takers: readonly number[]): Coming[] {
  const { network } = ways;
  const { cost } = problem.candidates;
  const comings: Coming[] = [];
  for (const request of takers) {
    const vertex = network.vertexOf[request]!;
    if (ways.reduced[vertex]! === Infinity) continue;
    const held = solution.pairOf[request]!;
    const costOfWay = ways.cost[vertex]! - (held < 0 ? 0 : cost[held]!);
    const apart = ways.length(network.sink, vertex) - network.costOf[request]! - costOfWay;
    if (apart > 0 || (apart === 0 && costOfWay >= 0)) continue;
    comings.push({ request, apart, cost: costOfWay, gained: ways.gained[vertex]! + (held < 0 ? 1 : 0) });
  }
  return comings.sort((a, b) => a.apart - b.apart || a.cost - b.cost);
}

function worthIn(
  answered: Answered,
  travel: Travel,
  comings: readonly Coming[],
  offer: Offer,
  wouldSuit: (request: number) => boolean,
): Worth {
  const { problem, nearby, ground } = answered;
  const { requests } = problem.candidates;
  const there = nearby.placeOf(offer.legs[0]!.district);
  const lines = new Float64Array(answered.input.districts.length);
  nearby.linesFrom(there, lines);
  let [leastApart, leastCost, gained] = [0, 0, 0];
  for (const coming of comings) {
    // The price of having no place outweighs the costs of pairs there are, but a new one may cost more than any of them. None
    // costs less than nothing, so that all who follow are no better.
    if (coming.apart > leastApart || (coming.apart === leastApart && coming.cost >= leastCost)) break;
    const r = coming.request;
    const line = lines[travel.home[r]!]!;
    if (line > travel.farthest[r]!) continue;
    const isSure = line < travel.sure[r]! && travel.home[r] !== there;
    if (!isSure && !isWithinLimit(answered, r, there)) continue;
    const cost = coming.cost + totalCost(requests[coming.request]!, offer, ground);
    if ((coming.apart === leastApart && cost >= leastCost) || !wouldSuit(coming.request)) continue;
    leastApart = coming.apart;
    leastCost = cost;
    gained = coming.gained;
  }
  return { placesGained: gained, costSaved: 0 - leastCost };
}

function append(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
