import type { Instance } from '../instance.js';

/** Pairs of students and offers with their costs: those of a student are from `rowStart[student]` up to `rowStart[student + 1]`. */
export type Pairs = Pick<Instance, 'rowStart' | 'offer' | 'cost'>;

/** The bare problem with students who are not all alike. */
export interface RankedInstance extends Instance {
  /** From 0, which goes first, up to `tiers`. */
  readonly tierOf: Int32Array;
  readonly tiers: number;
  /** HEIs whose shares are to be even; `null` where shares do not count. */
  readonly heis: Heis | null;
  /** How badly each student fared before, 0 for most; among equals higher numbers are placed first. */
  readonly carryOver: Uint8Array;
}

export interface Heis {
  /** HEI of each student; -1 for who counts for none, and has then to be of a tier that can be placed as a whole. */
  readonly of: Int32Array;
  /** Whole numbers up to `MOST_ENTITLEMENT`, not 0. */
  readonly entitlement: readonly number[];
  /** Students of each HEI who are placed anyway and are no part of the instance. */
  readonly placedBefore: Int32Array;
}

/** What is compared when answers are, the first that differs deciding; each is to be made small. */
export type Aim =
  /** Sum over those without a place, each counting the more the earlier the tier. */
  | { readonly of: 'tiers' }
  /** How uneven shares of HEIs are. */
  | { readonly of: 'shares' }
  /** How many with this carry-over have no place. */
  | { readonly of: 'carry-over'; readonly level: number }
  | { readonly of: 'cost' };
