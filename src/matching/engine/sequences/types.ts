import type { MatchingInput, MatchingResult, Objective, Request } from '../types.js';

/**
 * Several blocks of one learner, solved together: the year of a student, or the rotation of a qualified person
 * over organisations. As everywhere in the engine: plain data, whole numbers, ids that alone break ties.
 */

/** A request that is one block of a learner's sequence. The blocks of one learner do not overlap in time. */
export interface BlockRequest extends Request {
  /** Id of one of {@link SequencesInput.learners}. */
  readonly learner: string;
}

/**
 * Something that a sequence is to contain: settings that its legs are in, or pillars of practice that its offers
 * have. What the learner has had before counts.
 */
export type ContrastDemand = {
  readonly kind: 'setting' | 'pillar';
  /**
   * A required demand is kept within reach: no block is given a place that would leave the learner short of a
   * code which his or her eligible offers, room aside, could have brought. Any other demand is met where that
   * takes nobody a place.
   */
  readonly isRequired: boolean;
} & (
  | {
      /** So many different ones, of whatever kind; from 1. */
      readonly differentAtLeast: number;
    }
  | {
      /** All of these. */
      readonly mustInclude: readonly string[];
    }
);

/** What must hold for a sequence as a whole. */
export interface SequenceRules {
  /** No two blocks share a provider, over all legs, and none is at a provider where the learner has been before. */
  readonly noRepeatedProvider: boolean;
  /** The same of settings. */
  readonly noRepeatedSetting: boolean;
  readonly contrast: readonly ContrastDemand[];
}

/** A person whose blocks belong together. */
export interface Learner {
  readonly id: string;
  readonly rules: SequenceRules;
  /**
   * Pillars had before. Settings and providers had before are those that any of the learner's requests
   * names: `settingsDone`, `providersDone`.
   */
  readonly pillarsDone: readonly string[];
}

export interface SequencesInput extends MatchingInput {
  readonly requests: readonly BlockRequest[];
  readonly learners: readonly Learner[];
}

/** Most blocks in one learner's sequence. Whether a sequence can be completed is found by looking at all of them together. */
export const MOST_BLOCKS = 8;

/**
 * Why a demand is not met: whatever the learner were given, it could not be; or a block without a place could still
 * bring it; or what would have met it is taken by others, or would have cost somebody a place.
 */
export type WhyNotMet = 'out-of-reach' | 'still-open' | 'no-room';

/** What became of one demand of one learner, in the order of the rules. */
export interface DemandOutcome {
  readonly kind: ContrastDemand['kind'];
  readonly isRequired: boolean;
  /** Codes that count towards it, from before and from the sequence, sorted. */
  readonly had: readonly string[];
  /** How many codes are missing; 0 when it is met. */
  readonly missing: number;
  /** `null` when it is met. */
  readonly why: WhyNotMet | null;
}

/** Eligible offers of a block without a place, by what bars each: the first of these that does. */
export interface BlockBars {
  /** A provider or setting that the sequence has elsewhere and may not have twice. */
  readonly repeats: number;
  /** A required demand would get out of reach. */
  readonly contrast: number;
  /** Others have its places, or a pool, cap or minimum group closes it. */
  readonly noRoom: number;
}

export interface SequenceOutcome {
  readonly learner: string;
  /** In the order of their dates. */
  readonly blocks: readonly {
    readonly request: string;
    readonly offer: string | null;
    /** `null` for a block with a place. */
    readonly bars: BlockBars | null;
  }[];
  readonly demands: readonly DemandOutcome[];
}

/**
 * What is compared, first part first: placed by priority tier, demands met by what is placed, cost.
 * `demands` is the number of all demands of all learners.
 */
export interface SequencesObjective extends Objective {
  readonly demandsMet: number;
  readonly demands: number;
}

/**
 * For each part of the objective, the best value that any answer can have that does at least as well as this one
 * in every part before it. Where all of them are those of the objective, no answer is better.
 */
export interface SequencesBound {
  readonly placedByPriority: readonly { readonly priority: number; readonly placed: number }[];
  /** Sum over the tiers. */
  readonly placed: number;
  readonly demandsMet: number;
  readonly cost: number;
}

/**
 * What `match` tells of single requests, and of the sequences that they make up. What one change would bring is not worked out where
 * blocks belong together: worsenings, changes and the worth of places and limits are `null`, `ruledOut` and `shortages` empty.
 */
export interface SequencesResult extends MatchingResult {
  /** Every learner once, in id order. */
  readonly sequences: readonly SequenceOutcome[];
  readonly objective: SequencesObjective;
  readonly bound: SequencesBound;
  /** How far each part may be from the best: bound and objective apart, never negative. */
  readonly gap: { readonly placed: number; readonly demandsMet: number; readonly cost: number };
}
