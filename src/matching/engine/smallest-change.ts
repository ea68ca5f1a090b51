import { pairAt } from './candidates.js';
import { totalCost } from './cost.js';
import { EASY_EXTRA_MINUTES, RANK, sizeOf, SMALLEST_FIRST, type Kind } from './change-kinds.js';
import { longestLegMinutes, rulesBroken, travelLimit, whatIsMissing, type Ground } from './eligibility.js';
import { reach, type Nearby } from './nearby.js';
import type { Occupancy } from './occupancy.js';
import type { Problem } from './problem.js';
import type { Residual } from './residual.js';
import { offerBits, ruleThatIsBroken, type OfferBits, type RequestClass } from './rule-sets.js';
import type { Solution } from './search.js';
import type { Change, ChangeKind, MatchingInput, Offer, Request } from './types.js';

/** What the finder needs to know of an answer. */
export interface Answered {
  readonly input: MatchingInput;
  readonly problem: Problem;
  readonly solution: Solution;
  readonly ground: Ground;
  readonly residual: Residual;
  readonly occupancy: Occupancy;
  readonly nearby: Nearby;
  /** Learners on each offer. */
  readonly taken: Int32Array;
  /** For each request that policy forbids any, by id: those offers, each once. */
  readonly forbidden: ReadonlyMap<string, readonly number[]>;
}

/** A change that works, before it is known whether there is a smaller one. */
interface Found {
  readonly rank: number;
  readonly size: number;
  readonly offer: number;
  readonly change: Change;
}

/**
 * Finds the smallest change for requests without a place. Only changes are told that are sure to work: after the change
 * alone, an answer exists in which the request has a place and everybody who has one keeps one. Where the problem is a
 * flow, others may move to make that so, as far as the residual network allows; elsewhere they may move into
 * each other's places as long as no load changes but where one is free. More learners under a cap, more
 * supervision and smaller groups are told where they are enough as things stand.
 */
export class ChangeFinder {
  private readonly nodeOfOffer: Int32Array;
  /** Offers that may be able to take one more learner of some period. */
  private readonly mayTake: OfferBits;
  private readonly within: Int32Array;
  private readonly line = new Float64Array(1);
  /** Whether all blocks have a day in common, so that all learners under a cap are there at once. */
  private readonly isAllAtOnce: boolean;
  /** Requests without a place by offer, for offers that have no group yet; made when first asked for. */
  private waiting: ReadonlyMap<number, readonly number[]> | null = null;

  constructor(private readonly answered: Answered) {
    const { problem, solution, residual, taken } = answered;
    const { candidates, limits } = problem;
    const { offers } = candidates;
    this.nodeOfOffer = new Int32Array(offers.length).fill(-1);
    solution.flow?.nodeOfOffer.forEach((node, at) => {
      this.nodeOfOffer[limits.cells.offer[limits.offers[at]!.cells[0]!]!] = node;
    });
    this.within = new Int32Array(offers.length);
    const mayTake = Uint8Array.from(offers, ({ places }, offer) => (taken[offer]! < places ? 1 : 0));
    limits.cells.offer.forEach((offer, cell) => {
      if (residual.canAbsorb(residual.tree.nodeOfCell[cell]!)) mayTake[offer] = 1;
    });
    this.mayTake = offerBits(offers.length, (offer) => mayTake[offer] === 1);
    let [lastStart, firstEnd] = [-Infinity, Infinity];
    for (const { startsOn, endsOn } of candidates.requests) {
      lastStart = Math.max(lastStart, startsOn);
      firstEnd = Math.min(firstEnd, endsOn);
    }
    this.isAllAtOnce = lastStart <= firstEnd;
  }

  /** Makes ready for the requests of one class. */
  ofClass(those: RequestClass): (request: number) => Change | null {
    const passing = those.passing(this.mayTake);
    const nearly = those.nearly(this.mayTake);
    return (request) => this.find(request, passing, nearly)?.change ?? null;
  }

  private find(request: number, passing: Int32Array, nearly: Int32Array): Found | null {
    let best = this.byTravel(request, passing, null);
    if (best && SMALLEST_FIRST[best.rank]!.kind === 'little-travel') return best;
    best = this.byRule(request, nearly, best);
    best = this.byRoom(request, best);
    best = this.byCar(request, passing, nearly, best);
    return this.byLiftingBan(request, best);
  }

  /** To the nearest offer beyond the limit. */
  private byTravel(request: number, passing: Int32Array, best: Found | null): Found | null {
    const { problem, ground, nearby } = this.answered;
    const { requests, offers } = problem.candidates;
    const asking = requests[request]!;
    const limit = travelLimit(asking, ground.policy);
    const home = nearby.homeOf(asking);
    let line = Infinity;
    for (let at = 0; at < passing.length; at++) {
      const offer = passing[at]!;
      if (nearby.lineTo(home, offer) > line) continue;
      const minutes = longestLegMinutes(asking, offers[offer]!, ground);
      if (minutes <= limit || ground.isForbidden(asking.id, offers[offer]!.id)) continue;
      const extra = minutes - limit;
      const kind = extra <= EASY_EXTRA_MINUTES ? 'little-travel' : 'travel';
      if (!this.isSmaller(request, kind, extra, offer, best) || !this.canTake(request, offer)) continue;
      best = this.found(kind, extra, offer, { kind: 'travel-limit', minutes });
      line = reach(minutes, asking.transport);
    }
    return best;
  }

