import type { PolicyRecord, StudentRecord } from '../../exchange/index.js';
import type { KnownOffer } from '../../placements/index.js';
import type { District } from '../../shared/travel-time.js';
import { groundOf, longestLegMinutes, rulesBroken } from '../engine/index.js';
import type { Rule } from '../engine/types.js';
import { matchingInput } from '../match-files/index.js';

export interface FittingOffer {
  readonly offerId: string;
  readonly ref: string;
  readonly title: string;
  /** Of the longest leg, one way; 0 where all is remote. */
  readonly minutes: number;
}

export interface WhatFits {
  /** Nearest first, then by reference. */
  readonly fitting: readonly FittingOffer[];
  /** Offers that one rule alone keeps out, by that rule: what would open up if it were otherwise. */
  readonly keptOutBy: ReadonlyMap<Rule, number>;
}

/**
 * Which offers a student could be placed on, by the very rules of matching. Says nothing about how many others
 * want them. Costs time by the number of offers.
 */
export function offersThatFit(
  student: StudentRecord,
  offers: readonly KnownOffer[],
  policy: PolicyRecord,
  districtOf: (postcode: string) => District,
): WhatFits {
  const lined = <Thing>(record: Thing) => ({ record, line: 0 });
  const input = matchingInput(
    {
      students: [lined(student)],
      offers: offers.map(({ record }) => lined(record)),
      caps: [],
      policy,
    },
    districtOf,
  );
  const ground = groundOf(input);
  const [request] = input.requests;
  if (!request) throw new Error('A problem without its student');
  const fitting: FittingOffer[] = [];
  const keptOutBy = new Map<Rule, number>();
  input.offers.forEach((each, at) => {
    const known = offers[at];
    if (!known) return;
    const broken = rulesBroken(request, { ...each, isStale: known.isStale }, ground);
    if (broken.length === 0) {
      fitting.push({
        offerId: known.id,
        ref: known.record.offerRef,
        title: known.record.title,
        minutes: longestLegMinutes(request, each, ground),
      });
    }
    const [only] = broken;
    if (only && broken.length === 1) keptOutBy.set(only, (keptOutBy.get(only) ?? 0) + 1);
  });
  fitting.sort((one, other) => one.minutes - other.minutes || (one.ref < other.ref ? -1 : 1));
  return { fitting, keptOutBy };
}
