import { assertNever } from '../../../shared/assert-never.js';
import type { Chain, ChangeReason } from './types.js';

/** The chain in one English sentence, with ids for names. */
export function chainText({ request, reason, steps, end }: Chain): string {
  const why = `${request} ${reasonText(reason)}`;
  if (end.kind === 'no-place') {
    const { eligibleOffers } = end.reasons;
    const offers = eligibleOffers === 1 ? 'one offer' : `${eligibleOffers} offers`;
    return eligibleOffers === 0
      ? `${why} and has no place: no offer suits.`
      : `${why} and has no place: ${offers} would suit, but nobody there can move elsewhere.`;
  }
  const moves = steps.map(({ request: mover, from, to }, at) =>
    at === 0 ? `goes to ${to}` : `${mover} makes room and goes from ${from} to ${to}`,
  );
  const last = end.kind === 'free-place' ? 'where there is a place' : `where ${end.by} has left a place`;
  return `${why}: ${moves.join('; ')}, ${last}.`;
}

/** Why, as what follows the name of who it happened to. */
export function reasonText(reason: ChangeReason): string {
  switch (reason.kind) {
    case 'offer-withdrawn':
      return 'lost a place with an offer that was withdrawn';
    case 'places-taken':
      return 'lost a place that the offer no longer has';
    case 'pair-forbidden':
      return 'may no longer be where it was';
    case 'pair-pinned':
      return 'was given a place that stays';
    case 'request-added':
      return 'is new';
    case 'request-withdrawn':
      return 'was withdrawn';
    case 'makes-room':
      return `gave up a place to ${reason.for}`;
    case 'group-too-small':
      return `was at ${reason.offer}, which has too few learners to run,`;
    case 'shared-limit':
      return 'had to move because of a cap or a pool';
    case 'place-to-be-had':
      return 'had no place';
    default:
      return assertNever(reason);
  }
}
