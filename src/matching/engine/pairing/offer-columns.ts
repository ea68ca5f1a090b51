import { journeysAWeek } from '../cost.js';
import { OFFER_TRAITS } from '../eligibility.js';
import type { Offer } from '../types.js';
import { kindsOf, type Kinds } from './kinds.js';

/** What pairing asks of offers again and again, by their place in id order. */
export interface OfferColumns {
  /** Alike to every rule of kind, in settings, and in how often one goes there. */
  readonly forms: Kinds;
  /** By form: journeys a week to the first leg in person, and whether there are further ones. */
  readonly journeys: Int32Array;
  readonly hasFurther: Uint8Array;
  readonly startsOn: Int32Array;
  readonly endsOn: Int32Array;
  /** Stop of the first leg in person; home, when all of the offer is remote. */
  readonly stop: Int32Array;
  /** The other legs in person: those of offer `o` from `furtherStart[o]` up to `furtherStart[o + 1]`. */
  readonly furtherStart: Int32Array;
  readonly furtherStop: Int32Array;
  readonly furtherJourneys: Int32Array;
}

export function offerColumns(
  offers: readonly Offer[],
  stopAt: ReadonlyMap<string, number>,
  atHome: number,
): OfferColumns {
  const stop = new Int32Array(offers.length).fill(atHome);
  const furtherStart = new Int32Array(offers.length + 1);
  const furtherStop: number[] = [];
  const furtherJourneys: number[] = [];
  offers.forEach((offer, o) => {
    inPerson(offer).forEach((leg, nth) => {
      const at = stopAt.get(leg.district)!;
      if (nth === 0) stop[o] = at;
      else {
        furtherStop.push(at);
        furtherJourneys.push(journeysAWeek(leg));
      }
    });
    furtherStart[o + 1] = furtherStop.length;
  });
  const forms = kindsOf(offers, [...OFFER_TRAITS, journeysToFirst, (offer) => inPerson(offer).length > 1]);
  return {
    forms,
    journeys: forms.first.map((o) => journeysToFirst(offers[o]!)),
    hasFurther: Uint8Array.from(forms.first, (o) => (inPerson(offers[o]!).length > 1 ? 1 : 0)),
    startsOn: Int32Array.from(offers, (offer) => offer.startsOn),
    endsOn: Int32Array.from(offers, (offer) => offer.endsOn),
    stop,
    furtherStart,
    furtherStop: Int32Array.from(furtherStop),
    furtherJourneys: Int32Array.from(furtherJourneys),
  };
}

function inPerson({ legs }: Offer): Offer['legs'] {
  return legs.every((leg) => leg.mode === 'in-person')
    ? legs
    : legs.filter((leg) => leg.mode === 'in-person');
}

function journeysToFirst(offer: Offer): number {
  const first = inPerson(offer)[0];
  return first ? journeysAWeek(first) : 0;
}