  /** To an offer that breaks one rule. */
  private byRule(request: number, nearly: Int32Array, best: Found | null): Found | null {
    const { problem, ground, nearby } = this.answered;
    const { requests, offers } = problem.candidates;
    const asking = requests[request]!;
    const limit = travelLimit(asking, ground.policy);
    this.line[0] = reach(limit, asking.transport);
    const count = nearby.within(nearby.homeOf(asking), this.line, 0, nearly, this.within);
    for (let at = 0; at < count; at++) {
      const offer = this.within[at]!;
      if (longestLegMinutes(asking, offers[offer]!, ground) > limit) continue;
      const rule = ruleThatIsBroken(asking, offers[offer]!, ground);
      if (rule === 'travel' || rule === 'driver') continue;
      if (ground.isForbidden(asking.id, offers[offer]!.id)) continue;
      const kind = rule as Kind;
      if (best && RANK.get(kind)! > best.rank) continue;
      const size = sizeOf(rule, asking, offers[offer]!);
      if (!this.isSmaller(request, kind, size, offer, best) || !this.canTake(request, offer)) continue;
      const missing = whatIsMissing(rule, asking, offers[offer]!);
      best = this.found(kind, size, offer, { kind: 'rule', rule, missing });
    }
    return best;
  }

  /** To an offer that suits and has no room: one more place, or one more learner, or more supervision, or a smaller group. */
  private byRoom(request: number, best: Found | null): Found | null {
    const { problem, solution, residual, occupancy, taken } = this.answered;
    const { requests, offers, rowStart, offer: offerOf, cost } = problem.candidates;
    if (best && best.rank < RANK.get('one-more-place')!) return best;
    let leastCost = Infinity;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      const at = offerOf[pair]!;
      const offer = offers[at]!;
      const isFull = taken[at]! >= offer.places;
      if (isFull) {
        // By rising offer, so that of equals the first is the lower.
        if (cost[pair]! >= leastCost) continue;
        const node = this.nodeOfOffer[at]!;
        // The learner passes the offer's own node only; a limit between cell and offer could still be in the way.
        const isStraight = solution.flow !== null && node >= 0 && residual.nodeOfPair[pair] === node;
        const works =
          (isStraight && residual.canAbsorb(residual.tree.parent[node]!)) ||
          (taken[at]! + 1 >= offer.minGroup && occupancy.lacking(requests[request]!, offer).length === 0);
        if (!works) continue;
        leastCost = cost[pair]!;
        best = this.found('one-more-place', 1, at, { kind: 'one-more-place' });
        continue;
      }
      if (leastCost < Infinity) continue;
      const lacks = occupancy.lacking(requests[request]!, offer);
      if (lacks.length > 1) continue;
      const [lack] = lacks;
      if (taken[at]! + 1 < offer.minGroup) {
        if (!lack) best = this.bySmallerGroup(request, at, best);
      } else if (lack?.kind === 'pool') {
        if (this.isSmaller(request, 'more-supervision', lack.by, at, best)) {
          const change = { kind: 'more-supervision', pool: lack.id, halfDaysPerWeek: lack.by } as const;
          best = this.found('more-supervision', lack.by, at, change);
        }
      } else if (lack && this.isSmaller(request, 'one-more-learner', 1, at, best)) {
        const change = { kind: 'one-more-learner', at: lack.kind, id: lack.id } as const;
        best = this.found('one-more-learner', 1, at, change);
      }
    }
    return best;
  }

  /** To an offer that nobody goes to for want of a group, with all others who wait for it and fit in together. */
  private bySmallerGroup(request: number, at: number, best: Found | null): Found | null {
    const { problem, input, occupancy: now } = this.answered;
    const { requests, offers } = problem.candidates;
    const offer = offers[at]!;
    const together = now.copy(input);
    let learners = 0;
    for (const waiting of [request, ...this.waitingForGroup(at)]) {
      if (learners >= offer.places || (waiting === request && learners > 0)) continue;
      if (together.lacking(requests[waiting]!, offer).length > 0) continue;
      together.add(requests[waiting]!, offer);
      learners++;
    }
    const fewer = offer.minGroup - learners;
    if (fewer < 1 || !this.isSmaller(request, 'smaller-group', fewer, at, best)) return best;
    return this.found('smaller-group', fewer, at, { kind: 'smaller-group', minGroup: learners });
  }

  /** To an offer that wants a driver, or is within the limit by car. */
  private byCar(request: number, passing: Int32Array, nearly: Int32Array, best: Found | null): Found | null {
    const { problem, ground, nearby } = this.answered;
    const { requests, offers } = problem.candidates;
    const asking = requests[request]!;
    if (asking.transport === 'car') return best;
    if (best && best.rank < RANK.get('car')!) return best;
    const driving: Request = { ...asking, transport: 'car' };
    const line = reach(travelLimit(asking, ground.policy), 'car');
    const home = nearby.homeOf(asking);
    let leastCost = Infinity;
    for (const list of [passing, nearly]) {
      for (let at = 0; at < list.length; at++) {
        const offer = list[at]!;
        if (nearby.lineTo(home, offer) > line) continue;
        if (rulesBroken(driving, offers[offer]!, ground).length > 0) continue;
        const cost = totalCost(driving, offers[offer]!, ground);
        const isLess = cost < leastCost || (cost === leastCost && offer < best!.offer);
        if (!isLess || !this.canTake(request, offer)) continue;
        leastCost = cost;
        best = this.found('car', 1, offer, { kind: 'car' });
      }
    }
    return best;
  }

  /** To an offer that nothing but the policy forbids. */
  private byLiftingBan(request: number, best: Found | null): Found | null {
    const { problem, ground, forbidden } = this.answered;
    const { requests, offers } = problem.candidates;
    const asking = requests[request]!;
    for (const offer of forbidden.get(asking.id) ?? []) {
      if (!this.isSmaller(request, 'forbidden', 1, offer, best)) continue;
      const broken = rulesBroken(asking, offers[offer]!, ground);
      if (broken.length !== 1 || !this.canTake(request, offer)) continue;
      best = this.found('forbidden', 1, offer, { kind: 'rule', rule: 'forbidden', missing: [] });
    }
    return best;
  }

  /** Whether the offer can take the request, if only it were eligible. */
  private canTake(request: number, at: number): boolean {
    const { problem, residual, occupancy, taken } = this.answered;
    const { requests, offers } = problem.candidates;
    const cell = problem.limits.cellOf(request, at);
    if (cell >= 0) return residual.canAbsorb(residual.tree.nodeOfCell[cell]!);
    const offer = offers[at]!;
    return (
      taken[at]! < offer.places &&
      taken[at]! + 1 >= offer.minGroup &&
      occupancy.lacking(requests[request]!, offer).length === 0
    );
  }

  private isSmaller(request: number, kind: Kind, size: number, offer: number, best: Found | null): boolean {
    const rank = RANK.get(kind)!;
    if (!best) return true;
    if (rank !== best.rank) return rank < best.rank;
    if (size !== best.size) return size < best.size;
    const { problem, ground } = this.answered;
    const { requests, offers, cost } = problem.candidates;
    const costOf = (at: number) => {
      const pair = pairAt(problem.candidates, request, at);
      return pair < 0 ? totalCost(requests[request]!, offers[at]!, ground) : cost[pair]!;
    };
    return (
      costOf(offer) - costOf(best.offer) < 0 || (costOf(offer) === costOf(best.offer) && offer < best.offer)
    );
  }

  private found(kind: Kind, size: number, at: number, change: ChangeKind): Found {
    const rank = RANK.get(kind)!;
    const offer = this.answered.problem.candidates.offers[at]!;
    const placesGained = this.isCounted(rank, offer) ? 1 : null;
    return { rank, size, offer: at, change: { offer: offer.id, placesGained, ...change } };
  }

  /**
   * Whether just one more can be placed after the change. Without the student, or without the learner in the one new place, what
   * is possible after it was so before; groups apart, where one fewer may be too few. In a search over several priorities, a new
   * place might be given to a higher one, at the cost of two others.
   */
  private isCounted(rank: number, { places }: Offer): boolean {
    const { solution, problem } = this.answered;
    const { kind, isStudents } = SMALLEST_FIRST[rank]!;
    if (!solution.tree) {
      if (!solution.isExact || problem.limits.groups.length > 0) return false;
      if (!isStudents && problem.classes.priorities.length > 1) return false;
    }
    if (isStudents || kind === 'one-more-place') return true;
    if (kind === 'one-more-learner') return this.isAllAtOnce;
    return kind !== 'more-supervision' && kind !== 'smaller-group' && places === 1;
  }

  private waitingForGroup(at: number): readonly number[] {
    this.waiting ??= waitingByGroup(this.answered);
    return this.waiting.get(at) ?? [];
  }
}

function waitingByGroup({ problem, solution }: Answered): ReadonlyMap<number, readonly number[]> {
  const { rowStart, offer } = problem.candidates;
  const waiting = new Map(problem.limits.groups.map((group) => [group.offer, [] as number[]]));
  solution.pairOf.forEach((held, request) => {
    if (held >= 0) return;
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
      waiting.get(offer[pair]!)?.push(request);
  });
  return waiting;
}
