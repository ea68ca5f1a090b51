import { costParts, legMinutes, preferenceRank } from '../cost.js';
import type { Ground } from '../eligibility.js';
import { RuleCounts } from '../rule-counts.js';
import {
  MOST_GIVEN_UP,
  RULES,
  type GivenUp,
  type Objective,
  type Outcome,
  type Request,
  type Rule,
  type Watch,
} from '../types.js';
import type { SequenceFinder } from './finder.js';
import type { Plan } from './plan.js';
import type { FoundSequences } from './search-sequences.js';
import type { SequenceProblem } from './sequence-problem.js';
import { tellSequences } from './tell-sequences.js';
import type { SequencesResult } from './types.js';

const REQUESTS_A_REPORT = 100;

/** Says what was found, and why what was not got was not to be had. */
export function tell(
  problem: SequenceProblem,
  finder: SequenceFinder,
  { plan, bound }: FoundSequences,
  engine: string,
  ground: Ground,
  watch?: Watch,
): SequencesResult {
  const { whole } = problem;
  const { candidates, classes } = whole;
  const { worth } = plan;
  const tiers = classes.priorities.length;
  const demands = problem.input.learners.reduce((sum, { rules }) => sum + rules.contrast.length, 0);
  const placedIn = (of: readonly number[]) =>
    classes.priorities.map((priority, tier) => ({
      priority,
      placed: classes.requestsOfTier[tier]! - of[tier]!,
      requests: classes.requestsOfTier[tier]!,
    }));
  const placedByPriority = placedIn(worth);
  const placedAtMost = placedIn(bound);
  const total = (of: Objective['placedByPriority']) => of.reduce((sum, { placed }) => sum + placed, 0);
  const outcomes = outcomesOf(problem, plan, ground, watch);
  const placedOfHei = new Int32Array(classes.heis.length);
  plan.pairOf.forEach((pair, request) => {
    if (pair >= 0) placedOfHei[classes.heiOf[request]!]!++;
  });
  watch?.progress('explaining', outcomes.length, outcomes.length);
  return {
    engine,
    outcomes,
    sequences: tellSequences(problem, finder, plan),
    objective: {
      placedByPriority,
      placed: total(placedByPriority),
      demandsMet: demands - worth[tiers]!,
      demands,
      cost: worth[tiers + 1]!,
    },
    bound: {
      placedByPriority: placedAtMost.map(({ priority, placed }) => ({ priority, placed })),
      placed: total(placedAtMost),
      demandsMet: demands - bound[tiers]!,
      cost: bound[tiers + 1]!,
    },
    gap: {
      placed: total(placedAtMost) - total(placedByPriority),
      demandsMet: worth[tiers]! - bound[tiers]!,
      cost: worth[tiers + 1]! - bound[tiers + 1]!,
    },
    isExact: worth.every((amount, part) => amount === bound[part]),
    heis: classes.heis.map((hei, at) => ({
      hei,
      requests: classes.requestsOfHei[at]!,
      placed: placedOfHei[at]!,
    })),
    offers: candidates.offers.map(({ id, places }, offer) => ({
      offer: id,
      places,
      taken: plan.onOffer[offer]!,
      onePlaceMore: null,
    })),
    counts: {
      requests: candidates.requests.length,
      offers: candidates.offers.length,
      eligiblePairs: candidates.offer.length,
    },
  };
}

function outcomesOf(problem: SequenceProblem, plan: Plan, ground: Ground, watch?: Watch): Outcome[] {
  const { requests, offers, rowStart, offer, cost } = problem.whole.candidates;
  const counts = new RuleCounts(offers, ground);
  const holders: string[][] = offers.map(() => []);
  plan.pairOf.forEach((pair, request) => {
    if (pair >= 0) holders[offer[pair]!]!.push(requests[request]!.id);
  });
  /** Eligible offers that cost less than `limit`, cheapest first, of equals the lower id. */
  const cheapest = (request: number, limit: number): GivenUp[] => {
    const pairs: number[] = [];
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
      if (cost[pair]! < limit) pairs.push(pair);
    pairs.sort((a, b) => cost[a]! - cost[b]! || a - b);
    return pairs.slice(0, MOST_GIVEN_UP).map((pair) => {
      const there = offer[pair]!;
      const isFull = holders[there]!.length >= offers[there]!.places;
      return { offer: offers[there]!.id, cost: cost[pair]!, heldBy: isFull ? holders[there]! : [] };
    });
  };
  return requests.map((request, r): Outcome => {
    if (r % REQUESTS_A_REPORT === 0) watch?.progress('explaining', r, requests.length);
    const held = plan.pairOf[r]!;
    const eligibleOffers = rowStart[r + 1]! - rowStart[r]!;
    if (held < 0) {
      return {
        status: 'unplaced',
        request: request.id,
        removed: removedFrom(request, counts, offers.length - eligibleOffers),
        held: cheapest(r, Infinity),
        eligibleOffers,
        change: null,
      };
    }
    const taken = offers[offer[held]!]!;
    return {
      status: 'placed',
      request: request.id,
      offer: taken.id,
      cost: costParts(request, taken, ground),
      legMinutes: legMinutes(request, taken, ground),
      preferenceRank: preferenceRank(request, taken),
      givenUp: cheapest(r, cost[held]!),
    };
  });
}

/** Offers removed by each rule; those that pass them all and are still not eligible would repeat the learner's past. */
function removedFrom(
  request: Request,
  counts: RuleCounts,
  removed: number,
): { rule: Rule; offers: number }[] {
  const byRule = new Map(counts.of(request).removed.map(({ rule, offers }) => [rule, offers]));
  const repeating = [...byRule.values()].reduce((left, offers) => left - offers, removed);
  byRule.set('repeat', (byRule.get('repeat') ?? 0) + repeating);
  return RULES.map((rule) => ({ rule, offers: byRule.get(rule) ?? 0 })).filter(({ offers }) => offers > 0);
}
