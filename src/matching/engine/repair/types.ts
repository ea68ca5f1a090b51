import type { Totals, Pair, Request, Rule } from '../types.js';

/** One who holds a place in the matching in force. */
export interface HeldPlace extends Pair {
  /** Under way, or agreed in such a way that it must not move. Pairs that the policy pins never move anyway. */
  readonly isFixed: boolean;
}

/** Something that happens to a matching in force. */
export type RepairEvent =
  /** All places of the offer go. Places can be added to it again. */
  | { readonly kind: 'offer-withdrawn'; readonly offer: string }
  | { readonly kind: 'request-withdrawn'; readonly request: string }
  /** A new request, or one that was withdrawn before. */
  | { readonly kind: 'request-added'; readonly request: Request }
  | { readonly kind: 'places-added' | 'places-taken'; readonly offer: string; readonly places: number }
  /** From now on the request holds this very place and never moves; or may move again. */
  | { readonly kind: 'pair-pinned' | 'pair-unpinned'; readonly request: string; readonly offer: string }
  | { readonly kind: 'pair-forbidden' | 'pair-allowed'; readonly request: string; readonly offer: string };

/** Why a request is no longer, or newly, where it is. `event` is the place in the list of events. */
export type ChangeReason =
  | {
      readonly kind:
        | 'offer-withdrawn'
        | 'request-withdrawn'
        | 'request-added'
        | 'places-taken'
        | 'pair-pinned'
        | 'pair-forbidden';
      readonly event: number;
    }
  /** Had to go so that `for` could come. */
  | { readonly kind: 'makes-room'; readonly for: string }
  /** The offer has too few learners left to run. */
  | { readonly kind: 'group-too-small'; readonly offer: string }
  /** A cap or a pool has no room for both this request here and another change. */
  | { readonly kind: 'shared-limit' }
  /** Had no place, and there is one now. */
  | { readonly kind: 'place-to-be-had' };

export interface PlacementChange {
  readonly request: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Cost of the pair before and after; `null` without a place. */
  readonly costBefore: number | null;
  readonly costAfter: number | null;
  readonly reason: ChangeReason;
}

/** An eligible offer where there was no place to be had. */
export interface HeldOffer {
  readonly offer: string;
  readonly cost: number;
  /** Requests that hold its places, in id order; at most `MOST_HOLDERS`. Empty where a cap, pool or group closed it. */
  readonly heldBy: readonly string[];
}

/** What stands between a request and a place. */
export interface NoPlace {
  /** How many offers each rule removed, counting an offer under the first rule it fails. */
  readonly removed: readonly { readonly rule: Rule; readonly offers: number }[];
  /** Eligible offers, cheapest first; at most `MOST_GIVEN_UP`. */
  readonly held: readonly HeldOffer[];
  /** Number of eligible offers, those beyond `held` included. */
  readonly eligibleOffers: number;
}

/** How one who lost a place, or had none, came to a place; or why not. */
export interface Chain {
  readonly request: string;
  /** Why the chain was begun. */
  readonly reason: ChangeReason;
  /** First the request itself; then each who makes room for the one before. Empty without a place. */
  readonly steps: readonly { readonly request: string; readonly from: string | null; readonly to: string }[];
  readonly end:
    | { readonly kind: 'free-place'; readonly offer: string }
    /** The last of the chain has the place that `by` no longer has. */
    | { readonly kind: 'place-left'; readonly offer: string; readonly by: string }
    | { readonly kind: 'no-place'; readonly reasons: NoPlace };
}

/**
 * What is compared, in this order: those hit by the events who have a place, lower priority numbers first; others newly
 * placed, likewise; how many hold another place than before, or none; cost.
 */
export interface RepairBound {
  readonly placed: number;
  readonly changes: number;
  readonly cost: number;
}

export interface Repair {
  /** Name and version of the engine. */
  readonly engine: string;
  /** Everybody whose placement is another one than before, withdrawn requests included, in id order. */
  readonly changes: readonly PlacementChange[];
  /** One for each who was displaced, pinned, added or newly placed, in id order. */
  readonly chains: readonly Chain[];
  readonly before: Totals;
  readonly after: Totals;
  /** Nothing better exists. Where caps and pools cross, or groups have a minimum, the search may end without proof. */
  readonly isExact: boolean;
  /** No valid answer is better than this, in the order of comparison; what was reached, for an exact answer. */
  readonly bound: RepairBound;
}
