import { partsOfCost, preferenceRank } from './cost.js';
import { rulesBroken } from './eligibility.js';
import type { RequestClass } from './rule-sets.js';
import { RuledOutFinder } from './ruled-out.js';
import { sharedBy } from './change-kinds.js';
import type { Answered, ChangeFinder } from './smallest-change.js';
import {
  MOST_HOLDERS,
  type Change,
  type Closure,
  type GivenUp,
  type Outcome,
  type Placed,
  type RuledOut,
  type Unplaced,
} from './types.js';
import type { Worsenings } from './worsening.js';

/** For each request, its cheapest pairs that cost less than what it has, cheapest first, of equals the lower offer. */
export interface CheaperPairs {
  readonly start: Int32Array;
  readonly pair: Int32Array;
}

/** What the class of a request without a place tells of it. */
interface Left {
  readonly removed: Unplaced['removed'];
  /** Offers that break no rule but perhaps those of travel and of forbidden pairs. */
  readonly passing: number;
  readonly change: Change | null;
}

const REQUESTS_A_PULSE = 512;

const PLACES: Closure = { by: 'places' };
const PINNED: Closure = { by: 'pinned' };
const GROUP: Closure = { by: 'group' };
const SEARCH: Closure = { by: 'search' };
const NOBODY: readonly string[] = [];

/** Tells what became of each request: first gathers what classes of requests have in common, then speaks of one after another. */
export class Outcomes {
  private readonly ruledOut: RuledOutFinder;
  private readonly ruledOutOf: (readonly RuledOut[])[];
  private readonly leftOf = new Map<number, Left>();

  /** @param worsenings - for each cheaper pair, by its place; `null` where nothing is known of them */
  constructor(
    private readonly answered: Answered,
    private readonly cheaper: CheaperPairs,
    private readonly worsenings: Worsenings | null,
  ) {
    this.ruledOut = new RuledOutFinder(answered);
    this.ruledOutOf = new Array<readonly RuledOut[]>(answered.solution.pairOf.length);
  }

  gather(those: RequestClass, finder: ChangeFinder): void {
    const { pairOf } = this.answered.solution;
    const { members } = those;
    let nearly: Int32Array | null = null;
    let changeFor: ((request: number) => Change | null) | null = null;
    let removed: Unplaced['removed'] = [];
    for (let at = 0; at < members.length; at++) {
      const request = members[at]!;
      if (pairOf[request]! >= 0) {
        nearly ??= those.nearly();
        this.ruledOutOf[request] = this.ruledOut.of(request, those, nearly);
        continue;
      }
      if (!changeFor) {
        changeFor = finder.ofClass(those);
        removed = those.removed();
      }
      this.leftOf.set(request, { removed, passing: those.passingCount(), change: changeFor(request) });
    }
  }

  /** Every request once, in id order. */
  told(pulse: () => void): readonly Outcome[] {
    const { problem, solution } = this.answered;
    const { requests, offers, offer } = problem.candidates;
    const holders: string[][] = offers.map(() => []);
    solution.pairOf.forEach((pair, request) => {
      if (pair < 0) return;
      const there = holders[offer[pair]!]!;
      if (there.length < MOST_HOLDERS) there.push(requests[request]!.id);
    });
    const waiting = new Map<string, number>();
    for (const { change } of this.leftOf.values()) {
      const key = change && sharedBy(change);
      if (key !== null) waiting.set(key, (waiting.get(key) ?? 0) + 1);
    }
    const inLine = (change: Change | null) => {
      const key = change && sharedBy(change);
      return key === null ? 0 : waiting.get(key)! - 1;
    };
    const outcomes = new Array<Outcome>(requests.length);
    for (let request = 0; request < requests.length; request++) {
      if (request % REQUESTS_A_PULSE === 0) pulse();
      const left = this.leftOf.get(request);
      const givenUp = this.givenUp(request, holders);
      outcomes[request] = left
        ? this.unplaced(request, left, givenUp, inLine(left.change))
        : this.placed(request, givenUp);
    }
    return outcomes;
  }

  private placed(request: number, givenUp: readonly GivenUp[]): Placed {
    const { problem, solution, ground } = this.answered;
    const { requests, offers, offer, cost: costs } = problem.candidates;
    const placed = requests[request]!;
    const held = solution.pairOf[request]!;
    const there = offers[offer[held]!]!;
    const { cost, minutes } = partsOfCost(costs[held]!, placed, there, ground);
    return {
      status: 'placed',
      request: placed.id,
      offer: there.id,
      cost,
      legMinutes: minutes,
      preferenceRank: preferenceRank(placed, there),
      givenUp,
      ruledOut: this.ruledOutOf[request]!,
    };
  }

  private unplaced(request: number, left: Left, held: readonly GivenUp[], inLine: number): Unplaced {
    const { rowStart, requests } = this.answered.problem.candidates;
    const eligibleOffers = rowStart[request + 1]! - rowStart[request]!;
    const forbidden = this.forbiddenAlone(request);
    const tooFar = left.passing - eligibleOffers - forbidden;
    return {
      status: 'unplaced',
      request: requests[request]!.id,
      removed: [
        ...left.removed,
        ...(tooFar > 0 ? [{ rule: 'travel' as const, offers: tooFar }] : []),
        ...(forbidden > 0 ? [{ rule: 'forbidden' as const, offers: forbidden }] : []),
      ],
      held,
      eligibleOffers,
      change: left.change,
      inLine,
    };
  }

  private givenUp(request: number, holders: readonly (readonly string[])[]): GivenUp[] {
    const { start, pair } = this.cheaper;
    const { offers, offer, cost } = this.answered.problem.candidates;
    const found: GivenUp[] = [];
    for (let at = start[request]!; at < start[request + 1]!; at++) {
      const there = offer[pair[at]!]!;
      const closedBy = this.closureOf(request, there);
      found.push({
        offer: offers[there]!.id,
        cost: cost[pair[at]!]!,
        closedBy,
        heldBy: closedBy === PLACES ? holders[there]! : NOBODY,
        worsening: this.worsenings && this.worsenings(at),
      });
    }
    return found;
  }

  private closureOf(request: number, at: number): Closure {
    const { problem, solution, occupancy, taken } = this.answered;
    const { requests, offers, offer } = problem.candidates;
    if (problem.pinnedPair[request]! >= 0) return PINNED;
    if (taken[at]! >= offers[at]!.places) return PLACES;
    const held = solution.pairOf[request]!;
    const here = held < 0 ? undefined : offers[offer[held]!]!;
    const [lack] = occupancy.lacking(requests[request]!, offers[at]!, here);
    if (lack) return { by: lack.kind, id: lack.id };
    if (taken[at]! + 1 < offers[at]!.minGroup) return GROUP;
    return here && taken[offer[held]!]! - 1 < here.minGroup ? GROUP : SEARCH;
  }

  /** How many offers nothing but the policy forbids the request. */
  private forbiddenAlone(request: number): number {
    const { problem, ground, forbidden } = this.answered;
    if (forbidden.size === 0) return 0;
    const { requests, offers } = problem.candidates;
    const asking = requests[request]!;
    const banned = forbidden.get(asking.id) ?? [];
    return banned.filter((offer) => rulesBroken(asking, offers[offer]!, ground).length === 1).length;
  }
}
