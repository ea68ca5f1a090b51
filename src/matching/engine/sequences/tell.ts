import { placedByCarryOver, sharesOf } from '../fairness/shares-told.js';
import { standingOf } from '../objective.js';
import { costParts, legMinutes, preferenceRank } from '../cost.js';
import { firstRuleBroken, type Ground } from '../eligibility.js';
import { Occupancy } from '../occupancy.js';
import {
  MOST_GIVEN_UP,
  MOST_HOLDERS,
  RULES,
  type Closure,
  type GivenUp,
  type Objective,
  type Outcome,
  type Rule,
  type Watch,
} from '../types.js';
import type { SequenceFinder } from './finder.js';
import type { Plan } from './plan.js';
import type { FoundSequences } from './search-sequences.js';
import { capUses, poolUses } from '../worth-of-limits.js';
import { hadBefore, type SequenceProblem } from './sequence-problem.js';
import { barOf, tellSequences } from './tell-sequences.js';
import type { BlockRequest, SequencesResult } from './types.js';

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
  const occupancy = occupancyOf(problem, plan);
  const outcomes = outcomesOf(problem, finder, plan, occupancy, ground, watch);
  const isExact = worth.every((amount, part) => amount === bound[part]);
  watch?.progress('explaining', outcomes.length, outcomes.length);
  return {
    engine,
    outcomes,
    sequences: tellSequences(problem, finder, plan),
    objective: {
      placedByPriority,
      placedByCarryOver: placedByCarryOver(classes, standingOf(candidates, classes, plan.pairOf)),
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
    isExact,
    proof: isExact ? 'search' : 'bound',
    heis: sharesOf(problem.input, candidates.requests, plan.pairOf),
    offers: candidates.offers.map(({ id, places }, offer) => ({
      offer: id,
      places,
      taken: plan.onOffer[offer]!,
      onePlaceMore: null,
    })),
    caps: capUses(problem.input, occupancy, null),
    pools: poolUses(problem.input, occupancy, null),
    shortages: [],
    counts: {
      requests: candidates.requests.length,
      offers: candidates.offers.length,
      eligiblePairs: candidates.offer.length,
    },
  };
}

function occupancyOf({ input, whole }: SequenceProblem, plan: Plan): Occupancy {
  const { requests, offers, offer } = whole.candidates;
  const occupancy = new Occupancy(input);
  plan.pairOf.forEach((pair, request) => {
    if (pair >= 0) occupancy.add(requests[request]!, offers[offer[pair]!]!);
  });
  return occupancy;
}

function outcomesOf(
  problem: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
  occupancy: Occupancy,
  ground: Ground,
  watch?: Watch,
): Outcome[] {
  const { requests, offers, rowStart, offer, cost } = problem.whole.candidates;
  const holders: string[][] = offers.map(() => []);
  plan.pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    const there = holders[offer[pair]!]!;
    if (there.length < MOST_HOLDERS) there.push(requests[request]!.id);
  });
  const closureOf = (request: number, pair: number): Closure => {
    const there = offers[offer[pair]!]!;
    const held = plan.pairOf[request]!;
    if (problem.whole.pinnedPair[request]! >= 0) return { by: 'pinned' };
    if (barOf(problem, finder, plan, request, pair) !== 'noRoom') return { by: 'sequence' };
    if (plan.onOffer[offer[pair]!]! >= there.places) return { by: 'places' };
    const [lack] = occupancy.lacking(requests[request]!, there, held < 0 ? undefined : offers[offer[held]!]!);
    if (lack) return { by: lack.kind, id: lack.id };
    const isStuck = held >= 0 && !plan.mayLeave(request);
    return { by: isStuck || !plan.isRunning(pair) ? 'group' : 'search' };
  };
  /** Eligible offers that cost less than `limit`, cheapest first, of equals the lower id. */
  const cheapest = (request: number, limit: number): GivenUp[] => {
    const pairs: number[] = [];
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
      if (cost[pair]! < limit) pairs.push(pair);
    pairs.sort((a, b) => cost[a]! - cost[b]! || a - b);
    return pairs.slice(0, MOST_GIVEN_UP).map((pair) => {
      const closedBy = closureOf(request, pair);
      return {
        offer: offers[offer[pair]!]!.id,
        cost: cost[pair]!,
        closedBy,
        heldBy: closedBy.by === 'places' ? holders[offer[pair]!]! : [],
        worsening: null,
      };
    });
  };
  return requests.map((request, r): Outcome => {
    if (r % REQUESTS_A_REPORT === 0) watch?.progress('explaining', r, requests.length);
    const held = plan.pairOf[r]!;
    if (held < 0) {
      return {
        status: 'unplaced',
        request: request.id,
        removed: removedFrom(request as BlockRequest, problem, ground),
        held: cheapest(r, Infinity),
        eligibleOffers: rowStart[r + 1]! - rowStart[r]!,
        change: null,
        inLine: 0,
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
      ruledOut: [],
    };
  });
}

/** Offers removed by each rule; what the learner had before and may not have again counts as a repeat. */
function removedFrom(
  request: BlockRequest,
  { input, whole }: SequenceProblem,
  ground: Ground,
): { rule: Rule; offers: number }[] {
  const { rules } = input.learners.find(({ id }) => id === request.learner)!;
  const counts = new Map<Rule, number>();
  for (const offer of whole.candidates.offers) {
    const rule =
      firstRuleBroken(request, offer, ground) ??
      (hadBefore(offer, request, rules) === null ? null : 'repeat');
    if (rule !== null) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return RULES.flatMap((rule) => (counts.has(rule) ? [{ rule, offers: counts.get(rule)! }] : []));
}
