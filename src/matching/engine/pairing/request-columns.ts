import { unlistedCost } from '../cost.js';
import { REQUEST_TRAITS, travelLimit } from '../eligibility.js';
import type { MatchingInput, Offer, Request } from '../types.js';
import { allKindsOf, type Kinds } from './kinds.js';
import { singularPairs } from './singular-pairs.js';

/** What pairing asks of requests, by their place in id order. Read once, for requests are far apart in memory. */
export interface RequestColumns {
  /** Alike in profession and year. */
  readonly professions: Kinds;
  /** Alike in the first and last day of the block. */
  readonly blocks: Kinds;
  /** Alike in district and transport. */
  readonly origins: Kinds;
  /** Alike to every rule of kind. */
  readonly kinds: Kinds;
  /** Alike in the settings that they have had. */
  readonly pasts: Kinds;
  readonly travelLimit: Int32Array;
  /** Cost of an offer's not being on the list, weighted. */
  readonly unlisted: Float64Array;
  /** Offers whose pair with the request is like no other: those of `r` from `singularStart[r]` up to `singularStart[r + 1]`. */
  readonly singularStart: Int32Array;
  readonly singularOffer: Int32Array;
}

export function requestColumns(
  input: MatchingInput,
  requests: readonly Request[],
  offers: readonly Offer[],
  pulse: () => void,
): RequestColumns {
  const { policy } = input;
  const [professions, blocks, origins, kinds, pasts] = allKindsOf(
    requests,
    [
      [({ profession }) => profession, ({ year }) => year],
      [({ startsOn }) => startsOn, ({ endsOn }) => endsOn],
      [({ district }) => district, ({ transport }) => transport],
      REQUEST_TRAITS,
      [({ settingsDone }) => settingsDone],
    ],
    pulse,
  ) as [Kinds, Kinds, Kinds, Kinds, Kinds];
  pulse();
  const singularOffers = singularPairs(input, requests, offers);
  const singularStart = new Int32Array(requests.length + 1);
  const singularOffer: number[] = [];
  const limits = new Int32Array(requests.length);
  const unlisted = new Float64Array(requests.length);
  requests.forEach((request, r) => {
    limits[r] = travelLimit(request, policy);
    unlisted[r] = policy.weights.preference * unlistedCost(request);
    for (const o of singularOffers(request)) singularOffer.push(o);
    singularStart[r + 1] = singularOffer.length;
  });
  pulse();
  return {
    professions,
    blocks,
    origins,
    kinds,
    pasts,
    travelLimit: limits,
    unlisted,
    singularStart,
    singularOffer: Int32Array.from(singularOffer),
  };
}
