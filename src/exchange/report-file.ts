import type { HeiShare, MatchingResult, OfferUse, Rule } from '../matching/engine/types.js';
import type { PolicyRecord } from './policy-file.js';
import { policyAsJson } from './policy-file.js';

/** What `report.json` tells of one matching. Milliseconds and counts are whole numbers. */
export interface MatchReport {
  readonly engine: string;
  /** SHA-256 over the input in one fixed form: equal for equal problems, whatever the order of the rows. */
  readonly inputDigest: string;
  readonly policy: PolicyRecord;
  readonly totals: {
    readonly students: number;
    readonly offers: number;
    readonly places: number;
    readonly placed: number;
    readonly unplaced: number;
    readonly eligiblePairs: number;
  };
  readonly objective: MatchingResult['objective'];
  readonly bound: MatchingResult['bound'];
  readonly isExact: boolean;
  readonly proof: MatchingResult['proof'];
  readonly heis: readonly HeiShare[];
  /** Each offer with its providers, in the order of the file. */
  readonly offers: readonly (OfferUse & { readonly title: string; readonly providers: readonly string[] })[];
  readonly unplaced: UnplacedSummary;
  readonly warnings: readonly string[];
  /** Warnings beyond those listed. */
  readonly moreWarnings: number;
  readonly timingsMs: Readonly<Record<string, number>>;
}

export interface UnplacedSummary {
  /** Students for whom no offer passed every rule. */
  readonly noOfferFits: number;
  /** Students whom some offer would have fitted, had there been room. */
  readonly noRoomLeft: number;
  /** For each rule that removed an offer of an unplaced student: how many students, and offers in all. */
  readonly byRule: readonly { readonly rule: Rule; readonly students: number; readonly offers: number }[];
}

/** Writes `report.json`. Keys always stand in the same order; `share` is rounded to four places. */
export function writeReport(report: MatchReport): string {
  const { objective, bound } = report;
  const json = {
    engine: report.engine,
    input_digest: report.inputDigest,
    policy: policyAsJson(report.policy),
    totals: {
      students: report.totals.students,
      offers: report.totals.offers,
      places: report.totals.places,
      placed: report.totals.placed,
      unplaced: report.totals.unplaced,
      eligible_pairs: report.totals.eligiblePairs,
    },
    objective: {
      placed: objective.placed,
      cost: objective.cost,
      placed_by_priority: objective.placedByPriority.map(({ priority, placed, requests }) => ({
        priority,
        placed,
        students: requests,
      })),
    },
    bound: { placed: bound.placed, cost: bound.cost },
    gap: {
      placed: bound.placed - objective.placed,
      cost: bound.placed === objective.placed ? objective.cost - bound.cost : null,
    },
    is_exact: report.isExact,
    proof: report.proof,
    heis: report.heis.map(({ hei, requests, placed }) => ({
      hei,
      entitlement: requests,
      placed,
      share: requests === 0 ? 1 : Math.round((placed / requests) * 10_000) / 10_000,
    })),
    offers: report.offers.map(({ offer, title, providers, places, taken, onePlaceMore }) => ({
      offer_ref: offer,
      title,
      providers,
      places,
      taken,
      one_place_more: onePlaceMore && {
        placed: onePlaceMore.placesGained,
        cost_saved: onePlaceMore.costSaved,
      },
    })),
    unplaced: {
      no_offer_fits: report.unplaced.noOfferFits,
      no_room_left: report.unplaced.noRoomLeft,
      by_rule: report.unplaced.byRule,
    },
    warnings: report.warnings,
    more_warnings: report.moreWarnings,
    timings_ms: report.timingsMs,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
