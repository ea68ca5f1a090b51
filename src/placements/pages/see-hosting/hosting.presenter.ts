import type { HostedLearner, HostedOffer } from '../../hosted.repository.js';
import { isStale } from '../../rules/freshness.js';
import { titleOf, type OfferAnswers, type OfferBasis } from '../../rules/offer-answers.js';
import type { DeclineReason, PlacementState } from '../../rules/placement-states.js';
import { countWords, dayWords } from '../offer-words.js';

const STATES: Readonly<Record<PlacementState, string>> = {
  proposed: 'Being planned',
  offered: 'Waits for an answer',
  accepted: 'Accepted',
  confirmed: 'Confirmed',
  'under-way': 'With you now',
  completed: 'Finished',
  declined: 'You said no',
  withdrawn: 'Withdrawn',
  cancelled: 'Cancelled',
};

/** Why a host may say no, in its words. */
export const DECLINE_WORDS: Readonly<Record<DeclineReason, string>> = {
  'no-educator': 'Nobody can supervise',
  'no-capacity': 'We have no room',
  'dates-changed': 'The dates do not suit any more',
  'requirements-not-met': 'The student does not have what we need',
  'service-change': 'Our service is changing',
  other: 'Another reason',
};

export interface LearnerRow {
  readonly id: string;
  /** Who it is, as far as the host may know. */
  readonly who: string;
  readonly email: string | null;
  readonly hei: string;
  readonly what: string;
  readonly when: string;
  readonly state: string;
  readonly reference: string;
  readonly mayAnswer: boolean;
}

export function learnerRow(learner: HostedLearner, professions: ReadonlyMap<string, string>): LearnerRow {
  const { student } = learner;
  const profession = (professions.get(student.profession) ?? student.profession).toLowerCase();
  const kind = `Year ${student.year} ${profession} student`;
  const isPartAnswered = learner.status === 'offered' && learner.legsToAnswer.length === 0;
  return {
    id: learner.id,
    who: student.name ? `${student.name}, ${kind.charAt(0).toLowerCase()}${kind.slice(1)}` : kind,
    email: student.email,
    hei: student.hei,
    what: learner.offerTitle,
    when: `${dayWords(learner.startsOn)} to ${dayWords(learner.endsOn)}`,
    state: isPartAnswered ? 'You said yes; the other host has not answered yet' : STATES[learner.status],
    reference: learner.token,
    mayAnswer: learner.legsToAnswer.length > 0,
  };
}

export interface OfferRow {
  readonly id: string;
  readonly title: string;
  readonly when: string;
  readonly state: string;
  readonly tone: 'green' | 'yellow' | 'grey' | 'red' | 'blue';
  readonly taken: number;
  readonly places: number;
  /** Width of the bar beside the number, in hundredths. */
  readonly filled: number;
}

export function offerRow(offer: HostedOffer, today: string): OfferRow {
  const stale =
    offer.status === 'published' &&
    isStale(offer.reconfirmedAt ? new Date(offer.reconfirmedAt) : null, today);
  const [state, tone] = stale ? (['Please reconfirm', 'red'] as const) : stateOf(offer);
  return {
    id: offer.id,
    title: offer.title,
    when: `${dayWords(offer.startsOn)} to ${dayWords(offer.endsOn)}`,
    state,
    tone,
    taken: offer.taken,
    places: offer.places,
    filled: offer.places === 0 ? 0 : Math.min(100, Math.round((100 * offer.taken) / offer.places)),
  };
}

function stateOf({ status, supervision, taken, places }: HostedOffer): readonly [string, OfferRow['tone']] {
  switch (status) {
    case 'draft':
      return ['Waits for the placement team', 'blue'];
    case 'published':
      if (supervision === 'wanted') return ['Published, supervisor wanted', 'yellow'];
      return taken >= places && places > 0 ? ['Full', 'blue'] : ['Published', 'green'];
    case 'paused':
      return ['Paused', 'yellow'];
    case 'withdrawn':
      return ['Withdrawn', 'grey'];
    case 'ended':
      return ['Ended', 'grey'];
  }
}

/** A draft in a line: what it will be called, and since when it waits. */
export function draftRow(
  {
    id,
    answers,
    updatedAt,
  }: { readonly id: string; readonly answers: OfferAnswers; readonly updatedAt: Date },
  basis: OfferBasis,
  now: Date,
) {
  const days = Math.floor((now.getTime() - updatedAt.getTime()) / 86_400_000);
  return {
    id,
    title: titleOf(answers, basis),
    since: days <= 0 ? 'Last changed today' : `Last changed ${countWords(days, 'day')} ago`,
  };
}
