import { assertNever } from '../../../shared/assert-never.js';
import { totalCost } from '../cost.js';
import { firstRuleBroken, rulesBroken } from '../eligibility.js';
import type { InputFault, Request } from '../types.js';
import type { NewPair } from './pair-table.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';
import type { ChangeReason, RepairEvent } from './types.js';

/** What events have done to a position before anybody has been placed anew. */
export interface Aftermath {
  /** Requests that had a place and were put off it: withdrawn offer, forbidden pair. */
  readonly displaced: number[];
  /** Requests that may be placed from now on though places have not become more: added, or allowed another pair. */
  readonly newcomers: number[];
  /** Withdrawn, with a place or without. */
  readonly withdrawn: number[];
  /** Added, and not withdrawn again. */
  readonly added: number[];
  /** Why, for each of those above who has changed for certain, and for the pinned. */
  readonly reasons: Map<number, ChangeReason>;
  /** Offers that may have too many learners now, with the event that took places; those that may have too few. */
  readonly offersCut: Map<number, number>;
  readonly offersLeft: Set<number>;
  /** Offers that a pinned request has come to. */
  readonly offersPinned: Set<number>;
  /** Takes back what is not in the journal. */
  readonly undo: (() => void)[];
}

/**
 * Applies the events one after another. Those put off their places hold nothing then, and offers may be over-full.
 *
 * @returns the first fault, after which the position must be taken back
 */
export function applyEvents(
  position: Position,
  events: readonly RepairEvent[],
  aftermath: Aftermath,
  rowOf: ReadonlyMap<number, number>,
): InputFault | null {
  const applied = new Events(position, aftermath);
  for (const [at, event] of events.entries()) {
    const fault = applied.apply(event, at, rowOf.get(at) ?? NONE);
    if (fault) return { ...fault, path: `events[${at}].${fault.path}` };
  }
  return null;
}

export function emptyAftermath(): Aftermath {
  return {
    displaced: [],
    newcomers: [],
    withdrawn: [],
    added: [],
    reasons: new Map(),
    offersCut: new Map(),
    offersLeft: new Set(),
    offersPinned: new Set(),
    undo: [],
  };
}

/**
 * Gives each request that is to be added a row, still away. Growing columns cannot be taken back, so it comes before
 * all else; a row whose event is refused stays away for good.
 *
 * @returns the row of each such event that has a known district
 */
export function addRows(position: Position, events: readonly RepairEvent[]): Map<number, number> {
  const { seating, ground, offers, requests, input } = position;
  const rows = new Map<number, number>();
  const districts = new Set<string>();
  for (const [at, event] of events.entries()) {
    if (event.kind !== 'request-added') continue;
    if (districts.size === 0) for (const { id } of input.districts) districts.add(id);
    const { request } = event;
    if (!districts.has(request.district)) continue;
    const pairs: NewPair[] = [];
    offers.forEach((offer, o) => {
      const rule = firstRuleBroken(request, offer, ground);
      const node = seating.tree.nodeOfOffer[o]!;
      if (rule === null || rule === 'forbidden')
        pairs.push({ offer: o, node, cost: totalCost(request, offer, ground) });
    });
    const row = seating.table.addRow(pairs);
    for (const { offer } of pairs) {
      if (ground.isForbidden(request.id, offers[offer]!.id))
        seating.table.close(seating.table.pairOf(row, offer));
    }
    seating.addRow(row, request.priority);
    requests[row] = request;
    rows.set(at, row);
  }
  return rows;
}

type Fault = InputFault | null;

class Events {
  constructor(
    private readonly position: Position,
    private readonly aftermath: Aftermath,
  ) {}

  apply(event: RepairEvent, at: number, row: number): Fault {
    switch (event.kind) {
      case 'offer-withdrawn':
        return this.withOffer(event.offer, (offer) => this.withdrawOffer(offer, at));
      case 'request-withdrawn':
        return this.withRequest(event.request, (request) => this.withdrawRequest(request, at));
      case 'request-added':
        return this.addRequest(event.request, row, at);
      case 'places-added':
      case 'places-taken':
        return this.withOffer(event.offer, (offer) => this.changePlaces(offer, event, at));
      case 'pair-pinned':
        return this.withPair(event, (request, offer) => this.pin(request, offer, at));
      case 'pair-unpinned':
        return this.withPair(event, (request, offer) => this.unpin(request, offer));
      case 'pair-forbidden':
        return this.withPair(event, (request, offer) => this.forbid(request, offer, at));
      case 'pair-allowed':
        return this.withPair(event, (request, offer) => this.allow(request, offer));
      default:
        return assertNever(event);
    }
  }

  private withdrawOffer(offer: number, at: number): Fault {
    const { seating, places } = this.position;
    const fixed = this.holders(offer).filter((request) => seating.isFixed[request] === 1);
    if (fixed.length > 0)
      return fault('offer', `fixed learners: ${this.ids(fixed)}`, 'an offer without fixed learners');
    for (const request of this.holders(offer)) {
      this.putOff(request, { kind: 'offer-withdrawn', event: at });
    }
    this.setPlaces(offer, -places[offer]!);
    return null;
  }

