import { assertNever } from '../../../shared/assert-never.js';
import { MOST_OF_ANYTHING } from '../check-input.js';
import type { InputFault, Request } from '../types.js';
import { forgetMember, isProvidedFor, type Aftermath } from './aftermath.js';
import { Edits } from './edits.js';
import { allowPair, forbidPair, pinPair, unpinPair } from './pair-events.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';
import type { RepairEvent } from './types.js';

/**
 * Applies the events one after another. Those put off their places hold nothing then, and offers may be over-full.
 *
 * @param rowOf - the row of each request that is to be added, by the place of its event
 * @returns the first fault, after which the position must be taken back
 */
export function applyEvents(
  position: Position,
  events: readonly RepairEvent[],
  aftermath: Aftermath,
  rowOf: ReadonlyMap<number, number>,
): InputFault | null {
  const edits = new Edits(position, aftermath);
  for (const [at, event] of events.entries()) {
    const found = apply(edits, event, at, rowOf.get(at) ?? NONE);
    if (found) return { ...found, path: `events[${at}].${found.path}` };
  }
  return null;
}

type Fault = InputFault | null;

function apply(edits: Edits, event: RepairEvent, at: number, row: number): Fault {
  switch (event.kind) {
    case 'offer-withdrawn':
      return withOffer(edits, event.offer, (offer) => withdrawOffer(edits, offer, at));
    case 'request-withdrawn':
      return withRequest(edits, event.request, (request) => withdrawRequest(edits, request, at));
    case 'request-added':
      return addRequest(edits, event.request, row, at);
    case 'places-added':
      return withOffer(edits, event.offer, (offer) => addPlaces(edits, offer, event.places));
    case 'places-taken':
      return withOffer(edits, event.offer, (offer) => takePlaces(edits, offer, event.places, at));
    case 'pair-pinned':
      return withPair(edits, event, (request, offer) => pinPair(edits, { request, offer, event: at }));
    case 'pair-unpinned':
      return withPair(edits, event, (request, offer) => unpinPair(edits, { request, offer, event: at }));
    case 'pair-forbidden':
      return withPair(edits, event, (request, offer) => forbidPair(edits, { request, offer, event: at }));
    case 'pair-allowed':
      return withPair(edits, event, (request, offer) => allowPair(edits, { request, offer, event: at }));
    default:
      return assertNever(event);
  }
}

function withdrawOffer(edits: Edits, offer: number, event: number): Fault {
  const { requests, places } = edits.position;
  const fixed = edits.fixedOn(offer).map((request) => requests[request]!.id);
  if (fixed.length > 0)
    return fault('offer', `fixed learners: ${fixed.sort().join(', ')}`, 'an offer without fixed learners');
  for (const request of edits.on(offer)) edits.putOff(request, { kind: 'offer-withdrawn', event });
  edits.changePlaces(offer, -places[offer]!);
  return null;
}

function withdrawRequest(edits: Edits, request: number, event: number): Fault {
  const { position, aftermath } = edits;
  const { seating, requests, forbidden } = position;
  const { id } = requests[request]!;
  edits.setPresent(request, false);
  edits.setPinned(request, false);
  for (const offer of forbidden.offersOf(id)) edits.setForbidden(id, offer, false);
  isProvidedFor(aftermath, request);
  if (seating.held[request] !== NONE) {
    aftermath.offersLeft.add(seating.table.offer[seating.held[request]!]!);
    edits.leave(request);
  }
  if (aftermath.added.includes(request)) forgetMember(aftermath.added, request);
  else aftermath.withdrawn.push(request);
  aftermath.reasons.set(request, { kind: 'request-withdrawn', event });
  return null;
}

function addRequest(edits: Edits, { id }: Request, row: number, event: number): Fault {
  const { position, aftermath } = edits;
  if (position.requestAt.has(id)) return fault('request.id', id, 'an id that is not used twice');
  edits.setPresent(row, true);
  aftermath.newcomers.push(row);
  aftermath.added.push(row);
  aftermath.reasons.set(row, { kind: 'request-added', event });
  return null;
}

function addPlaces(edits: Edits, offer: number, places: number): Fault {
  const most = MOST_OF_ANYTHING - edits.position.places[offer]!;
  if (!Number.isInteger(places) || places < 1 || places > most)
    return fault('places', String(places), `a whole number from 1 to ${most}`);
  edits.changePlaces(offer, places);
  return null;
}

function takePlaces(edits: Edits, offer: number, places: number, event: number): Fault {
  const most = edits.position.places[offer]! - edits.fixedOn(offer).length;
  if (!Number.isInteger(places) || places < 1)
    return fault('places', String(places), 'a whole number from 1');
  if (places > most) return fault('places', String(places), `at most ${most}, all without a fixed learner`);
  edits.changePlaces(offer, -places);
  const { offersCut } = edits.aftermath;
  if (!offersCut.has(offer)) offersCut.set(offer, event);
  return null;
}

function withOffer(edits: Edits, id: string, change: (offer: number) => Fault): Fault {
  const offer = edits.position.offerAt.get(id);
  return offer === undefined ? fault('offer', id, 'an offer of the input') : change(offer);
}

function withRequest(edits: Edits, id: string, change: (request: number) => Fault): Fault {
  const request = edits.position.requestAt.get(id);
  return request === undefined ? fault('request', id, 'a request that is not withdrawn') : change(request);
}

function withPair(
  edits: Edits,
  pair: { readonly request: string; readonly offer: string },
  change: (request: number, offer: number) => Fault,
): Fault {
  return withRequest(edits, pair.request, (request) =>
    withOffer(edits, pair.offer, (offer) => change(request, offer)),
  );
}

function fault(path: string, found: string, wanted: string): InputFault {
  return { path, found, wanted };
}
