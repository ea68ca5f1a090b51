import type { Policy } from '../engine/types.js';

/**
 * What a run is over. Empty lists mean all: every block that starts on or after `policy.asOf`, every
 * published offer that has not ended by then.
 */
export interface RunScope {
  readonly blockIds: readonly string[];
  readonly heiIds: readonly string[];
  /** Offers that the run does without; none where it says nothing. */
  readonly withoutOfferIds?: readonly string[];
  readonly policy: Policy;
}
