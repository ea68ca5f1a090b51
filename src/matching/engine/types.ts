import type { DayNumber } from '../../shared/days.js';
import type { HalfDays } from '../../shared/half-days.js';
import type { District, Transport } from '../../shared/travel-time.js';

/**
 * The matching problem and its answer, as plain data that can cross a thread. Every quantity is a
 * whole number: days since 1970, half-days a week, minutes, learners. Ids are opaque text, in the order of
 * UTF-16 code units (that of `<` on strings); where two answers are equally good, ids alone decide,
 * never the order of an array.
 */

/** One student's need for one place in one block. */
export interface Request {
  readonly id: string;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  /** Postcode district that the student travels from; an id of {@link MatchingInput.districts}. */
  readonly district: string;
  readonly transport: Transport;
  /** Longest one-way journey the student accepts; `null` leaves it to the policy. */
  readonly maxTravelMinutes: number | null;
  readonly startsOn: DayNumber;
  readonly endsOn: DayNumber;
  readonly halfDaysPerWeek: HalfDays;
  /** Offer ids, best first. Ids of offers that are not in the input keep their rank and match nothing. */
  readonly preferences: readonly string[];
  readonly settingsDone: readonly string[];
  readonly providersDone: readonly string[];
  readonly clearances: readonly string[];
  readonly accessNeeds: readonly string[];
  readonly excludedProviders: readonly string[];
  /** 0 goes first; every higher number waits until the lower ones have all that they can have. */
  readonly priority: number;
  /** How badly the student fared before; 0 for nothing to make good. Among equals the higher number goes first. */
  readonly carryOver: number;
  /** What the block must contain: the offer needs one of the settings, and all of the others. */
  readonly demands: {
    readonly settings: readonly string[];
    readonly pillars: readonly string[];
    readonly standards: readonly string[];
  };
}

/** One part of an offer. A learner on the offer does all of its legs. */
export interface Leg {
  readonly provider: string;
  readonly site: string;
  /** An id of {@link MatchingInput.districts}; not looked at for a remote leg. */
  readonly district: string;
  readonly halfDaysPerWeek: HalfDays;
  readonly mode: 'in-person' | 'remote';
  readonly setting: string;
  /** Id of the pool that supervises this leg; `null` when its supervision is not counted. */
  readonly pool: string | null;
}

export interface Offer {
  readonly id: string;
  readonly professions: readonly string[];
  readonly years: readonly number[];
  readonly startsOn: DayNumber;
  readonly endsOn: DayNumber;
  /** Learners it can take in all; 0 means none. */
  readonly places: number;
  /** Takes at least so many learners or nobody; 1 for an ordinary offer. */
  readonly minGroup: number;
  readonly legs: readonly Leg[];
  readonly requires: readonly string[];
  readonly isDriverNeeded: boolean;
  readonly accessFeatures: readonly string[];
  /** HEIs it is kept for; empty means open to all. */
  readonly reservedFor: readonly string[];
  /** First day on which the other HEIs may have it; `null` means never. */
  readonly releaseOn: DayNumber | null;
  readonly pillars: readonly string[];
  readonly standards: readonly string[];
  /** Not reconfirmed in time, so that nobody may be sent there. */
  readonly isStale: boolean;
}

/** Learner-days that one educator or team can supervise in any one week, counted in half-days. */
export interface SupervisionPool {
  readonly id: string;
  readonly learnerHalfDaysPerWeek: number;
}

/** The most learners that a provider or a site may host at once, over all of its offers. */
export interface SharedCap {
  readonly kind: 'provider' | 'site';
  /** Provider id, or site id. */
  readonly id: string;
  readonly maxLearners: number;
}

export interface Pair {
  readonly request: string;
  readonly offer: string;
}

/** What each request of an HEI counts for in its entitlement, relative to those of others. */
export interface EntitlementWeight {
  readonly hei: string;
  /** Those of one profession; `null` for all that have no weight of their own. */
  readonly profession: string | null;
  /** A whole number from 1. */
  readonly weight: number;
}

