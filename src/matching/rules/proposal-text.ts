import { assertNever } from '../../shared/assert-never.js';
import type { Change, Outcome, Rule } from '../engine/types.js';

const REMOVED: Readonly<Record<Rule, string>> = {
  profession: 'for other professions',
  year: 'for other years',
  dates: 'on other dates',
  pattern: 'with too few days a week',
  stale: 'not reconfirmed by the provider',
  reserved: 'reserved for other HEIs',
  conflict: 'at an excluded provider',
  repeat: 'at a provider already gone to',
  setting: 'without what the block must contain',
  driver: 'for drivers with a car only',
  clearance: 'asking for checks not held',
  access: 'without the access needed',
  travel: 'too far',
  forbidden: 'ruled out by the policy',
};

/**
 * A stored outcome in words, from itself alone: the offers and students it was made from may have
 * changed since.
 */
export function proposalText(outcome: Outcome, travelLimit: number): { reason: string; change: string } {
  if (outcome.status === 'placed') {
    const choice = outcome.preferenceRank === null ? [] : [`choice ${outcome.preferenceRank}`];
    const journeys = outcome.legMinutes.filter((minutes) => minutes > 0);
    const journey = journeys.length === 0 ? 'remote, no journey' : `${journeys.join(' and ')} minutes away`;
    const [best] = outcome.givenUp;
    const better = best ? [`${best.offer} would have suited better and is full`] : [];
    return { reason: [...choice, journey, ...better].join('; '), change: '' };
  }
  const change = changeText(outcome.change, travelLimit);
  if (outcome.eligibleOffers > 0) {
    const names = outcome.held.map((held) => held.offer).join(', ');
    const reason =
      outcome.eligibleOffers === 1
        ? `1 offer fits, but has no room: ${names}`
        : `${outcome.eligibleOffers} offers fit, but none has room: ${names}`;
    return { reason, change };
  }
  const removed = [...outcome.removed]
    .reverse()
    .map(
      ({ rule, offers }) =>
        `${offers} ${REMOVED[rule]}${rule === 'travel' ? ` (over ${travelLimit} minutes)` : ''}`,
    );
  return {
    reason: removed.length === 0 ? 'There are no offers' : `No offer fits: ${removed.join(', ')}`,
    change,
  };
}

function changeText(change: Change | null, travelLimit: number): string {
  if (!change) return '';
  switch (change.kind) {
    case 'one-more-place':
      return `One more place on ${change.offer}`;
    case 'travel-limit':
      return `A travel limit of ${change.minutes} minutes (now ${travelLimit}), for ${change.offer}`;
    case 'rule': {
      const missing = change.missing.length > 0 ? `: ${change.missing.join(', ')}` : '';
      return `${change.offer}, but for one rule (${REMOVED[change.rule]})${missing}`;
    }
    default:
      return assertNever(change);
  }
}
