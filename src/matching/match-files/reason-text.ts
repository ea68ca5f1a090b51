import { assertNever } from '../../shared/assert-never.js';
import { isoDay } from '../../shared/days.js';
import { daysAWeek } from '../../shared/half-days.js';
import type {
  Change,
  GivenUp,
  Offer,
  OfferUse,
  Placed,
  Request,
  Rule,
  RuledOut,
  Unplaced,
  Worsening,
} from '../engine/types.js';

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

/** Why the student is there, such as `2nd choice; 24 minutes away`, and the best offers that were not to be had. */
export function placedReason(placed: Placed, facts: ReasonFacts): string {
  const offer = facts.offer(placed.offer);
  const parts = [choiceText(placed, facts.request), journeyText(placed, offer)];
  const [best] = placed.givenUp;
  if (best) {
    const price = best.worsening ? `, but ${worseningText(best.worsening)}` : '';
    parts.push(`${closedText(best, facts)} and would have suited better${price}`);
  }
  const [ruledOut] = placed.ruledOut;
  if (ruledOut) parts.push(`${ruledOutText(ruledOut, facts)} and would have suited better`);
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

/** The smallest change that would give the student a place, as something one can ask for; and who waits for the same. */
export function changeText(
  { change, inLine }: Pick<Unplaced, 'change' | 'inLine'>,
  facts: ReasonFacts,
): string {
  if (change === null) return '';
  if (inLine === 0) return askText(change, facts);
  return `${askText(change, facts)} (${inLine === 1 ? '1 other waits' : `${inLine} others wait`} for it too)`;
}

function askText(change: Change, facts: ReasonFacts): string {
  const offer = facts.offer(change.offer);
  switch (change.kind) {
    case 'one-more-place':
      return `One more place on ${offer.id}`;
    case 'travel-limit':
      return `A travel limit of ${change.minutes} minutes (now ${facts.travelLimit}), for ${offer.id}`;
    case 'car':
      return `A car for the student, for ${offer.id}`;
    case 'one-more-learner':
      return `Room for one more learner at the ${change.at} of ${offer.id}`;
    case 'more-supervision':
      return `${daysText(change.halfDaysPerWeek)} of supervision a week more, for ${offer.id}`;
    case 'smaller-group':
      return `${offer.id} run with a group of ${change.minGroup} (now at least ${offer.minGroup})`;
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

function closedText(given: GivenUp, facts: ReasonFacts): string {
  const offer = facts.offer(given.offer);
  const name = nameText(offer, facts);
  switch (given.closedBy.by) {
    case 'places':
      return offer.places === 0 ? `${name} has no places` : `${name} is full`;
    case 'group':
      return facts.use(offer.id).taken + 1 < offer.minGroup
        ? `${name} needs a group of ${offer.minGroup}`
        : `${name} would leave too small a group behind`;
    case 'pool':
      return `${name} has no supervision left`;
    case 'provider':
      return `${name} is at a provider that has all the learners it can take`;
    case 'site':
      return `${name} is on a site that has all the learners it can take`;
    case 'pinned':
      return `${name} is not the offer that the policy fixes`;
    case 'sequence':
      return `${name} does not go with the student's other blocks`;
    case 'search':
      return `${name} was not tried before the time was over`;
    default:
      return assertNever(given.closedBy);
  }
}

function nameText(offer: Offer, facts: ReasonFacts): string {
  const isRemote = offer.legs.every(({ mode }) => mode === 'remote');
  return `${offer.id} (${isRemote ? 'remote' : `${facts.minutes(offer)} min`})`;
}

/** What it would mean for everybody if the student had the offer. */
function worseningText({ first, placesLost, costAdded }: Worsening): string {
  switch (first) {
    case 'places':
      return `would leave ${placesLost === 1 ? 'one more student' : `${placesLost} more students`} without a place`;
    case 'order':
      return 'would set back a student of higher priority or a university with a smaller share';
    case 'cost':
      return `would make the whole cost ${costAdded} more`;
    case 'nothing':
      return 'the whole is just as good this way';
    default:
      return assertNever(first);
  }
}

function ruledOutText({ offer: id, rule, missing }: RuledOut, facts: ReasonFacts): string {
  const name = nameText(facts.offer(id), facts);
  switch (rule) {
    case 'dates':
      return `${name} does not run for the whole block`;
    case 'pattern':
      return `${name} has too few days a week`;
    case 'stale':
      return `${name} is not reconfirmed by the provider`;
    case 'reserved':
      return `${name} is reserved for other HEIs`;
    case 'repeat':
      return `${name} is at a provider already gone to`;
    case 'setting':
      return `${name} is without ${listed(missing, 'what the block must contain')}`;
    case 'driver':
      return `${name} is for drivers with a car only`;
    case 'clearance':
      return `${name} asks for ${listed(missing, 'checks not held')}`;
    case 'access':
      return `${name} is without ${listed(missing, 'the access needed')}`;
    case 'travel':
      return `${name} is beyond the limit of ${facts.travelLimit} minutes`;
    case 'profession':
    case 'year':
    case 'conflict':
    case 'forbidden':
      return `${name} is ${removedText(rule, facts)}`;
    default:
      return assertNever(rule);
  }
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
  rule: Exclude<Rule, 'travel' | 'driver'>,
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

/** Learner-half-days as learner-days, such as `2.5 learner-days`. */
function daysText(halfDays: number): string {
  return halfDays === 2 ? '1 learner-day' : `${daysAWeek(halfDays)} learner-days`;
}

function listed(items: readonly string[], otherwise: string): string {
  return items.length === 0 ? otherwise : items.join(', ');
}

function ordinal(rank: number): string {
  const isTeen = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = isTeen ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
