import { candidatesOf, inIdOrder, type Candidates } from '../candidates.js';
import { MOST_OF_ANYTHING } from '../check-input.js';
import { totalCost } from '../cost.js';
import { groundOf, type Ground } from '../eligibility.js';
import { limitsOf } from '../limits.js';
import type { MatchingInput, Offer, Pair, Request } from '../types.js';
import { Journal } from './journal.js';
import { nestedTree, plainTree } from './limit-tree.js';
import { OfferIndex } from './offer-index.js';
import { PairTable } from './pair-table.js';
import { Reach } from './reach.js';
import { NONE, Seating } from './seating.js';
import { SharedLimits } from './shared-limits.js';
import type { HeldPlace } from './types.js';

/** A matching in force, made ready: who sits where, what limits it, and who could move where. */
export interface Position {
  readonly input: MatchingInput;
  readonly ground: Ground;
  /** In id order; requests added later come after those. */
  readonly requests: Request[];
  readonly requestAt: Map<string, number>;
  /** In id order, with the places that they had at first. */
  readonly offers: readonly Offer[];
  readonly offerAt: ReadonlyMap<string, number>;
  readonly offerIndex: OfferIndex;
  /** Places of each offer at present. */
  readonly places: Int32Array;
  readonly forbidden: ForbiddenPairs;
  /** Ids of requests pinned by policy or by an event. */
  readonly pinned: Set<string>;
  readonly journal: Journal;
  readonly seating: Seating;
  readonly reach: Reach;
}

/**
 * Reads input and matching into a position. Takes about as long as finding the candidate pairs, and memory for each of
 * them twice. `away` are requests that take no part as yet.
 *
 * @throws Error for a pair whose request or offer is not of the input
 */
export function positionOf(
  input: MatchingInput,
  held: readonly HeldPlace[],
  away: readonly Request[] = [],
): Position {
  const offers = inIdOrder(input.offers);
  const requests = inIdOrder([...input.requests, ...away]);
  const isAway = new Set(away);
  const requestAt = new Map(
    requests.flatMap((request, at) => (isAway.has(request) ? [] : [[request.id, at] as const])),
  );
  const offerAt = new Map(offers.map(({ id }, at) => [id, at]));
  const places = Int32Array.from(offers, (offer) => offer.places);
  const forbidden = new ForbiddenPairs(input.policy.forbidden);
  const ground: Ground = {
    ...groundOf(input),
    isForbidden: (request, offer) => forbidden.has(request, offer),
  };

  // As if there were places everywhere and nothing forbidden: both may change.
  const open: MatchingInput = {
    ...input,
    requests,
    offers: offers.map((offer) => ({ ...offer, places: MOST_OF_ANYTHING })),
    policy: { ...input.policy, pinned: [], forbidden: [] },
  };
  const found = candidatesOf(open, groundOf(open));
  const candidates = withPairs(found, placesTaken(held, requestAt, offerAt), (request, offer) =>
    totalCost(requests[request]!, offers[offer]!, ground),
  );
  const limits = isPlain(input) ? null : limitsOf(candidates, open);
  const isNested = limits !== null && (limits.shared.length > 0 || limits.groups.length > 0);
  const tree = isNested ? nestedTree(candidates, limits, places) : plainTree(candidates, places);
  const journal = new Journal();
  const table = new PairTable(candidates, tree.nodeOfPair, tree.nodes, journal);
  const shared = isNested ? new SharedLimits(limits, tree.nodeOfCell, journal) : null;
  const tiers = Int32Array.from(requests, ({ priority }) => priority);
  const seating = new Seating(table, tree, shared, tiers, journal);

  const pinned = new Set(input.policy.pinned.map(({ request }) => request));
  requests.forEach((request, at) => {
    if (isAway.has(request)) seating.setAway(at, true);
  });
  for (const { request, offer, isFixed } of held) {
    const at = requestAt.get(request)!;
    seating.place(at, table.pairOf(at, offerAt.get(offer)!));
    if (isFixed || pinned.has(request)) seating.setFixed(at, true);
  }
  seating.settle();
  for (const { request, offer } of input.policy.forbidden) {
    const [at, offerIs] = [requestAt.get(request), offerAt.get(offer)];
    if (at === undefined || offerIs === undefined) continue;
    const pair = table.pairOf(at, offerIs);
    if (pair !== NONE && seating.held[at] !== pair) table.close(pair);
  }
  const reach = new Reach(seating, journal);
  reach.markAll();
  return {
    input,
    ground,
    requests,
    requestAt,
    offers,
    offerAt,
    offerIndex: new OfferIndex(offers),
    places,
    forbidden,
    pinned,
    journal,
    seating,
    reach,
  };
}