export interface Policy {
  /** The day by which reservations are judged. */
  readonly asOf: DayNumber;
  readonly weights: { readonly travel: number; readonly preference: number; readonly variety: number };
  readonly fairness: 'max-min' | 'none';
  /** Requests without a weight count 1. */
  readonly entitlementWeights: readonly EntitlementWeight[];
  readonly defaultMaxTravelMinutes: number;
  /** Time after which the best answer so far is given with its bound, where the problem is a hard one. */
  readonly maxSeconds: number;
  readonly forbidRepeatProvider: boolean;
  /** Pairs that must be in the answer. Each must be eligible. */
  readonly pinned: readonly Pair[];
  /** Pairs that must not be in the answer. */
  readonly forbidden: readonly Pair[];
}

export interface MatchingInput {
  readonly requests: readonly Request[];
  readonly offers: readonly Offer[];
  readonly pools: readonly SupervisionPool[];
  readonly caps: readonly SharedCap[];
  readonly districts: readonly District[];
  readonly policy: Policy;
}

/** The rules of eligibility, in the order in which they are tried and told. */
export const RULES = [
  'profession',
  'year',
  'dates',
  'pattern',
  'stale',
  'reserved',
  'conflict',
  'repeat',
  'setting',
  'driver',
  'clearance',
  'access',
  'travel',
  'forbidden',
] as const;
export type Rule = (typeof RULES)[number];

/** The parts of a pair's cost, each already weighted; `total` is their sum. Lower is better. */
export interface CostParts {
  readonly travel: number;
  readonly preference: number;
  readonly variety: number;
  readonly total: number;
}

/** An eligible offer that the student did not get, and why. */
export interface GivenUp {
  readonly offer: string;
  readonly cost: number;
  readonly closedBy: Closure;
  /** Requests that hold its places, in id order; at most {@link MOST_HOLDERS}. Empty where something else closed it. */
  readonly heldBy: readonly string[];
  /**
   * How much worse the best answer is in which the student has it: exact. `null` where nobody could be moved for it, where pools,
   * crossing caps or groups leave it unknown, and where finding out would take too long.
   */
  readonly worsening: Worsening | null;
}

/** Why an eligible offer was not to be had: all places taken; policy pins the student elsewhere; too few for its group, or
 * for that of the offer which the student would leave; a cap or pool without room; the rest of the student's sequence of blocks;
 * or the search ended too early to tell. */
export type Closure =
  | { readonly by: 'places' | 'pinned' | 'group' | 'sequence' | 'search' }
  | { readonly by: 'provider' | 'site' | 'pool'; readonly id: string };

/** How much worse the best answer with some change is than the best answer. */
export interface Worsening {
  /** What is compared first and is worse: the number placed, who goes first (priorities and shares of HEIs), or the cost. */
  readonly first: 'places' | 'order' | 'cost' | 'nothing';
  /** Fewer placed. */
  readonly placesLost: number;
  /** Higher total cost; negative when fewer or others are placed, and cost less. */
  readonly costAdded: number;
}

/** An offer that would have cost the student less, if one rule had not ruled it out. */
export interface RuledOut {
  readonly offer: string;
  readonly cost: number;
  readonly rule: Rule;
  /** What would have to be added for the rule to be kept, in the field's own words. */
  readonly missing: readonly string[];
}

export const MOST_GIVEN_UP = 3;
export const MOST_HOLDERS = 3;
export const MOST_RULED_OUT = 2;

