import { groundOf, firstRuleBroken } from '../eligibility.js';
import { match } from '../match.js';
import type { HeldPlace, RepairEvent } from '../repair/types.js';
import type { MatchingInput, Offer, Request } from '../types.js';
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

/** One random event, possible or not. */
export function randomEvent(
  pick: Pick,
  input: MatchingInput,
  held: readonly HeldPlace[],
  spare: readonly Request[],
): RepairEvent {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const offer = one(input.offers).id;
  const request = input.requests.length > 0 ? one(input.requests).id : 'nobody';
  const ground = groundOf(input);
  const suiting = (of: Request): Offer[] =>
    input.offers.filter((other) => firstRuleBroken(of, other, ground) === null);
  const eligible = input.requests.flatMap((of) =>
    suiting(of).map((to) => ({ request: of.id, offer: to.id })),
  );
  const pair = eligible.length > 0 && pick(5) > 0 ? one(eligible) : { request, offer };
  const place = held.length > 0 ? one(held) : pair;
  const heldPair = { request: place.request, offer: place.offer };
  switch (pick(9)) {
    case 0:
    case 1:
      return { kind: 'offer-withdrawn', offer: pick(2) > 0 ? place.offer : offer };
    case 2:
      return { kind: 'request-withdrawn', request: pick(2) > 0 ? place.request : request };
    case 3:
      return { kind: 'places-added', offer, places: 1 + pick(1) };
    case 4:
      return { kind: 'places-taken', offer: pick(2) > 0 ? place.offer : offer, places: 1 };
    case 5:
      return { kind: 'pair-pinned', ...pair };
    case 6:
      return { kind: 'pair-forbidden', ...(pick(3) > 0 ? heldPair : pair) };
    case 7: {
      const { forbidden } = input.policy;
      return { kind: 'pair-allowed', ...(forbidden.length > 0 ? one(forbidden) : pair) };
    }
    case 8:
      return {
        kind: 'pair-unpinned',
        ...(input.policy.pinned.length > 0 ? one(input.policy.pinned) : heldPair),
      };
    default:
      return spare.length > 0
        ? { kind: 'request-added', request: one(spare) }
        : { kind: 'request-withdrawn', request };
  }
}
