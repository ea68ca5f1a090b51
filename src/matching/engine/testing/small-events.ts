import { firstRuleBroken, groundOf } from '../eligibility.js';
import { match } from '../match.js';
import type { HeldPlace, RepairEvent } from '../repair/types.js';
import type { MatchingInput, Request } from '../types.js';
import { isValid } from './brute-force.js';
import type { Pick } from './small-inputs.js';

/** What may come besides a matching that is as full as can be. */
export interface EventShape {
  /** Some places are taken off the best matching again, so that it is no longer full. */
  readonly loose?: boolean;
  /** Some pairs are fixed. */
  readonly fixed?: boolean;
}

/** A random matching in force for the input. */
export function randomMatching(pick: Pick, input: MatchingInput, shape: EventShape): HeldPlace[] {
  const held = match(input).outcomes.flatMap((outcome) =>
    outcome.status === 'placed'
      ? [{ request: outcome.request, offer: outcome.offer, isFixed: shape.fixed === true && pick(4) === 0 }]
      : [],
  );
  if (!shape.loose) return held;
  const pinned = new Set(input.policy.pinned.map(({ request }) => request));
  const looser = held.filter(({ request }) => pinned.has(request) || pick(3) > 0);
  const chosen = (places: readonly HeldPlace[]) =>
    input.requests.map(({ id }) => {
      const place = places.find(({ request }) => request === id);
      return input.offers.find((offer) => offer.id === place?.offer) ?? null;
    });
  return isValid(input, chosen(looser)) ? looser : held;
}

/**
 * One random event for a matching, mostly one that is possible: the other events of a list, and what fits beside the
 * fixed, may still be in its way. `spare` are requests that may be added.
 */
export function randomEvent(
  pick: Pick,
  input: MatchingInput,
  held: readonly HeldPlace[],
  spare: readonly Request[],
): RepairEvent {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const pinned = new Set(input.policy.pinned.map(({ request }) => request));
  const isFixed = (place: HeldPlace) => place.isFixed || pinned.has(place.request);
  const movable = held.filter((place) => !isFixed(place));
  const fixed = held.filter(isFixed);
  const offer = movable.length > 0 && pick(2) > 0 ? one(movable).offer : one(input.offers).id;
  const request = held.length > 0 && pick(2) > 0 ? one(held).request : one(input.requests).id;
  const ground = groundOf(input);
  const of = one(input.requests);
  const suiting = input.offers.filter((to) => firstRuleBroken(of, to, ground) === null);
  const pair = { request: of.id, offer: (suiting.length > 0 ? one(suiting) : one(input.offers)).id };
  const pairOf = (place: HeldPlace) => ({ request: place.request, offer: place.offer });

  switch (pick(9)) {
    case 0:
    case 1:
      return { kind: 'offer-withdrawn', offer };
    case 2:
      return { kind: 'request-withdrawn', request };
    case 3:
      return { kind: 'places-added', offer, places: 1 + pick(1) };
    case 4:
      return { kind: 'places-taken', offer, places: 1 };
    case 5:
    case 6:
      return { kind: 'pair-pinned', ...pair };
    case 7:
      if (fixed.length > 0 && pick(1) === 0) return { kind: 'pair-unpinned', ...pairOf(one(fixed)) };
      if (input.policy.forbidden.length > 0 && pick(1) === 0)
        return { kind: 'pair-allowed', ...one(input.policy.forbidden) };
      return { kind: 'pair-forbidden', ...(movable.length > 0 ? pairOf(one(movable)) : pair) };
    case 8:
      return { kind: 'pair-forbidden', ...(movable.length > 0 ? pairOf(one(movable)) : pair) };
    default:
      return spare.length > 0
        ? { kind: 'request-added', request: one(spare) }
        : { kind: 'request-withdrawn', request };
  }
}