  private withdrawRequest(request: number, at: number): Fault {
    const { seating, requestAt, requests } = this.position;
    const { aftermath } = this;
    const { id } = requests[request]!;
    requestAt.delete(id);
    aftermath.undo.push(() => requestAt.set(id, request));
    this.setPinned(id, false);
    seating.setAway(request, true);
    forgetMember(aftermath.newcomers, request);
    forgetMember(aftermath.displaced, request);
    if (seating.held[request] !== NONE) {
      const offer = seating.table.offer[seating.held[request]!]!;
      this.leave(request);
      aftermath.offersLeft.add(offer);
    }
    if (aftermath.added.includes(request)) forgetMember(aftermath.added, request);
    else aftermath.withdrawn.push(request);
    aftermath.reasons.set(request, { kind: 'request-withdrawn', event: at });
    return null;
  }

  private addRequest({ id, district }: Request, row: number, at: number): Fault {
    const { seating, requestAt } = this.position;
    const { aftermath } = this;
    if (requestAt.has(id)) return fault('request.id', id, 'an id that is not used twice');
    if (row === NONE) return fault('request.district', district, 'a district of the input');
    requestAt.set(id, row);
    aftermath.undo.push(() => requestAt.delete(id));
    seating.setAway(row, false);
    aftermath.newcomers.push(row);
    aftermath.added.push(row);
    aftermath.reasons.set(row, { kind: 'request-added', event: at });
    return null;
  }

  private changePlaces(offer: number, event: RepairEvent & { readonly places: number }, at: number): Fault {
    const { seating, places } = this.position;
    const wanted = 'a whole number of places from 1';
    if (!Number.isInteger(event.places) || event.places < 1)
      return fault('places', String(event.places), wanted);
    if (event.kind === 'places-added') {
      if (places[offer]! + event.places > MOST_PLACES)
        return fault('places', String(event.places), `at most ${MOST_PLACES} places in all`);
      this.setPlaces(offer, event.places);
      return null;
    }
    const fixed = this.holders(offer).filter((request) => seating.isFixed[request] === 1).length;
    const most = places[offer]! - fixed;
    if (event.places > most)
      return fault('places', String(event.places), `at most the ${most} places without a fixed learner`);
    this.setPlaces(offer, -event.places);
    if (!this.aftermath.offersCut.has(offer)) this.aftermath.offersCut.set(offer, at);
    return null;
  }

  private pin(request: number, offer: number, at: number): Fault {
    const { position, aftermath } = this;
    const { seating, requests, offers } = position;
    const pair = seating.table.pairOf(request, offer);
    const held = seating.held[request]!;
    if (held === pair && pair !== NONE) {
      seating.setFixed(request, true);
      this.setPinned(requests[request]!.id, true);
      return this.fixedDoNotFit(offer, pair);
    }
    if (seating.isFixed[request] === 1)
      return fault('request', 'pinned elsewhere', 'a request that may move');
    if (pair === NONE || !seating.table.isOpen(pair)) {
      const rules = rulesBroken(requests[request]!, offers[offer]!, position.ground);
      return fault('offer', `breaks ${rules.join(', ')}`, 'an eligible pair');
    }
    if (held !== NONE) {
      aftermath.offersLeft.add(seating.table.offer[held]!);
      this.leave(request);
    }
    forgetMember(aftermath.displaced, request);
    forgetMember(aftermath.newcomers, request);
    seating.place(request, pair);
    seating.setFixed(request, true);
    this.setPinned(requests[request]!.id, true);
    aftermath.reasons.set(request, { kind: 'pair-pinned', event: at });
    aftermath.offersPinned.add(offer);
    return this.fixedDoNotFit(offer, pair);
  }

  /** The fixed alone may be too many, for whom nobody else can make room. */
  private fixedDoNotFit(offer: number, pair: number): Fault {
    const { seating, places } = this.position;
    const fixed = this.holders(offer).filter((request) => seating.isFixed[request] === 1).length;
    if (fixed > places[offer]!)
      return fault('offer', `${fixed} fixed learners`, `at most the ${places[offer]} places`);
    for (const { limit } of seating.shared?.of(pair) ?? []) {
      const { name, room } = seating.shared!.limits[limit]!;
      const load = this.fixedLoad(limit);
      if (load > room) return fault('offer', `${load} fixed for ${name}`, `at most ${room}`);
    }
    return null;
  }

  private fixedLoad(limit: number): number {
    const { seating } = this.position;
    let load = 0;
    for (let request = 0; request < seating.table.rows; request++) {
      if (seating.isFixed[request] === 0 || seating.held[request] === NONE) continue;
      load += seating.shared!.weightIn(limit, seating.held[request]!);
    }
    return load;
  }

