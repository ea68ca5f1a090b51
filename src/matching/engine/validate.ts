import { travelMinutes } from '../../shared/travel-time.js';
import { costParts, legMinutes, preferenceRank } from './cost.js';
import { firstRuleBroken, groundOf, rulesBroken, type Ground } from './eligibility.js';
import type { MatchingInput, MatchingResult, Offer, Pair, Placed, Request, Watch } from './types.js';
import { wrongTotals } from './validate-totals.js';
import { violation, type Stay, type Violation } from './violation.js';

export type { Violation } from './violation.js';

/** Stays between two reports of progress: a few milliseconds of work. */
const STAYS_A_REPORT = 2_000;

/**
 * Checks a result against its input and nothing else: every request once, every rule of eligibility, pins,
 * places, groups, caps and pools on every day, the arithmetic of costs, totals and shares. It knows
 * nothing of how the result was found, and does not judge whether a better one exists. Time grows with requests, offers and legs.
 *
 * @param watch - told of progress; what it throws passes through
 * @returns all violations, in the order of the checks; empty for a result that may be saved
 */
export function validateMatching(
  input: MatchingInput,
  result: MatchingResult,
  watch?: Pick<Watch, 'progress'>,
): Violation[] {
  const tell = (done: number) => watch?.progress('checking', done, result.outcomes.length);
  tell(0);
  const ground = forgetful(groundOf(input), input);
  const offerAt = new Map<string, number>();
  input.offers.forEach(({ id }, at) => offerAt.set(id, at));
  tell(0);
  const { stays, violations } = staysOf(input, result, offerAt);
  const taken = new Int32Array(input.offers.length);
  for (const { offerIndex } of stays) taken[offerIndex]!++;
  tell(0);
  const wrong: Violation[] = [];
  const broken: Violation[] = [];
  stays.forEach((stay, at) => {
    if (at % STAYS_A_REPORT === 0) tell(at);
    if (firstRuleBroken(stay.request, stay.offer, ground) !== null)
      broken.push(...brokenByStay(stay, ground));
    if (!hasRightFigures(stay, ground)) wrong.push(wrongFigures(stay, ground));
  });
  violations.push(
    ...broken,
    ...pinsNotKept(input.policy.pinned, stays),
    ...wrong,
    ...overfullOffers(input, taken),
    ...overfullCapsAndPools(input, stays),
  );
  tell(result.outcomes.length);
  violations.push(...wrongTotals(input, result, stays, (id) => offerAt.get(id), taken));
  tell(result.outcomes.length);
  return violations;
}

/** Every journey is asked about a few times in a row, and not again. */
function forgetful(ground: Ground, { districts }: MatchingInput): Ground {
  const districtOf = new Map(districts.map((district) => [district.id, district]));
  let last = { from: '', to: '', transport: '', minutes: 0 };
  return {
    ...ground,
    minutes(from, to, transport) {
      if (last.to !== to || last.from !== from || last.transport !== transport) {
        const [start, end] = [districtOf.get(from), districtOf.get(to)];
        const minutes =
          start && end ? travelMinutes(start, end, transport) : ground.minutes(from, to, transport);
        last = { from, to, transport, minutes };
      }
      return last.minutes;
    },
  };
}

/** Who is where; and what is wrong where requests are not told of once each, or told to be where nobody can be. */
function staysOf(
  { requests, offers }: MatchingInput,
  { outcomes }: MatchingResult,
  offerAt: ReadonlyMap<string, number>,
): { readonly stays: Stay[]; readonly violations: Violation[] } {
  const requestIndex = finder(requests);
  const told = new Int32Array(requests.length);
  const stays: Stay[] = [];
  const strangers: Violation[] = [];
  const nowhere: Violation[] = [];
  outcomes.forEach((outcome, nth) => {
    const at = requestIndex(outcome.request, nth);
    if (at === undefined) {
      const wanted = 'no outcome: the input has no such request';
      strangers.push(violation('requests', outcome.request, 'an outcome', wanted));
    } else {
      told[at]!++;
    }
    if (outcome.status === 'unplaced') return;
    const offerIndex = offerAt.get(outcome.offer);
    if (at !== undefined && offerIndex !== undefined)
      stays.push({ request: requests[at]!, offer: offers[offerIndex]!, offerIndex, outcome });
    else {
      const wanted = 'a request and an offer of the input';
      nowhere.push(violation('requests', outcome.request, `placed on ${outcome.offer}`, wanted));
    }
  });
  const notOnce: Violation[] = [];
  told.forEach((times, at) => {
    if (times !== 1)
      notOnce.push(violation('requests', requests[at]!.id, `${times} outcomes`, 'one outcome'));
  });
  return { stays, violations: [...notOnce, ...strangers, ...nowhere] };
}

