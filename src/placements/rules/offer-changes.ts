import { type Changes, changesBetween } from '../../identity/index.js';
import type { OfferLeg } from '../offer-leg.entity.js';
import type { Offer } from '../offer.entity.js';
import type { LegDraft, OfferDraft } from './offer-draft.js';

interface OfferWithLegs {
  readonly offer: Offer;
  readonly legs: readonly OfferLeg[];
}

/** What an edit changed, for the trail: free text only by its name, as it may speak of people. */
export function changesOf(before: OfferWithLegs, after: OfferWithLegs): Changes {
  const legs = ({ legs: some }: OfferWithLegs) =>
    some.map(({ providerId, siteId, poolId, halfDaysPerWeek, mode, setting }) =>
      [providerId, siteId, poolId ?? 'no pool', `${halfDaysPerWeek} half-days`, mode, setting].join(', '),
    );
  return changesBetween(
    { ...before.offer, legs: legs(before) },
    { ...after.offer, legs: legs(after) },
    {
      open: [
        'model',
        'professions',
        'years',
        'startsOn',
        'endsOn',
        'places',
        'minGroup',
        'requires',
        'isDriverNeeded',
        'accessFeatures',
        'reservedFor',
        'releaseOn',
        'standards',
        'pillars',
        'supervision',
        'legs',
      ],
      personal: ['title', 'summary'],
    },
  );
}

/** Whether a change would move, shorten or close what learners already have. */
export function uproots({ offer, legs }: OfferWithLegs, draft: OfferDraft, held: number): boolean {
  const shape = (some: readonly LegDraft[]) =>
    JSON.stringify(
      some.map(({ providerId, siteId, halfDaysPerWeek, mode }) => [
        providerId,
        siteId,
        halfDaysPerWeek,
        mode,
      ]),
    );
  return (
    draft.places < held ||
    draft.startsOn > offer.startsOn ||
    draft.endsOn < offer.endsOn ||
    shape(draft.legs) !== shape(legs)
  );
}
