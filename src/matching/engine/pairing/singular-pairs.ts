import type { MatchingInput, Offer, Request } from '../types.js';

/** The offers with which a request's pair is like no other; in no order, some of them perhaps twice. */
export type SingularOffers = (request: Request) => readonly number[];

const NONE: readonly number[] = [];

/**
 * Finds, for a request, all offers that its own lists speak of: those it prefers, those of providers that it excludes or
 * has been to, and those that policy forbids it. Such pairs have to be judged and costed one by one.
 */
export function singularPairs(
  input: MatchingInput,
  requests: readonly Request[],
  offers: readonly Offer[],
): SingularOffers {
  const { forbidRepeatProvider, forbidden } = input.policy;
  const providersOf = ({ excludedProviders, providersDone }: Request) =>
    forbidRepeatProvider && providersDone.length > 0
      ? [...excludedProviders, ...providersDone]
      : excludedProviders;
  const offerAt = new Map(offers.map(({ id }, o) => [id, o]));
  const offersAt = new Map<string, number[]>();
  if (requests.some((request) => providersOf(request).length > 0)) {
    offers.forEach(({ legs }, o) => {
      for (const { provider } of legs) append(offersAt, provider, o);
    });
  }
  const forbiddenFor = new Map<string, number[]>();
  for (const pair of forbidden) {
    const o = offerAt.get(pair.offer);
    if (o !== undefined) append(forbiddenFor, pair.request, o);
  }

  return (request) => {
    const providers = providersOf(request);
    const ruledOut = forbiddenFor.get(request.id) ?? NONE;
    if (request.preferences.length === 0 && providers.length === 0) return ruledOut;
    const found = [...ruledOut];
    for (const id of request.preferences) {
      const o = offerAt.get(id);
      if (o !== undefined) found.push(o);
    }
    for (const provider of providers) {
      for (const o of offersAt.get(provider) ?? NONE) found.push(o);
    }
    return found;
  };
}

function append(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
