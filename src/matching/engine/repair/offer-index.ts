import type { Offer, Request, Rule } from '../types.js';

/**
 * Leaves out most of the offers that do not suit a request without looking at them: by profession, year and dates, the
 * first three of the rules. One request then costs some hundred offers and not all there are.
 */
export class OfferIndex {
  private readonly ofProfession = new Map<string, number[]>();
  private readonly ofYear = new Map<string, number[]>();
  private readonly startsOn: Int32Array;
  private readonly endsOn: Int32Array;

  constructor(offers: readonly Offer[]) {
    this.startsOn = Int32Array.from(offers, (offer) => offer.startsOn);
    this.endsOn = Int32Array.from(offers, (offer) => offer.endsOn);
    offers.forEach(({ professions, years }, offer) => {
      for (const profession of new Set(professions)) {
        add(this.ofProfession, profession, offer);
        for (const year of new Set(years)) add(this.ofYear, yearKey(profession, year), offer);
      }
    });
  }

  /** Offers that break none of the three rules, rising. */
  suiting(request: Request): number[] {
    return this.ofItsYear(request).filter((offer) => this.isDuring(request, offer));
  }

  /** How many of the offers with places each of the three rules removes, an offer counting under the first that it breaks. */
  removed(request: Request, places: Int32Array): readonly { readonly rule: Rule; readonly offers: number }[] {
    const open = (offers: readonly number[]) =>
      offers.reduce((count, offer) => count + (places[offer]! > 0 ? 1 : 0), 0);
    const all = places.reduce((count, some) => count + (some > 0 ? 1 : 0), 0);
    const ofProfession = open(this.ofProfession.get(request.profession) ?? []);
    const ofYear = open(this.ofItsYear(request));
    return [
      { rule: 'profession', offers: all - ofProfession },
      { rule: 'year', offers: ofProfession - ofYear },
      { rule: 'dates', offers: ofYear - open(this.suiting(request)) },
    ];
  }

  private ofItsYear({ profession, year }: Request): readonly number[] {
    return this.ofYear.get(yearKey(profession, year)) ?? [];
  }

  private isDuring(request: Request, offer: number): boolean {
    return this.startsOn[offer]! <= request.startsOn && this.endsOn[offer]! >= request.endsOn;
  }
}

function yearKey(profession: string, year: number): string {
  return `${year} ${profession}`;
}

function add(lists: Map<string, number[]>, key: string, offer: number): void {
  const there = lists.get(key);
  if (there) there.push(offer);
  else lists.set(key, [offer]);
}