export interface Placed {
  readonly status: 'placed';
  readonly request: string;
  readonly offer: string;
  readonly cost: CostParts;
  /** One-way minutes of each leg, in leg order; 0 for a remote leg. */
  readonly legMinutes: readonly number[];
  /** 1 for the first choice; `null` when the offer is not on the student's list, or there is none. */
  readonly preferenceRank: number | null;
  /** Cheaper eligible offers, cheapest first; at most {@link MOST_GIVEN_UP}. */
  readonly givenUp: readonly GivenUp[];
  /**
   * Cheaper offers that break exactly one rule, cheapest first; at most {@link MOST_RULED_OUT}. Only rules that somebody could do
   * something about; offers beyond the travel limit only if they are on the student's list.
   */
  readonly ruledOut: readonly RuledOut[];
}

/**
 * A change, found and checked, after which the student can be placed and nobody who is placed loses a place. Others
 * may have to move. `offer` is where the student could then go.
 */
export type Change = {
  readonly offer: string;
  /**
   * How many more the best answer after it places; `null` when that is not known exactly. Told or not, it is no worse in the order of
   * priorities than this answer with the student added.
   */
  readonly placesGained: number | null;
} & ChangeKind;

export type ChangeKind =
  | { readonly kind: 'one-more-place' }
  /** The student travels for so many minutes, one way. */
  | { readonly kind: 'travel-limit'; readonly minutes: number }
  /** The student goes by car. */
  | { readonly kind: 'car' }
  /** Something is had that a rule asks for: by the student for `clearance`, by the offer or from the policy for the others. */
  | {
      readonly kind: 'rule';
      readonly rule: Exclude<Rule, 'travel' | 'driver'>;
      readonly missing: readonly string[];
    }
  /** The cap of a provider or a site is one higher. */
  | { readonly kind: 'one-more-learner'; readonly at: 'provider' | 'site'; readonly id: string }
  /** The pool has so many learner-half-days a week more. */
  | { readonly kind: 'more-supervision'; readonly pool: string; readonly halfDaysPerWeek: number }
  /** The offer's least number of learners is lowered to this. */
  | { readonly kind: 'smaller-group'; readonly minGroup: number };

export interface Unplaced {
  readonly status: 'unplaced';
  readonly request: string;
  /** How many offers each rule removed, counting an offer under the first rule it fails. Rules that removed none are left out. */
  readonly removed: readonly { readonly rule: Rule; readonly offers: number }[];
  /** Eligible offers, cheapest first; at most {@link MOST_GIVEN_UP}. */
  readonly held: readonly GivenUp[];
  /** Number of eligible offers, those beyond `held` included. */
  readonly eligibleOffers: number;
  /** The smallest change that was found; see `SMALLEST_FIRST` for what is smaller than what. */
  readonly change: Change | null;
  /** Others without a place who are told of the very same change: whoever makes it cannot place all of them. */
  readonly inLine: number;
}

export type Outcome = Placed | Unplaced;

/** How many have a place, by priority tier in rising order of the number, and what all places cost together. */
export interface Totals {
  readonly placedByPriority: readonly {
    readonly priority: number;
    readonly placed: number;
    readonly requests: number;
  }[];
  readonly placed: number;
  readonly cost: number;
}

/** What is compared, but for shares of HEIs, which come after priorities: priorities, carry-over, cost. */
export interface Objective extends Totals {
  /** For each carry-over above 0 that occurs, the highest first. */
  readonly placedByCarryOver: readonly {
    readonly carryOver: number;
    readonly placed: number;
    readonly requests: number;
  }[];
}

/** What one HEI got, by which shares are compared: placed / entitlement. */
export interface HeiShare extends Share {
  readonly hei: string;
  /** Of each profession that it has requests of, by profession. */
  readonly professions: readonly ProfessionShare[];
}

export interface ProfessionShare extends Share {
  readonly profession: string;
}

export interface Share {
  readonly requests: number;
  /** What it is entitled to, relative to others: requests, each times the weight that policy gives it. */
  readonly entitlement: number;
  readonly placed: number;
}

/**
 * A share with what it would be if all shares of the same kind were alike: `due` is the part of all places given that is the
 * entitlement's part of all entitlements, `deviation` what was given less that. Both in places, to two decimals.
 */
