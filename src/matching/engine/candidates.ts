import { kmWithinMinutes, type District, type Transport } from '../../shared/travel-time.js';
import { firstRuleBroken, travelLimit, type Ground } from './eligibility.js';
import { totalCost } from './cost.js';
import type { MatchingInput, Offer, Request, Watch } from './types.js';

/**
 * Every eligible pair with its cost, row by row: the pairs of request `r` are those from
 * `rowStart[r]` up to `rowStart[r + 1]`, by rising offer. Requests and offers stand in id order,
 * and from here on are known by their place in it.
 */
export interface Candidates {
  readonly requests: readonly Request[];
  readonly offers: readonly Offer[];
  readonly rowStart: Int32Array;
  readonly offer: Int32Array;
  readonly cost: Int32Array;
}

/** Requests between two reports of progress: a few milliseconds of work. */
const REQUESTS_A_REPORT = 200;

/**
 * Finds all eligible pairs of the input. An index by profession, year and district leaves out what
 * cannot be eligible; `firstRuleBroken` alone decides on the rest. Time grows with the number of pairs
 * that share profession and year within the travel limit, not with requests times offers.
 */
export function candidatesOf(input: MatchingInput, ground: Ground, watch?: Watch): Candidates {
  const requests = inIdOrder(input.requests);
  const offers = inIdOrder(input.offers);
  const nearby = indexOffers(input, requests, offers, ground);
  const rowStart = new Int32Array(requests.length + 1);
  let offer = new Int32Array(1024);
  let cost = new Int32Array(1024);
  let pairs = 0;

  for (let r = 0; r < requests.length; r++) {
    if (r % REQUESTS_A_REPORT === 0) watch?.progress('pairing', r, requests.length);
    const request = requests[r]!;
    const row = nearby(request).filter((o) => firstRuleBroken(request, offers[o]!, ground) === null);
    row.sort((a, b) => a - b);
    if (pairs + row.length > offer.length) {
      const room = Math.max(2 * offer.length, pairs + row.length);
      offer = grown(offer, room);
      cost = grown(cost, room);
    }
    for (const o of row) {
      offer[pairs] = o;
      cost[pairs++] = totalCost(request, offers[o]!, ground);
    }
    rowStart[r + 1] = pairs;
  }
  watch?.progress('pairing', requests.length, requests.length);
  return { requests, offers, rowStart, offer: offer.slice(0, pairs), cost: cost.slice(0, pairs) };
}

