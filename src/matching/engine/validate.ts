import { costParts, legMinutes, preferenceRank } from './cost.js';
import { groundOf, rulesBroken, type Ground } from './eligibility.js';
import type { MatchingInput, MatchingResult, Offer, Pair, Placed, Request } from './types.js';

/** Something that a result says or does which its input does not allow. */
export interface Violation {
  readonly check:
    | 'requests'
    | 'rule'
    | 'pinned'
    | 'places'
    | 'group'
    | 'cap'
    | 'pool'
    | 'cost'
    | 'objective'
    | 'heis'
    | 'offers'
    | 'bound';
  /** The request, offer, cap, pool or total that it is about. */
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

/** A learner who is at an offer, from the first to the last day of the block. */
interface Stay {
  readonly request: Request;
  readonly offer: Offer;
  readonly outcome: Placed;
}

/**
 * Checks a result against its input and nothing else: every request once, every rule of eligibility, pins,
 * places, groups, caps and pools on every day, the arithmetic of costs, totals and shares. It knows
 * nothing of how the result was found, and does not judge whether a better one exists.
 *
 * @returns all violations, in the order of the checks; empty for a result that may be saved
 */
export function validateMatching(input: MatchingInput, result: MatchingResult): Violation[] {
  const ground = groundOf(input);
  const requests = new Map(input.requests.map((request) => [request.id, request]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const stays: Stay[] = [];
  const violations = everyRequestOnce(input, result);
  for (const outcome of result.outcomes) {
    if (outcome.status === 'unplaced') continue;
    const request = requests.get(outcome.request);
    const offer = offers.get(outcome.offer);
    if (request && offer) stays.push({ request, offer, outcome });
    else
      violations.push(
        violation(
          'requests',
          outcome.request,
          `placed on ${outcome.offer}`,
          'a request and an offer of the input',
        ),
      );
  }
  violations.push(
    ...stays.flatMap((stay) => brokenByStay(stay, ground)),
    ...pinsNotKept(input.policy.pinned, stays),
    ...stays.flatMap((stay) => wrongFigures(stay, ground)),
    ...overfullOffers(input, stays),
    ...overfullCapsAndPools(input, stays),
    ...wrongTotals(input, result, stays),
  );
  return violations;
}

function everyRequestOnce(input: MatchingInput, result: MatchingResult): Violation[] {
  const told = new Map<string, number>();
  for (const { request } of result.outcomes) told.set(request, (told.get(request) ?? 0) + 1);
  const missing = input.requests.filter(({ id }) => told.get(id) !== 1);
  const known = new Set(input.requests.map(({ id }) => id));
  const strangers = [...told.keys()].filter((id) => !known.has(id));
  return [
    ...missing.map(({ id }) => violation('requests', id, `${told.get(id) ?? 0} outcomes`, 'one outcome')),
    ...strangers.map((id) =>
      violation('requests', id, 'an outcome', 'no outcome: the input has no such request'),
    ),
  ];
}

function brokenByStay({ request, offer }: Stay, ground: Ground): Violation[] {
  return rulesBroken(request, offer, ground).map((rule) =>
    violation('rule', request.id, `placed on ${offer.id} against rule ${rule}`, 'an eligible offer'),
  );
}

function pinsNotKept(pinned: readonly Pair[], stays: readonly Stay[]): Violation[] {
  const offerOf = new Map(stays.map(({ request, offer }) => [request.id, offer.id]));
  return pinned
    .filter((pin) => offerOf.get(pin.request) !== pin.offer)
    .map((pin) => violation('pinned', pin.request, offerOf.get(pin.request) ?? 'no place', pin.offer));
}

function wrongFigures({ request, offer, outcome }: Stay, ground: Ground): Violation[] {
  const figures = (cost: object, minutes: readonly number[], rank: number | null) =>
    JSON.stringify({ cost, minutes, rank });
  const { travel, preference, variety, total } = outcome.cost;
  const found = figures({ travel, preference, variety, total }, outcome.legMinutes, outcome.preferenceRank);
  const wanted = figures(
    costParts(request, offer, ground),
    legMinutes(request, offer, ground),
    preferenceRank(request, offer),
  );
  return found === wanted ? [] : [violation('cost', request.id, found, wanted)];
}

function overfullOffers({ offers }: MatchingInput, stays: readonly Stay[]): Violation[] {
  const taken = new Map<string, number>();
  for (const { offer } of stays) taken.set(offer.id, (taken.get(offer.id) ?? 0) + 1);
  return offers.flatMap((offer) => {
    const learners = taken.get(offer.id) ?? 0;
    if (learners > offer.places)
      return [violation('places', offer.id, `${learners} learners`, `at most ${offer.places}`)];
    if (learners > 0 && learners < offer.minGroup) {
      return [violation('group', offer.id, `${learners} learners`, `none, or at least ${offer.minGroup}`)];
    }
    return [];
  });
}

/** Counts who is there on the first day of each stay: no other day can be fuller than all of those. */
function overfullCapsAndPools({ caps, pools }: MatchingInput, stays: readonly Stay[]): Violation[] {
  const overfull = (
    check: 'cap' | 'pool',
    where: string,
    load: (offer: Offer) => number,
    room: number,
  ): Violation[] => {
    const there = stays
      .map(({ request, offer }) => ({ request, load: load(offer) }))
      .filter((stay) => stay.load > 0);
    const steps = there.flatMap(({ request, load: by }) => [
      { day: request.startsOn, by },
      { day: request.endsOn + 1, by: -by },
    ]);
    // Those who leave do so on the day after their last, before others arrive.
    steps.sort((a, b) => a.day - b.day || a.by - b.by);
    let now = 0;
    let most = 0;
    for (const { by } of steps) {
      now += by;
      most = Math.max(most, now);
    }
    return most > room ? [violation(check, where, `${most} at once`, `at most ${room}`)] : [];
  };
  return [
    ...caps.flatMap(({ kind, id, maxLearners }) => {
      const isThere = (offer: Offer) =>
        offer.legs.some((leg) => (kind === 'site' ? leg.site : leg.provider) === id) ? 1 : 0;
      return overfull('cap', `${kind} ${id}`, isThere, maxLearners);
    }),
    ...pools.flatMap(({ id, learnerHalfDaysPerWeek }) => {
      const halfDays = ({ legs }: Offer) =>
        legs.filter((leg) => leg.pool === id).reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0);
      return overfull('pool', id, halfDays, learnerHalfDaysPerWeek);
    }),
  ];
}

function wrongTotals(input: MatchingInput, result: MatchingResult, stays: readonly Stay[]): Violation[] {
  const { objective, bound, heis, offers, isExact } = result;
  const placedOf = <Key>(key: (stay: Stay) => Key) => {
    const counts = new Map<Key, number>();
    for (const stay of stays) counts.set(key(stay), (counts.get(key(stay)) ?? 0) + 1);
    return (value: Key) => counts.get(value) ?? 0;
  };
  const requestsOf = <Key>(key: (request: Request) => Key) => {
    const counts = new Map<Key, number>();
    for (const request of input.requests) counts.set(key(request), (counts.get(key(request)) ?? 0) + 1);
    return counts;
  };
  const inPriority = placedOf((stay) => stay.request.priority);
  const placedByPriority = [...requestsOf((request) => request.priority)]
    .sort(([a], [b]) => a - b)
    .map(([priority, requests]) => ({ priority, placed: inPriority(priority), requests }));
  const cost = stays.reduce((sum, { outcome }) => sum + outcome.cost.total, 0);
  const fromHei = placedOf((stay) => stay.request.hei);
  const shares = [...requestsOf((request) => request.hei)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hei, requests]) => ({ hei, requests, placed: fromHei(hei) }));
  const onOffer = placedOf((stay) => stay.offer.id);
  const uses = input.offers
    .map(({ id, places }) => ({ offer: id, places, taken: onOffer(id) }))
    .sort((a, b) => (a.offer < b.offer ? -1 : 1));

