import type { ChangeReason } from './types.js';

/** What events have done to a position before anybody has been placed anew. */
export interface Aftermath {
  /** Requests that had a place and were put off it: withdrawn offer, forbidden pair. */
  readonly displaced: number[];
  /** Requests that may be placed from now on though places have not become more: added, or allowed another pair. */
  readonly newcomers: number[];
  /** Withdrawn, with a place or without. */
  readonly withdrawn: number[];
  /** Added, and not withdrawn again. */
  readonly added: number[];
  /** Why, for each of those above who has changed for certain, and for the pinned. */
  readonly reasons: Map<number, ChangeReason>;
  /** Offers that may have too many learners now, with the event that took places; those that may have too few. */
  readonly offersCut: Map<number, number>;
  readonly offersLeft: Set<number>;
  /** Offers that a pinned request has come to. */
  readonly offersPinned: Set<number>;
  /** Outermost nodes where there may be more room: of places that were left or added, and of caps and pools that were left. */
  readonly opened: Set<number>;
  /** Takes back what is not in the journal, last first. */
  readonly undo: (() => void)[];
}

export function emptyAftermath(): Aftermath {
  return {
    displaced: [],
    newcomers: [],
    withdrawn: [],
    added: [],
    reasons: new Map(),
    offersCut: new Map(),
    offersLeft: new Set(),
    offersPinned: new Set(),
    opened: new Set(),
    undo: [],
  };
}

/** The request is no longer one of those who are to be placed. */
export function isProvidedFor({ displaced, newcomers }: Aftermath, request: number): void {
  forgetMember(displaced, request);
  forgetMember(newcomers, request);
}

export function forgetMember(list: number[], member: number): void {
  const at = list.indexOf(member);
  if (at >= 0) list.splice(at, 1);
}
