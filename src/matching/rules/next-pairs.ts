import type { Pair, Policy } from '../engine/types.js';

/** Together, apart, or neither although the run before had it so. */
export const CHOICE_KINDS = ['pinned', 'forbidden', 'free'] as const;
export type ChoiceKind = (typeof CHOICE_KINDS)[number];

/** What is wanted of one student's request and one offer, by our ids. */
export interface PairChoice {
  readonly requestId: string;
  readonly offerId: string;
  readonly kind: ChoiceKind;
}

export type NextPairs = Pick<Policy, 'pinned' | 'forbidden'>;

/**
 * The pairs of the next run: those of this one, but where somebody has chosen otherwise since. A request is pinned to
 * one offer at most: the last pin takes the place of another. In the order of requests and offers.
 *
 * @param choices - oldest first
 */
export function nextPairs({ pinned, forbidden }: NextPairs, choices: readonly PairChoice[]): NextPairs {
  const kinds = new Map<string, PairChoice>();
  const put = (choice: PairChoice): void => {
    if (choice.kind === 'pinned') {
      for (const [key, other] of kinds) {
        if (other.requestId === choice.requestId && other.kind === 'pinned') kinds.delete(key);
      }
    }
    kinds.set(`${choice.requestId} ${choice.offerId}`, choice);
  };
  const asChoice = (kind: ChoiceKind) => (pair: Pair) =>
    put({ requestId: pair.request, offerId: pair.offer, kind });
  pinned.forEach(asChoice('pinned'));
  forbidden.forEach(asChoice('forbidden'));
  choices.forEach(put);
  const sorted = [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, choice]) => choice);
  const pairs = (wanted: ChoiceKind): Pair[] =>
    sorted
      .filter(({ kind }) => kind === wanted)
      .map(({ requestId, offerId }) => ({ request: requestId, offer: offerId }));
  return { pinned: pairs('pinned'), forbidden: pairs('forbidden') };
}