/** Finds requests by id; at once where the guess is right, which it is when both lists have one order. */
function finder(requests: readonly Request[]): (id: string, guess: number) => number | undefined {
  let all: Map<string, number> | undefined;
  return (id, guess) => {
    if (requests[guess]?.id === id) return guess;
    all ??= new Map(requests.map((request, at) => [request.id, at]));
    return all.get(id);
  };
}

function brokenByStay({ request, offer }: Stay, ground: Ground): Violation[] {
  return rulesBroken(request, offer, ground).map((rule) =>
    violation('rule', request.id, `placed on ${offer.id} against rule ${rule}`, 'an eligible offer'),
  );
}

function pinsNotKept(pinned: readonly Pair[], stays: readonly Stay[]): Violation[] {
  if (pinned.length === 0) return [];
  const offerOf = new Map(stays.map(({ request, offer }) => [request.id, offer.id]));
  return pinned
    .filter((pin) => offerOf.get(pin.request) !== pin.offer)
    .map((pin) => violation('pinned', pin.request, offerOf.get(pin.request) ?? 'no place', pin.offer));
}

function hasRightFigures({ request, offer, outcome }: Stay, ground: Ground): boolean {
  const { cost, legMinutes: minutes, preferenceRank: rank } = outcome;
  const { travel, preference, variety, total } = costParts(request, offer, ground);
  const isCostRight =
    cost.travel === travel &&
    cost.preference === preference &&
    cost.variety === variety &&
    cost.total === total;
  if (!isCostRight || rank !== preferenceRank(request, offer)) return false;
  const wanted = legMinutes(request, offer, ground);
  return minutes.length === wanted.length && minutes.every((of, leg) => of === wanted[leg]);
}

function wrongFigures({ request, offer, outcome }: Stay, ground: Ground): Violation {
  const figures = (cost: Placed['cost'], minutes: readonly number[], rank: number | null) => {
    const { travel, preference, variety, total } = cost;
    return JSON.stringify({ cost: { travel, preference, variety, total }, minutes, rank });
  };
  const found = figures(outcome.cost, outcome.legMinutes, outcome.preferenceRank);
  const wanted = figures(
    costParts(request, offer, ground),
    legMinutes(request, offer, ground),
    preferenceRank(request, offer),
  );
  return violation('cost', request.id, found, wanted);
}

function overfullOffers({ offers }: MatchingInput, taken: Int32Array): Violation[] {
  const violations: Violation[] = [];
  offers.forEach(({ id, places, minGroup }, at) => {
    const learners = taken[at]!;
    if (learners > places)
      violations.push(violation('places', id, `${learners} learners`, `at most ${places}`));
    else if (learners > 0 && learners < minGroup)
      violations.push(violation('group', id, `${learners} learners`, `none, or at least ${minGroup}`));
  });
  return violations;
}

/** Somebody comes, or goes; `by` what the cap or the pool has to bear from that day on. */
interface Step {
  readonly day: number;
  readonly by: number;
}

/** Counts who is there on the first day of each stay: no other day can be fuller than all of those. */
function overfullCapsAndPools({ caps, pools }: MatchingInput, stays: readonly Stay[]): Violation[] {
  if (caps.length + pools.length === 0) return [];
  const steps = new Map<string, Step[]>([
    ...caps.map(({ kind, id }): [string, Step[]] => [`${kind} ${id}`, []]),
    ...pools.map(({ id }): [string, Step[]] => [`pool ${id}`, []]),
  ]);
  for (const { request, offer } of stays) {
    for (const [name, by] of loadsOf(offer)) {
      // Those who leave do so on the day after their last.
      steps.get(name)?.push({ day: request.startsOn, by }, { day: request.endsOn + 1, by: -by });
    }
  }
  const overfull = (check: 'cap' | 'pool', name: string, where: string, room: number): Violation[] => {
    const most = mostAtOnce(steps.get(name)!);
    return most > room ? [violation(check, where, `${most} at once`, `at most ${room}`)] : [];
  };
  return [
    ...caps.flatMap(({ kind, id, maxLearners }) =>
      overfull('cap', `${kind} ${id}`, `${kind} ${id}`, maxLearners),
    ),
    ...pools.flatMap(({ id, learnerHalfDaysPerWeek }) =>
      overfull('pool', `pool ${id}`, id, learnerHalfDaysPerWeek),
    ),
  ];
}

/** What one learner on the offer is to each provider and site (one learner) and to each pool (half-days a week). */
function loadsOf({ legs }: Offer): ReadonlyMap<string, number> {
  const loads = new Map<string, number>();
  for (const { provider, site, pool, halfDaysPerWeek } of legs) {
    loads.set(`provider ${provider}`, 1).set(`site ${site}`, 1);
    if (pool !== null) loads.set(`pool ${pool}`, (loads.get(`pool ${pool}`) ?? 0) + halfDaysPerWeek);
  }
  return loads;
}

function mostAtOnce(steps: Step[]): number {
  // Those who leave do so before others arrive.
  steps.sort((a, b) => a.day - b.day || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of steps) {
    now += by;
    if (now > most) most = now;
  }
  return most;
}
