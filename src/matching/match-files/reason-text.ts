import { assertNever } from '../../shared/assert-never.js';
import { isoDay } from '../../shared/days.js';
import { daysAWeek } from '../../shared/half-days.js';
import type { Change, GivenUp, Offer, OfferUse, Placed, Request, Rule, Unplaced } from '../engine/types.js';

/** What the words need to know beside the outcome itself. */
export interface ReasonFacts {
  readonly request: Request;
  /** Limit that was applied to the student, in minutes one way. */
  readonly travelLimit: number;
  offer(id: string): Offer;
  use(offerId: string): OfferUse;
  /** Longest one-way journey of the student to an offer, in minutes; 0 when all of it is remote. */
  minutes(offer: Offer): number;
}

/** Why the student is there, such as `2nd choice; 24 minutes away`, and the best offer that was not to be had. */
export function placedReason(placed: Placed, facts: ReasonFacts): string {
  const offer = facts.offer(placed.offer);
  const parts = [choiceText(placed, facts.request), journeyText(placed, offer)];
  const [best] = placed.givenUp;
  if (best) {
    parts.push(`${closedText(best, facts)}, and would have suited better`);
  }
  return parts.filter((part) => part !== '').join('; ');
}

/** Why the student has no place: which rules removed the offers, or who is in the way. */
export function unplacedReason(unplaced: Unplaced, facts: ReasonFacts): string {
  if (unplaced.eligibleOffers > 0) {
    const count = unplaced.eligibleOffers;
    const listed = unplaced.held.map((held) => closedText(held, facts));
    const more = count - unplaced.held.length;
    if (more > 0) listed.push(`and ${more} more`);
    return `${count === 1 ? '1 offer fits, but has no room' : `${count} offers fit, but none has room`}: ${listed.join(', ')}`;
  }
  if (unplaced.removed.length === 0) return 'There are no offers';
  // The last rules are tried on what passed the others: they tell most, so they are told first.
  const removed = [...unplaced.removed].reverse();
  return `No offer fits: ${removed.map(({ rule, offers }) => `${offers} ${removedText(rule, facts)}`).join(', ')}`;
}

/** The smallest change that would give the student a place, as something one can ask for. */
export function changeText(change: Change | null, facts: ReasonFacts): string {
  if (change === null) return '';
  const offer = facts.offer(change.offer);
  switch (change.kind) {
    case 'one-more-place':
      return `One more place on ${offer.id}`;
    case 'travel-limit':
      return `A travel limit of ${change.minutes} minutes (now ${facts.travelLimit}), for ${offer.id}`;
    case 'rule':
      return ruleChangeText(change.rule, change.missing, offer, facts.request);
    default:
      return assertNever(change);
  }
}

function choiceText({ preferenceRank }: Placed, { preferences }: Request): string {
  if (preferenceRank !== null) return `${ordinal(preferenceRank)} choice`;
  return preferences.length > 0 ? 'not among the choices' : '';
}

function journeyText({ legMinutes }: Placed, { legs }: Offer): string {
  const journeys = legMinutes.filter((_, index) => legs[index]?.mode === 'in-person');
  if (journeys.length === 0) return 'remote, no journey';
  return `${journeys.join(' and ')} ${journeys.every((minutes) => minutes === 1) ? 'minute' : 'minutes'} away`;
}

function closedText({ offer: id, heldBy }: GivenUp, facts: ReasonFacts): string {
  const offer = facts.offer(id);
  const { taken } = facts.use(id);
  const isRemote = offer.legs.every(({ mode }) => mode === 'remote');
  const name = `${id} (${isRemote ? 'remote' : `${facts.minutes(offer)} min`})`;
  if (offer.places === 0) return `${name} has no places`;
  if (heldBy.length > 0 || taken >= offer.places) return `${name} is full`;
  if (offer.minGroup > 1 && taken === 0) return `${name} needs a group of ${offer.minGroup}`;
  return `${name} has no supervision or room on site`;
}

function removedText(rule: Rule, { travelLimit }: ReasonFacts): string {
  switch (rule) {
    case 'profession':
      return 'for other professions';
    case 'year':
      return 'for other years';
    case 'dates':
      return 'on other dates';
    case 'pattern':
      return 'with too few days a week';
    case 'stale':
      return 'not reconfirmed by the provider';
    case 'reserved':
      return 'reserved for other HEIs';
    case 'conflict':
      return 'at an excluded provider';
    case 'repeat':
      return 'at a provider already gone to';
    case 'setting':
      return 'without what the block must contain';
    case 'driver':
      return 'for drivers with a car only';
    case 'clearance':
      return 'asking for checks not held';
    case 'access':
      return 'without the access needed';
    case 'travel':
      return `too far (over ${travelLimit} minutes)`;
    case 'forbidden':
      return 'ruled out by the policy';
    default:
      return assertNever(rule);
  }
}

function ruleChangeText(
  rule: Exclude<Rule, 'travel'>,
  missing: readonly string[],
  { id }: Offer,
  request: Request,
): string {
  switch (rule) {
    case 'profession':
      return `${id} opened to ${request.profession}`;
    case 'year':
      return `${id} opened to year ${request.year}`;
    case 'dates':
      return `${id} running from ${isoDay(request.startsOn)} to ${isoDay(request.endsOn)}`;
    case 'pattern':
      return `${id} with ${daysAWeek(request.halfDaysPerWeek)} days a week`;
    case 'stale':
      return `${id} reconfirmed by the provider`;
    case 'reserved':
      return `${id} released to the student's HEI`;
    case 'conflict':
      return `${id} no longer excluded by the student`;
    case 'repeat':
      return `A second placement at the provider of ${id} allowed`;
    case 'setting':
      return `${id} with ${listed(missing, 'what the block must contain')}`;
    case 'driver':
      return `A car for the student, for ${id}`;
    case 'clearance':
      return `The student holding ${listed(missing, 'the checks asked for')}, for ${id}`;
    case 'access':
      return `${id} with ${listed(missing, 'the access needed')}`;
    case 'forbidden':
      return `${id} no longer ruled out by the policy`;
    default:
      return assertNever(rule);
  }
}

function listed(items: readonly string[], otherwise: string): string {
  return items.length === 0 ? otherwise : items.join(', ');
}

function ordinal(rank: number): string {
  const isTeen = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = isTeen ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