/** The pair's place in the rows, or -1 when the two are not a pair. */
export function pairAt(candidates: Candidates, request: number, offer: number): number {
  let low = candidates.rowStart[request]!;
  let high = candidates.rowStart[request + 1]! - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = candidates.offer[middle]!;
    if (found === offer) return middle;
    if (found < offer) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** By id, in the order of UTF-16 code units, so that the order of arrays never decides anything. */
export function inIdOrder<Thing extends { readonly id: string }>(things: readonly Thing[]): Thing[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** A district where offers have their first leg in person, as a point on the unit sphere. */
interface Stop {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Offers of one profession and year by stop: those of stop `s` from `start[s]` up to `start[s + 1]`; those all remote come last. */
interface Bucket {
  readonly start: Int32Array;
  readonly offer: Int32Array;
}

/** The stops within some minutes of a district, nearest first. */
interface Reach {
  readonly stop: Int32Array;
  readonly minutes: Int32Array;
}

/** Answers, for a request, which offers might suit it: all that do, and few that do not. */
type Nearby = (request: Request) => number[];

function indexOffers(
  input: MatchingInput,
  requests: readonly Request[],
  offers: readonly Offer[],
  ground: Ground,
): Nearby {
  const points = new Map(input.districts.map((district) => [district.id, onUnitSphere(district)]));
  const firstDistricts = offers.map(({ legs }) => legs.find((leg) => leg.mode === 'in-person')?.district);
  const stopIds = [...new Set(firstDistricts.filter((id) => id !== undefined))];
  const stops = stopIds.map((id) => points.get(id)!);
  const stopAt = new Map(stopIds.map((id, at) => [id, at]));
  const stopOf = Int32Array.from(firstDistricts, (id) => (id === undefined ? stops.length : stopAt.get(id)!));
  const startsOn = Int32Array.from(offers, (offer) => offer.startsOn);
  const endsOn = Int32Array.from(offers, (offer) => offer.endsOn);
  const buckets = bucketsOf(offers, stopOf, stops.length);
  const reachFrom = reachFinder(input, requests, stops, points, ground);

  return (request) => {
    const found: number[] = [];
    const bucket = buckets.get(bucketKey(request.profession, request.year));
    if (!bucket) return found;
    const take = (stop: number) => {
      for (let at = bucket.start[stop]!, end = bucket.start[stop + 1]!; at < end; at++) {
        const o = bucket.offer[at]!;
        if (startsOn[o]! <= request.startsOn && endsOn[o]! >= request.endsOn) found.push(o);
      }
    };
    const limit = travelLimit(request, input.policy);
    const { stop, minutes } = reachFrom(request.district, request.transport);
    for (let at = 0; at < stop.length && minutes[at]! <= limit; at++) take(stop[at]!);
    take(stops.length);
    return found;
  };
}

function bucketsOf(offers: readonly Offer[], stopOf: Int32Array, stops: number): ReadonlyMap<string, Bucket> {
  const members = new Map<string, number[]>();
  offers.forEach((offer, o) => {
    for (const profession of new Set(offer.professions)) {
      for (const year of new Set(offer.years)) {
        const key = bucketKey(profession, year);
        const there = members.get(key);
        if (there) there.push(o);
        else members.set(key, [o]);
      }
    }
  });
  return new Map(
    [...members].map(([key, list]) => {
      const start = new Int32Array(stops + 2);
      const offer = Int32Array.from(list).sort((a, b) => stopOf[a]! - stopOf[b]! || a - b);
      for (const o of list) start[stopOf[o]! + 1]!++;
      for (let stop = 0; stop <= stops; stop++) start[stop + 1]! += start[stop]!;
      return [key, { start, offer }];
    }),
  );
}

/** Finds, once for each district and kind of transport, the stops within the longest limit of anybody there. */
function reachFinder(
  input: MatchingInput,
  requests: readonly Request[],
  stops: readonly Stop[],
  points: ReadonlyMap<string, Stop>,
  ground: Ground,
): (district: string, transport: Transport) => Reach {
  const longestLimit = new Map<string, number>();
  for (const request of requests) {
    const key = originKey(request.district, request.transport);
    longestLimit.set(key, Math.max(longestLimit.get(key) ?? 0, travelLimit(request, input.policy)));
  }
  const found = new Map<string, Reach>();
  return (district, transport) => {
    const key = originKey(district, transport);
    const known = found.get(key);
    if (known) return known;
    const limit = longestLimit.get(key)!;
    const here = points.get(district)!;
    const farthest = squaredChord(kmWithinMinutes(limit, transport));
    const within: { stop: number; minutes: number }[] = [];
    for (let s = 0; s < stops.length; s++) {
      const stop = stops[s]!;
      const apart = (here.x - stop.x) ** 2 + (here.y - stop.y) ** 2 + (here.z - stop.z) ** 2;
      if (apart > farthest && stop.id !== district) continue;
      const minutes = ground.minutes(district, stop.id, transport);
      if (minutes <= limit) within.push({ stop: s, minutes });
    }
    within.sort((a, b) => a.minutes - b.minutes || a.stop - b.stop);
    const reach = {
      stop: Int32Array.from(within, ({ stop }) => stop),
      minutes: Int32Array.from(within, ({ minutes }) => minutes),
    };
    found.set(key, reach);
    return reach;
  };
}

function bucketKey(profession: string, year: number): string {
  return `${year} ${profession}`;
}

function originKey(district: string, transport: Transport): string {
  return `${transport} ${district}`;
}

function onUnitSphere(district: District): Stop {
  const radians = Math.PI / 180;
  const latitude = district.latitude * radians;
  const longitude = district.longitude * radians;
  return {
    id: district.id,
    x: Math.cos(latitude) * Math.cos(longitude),
    y: Math.cos(latitude) * Math.sin(longitude),
    z: Math.sin(latitude),
  };
}

const EARTH_RADIUS_KM = 6371;

/** Square of the straight line through a unit sphere that spans so many km of the earth, with a margin for rounding. */
function squaredChord(km: number): number {
  if (km < 0) return -1;
  const halfAngle = Math.min(km / EARTH_RADIUS_KM, Math.PI) / 2;
  return 4 * Math.sin(halfAngle) ** 2 * (1 + 1e-9) + 1e-12;
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
