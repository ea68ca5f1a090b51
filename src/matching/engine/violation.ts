import type { Offer, Placed, Request } from './types.js';

/** Something that a result says or does which its input does not allow. */
export interface Violation {
  readonly check:
    | 'requests'
    | 'rule'
    | 'pinned'
    | 'places'
    | 'group'
    | 'cap'
    | 'pool'
    | 'cost'
    | 'objective'
    | 'heis'
    | 'offers'
    | 'bound';
  /** The request, offer, cap, pool or total that it is about. */
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

/** A learner who is at an offer, from the first to the last day of the block. */
export interface Stay {
  readonly request: Request;
  readonly offer: Offer;
  /** Place of the offer in the input. */
  readonly offerIndex: number;
  readonly outcome: Placed;
}

export function violation(
  check: Violation['check'],
  where: string,
  found: string,
  wanted: string,
): Violation {
  return { check, where, found, wanted };
}
