import { assertNever } from '../shared/assert-never.js';
import { daysAWeek } from '../shared/half-days.js';
import type { SequenceOutcome, SequencesResult } from '../matching/engine/sequences/types.js';
import type {
  CapUse,
  Change,
  DueHeiShare,
  DueShare,
  MatchingResult,
  OfferUse,
  PoolUse,
  Rule,
  Shortage,
  Worth,
} from '../matching/engine/types.js';
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
  readonly heis: readonly DueHeiShare[];
  /** Each offer with its providers, in the order of the file. */
  readonly offers: readonly (OfferUse & { readonly title: string; readonly providers: readonly string[] })[];
  /** Caps and pools by the names of the files. */
  readonly caps: readonly (Omit<CapUse, 'id'> & { readonly name: string })[];
  readonly pools: readonly PoolUse[];
  readonly shortages: readonly Shortage[];
  readonly unplaced: UnplacedSummary;
  /** Left out where every student has one block, and nothing was said of sequences. */
  readonly sequences?: SequencesReport;
  /** Every change that would help somebody, those first that would help most. */
  readonly changes: readonly ChangeAsked[];
  readonly warnings: readonly string[];
  /** Warnings beyond those listed. */
  readonly moreWarnings: number;
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** What became of the blocks of each learner together. */
export interface SequencesReport {
  /** Learners all of whose blocks have a place. */
  readonly whole: number;
  /** Demands of all learners: how many there are, are met, and could be met at most with as many placed. */
  readonly demands: number;
  readonly demandsMet: number;
  readonly demandsMetAtMost: number;
  readonly gap: SequencesResult['gap'];
  /** In the order of their references. Codes are those of the files. */
  readonly learners: readonly SequenceOutcome[];
}

export interface UnplacedSummary {
  /** Students for whom no offer passed every rule. */
  readonly noOfferFits: number;
  /** Students whom some offer would have fitted, had there been room. */
  readonly noRoomLeft: number;
  /** For each rule that removed an offer of an unplaced student: how many students, and offers in all. */
  readonly byRule: readonly { readonly rule: Rule; readonly students: number; readonly offers: number }[];
}

/** One change, with all whom it would help: each by itself, not necessarily all of them. */
export interface ChangeAsked {
  /** Its names are those of the files. */
  readonly change: Change;
  readonly students: readonly { readonly studentRef: string; readonly offerRef: string }[];
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
      placed_by_carry_over: objective.placedByCarryOver.map(({ carryOver, placed, requests }) => ({
        carry_over: carryOver,
        placed,
        students: requests,
      })),
    },
    bound: { placed: bound.placed, cost: bound.cost },
    gap: {
      placed: bound.placed - objective.placed,
      cost: objective.cost - bound.cost,
      ...(report.sequences && { demands_met: report.sequences.gap.demandsMet }),
    },
    is_exact: report.isExact,
    proof: report.proof,
    heis: report.heis.map(({ hei, professions, ...all }) => ({
      hei,
      ...shareAsJson(all),
      professions: professions.map(({ profession, ...own }) => ({ profession, ...shareAsJson(own) })),
    })),
    offers: report.offers.map(({ offer, title, providers, places, taken, onePlaceMore }) => ({
      offer_ref: offer,
      title,
      providers,
      places,
      taken,
      one_place_more: worthAsJson(onePlaceMore),
    })),
    caps: report.caps.map(({ kind, name, maxLearners, busiest, oneLearnerMore }) => ({
      kind,
      name,
      max_learners: maxLearners,
      busiest,
      one_learner_more: worthAsJson(oneLearnerMore),
    })),
    pools: report.pools.map(({ pool, learnerHalfDaysPerWeek, busiest, more }) => ({
      supervision_pool: pool,
      learner_days_per_week: daysAWeek(learnerHalfDaysPerWeek),
      busiest: daysAWeek(busiest),
      more: more && { learner_days_per_week: daysAWeek(more.halfDaysPerWeek), ...worthAsJson(more) },
    })),
    shortages: report.shortages.map(({ profession, district, waiting, onePlaceMore }) => ({
      profession,
      district,
      waiting,
      one_place_more: worthAsJson(onePlaceMore),
    })),
    unplaced: {
      no_offer_fits: report.unplaced.noOfferFits,
      no_room_left: report.unplaced.noRoomLeft,
      by_rule: report.unplaced.byRule,
    },
    ...(report.sequences && { sequences: sequencesAsJson(report.sequences) }),
    changes: report.changes.map(({ change, students }) => ({
      ...changeAsJson(change),
      placed: change.placesGained,
      students: students.map(({ studentRef, offerRef }) => ({
        student_ref: studentRef,
        offer_ref: offerRef,
      })),
    })),
    warnings: report.warnings,
    more_warnings: report.moreWarnings,
    timings_ms: report.timingsMs,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function sequencesAsJson(sequences: SequencesReport): Readonly<Record<string, unknown>> {
  return {
    learners_with_all_blocks: sequences.whole,
    demands: sequences.demands,
    demands_met: sequences.demandsMet,
    demands_met_at_most: sequences.demandsMetAtMost,
    learners: sequences.learners.map(({ learner, blocks, demands }) => ({
      learner_ref: learner,
      blocks: blocks.map(({ request, offer, bars }) => ({
        student_ref: request,
        offer_ref: offer,
        barred: bars && { repeats: bars.repeats, contrast: bars.contrast, no_room: bars.noRoom },
      })),
      demands: demands.map(({ kind, isRequired, had, missing, why }) => ({
        kind,
        required: isRequired,
        had,
        missing,
        why,
      })),
    })),
  };
}

function shareAsJson({ requests, entitlement, placed, due, deviation }: DueShare): object {
  const share = entitlement === 0 ? 1 : Math.round((placed / entitlement) * 10_000) / 10_000;
  return { students: requests, entitlement, placed, share, due, deviation };
}

function worthAsJson(worth: Worth | null): { placed: number; cost_saved: number } | null {
  return worth && { placed: worth.placesGained, cost_saved: worth.costSaved };
}

function changeAsJson(change: Change): Readonly<Record<string, unknown>> {
  switch (change.kind) {
    case 'one-more-place':
    case 'car':
      return { kind: change.kind };
    case 'travel-limit':
      return { kind: change.kind, minutes: change.minutes };
    case 'rule':
      return { kind: change.rule, missing: change.missing };
    case 'one-more-learner':
      return { kind: change.kind, at: change.at, name: change.id };
    case 'more-supervision':
      return {
        kind: change.kind,
        supervision_pool: change.pool,
        learner_days_per_week: daysAWeek(change.halfDaysPerWeek),
      };
    case 'smaller-group':
      return { kind: change.kind, min_group: change.minGroup };
    default:
      return assertNever(change);
  }
}
