import { totalCost, unlistedCost } from './cost.js';
import { longestLegMinutes, travelLimit, whatIsMissing } from './eligibility.js';
import { reach } from './nearby.js';
import { ruleThatIsBroken, type RequestClass } from './rule-sets.js';
import type { Answered } from './smallest-change.js';
import { MOST_RULED_OUT, type Rule, type RuledOut } from './types.js';

/** A cheaper offer that one rule keeps from a request. */
interface Missed {
  readonly offer: number;
  readonly cost: number;
  readonly rule: Rule;
}

const NONE: readonly RuledOut[] = [];

/**
 * Finds, for placed requests, the cheapest offers that would have cost less and that one rule alone ruled out: offers within the
 * travel limit that nearly keep some other rule, and offers of the student's list that are only too far.
 */
export class RuledOutFinder {
  private readonly home: Int32Array;
  /** Cheaper offers that are not on the student's list are no farther than this straight line, squared. */
  private readonly line: Float64Array;
  /** Offers on the student's list: those of request `r` from `listedStart[r]` up to `listedStart[r + 1]`. */
  private readonly listedStart: Int32Array;
  private readonly listed: Int32Array;
  private readonly within: Int32Array;

  constructor(private readonly answered: Answered) {
    const { problem, solution, ground, nearby } = answered;
    const { requests, offers, cost } = problem.candidates;
    const { weights } = ground.policy;
    const count = requests.length;
    this.home = new Int32Array(count);
    this.line = new Float64Array(count).fill(-1);
    this.listedStart = new Int32Array(count + 1);
    this.within = new Int32Array(offers.length);
    const offerAt = new Map(offers.map(({ id }, at) => [id, at]));
    const listed: number[] = [];
    // In the order in which requests stand in memory; what is asked class by class is kept in columns.
    for (let r = 0; r < count; r++) {
      const request = requests[r]!;
      const held = solution.pairOf[r]!;
      if (held >= 0) {
        this.home[r] = nearby.homeOf(request);
        const forJourneys = cost[held]! - weights.preference * unlistedCost(request);
        // What is cheaper takes no longer than this, were all of the cost its journeys.
        const longest = forJourneys / (weights.travel * nearby.fewestJourneys);
        if (forJourneys > 0)
          this.line[r] = reach(Math.min(travelLimit(request, ground.policy), longest), request.transport);
        for (const id of request.preferences) {
          const offer = offerAt.get(id);
          if (offer !== undefined) listed.push(offer);
        }
      }
      this.listedStart[r + 1] = listed.length;
    }
    this.listed = Int32Array.from(listed);
  }

  /** @param nearly - `those.nearly()`, made once for all of the class */
  of(r: number, those: RequestClass, nearly: Int32Array): readonly RuledOut[] {
    const { problem, nearby } = this.answered;
    const { requests, offers } = problem.candidates;
    const count = nearby.within(this.home[r]!, this.line, r, nearly, this.within);
    const firstListed = this.listedStart[r]!;
    const endListed = this.listedStart[r + 1]!;
    if (count === 0 && firstListed === endListed) return NONE;
    const missed: Missed[] = [];
    for (let at = 0; at < count; at++) {
      const offer = this.within[at]!;
      let isListed = false;
      for (let i = firstListed; i < endListed; i++) if (this.listed[i] === offer) isListed = true;
      if (!isListed) this.consider(r, offer, false, missed);
    }
    for (let i = firstListed; i < endListed; i++) {
      const offer = this.listed[i]!;
      if (those.passes(offer)) this.consider(r, offer, true, missed);
      else if (those.nearlyPasses(offer)) this.consider(r, offer, false, missed);
    }
    if (missed.length === 0) return NONE;
    return missed.map((each) => ({
      offer: offers[each.offer]!.id,
      cost: each.cost,
      rule: each.rule,
      missing: whatIsMissing(each.rule, requests[r]!, offers[each.offer]!),
    }));
  }

  /** Keeps the offer if it is among the cheapest and nothing but one rule, that of travel or another, is broken. */
  private consider(r: number, at: number, isTooFar: boolean, missed: Missed[]): void {
    const { problem, solution, ground } = this.answered;
    const { requests, offers, cost: costs } = problem.candidates;
    const request = requests[r]!;
    const offer = offers[at]!;
    const isBeyond = longestLegMinutes(request, offer, ground) > travelLimit(request, ground.policy);
    if (isBeyond !== isTooFar) return;
    const cost = totalCost(request, offer, ground);
    if (cost >= costs[solution.pairOf[r]!]! || ground.isForbidden(request.id, offer.id)) return;
    let place = missed.length;
    while (place > 0 && isLess(cost, at, missed[place - 1]!)) place--;
    if (place === MOST_RULED_OUT || missed[place - 1]?.offer === at) return;
    missed.splice(place, 0, {
      offer: at,
      cost,
      rule: isTooFar ? 'travel' : ruleThatIsBroken(request, offer, ground),
    });
    if (missed.length > MOST_RULED_OUT) missed.pop();
  }
}

/** By cost, of equals the lower offer. */
function isLess(cost: number, offer: number, than: Missed): boolean {
  return cost < than.cost || (cost === than.cost && offer < than.offer);
}
