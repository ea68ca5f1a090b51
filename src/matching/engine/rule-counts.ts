import { ruleBrokenFrom, type Ground } from './eligibility.js';
import { RULES, type Offer, type Request, type Rule } from './types.js';

/** An offer, by index, that fails the request on one rule and no other. */
export interface NearMiss {
  readonly offer: number;
  readonly rule: Rule;
}

/**
 * Counts, for one request after another, how many offers each rule removes. Offers of other professions and
 * years are counted without being looked at.
 */
export class RuleCounts {
  private readonly byProfession = new Map<string, number>();
  private readonly byYear = new Map<string, number[]>();

  constructor(
    private readonly offers: readonly Offer[],
    private readonly ground: Ground,
  ) {
    offers.forEach((offer, o) => {
      for (const profession of new Set(offer.professions)) {
        this.byProfession.set(profession, (this.byProfession.get(profession) ?? 0) + 1);
        for (const year of new Set(offer.years)) {
          const key = `${year} ${profession}`;
          const there = this.byYear.get(key);
          if (there) there.push(o);
          else this.byYear.set(key, [o]);
        }
      }
    });
  }

  /** Rules in their order, each offer counted under the first that it fails; and the offers that fail one rule only. */
  of(request: Request): { removed: { rule: Rule; offers: number }[]; near: NearMiss[] } {
    const counts = RULES.map(() => 0);
    const near: NearMiss[] = [];
    const ofProfession = this.byProfession.get(request.profession) ?? 0;
    const suited = this.byYear.get(`${request.year} ${request.profession}`) ?? [];
    counts[RULES.indexOf('profession')] = this.offers.length - ofProfession;
    counts[RULES.indexOf('year')] = ofProfession - suited.length;
    for (const o of suited) {
      const offer = this.offers[o]!;
      const first = ruleBrokenFrom(0, request, offer, this.ground);
      if (first < 0) continue;
      counts[first]!++;
      if (ruleBrokenFrom(first + 1, request, offer, this.ground) < 0)
        near.push({ offer: o, rule: RULES[first]! });
    }
    const removed = RULES.map((rule, at) => ({ rule, offers: counts[at]! })).filter(
      ({ offers }) => offers > 0,
    );
    return { removed, near };
  }
}