  const isBounded =
    bound.placed > objective.placed || (bound.placed === objective.placed && bound.cost <= objective.cost);
  const isMet = bound.placed === objective.placed && bound.cost === objective.cost;
  return [
    ...differing(
      'objective',
      'objective',
      {
        placedByPriority: objective.placedByPriority.map(({ priority, placed, requests }) => ({
          priority,
          placed,
          requests,
        })),
        placed: objective.placed,
        cost: objective.cost,
      },
      { placedByPriority, placed: stays.length, cost },
    ),
    ...differing(
      'heis',
      'heis',
      heis.map(({ hei, requests, placed }) => ({ hei, requests, placed })),
      shares,
    ),
    ...differing(
      'offers',
      'offers',
      offers.map(({ offer, places, taken }) => ({ offer, places, taken })),
      uses,
    ),
    ...(isExact && !isMet
      ? [violation('bound', 'bound', JSON.stringify(bound), 'the objective, for an exact answer')]
      : []),
    ...(!isExact && !isBounded && objective.placedByPriority.length === 1
      ? [violation('bound', 'bound', JSON.stringify(bound), 'no worse than the objective')]
      : []),
  ];
}

function differing(check: Violation['check'], where: string, found: unknown, wanted: unknown): Violation[] {
  const [foundText, wantedText] = [JSON.stringify(found), JSON.stringify(wanted)];
  return foundText === wantedText ? [] : [violation(check, where, foundText, wantedText)];
}

function violation(check: Violation['check'], where: string, found: string, wanted: string): Violation {
  return { check, where, found, wanted };
}
