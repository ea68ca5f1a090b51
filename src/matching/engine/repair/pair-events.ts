import { rulesBroken } from '../eligibility.js';
import type { InputFault } from '../types.js';
import { isProvidedFor } from './aftermath.js';
import type { Edits } from './edits.js';
import { NONE } from './seating.js';

/** The pair of an event, by index; `event` is the event's place in the list. */
interface NamedPair {
  readonly request: number;
  readonly offer: number;
  readonly event: number;
}

type Fault = InputFault | null;

/** From now on the request is at the offer and stays there, be there room or not; the fixed alone must fit. */
export function pinPair(edits: Edits, { request, offer, event }: NamedPair): Fault {
  const { position, aftermath } = edits;
  const { seating, requests, offers } = position;
  const pair = seating.table.pairOf(request, offer);
  const held = seating.held[request]!;
  if (pair === NONE || held !== pair) {
    if (seating.isFixed[request] === 1)
      return fault('request', 'pinned elsewhere', 'a request that may move');
    if (pair === NONE || !seating.table.isOpen(pair)) {
      const rules = rulesBroken(requests[request]!, offers[offer]!, position.ground);
      return fault('offer', `breaks ${rules.join(', ')}`, 'an eligible pair');
    }
    if (held !== NONE) {
      aftermath.offersLeft.add(seating.table.offer[held]!);
      edits.leave(request);
    }
    isProvidedFor(aftermath, request);
    seating.place(request, pair);
    aftermath.reasons.set(request, { kind: 'pair-pinned', event });
    aftermath.offersPinned.add(offer);
  }
  seating.setFixed(request, true);
  edits.setPinned(request, true);
  return fixedDoNotFit(edits, offer, pair);
}

export function unpinPair(edits: Edits, { request, offer }: NamedPair): Fault {
  const { seating, reach } = edits.position;
  const held = seating.held[request]!;
  if (held === NONE || seating.table.offer[held] !== offer || seating.isFixed[request] === 0)
    return fault('request', 'a pair that is not pinned', 'a pinned pair');
  seating.setFixed(request, false);
  edits.setPinned(request, false);
  reach.hasArrived(request);
  return null;
}

export function forbidPair(edits: Edits, { request, offer, event }: NamedPair): Fault {
  const { seating, requests, offers } = edits.position;
  const pair = seating.table.pairOf(request, offer);
  const isHeld = pair !== NONE && seating.held[request] === pair;
  if (isHeld && seating.isFixed[request] === 1)
    return fault('request', 'a pinned pair', 'a pair that is not pinned');
  edits.setForbidden(requests[request]!.id, offers[offer]!.id, true);
  if (isHeld) {
    edits.putOff(request, { kind: 'pair-forbidden', event });
    edits.aftermath.offersLeft.add(offer);
  }
  if (pair !== NONE) seating.table.close(pair);
  return null;
}

export function allowPair(edits: Edits, { request, offer }: NamedPair): Fault {
  const { seating, forbidden, requests, offers, reach } = edits.position;
  const { displaced, newcomers } = edits.aftermath;
  const [requestId, offerId] = [requests[request]!.id, offers[offer]!.id];
  if (!forbidden.has(requestId, offerId))
    return fault('offer', 'a pair that is not forbidden', 'a forbidden pair');
  edits.setForbidden(requestId, offerId, false);
  const pair = seating.table.pairOf(request, offer);
  if (pair === NONE || seating.table.isOpen(pair)) return null;
  seating.table.open(pair);
  if (seating.held[request] !== NONE) reach.hasPair(request, pair);
  else if (!displaced.includes(request) && !newcomers.includes(request)) newcomers.push(request);
  return null;
}

/** The fixed alone may be too many, for whom nobody else can make room. */
function fixedDoNotFit(edits: Edits, offer: number, pair: number): Fault {
  const { seating, places } = edits.position;
  const { shared } = seating;
  const fixed = edits.fixedOn(offer).length;
  if (fixed > places[offer]!)
    return fault('offer', `${fixed} fixed learners`, `at most the ${places[offer]} places`);
  for (const { limit } of shared?.of(pair) ?? []) {
    const { name, room } = shared!.limits[limit]!;
    const load = shared!.loadOf(limit, seating, (request) => seating.isFixed[request] === 1);
    if (load > room) return fault('offer', `${load} fixed for ${name}`, `at most ${room}`);
  }
  return null;
}

function fault(path: string, found: string, wanted: string): InputFault {
  return { path, found, wanted };
}
