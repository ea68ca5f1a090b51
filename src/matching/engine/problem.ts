import { candidatesOf, pairAt, type Candidates } from './candidates.js';
import { dearestImaginable, DEAREST_PAIR } from './cost.js';
import type { Ground } from './eligibility.js';
import { limitsOf, type Limits } from './limits.js';
import { classesOf, isSharedFairly, scaleOf, type Classes, type Scale } from './objective.js';
import { isNested } from './relaxation.js';
import type { MatchingInput, Watch } from './types.js';

/** An input made ready for solving. Pure arithmetic from here on: no names, no dates, no places. */
export interface Problem {
  readonly candidates: Candidates;
  /** 0 for a pair that a pin has ruled out: the request is pinned to another offer. */
  readonly isOpen: Uint8Array;
  /** The pair that each request is pinned to, or -1. */
  readonly pinnedPair: Int32Array;
  readonly limits: Limits;
  readonly classes: Classes;
  /** Whether shares of HEIs count. */
  readonly isFair: boolean;
  /** `null` where the objective is too much for one sum; that is so only where limits nest, and no sum is needed. */
  readonly scale: Scale | null;
}

/**
 * @throws Error when a pin names a pair that is not eligible, RangeError when costs are too large. The caller
 *   did not run `checkInput`, or did not heed it.
 */
export function problemOf(input: MatchingInput, ground: Ground, watch?: Watch): Problem {
  const worst = dearestImaginable(input);
  if (worst > DEAREST_PAIR)
    throw new RangeError(`A pair may cost ${worst}; costs are kept in 32 bits. Run checkInput first.`);
  const candidates = candidatesOf(input, ground, watch);
  const { requests, offers, rowStart } = candidates;
  const isOpen = new Uint8Array(candidates.offer.length).fill(1);
  const pinnedPair = new Int32Array(requests.length).fill(-1);
  if (input.policy.pinned.length > 0) {
    const requestAt = new Map(requests.map((request, at) => [request.id, at]));
    const offerAt = new Map(offers.map((offer, at) => [offer.id, at]));
    for (const pin of input.policy.pinned) {
      const request = requestAt.get(pin.request) ?? -1;
      const pair = request < 0 ? -1 : pairAt(candidates, request, offerAt.get(pin.offer) ?? -1);
      if (pair < 0)
        throw new Error(`Pinned pair ${pin.request}, ${pin.offer} is not eligible; run checkInput first.`);
      pinnedPair[request] = pair;
      isOpen.fill(0, rowStart[request], rowStart[request + 1]);
      isOpen[pair] = 1;
    }
  }
  const classes = classesOf(requests, input.policy);
  const scale = scaleOf(dearestOf(candidates), classes, input);
  const limits = limitsOf(candidates, input, watch);
  if (!scale && !isNested({ limits })) {
    throw new RangeError(
      'Costs are too large to be compared exactly for so many requests; run checkInput first.',
    );
  }
  return {
    candidates,
    isOpen,
    pinnedPair,
    limits,
    classes,
    isFair: isSharedFairly(input.policy, classes),
    scale,
  };
}

export function dearestOf(candidates: Candidates): number {
  let dearest = 0;
  const { cost } = candidates;
  for (let pair = 0; pair < cost.length; pair++) if (cost[pair]! > dearest) dearest = cost[pair]!;
  return dearest;
}