export interface DueShare extends Share {
  readonly due: number;
  readonly deviation: number;
}

export interface DueHeiShare extends DueShare {
  readonly hei: string;
  readonly professions: readonly (DueShare & ProfessionShare)[];
}

export const MOST_SHORTAGES = 10;

export interface OfferUse {
  readonly offer: string;
  readonly places: number;
  readonly taken: number;
  /**
   * What one more place here would bring. `null` where pools, crossing caps or groups leave it unknown.
   */
  readonly onePlaceMore: Worth | null;
}

/** What a little more of something scarce would bring: learners placed, and fall in total cost. Exact. */
export interface Worth {
  readonly placesGained: number;
  /** Negative where a learner is gained at a cost. */
  readonly costSaved: number;
}

/** A cap of a provider or a site, with the most learners it has on any day. */
export interface CapUse {
  readonly kind: 'provider' | 'site';
  readonly id: string;
  readonly maxLearners: number;
  readonly busiest: number;
  /** What a cap one higher would bring; `null` where it is not known. */
  readonly oneLearnerMore: Worth | null;
}

/** A supervision pool, with the learner-half-days a week that are used of it at most. */
export interface PoolUse {
  readonly pool: string;
  readonly learnerHalfDaysPerWeek: number;
  readonly busiest: number;
  /** What so many more would bring: the fewest that are enough for one more learner where the pool is full. `null` where it is not known. */
  readonly more: (Worth & { readonly halfDaysPerWeek: number }) | null;
}

/** Where one more place would help most. */
export interface Shortage {
  readonly profession: string;
  readonly district: string;
  /** Requests without a place that could go to an offer of the profession in that district, were there one for everybody. */
  readonly waiting: number;
  /** What one place there would bring; `null` where it is not known. The offer is that of `offerForAll`. */
  readonly onePlaceMore: Worth | null;
}

export interface MatchingResult {
  /** Name and version of the engine, recorded with each run: same input, same version, same answer. */
  readonly engine: string;
  /** Every request once, in id order. */
  readonly outcomes: readonly Outcome[];
  readonly objective: Objective;
  /**
   * `placed`: no answer places more in all. `cost`: no answer that places as many as this one, of each priority, costs less,
   * whatever shares of HEIs it has. Equal to the objective when the answer is exact; else proven within the difference of the two.
   */
  readonly bound: { readonly placed: number; readonly cost: number };
  readonly isExact: boolean;
  /**
   * How that is known. `prices`: every pair and every limit was held against prices that prove the answer best. `search`:
   * the search has shown of all other answers that they are no better. `bound`: it is not exact, or not known to be; the bound
   * says what may be missing.
   */
  readonly proof: 'prices' | 'search' | 'bound';
  readonly heis: readonly HeiShare[];
  readonly offers: readonly OfferUse[];
  /** Every cap, by kind and id, and every pool, by id. */
  readonly caps: readonly CapUse[];
  readonly pools: readonly PoolUse[];
  /** For each profession with requests without a place, at most {@link MOST_SHORTAGES} districts, most waiting first. */
  readonly shortages: readonly Shortage[];
  readonly counts: { readonly requests: number; readonly offers: number; readonly eligiblePairs: number };
}

export const STAGES = ['reading', 'pairing', 'solving', 'explaining', 'checking'] as const;
export type Stage = (typeof STAGES)[number];

/** What a caller may learn of, and do to, a match under way. Both are called often and must be cheap. */
export interface Watch {
  /** `done` of `total` units of one stage; stages come in the order of {@link STAGES}. */
  progress(stage: Stage, done: number, total: number): void;
  /** True when the time that policy allows is over: the best answer found is returned with its bound. */
  isTimeUp(): boolean;
}

/** Something in the input that no answer can honour. The caller shows it to whoever wrote the input. */
export interface InputFault {
  readonly path: string;
  readonly found: string;
  readonly wanted: string;
}
