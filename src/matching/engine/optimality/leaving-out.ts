import type { FlowAnswer } from '../flow.js';
import type { Classes } from '../objective.js';
import type { Problem } from '../problem.js';
import type { MatchingInput } from '../types.js';

/**
 * Doubts about what leaving requests out costs: the price of their tier and, where shares of HEIs are to be even, one more that rises
 * with the number that the HEI has without a place; and the price of their carry-over.
 */
export function doubtsAboutLeavingOut(
  input: MatchingInput,
  problem: Problem,
  { pairOf, potentials }: FlowAnswer,
): { readonly cheaper: number; readonly slack: number; readonly misweighed: number } {
  const { candidates, classes, pinnedPair } = problem;
  const { tierPrice, carryOverPrice, sharePrices } = potentials;
  const isFair = input.policy.fairness === 'max-min' && classes.heis.length > 1;
  const leftOut = new Int32Array(classes.heis.length);
  const mayBeLeftOut = new Int32Array(classes.heis.length);
  let cheaper = 0;
  let slack = 0;
  let misweighed = 0;
  candidates.requests.forEach((request, r) => {
    const [tier, hei, carryOver] = [classes.tierOf[r]!, classes.heiOf[r]!, classes.carryOverOf[r]!];
    if (classes.priorities[tier] !== request.priority || classes.heis[hei] !== request.hei) misweighed++;
    if (classes.carryOvers[carryOver] !== request.carryOver) misweighed++;
    if (pairOf[r]! < 0) leftOut[hei]!++;
    if (pinnedPair[r]! >= 0) return;
    mayBeLeftOut[hei]!++;
    const level = -potentials.ofRequest[r]!;
    const price = tierPrice[tier]! + carryOverPrice[carryOver]! - (isFair ? potentials.ofHei[hei]! : 0);
    if (level > price || !Number.isSafeInteger(level)) cheaper++;
    if (pairOf[r]! < 0 && level !== price) slack++;
  });

  let most = mostCost(problem, input);
  const students = new Int32Array(classes.carryOvers.length);
  for (const carryOver of classes.carryOverOf) students[carryOver]!++;
  classes.carryOvers.forEach((carryOver, at) => {
    if (at === 0 ? carryOver !== 0 : carryOver <= classes.carryOvers[at - 1]!) misweighed++;
    if (at === 0 ? carryOverPrice[at] !== 0 : !(carryOverPrice[at]! > most)) misweighed++;
    most += carryOverPrice[at]! * students[at]!;
  });
  let dearestShare = 0;
  if (isFair) {
    misweighed += misrankedShares(sharePrices, classes, most);
    sharePrices.forEach((prices, hei) => {
      // Rising prices: the last one left out is worth no more than the HEI's, and the next would be worth no less.
      const own = -potentials.ofHei[hei]!;
      const out = leftOut[hei]!;
      if (out > 0 && prices[out - 1]! > own) slack++;
      if (out < mayBeLeftOut[hei]! && prices[out]! < own) slack++;
      dearestShare = Math.max(dearestShare, prices[prices.length - 1] ?? 0);
    });
  }
  classes.priorities.forEach((priority, tier) => {
    if (tier > 0 && classes.priorities[tier - 1]! >= priority) misweighed++;
    if (tierPrice[tier]! - (tierPrice[tier + 1] ?? 0) <= dearestShare + most) misweighed++;
  });
  return { cheaper, slack, misweighed };
}

/** More than any chain of moves can cost or save: each puts another request on a pair. */
function mostCost({ candidates }: Problem, { requests, offers }: MatchingInput): number {
  const { cost } = candidates;
  let dearest = 0;
  for (let pair = 0; pair < cost.length; pair++) if (cost[pair]! > dearest) dearest = cost[pair]!;
  const places = offers.reduce((sum, offer) => sum + offer.places, 0);
  return dearest * Math.min(requests.length, places);
}

/**
 * Losses of a place whose price does not say how much they hurt: the lower the share of its HEI is then, the more; at the same
 * share, the more the smaller its entitlement.
 */
function misrankedShares(
  sharePrices: readonly Float64Array[],
  { requestsOfHei, entitlementOfHei }: Classes,
  most: number,
): number {
  const losses = sharePrices.flatMap((prices, hei) =>
    Array.from(prices, (price, nth) => {
      return { price, left: requestsOfHei[hei]! - nth - 1, of: entitlementOfHei[hei]! };
    }),
  );
  losses.sort((a, b) => a.price - b.price);
  let misranked = 0;
  sharePrices.forEach((prices, hei) => {
    if (prices.length !== requestsOfHei[hei]) misranked++;
  });
  losses.forEach((loss, at) => {
    const before = losses[at - 1];
    if (!before) return;
    const worse = before.left * loss.of - loss.left * before.of || before.of - loss.of;
    if (loss.price === before.price ? worse !== 0 : worse <= 0 || loss.price - before.price <= most)
      misranked++;
  });
  return misranked;
}
