import type { Transport } from '../../shared/travel-time.js';
import type { Ground } from './eligibility.js';
import { Journeys, type Origin } from './pairing/journeys.js';
import { inOrderOf, type Kinds } from './pairing/kinds.js';
import { offerColumns, type OfferColumns } from './pairing/offer-columns.js';
import { PairRows } from './pairing/pair-rows.js';
import { requestColumns, type RequestColumns } from './pairing/request-columns.js';
import { rowFinder, Shortlist } from './pairing/row-finder.js';
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

/** Offers looked at between two reports of progress: a millisecond or two of work. */
const LOOKS_A_REPORT = 2 ** 18;
/** What a request costs besides its offers, counted in offers looked at. */
const LOOKS_A_REQUEST = 64;
/** Answers of one kind that are remembered for those who ask the same; two bytes each. */
const REMEMBERED = 2 ** 25;

/**
 * Finds all eligible pairs of the input. Requests are taken up by profession and year, within those by block, by part of the
 * country and by origin, and each time the list of offers gets shorter; the row finder judges what is left. Time grows
 * with the pairs that agree in profession, year and dates and are some 50 km within the travel limit.
 */
export function candidatesOf(
  input: MatchingInput,
  ground: Ground,
  watch?: Watch,
  remembered = REMEMBERED,
): Candidates {
  const requests = inIdOrder(input.requests);
  const offers = inIdOrder(input.offers);
  const tell = (done: number) => watch?.progress('pairing', done, requests.length);
  tell(0);
  const ofRequest = requestColumns(input, requests, offers, () => tell(0));
  const { professions, blocks, origins } = ofRequest;
  const stopAt = stopsOf(offers);
  const journeys = journeysOf(input, requests, ofRequest, stopAt, remembered);
  tell(0);
  const ofOffer = offerColumns(offers, stopAt, journeys.atHome);
  const suitable = offersByProfession(requests, offers, professions);
  const parts = { of: origins.of.map((origin) => journeys.parts.of[origin]!), first: journeys.parts.first };
  const order = inOrderOf(requests.length, [parts, professions, blocks, origins]);
  tell(0);

  const rows = new PairRows(requests.length);
  const findRow = rowFinder({ requests, offers, ground, journeys, ofRequest, ofOffer, rows, remembered });
  const nearPart = new Shortlist(offers.length);
  const duringBlock = new Shortlist(offers.length);
  let [part, profession, block] = [-1, -1, -1];
  let isNear = new Uint8Array(0);
  let looks = 0;
  for (let at = 0; at < order.length; at++) {
    const r = order[at]!;
    if (parts.of[r] !== part) {
      part = parts.of[r]!;
      profession = -1;
      isNear = journeys.nearTo(part);
      looks += isNear.length;
    }
    if (professions.of[r] !== profession) {
      profession = professions.of[r]!;
      block = -1;
      keepNear(isNear, ofOffer, suitable[profession]!, nearPart);
      looks += suitable[profession]!.length;
    }
    if (blocks.of[r] !== block) {
      block = blocks.of[r]!;
      keepDuring(requests[r]!, ofOffer, nearPart, duringBlock);
      looks += nearPart.length;
    }
    findRow(r, duringBlock);
    looks += duringBlock.length + LOOKS_A_REQUEST;
    if (looks < LOOKS_A_REPORT) continue;
    looks = 0;
    tell(at);
  }
  const pairs = rows.inOrder(() => tell(requests.length));
  tell(requests.length);
  return { requests, offers, ...pairs };
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

function keepNear(isNear: Uint8Array, { stop }: OfferColumns, offers: Int32Array, kept: Shortlist): void {
  let length = 0;
  for (let at = 0; at < offers.length; at++) {
    const o = offers[at]!;
    if (isNear[stop[o]!] === 0) continue;
    kept.stop[length] = stop[o]!;
    kept.offer[length++] = o;
  }
  kept.length = length;
}

function keepDuring(
  block: Request,
  { startsOn, endsOn }: OfferColumns,
  all: Shortlist,
  kept: Shortlist,
): void {
  const [first, last] = [block.startsOn, block.endsOn];
  let length = 0;
  for (let at = 0; at < all.length; at++) {
    const o = all.offer[at]!;
    if (startsOn[o]! > first || endsOn[o]! < last) continue;
    kept.stop[length] = all.stop[at]!;
    kept.offer[length++] = o;
  }
  kept.length = length;
}

/** For each kind of request, the offers of its profession and year. */
function offersByProfession(
  requests: readonly Request[],
  offers: readonly Offer[],
  { first }: Kinds,
): readonly Int32Array[] {
  const members = Array.from(first, (): number[] => []);
  const kindAt = new Map<string, Map<number, number[]>>();
  first.forEach((r, kind) => {
    const { profession, year } = requests[r]!;
    const byYear = kindAt.get(profession) ?? new Map<number, number[]>();
    kindAt.set(profession, byYear.set(year, members[kind]!));
  });
  offers.forEach(({ professions, years }, o) => {
    for (const profession of new Set(professions)) {
      const byYear = kindAt.get(profession);
      if (byYear) for (const year of new Set(years)) byYear.get(year)?.push(o);
    }
  });
  return members.map((list) => Int32Array.from(list));
}

/** Numbers the districts where an offer has a leg in person. */
function stopsOf(offers: readonly Offer[]): ReadonlyMap<string, number> {
  const stopAt = new Map<string, number>();
  for (const { legs } of offers) {
    for (const { mode, district } of legs)
      if (mode === 'in-person' && !stopAt.has(district)) stopAt.set(district, stopAt.size);
  }
  return stopAt;
}

function journeysOf(
  { districts }: MatchingInput,
  requests: readonly Request[],
  { origins, travelLimit }: RequestColumns,
  stopAt: ReadonlyMap<string, number>,
  remembered: number,
): Journeys {
  const districtOf = new Map(districts.map((district) => [district.id, district]));
  const known = (id: string) => {
    const district = districtOf.get(id);
    if (!district)
      throw new Error(`District ${id} is not among the ${districts.length} districts of the input.`);
    return district;
  };
  const longest = new Map<Transport, number>();
  requests.forEach(({ transport }, r) => {
    if (travelLimit[r]! > (longest.get(transport) ?? -1)) longest.set(transport, travelLimit[r]!);
  });
  return new Journeys(
    Array.from(origins.first, (r): Origin => {
      const { district, transport } = requests[r]!;
      return { district: known(district), transport };
    }),
    [...stopAt.keys()].map(known),
    (transport) => longest.get(transport) ?? -1,
    remembered,
  );
}