/** Whether nothing but the places of offers limits who goes where, however many are added. */
export function isPlain({ caps, pools, offers }: MatchingInput): boolean {
  return caps.length === 0 && pools.length === 0 && offers.every(({ minGroup }) => minGroup <= 1);
}

export class ForbiddenPairs {
  private readonly pairs = new Map<string, Set<string>>();

  constructor(pairs: readonly Pair[]) {
    for (const { request, offer } of pairs) this.add(request, offer);
  }

  has(request: string, offer: string): boolean {
    return this.pairs.get(request)?.has(offer) ?? false;
  }

  add(request: string, offer: string): void {
    const there = this.pairs.get(request);
    if (there) there.add(offer);
    else this.pairs.set(request, new Set([offer]));
  }

  delete(request: string, offer: string): void {
    this.pairs.get(request)?.delete(offer);
  }

  offersOf(request: string): string[] {
    return [...(this.pairs.get(request) ?? [])];
  }

  all(): Pair[] {
    return [...this.pairs].flatMap(([request, offers]) => [...offers].map((offer) => ({ request, offer })));
  }
}

function placesTaken(
  held: readonly HeldPlace[],
  requestAt: ReadonlyMap<string, number>,
  offerAt: ReadonlyMap<string, number>,
): { request: number; offer: number }[] {
  return held.map(({ request, offer }) => {
    const pair = { request: requestAt.get(request) ?? NONE, offer: offerAt.get(offer) ?? NONE };
    if (pair.request === NONE || pair.offer === NONE)
      throw new Error(`${request} on ${offer}: one of them is not of the input.`);
    return pair;
  });
}

/** The candidates, and besides them pairs that somebody holds though a rule is against it by now. */
function withPairs(
  candidates: Candidates,
  held: readonly { readonly request: number; readonly offer: number }[],
  costOf: (request: number, offer: number) => number,
): Candidates {
  const extra = held
    .filter(({ request, offer }) => !hasPair(candidates, request, offer))
    .sort((a, b) => a.request - b.request);
  if (extra.length === 0) return candidates;
  const { rowStart } = candidates;
  const size = candidates.offer.length + extra.length;
  const [offer, cost] = [new Int32Array(size), new Int32Array(size)];
  const starts = new Int32Array(rowStart.length);
  let [next, size2] = [0, 0];
  for (let request = 0; request + 1 < rowStart.length; request++) {
    const more = extra[next]?.request === request ? extra[next++]! : null;
    const take = (o: number, c: number) => {
      offer[size2] = o;
      cost[size2++] = c;
    };
    let isTaken = more === null;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      if (!isTaken && more!.offer < candidates.offer[pair]!) {
        take(more!.offer, costOf(request, more!.offer));
        isTaken = true;
      }
      take(candidates.offer[pair]!, candidates.cost[pair]!);
    }
    if (!isTaken) take(more!.offer, costOf(request, more!.offer));
    starts[request + 1] = size2;
  }
  return { ...candidates, rowStart: starts, offer, cost };
}

function hasPair({ rowStart, offer }: Candidates, request: number, wanted: number): boolean {
  return offer.subarray(rowStart[request], rowStart[request + 1]).includes(wanted);
}