  private unpin(request: number, offer: number): Fault {
    const { seating, reach, requests } = this.position;
    const held = seating.held[request]!;
    if (held === NONE || seating.table.offer[held] !== offer || seating.isFixed[request] === 0)
      return fault('request', 'a pair that is not pinned', 'a pinned pair');
    seating.setFixed(request, false);
    this.setPinned(requests[request]!.id, false);
    reach.hasArrived(request);
    return null;
  }

  private forbid(request: number, offer: number, at: number): Fault {
    const { seating, forbidden, requests, offers } = this.position;
    const { aftermath } = this;
    const [requestId, offerId] = [requests[request]!.id, offers[offer]!.id];
    const pair = seating.table.pairOf(request, offer);
    const isHeld = pair !== NONE && seating.held[request] === pair;
    if (isHeld && seating.isFixed[request] === 1)
      return fault('request', 'a pinned pair', 'a pair that is not pinned');
    if (!forbidden.has(requestId, offerId)) {
      forbidden.add(requestId, offerId);
      aftermath.undo.push(() => forbidden.delete(requestId, offerId));
    }
    if (pair === NONE) return null;
    if (isHeld) {
      this.putOff(request, { kind: 'pair-forbidden', event: at });
      aftermath.offersLeft.add(offer);
    }
    seating.table.close(pair);
    return null;
  }

  private allow(request: number, offer: number): Fault {
    const { seating, forbidden, requests, offers, reach } = this.position;
    const { aftermath } = this;
    const [requestId, offerId] = [requests[request]!.id, offers[offer]!.id];
    if (!forbidden.has(requestId, offerId))
      return fault('offer', 'a pair that is not forbidden', 'a forbidden pair');
    forbidden.delete(requestId, offerId);
    aftermath.undo.push(() => forbidden.add(requestId, offerId));
    const pair = seating.table.pairOf(request, offer);
    if (pair === NONE || seating.table.isOpen(pair)) return null;
    seating.table.open(pair);
    const isDisplaced = aftermath.displaced.includes(request);
    if (seating.held[request] !== NONE) reach.hasPair(request, pair);
    else if (!isDisplaced && !aftermath.newcomers.includes(request)) aftermath.newcomers.push(request);
    return null;
  }

  /** Takes the request off its place, for a reason that holds whatever comes. */
  private putOff(request: number, reason: ChangeReason): void {
    const { seating } = this.position;
    this.leave(request);
    this.aftermath.reasons.set(request, reason);
    (seating.home[request] === NONE ? this.aftermath.newcomers : this.aftermath.displaced).push(request);
  }

  private leave(request: number): void {
    const { seating, reach } = this.position;
    const node = seating.nodeOf(request);
    if (seating.isFixed[request] === 1) seating.setFixed(request, false);
    seating.vacate(request);
    reach.hasOpened(node);
  }

  private setPinned(id: string, isPinned: boolean): void {
    const { pinned } = this.position;
    if (pinned.has(id) === isPinned) return;
    const set = (to: boolean) => (to ? pinned.add(id) : pinned.delete(id));
    set(isPinned);
    this.aftermath.undo.push(() => set(!isPinned));
  }

  private setPlaces(offer: number, by: number): void {
    const { places, journal, seating, reach } = this.position;
    journal.write(places, offer, places[offer]! + by);
    const node = seating.tree.nodeOfOffer[offer]!;
    if (node === NONE) return;
    seating.addRoom(node, by);
    if (by > 0) reach.hasOpened(node);
  }

  private holders(offer: number): number[] {
    const { seating } = this.position;
    const node = seating.tree.nodeOfOffer[offer]!;
    return node === NONE ? [] : seating.under(node);
  }

  private ids(requests: readonly number[]): string {
    return requests
      .map((request) => this.position.requests[request]!.id)
      .sort()
      .join(', ');
  }

  private withOffer(id: string, apply: (offer: number) => Fault): Fault {
    const offer = this.position.offerAt.get(id);
    return offer === undefined ? fault('offer', id, 'an offer of the input') : apply(offer);
  }

  private withRequest(id: string, apply: (request: number) => Fault): Fault {
    const request = this.position.requestAt.get(id);
    return request === undefined ? fault('request', id, 'a request that is not withdrawn') : apply(request);
  }

  private withPair(
    pair: { readonly request: string; readonly offer: string },
    apply: (request: number, offer: number) => Fault,
  ): Fault {
    return this.withRequest(pair.request, (request) =>
      this.withOffer(pair.offer, (offer) => apply(request, offer)),
    );
  }
}

/** As many places as an offer may have in any input. */
const MOST_PLACES = 1_000_000;

function fault(path: string, found: string, wanted: string): InputFault {
  return { path, found, wanted };
}

function forgetMember(list: number[], member: number): void {
  const at = list.indexOf(member);
  if (at >= 0) list.splice(at, 1);
}
