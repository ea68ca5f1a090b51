import { whatIsMissing } from './eligibility.js';
import type { Change, Offer, Request, Rule } from './types.js';

/** Minutes over the limit that we suggest to a student before we ask anybody else for anything. */
export const EASY_EXTRA_MINUTES = 30;
/** An offer is asked to run longer by so many days at most, both ends together; beyond that it is another offer. */
export const MOST_DAYS_SHORT = 14;

/**
 * Kinds of change from the smallest to the largest. First what the student can do (travel a little longer,
 * get a check), then what a provider can do with a click, then one more place or learner, then what costs somebody
 * more. Of two changes of one kind the one of smaller size is the smaller, then the one to the offer that costs the
 * student less, then the one to the lower offer id. `isStudents` marks what the student does: it opens nothing to others.
 *
 * Rules that are not listed are never suggested: nobody changes profession or year, and an
 * excluded provider is excluded for a reason.
 */
export const SMALLEST_FIRST = [
  { kind: 'little-travel', size: 'minutes over the limit, 30 at most', isStudents: true },
  { kind: 'clearance', size: 'checks not held', isStudents: true },
  { kind: 'stale', size: 'one', isStudents: false },
  { kind: 'reserved', size: 'one', isStudents: false },
  { kind: 'one-more-place', size: 'one', isStudents: false },
  { kind: 'one-more-learner', size: 'one', isStudents: false },
  { kind: 'more-supervision', size: 'half-days a week', isStudents: false },
  { kind: 'smaller-group', size: 'learners fewer', isStudents: false },
  { kind: 'travel', size: 'minutes over the limit', isStudents: true },
  { kind: 'car', size: 'one', isStudents: true },
  { kind: 'access', size: 'features not there', isStudents: false },
  { kind: 'setting', size: 'pillars and standards not there', isStudents: false },
  { kind: 'pattern', size: 'half-days a week short', isStudents: false },
  { kind: 'dates', size: 'days short, 14 at most', isStudents: false },
  { kind: 'repeat', size: 'providers', isStudents: true },
  { kind: 'forbidden', size: 'one', isStudents: true },
] as const;
export type Kind = (typeof SMALLEST_FIRST)[number]['kind'];

/** The place of a kind in {@link SMALLEST_FIRST}. */
export const RANK: ReadonlyMap<string, number> = new Map(
  SMALLEST_FIRST.map(({ kind }, rank) => [kind, rank]),
);

/** Whether what the rule asks for could be had, so that an offer which fails nothing else is worth telling of. */
export function isNear(rule: Rule, request: Request, offer: Offer): boolean {
  switch (rule) {
    case 'profession':
    case 'year':
    case 'conflict':
      return false;
    case 'dates':
      return daysShort(request, offer) <= MOST_DAYS_SHORT;
    case 'pattern':
      // More days on one of several legs, or from a pool, would be a change to others as well.
      return offer.legs.length === 1 && offer.legs[0]!.pool === null;
    case 'setting':
      return (
        request.demands.settings.length === 0 ||
        offer.legs.some(({ setting }) => request.demands.settings.includes(setting))
      );
    default:
      return true;
  }
}

/** How large a change is that makes the offer keep the one rule that it breaks, as {@link SMALLEST_FIRST} measures it. */
export function sizeOf(rule: Rule, request: Request, offer: Offer): number {
  if (rule === 'dates') return daysShort(request, offer);
  if (rule === 'pattern') return request.halfDaysPerWeek - offer.legs[0]!.halfDaysPerWeek;
  return rule === 'stale' || rule === 'reserved' ? 1 : whatIsMissing(rule, request, offer).length;
}

/** Days of the block on which the offer does not run, at its start and at its end. */
function daysShort(request: Request, offer: Offer): number {
  return Math.max(0, offer.startsOn - request.startsOn) + Math.max(0, request.endsOn - offer.endsOn);
}

/** What makes two changes the very same to whoever makes them; `null` for what only the student does. */
export function sharedBy(change: Change): string | null {
  switch (change.kind) {
    case 'travel-limit':
    case 'car':
      return null;
    case 'rule': {
      const { rule, offer, missing } = change;
      const isStudents = SMALLEST_FIRST.some(({ kind, isStudents }) => kind === rule && isStudents);
      return isStudents ? null : [rule, offer, ...missing].join('\n');
    }
    case 'one-more-place':
    case 'smaller-group':
      return `${change.kind}\n${change.offer}`;
    case 'one-more-learner':
      return `${change.at}\n${change.id}`;
    case 'more-supervision':
      return `pool\n${change.pool}\n${change.halfDaysPerWeek}`;
  }
}
