import { TRANSPORT_WORDS } from '../../../placements/index.js';
import { dayInWords } from '../../../shared/day-words.js';
import { TRANSPORTS } from '../../../shared/travel-time.js';
import type { Rule } from '../../engine/types.js';
import { MOST_RANKED, type OwnWishes } from '../../own-wishes.service.js';

/** Most offers shown at once: the nearest. */
const MOST_SHOWN = 50;

/** What a student could do about a rule that keeps offers out; others are not theirs to change. */
const COULD_CHANGE: Readonly<Partial<Record<Rule, string>>> = {
  travel: 'are further than your longest journey',
  driver: 'need somebody who drives',
  clearance: 'ask for checks that you have not shown yet',
};

/** A student's wishes as the page shows them. */
export function wishesPage({ request, fitting, keptOutBy, areThereMore, longestMinutes }: OwnWishes) {
  const { record } = request;
  const byRef = new Map(fitting.map((offer) => [offer.ref, offer]));
  const ranked = record.preferences.map((ref, at) => {
    const offer = byRef.get(ref);
    return {
      ref,
      place: at + 1,
      title: offer?.title ?? ref,
      offerId: offer?.offerId ?? null,
      minutes: offer?.minutes ?? null,
      isFirst: at === 0,
      isLast: at === record.preferences.length - 1,
    };
  });
  const chosen = new Set(record.preferences);
  const others = fitting.filter(({ ref }) => !chosen.has(ref));
  return {
    requestId: request.requestId,
    startsOn: dayInWords(record.startsOn),
    endsOn: dayInWords(record.endsOn),
    fits: fitting.length,
    areThereMore,
    longestMinutes,
    isFull: ranked.length >= MOST_RANKED,
    ranked,
    others: others.slice(0, MOST_SHOWN),
    unshown: Math.max(0, others.length - MOST_SHOWN),
    wouldOpen: Object.entries(COULD_CHANGE).flatMap(([rule, words]) => {
      const offers = keptOutBy.get(rule as Rule) ?? 0;
      return offers > 0 ? [{ offers, words }] : [];
    }),
    transports: TRANSPORTS.map((value) => ({ value, text: sentence(TRANSPORT_WORDS[value]) })),
    typed: {
      transport: record.transport,
      maxTravelMinutes: record.maxTravelMinutes ?? '',
      settingsDone: record.settingsDone.join('\n'),
    },
  };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
