/** The life of an offer: what may follow what. `filled` and `stale` are worked out, never stored. */
export const OFFER_TRANSITIONS = {
  draft: ['published', 'withdrawn'],
  published: ['paused', 'withdrawn', 'ended'],
  paused: ['published', 'withdrawn', 'ended'],
  withdrawn: [],
  ended: [],
} as const satisfies Record<string, readonly string[]>;

export type OfferState = keyof typeof OFFER_TRANSITIONS;
export const OFFER_STATES = Object.keys(OFFER_TRANSITIONS) as OfferState[];

/** States that may follow `from`; empty at the end of its life. */
export function nextOfferStates(from: OfferState): readonly OfferState[] {
  return OFFER_TRANSITIONS[from];
}
