import { totalCost, varietyCost } from '../cost.js';
import { breaksRuleOfKind, firstRuleBroken, type Ground } from '../eligibility.js';
import type { Offer, Request } from '../types.js';
import { TOO_FAR, type Journeys } from './journeys.js';
import type { OfferColumns } from './offer-columns.js';
import type { PairRows } from './pair-rows.js';
import type { RequestColumns } from './request-columns.js';
import { Rows } from './rows.js';

export interface RowGround {
  readonly requests: readonly Request[];
  readonly offers: readonly Offer[];
  readonly ground: Ground;
  readonly journeys: Journeys;
  readonly ofRequest: RequestColumns;
  readonly ofOffer: OfferColumns;
  readonly rows: PairRows;
  /** Most verdicts, and most costs of settings, that are remembered. */
  readonly remembered: number;
}

/** Some of the offers, by rising place; a list that is made anew so often that it keeps its memory. */
export class Shortlist {
  readonly offer: Int32Array;
  /** The stop of each of them, see {@link OfferColumns}. */
  readonly stop: Int32Array;
  length = 0;

  constructor(most: number) {
    this.offer = new Int32Array(most);
    this.stop = new Int32Array(most);
  }
}

/** A pair fits, or breaks a rule of kind, or has to be looked at by itself. */
const FITS = 1;
const BREAKS = 2;
const LOOK = 3;

/**
 * Makes the rows of pairs: of the listed offers, which all suit the request in profession, year and dates, those that break no
 * other rule either. What every pair of two kinds has in common is asked once, of the very functions that judge and cost a
 * single pair; pairs that the request's own lists speak of are judged and costed each by itself.
 */
export function rowFinder(all: RowGround): (r: number, listed: Shortlist) => void {
  const { requests, offers, ground, journeys, ofRequest, ofOffer, rows, remembered } = all;
  const { weights } = ground.policy;
  const forms = ofOffer.forms.first.length;
  /** Form of each offer; one more than all forms while the offer is singular to the request at hand. */
  const formOf = ofOffer.forms.of.slice();
  const SINGULAR = forms;
  const travelCost = Float64Array.from(ofOffer.journeys, (times) => weights.travel * times);
  const verdicts = new Rows(
    ofRequest.kinds.first.length,
    forms + 1,
    remembered,
    (length) => new Uint8Array(length),
  );
  // One more than the cost, so that 0 is left for what has not been asked.
  const varietyCosts = new Rows(
    ofRequest.pasts.first.length,
    forms,
    remembered,
    (length) => new Uint16Array(length),
  );

  return (r, { offer: listed, stop, length }) => {
    const origin = ofRequest.origins.of[r]!;
    const minutesTo = journeys.known(origin);
    // Minutes are kept as one more than they are.
    const limit = Math.min(TOO_FAR - 1, ofRequest.travelLimit[r]! + 1);
    const verdictOn = verdicts.of(ofRequest.kinds.of[r]!);
    verdictOn[SINGULAR] = LOOK;
    const varietyOn = varietyCosts.of(ofRequest.pasts.of[r]!);
    const unlisted = ofRequest.unlisted[r]!;
    const singularFrom = ofRequest.singularStart[r]!;
    const singularTo = ofRequest.singularStart[r + 1]!;
    for (let at = singularFrom; at < singularTo; at++) formOf[ofRequest.singularOffer[at]!] = SINGULAR;
    const block = rows.room(length);
    const { offer, cost } = block;
    let end = rows.end;
    for (let at = 0; at < length; at++) {
      let minutes = minutesTo[stop[at]!]!;
      if (minutes > limit) continue;
      if (minutes === 0) {
        minutes = journeys.find(origin, stop[at]!, minutesTo);
        if (minutes > limit) continue;
      }
      const o = listed[at]!;
      const form = formOf[o]!;
      let verdict = verdictOn[form]!;
      if (verdict !== FITS) {
        if (verdict === 0) verdictOn[form] = verdict = verdictOf(r, o, form);
        if (verdict === BREAKS) continue;
        if (verdict === LOOK) {
          const found = form === SINGULAR ? costBySelf(r, o) : costOfLegs(r, o, minutesTo, limit);
          if (found < 0) continue;
          offer[end] = o;
          cost[end++] = form === SINGULAR ? found : found + unlisted + variety(varietyOn, r, o, form);
          continue;
        }
      }
      offer[end] = o;
      cost[end++] = travelCost[form]! * (minutes - 1) + unlisted + variety(varietyOn, r, o, form);
    }
    rows.keep(r, end);
    for (let at = singularFrom; at < singularTo; at++) {
      const o = ofRequest.singularOffer[at]!;
      formOf[o] = ofOffer.forms.of[o]!;
    }
  };

  function verdictOf(r: number, o: number, form: number): number {
    if (breaksRuleOfKind(requests[r]!, offers[o]!, ground)) return BREAKS;
    return ofOffer.hasFurther[form] ? LOOK : FITS;
  }

  function variety(known: Uint16Array, r: number, o: number, form: number): number {
    if (known[form] === 0) known[form] = 1 + varietyCost(requests[r]!, offers[o]!);
    return weights.variety * (known[form]! - 1);
  }

  /** What the pair costs, or less than nothing when it is not eligible. */
  function costBySelf(r: number, o: number): number {
    const [request, offer] = [requests[r]!, offers[o]!];
    return firstRuleBroken(request, offer, ground) === null ? totalCost(request, offer, ground) : -1;
  }

  /** What going to all legs costs, or less than nothing when one of them is too far. */
  function costOfLegs(r: number, o: number, minutesTo: Uint16Array, limit: number): number {
    const origin = ofRequest.origins.of[r]!;
    let cost = travelCost[ofOffer.forms.of[o]!]! * (minutesTo[ofOffer.stop[o]!]! - 1);
    for (let leg = ofOffer.furtherStart[o]!; leg < ofOffer.furtherStart[o + 1]!; leg++) {
      const to = ofOffer.furtherStop[leg]!;
      const minutes = minutesTo[to]! || journeys.find(origin, to, minutesTo);
      if (minutes > limit) return -1;
      cost += weights.travel * ofOffer.furtherJourneys[leg]! * (minutes - 1);
    }
    return cost;
  }
}
