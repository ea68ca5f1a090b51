import { SINK } from './capacity-tree.js';
import { totalCost } from './cost.js';
import { longestLegMinutes, travelLimit, whatIsMissing, type Ground } from './eligibility.js';
import { Occupancy } from './occupancy.js';
import type { Problem } from './problem.js';
import { Residual } from './residual.js';
import type { NearMiss } from './rule-counts.js';
import type { Solution } from './search.js';
import type { Change, MatchingInput, Rule } from './types.js';

/** Minutes over the limit that we suggest to a student before we ask anybody else for anything. */
export const EASY_EXTRA_MINUTES = 30;

/**
 * Kinds of change from the smallest to the largest. First what the student can do (travel a little longer,
 * get a check), then what a provider can do with a click, then one more place, then what costs somebody more.
 * Rules that are not listed are never suggested: nobody changes profession or year, and an
 * excluded provider is excluded for a reason.
 */
const SMALLEST_FIRST = [
  'little-travel',
  'clearance',
  'stale',
  'reserved',
  'one-more-place',
  'travel',
  'access',
  'driver',
  'setting',
  'pattern',
  'dates',
  'repeat',
  'forbidden',
] as const;
type Kind = (typeof SMALLEST_FIRST)[number];

interface Proposal {
  readonly kind: Kind;
  /** How large the change is among those of its kind: extra minutes, or number of things missing. */
  readonly size: number;
  readonly offer: number;
  readonly rule: Rule | null;
  readonly missing: readonly string[];
}

/** Finds the smallest change for a request without a place, given the offers that it fails by one rule only. */
export type ChangeFinder = (request: number, near: readonly NearMiss[]) => Change | null;

/**
 * Only changes are told that are sure to work: after the change alone, an answer exists in which the request
 * has a place and everybody who has one keeps one. Where the problem is a flow, others may move to make
 * that so, and an augmenting path proves it; elsewhere the place must be free as things stand. Where neither holds,
 * and several priorities compete on top, nothing is told: the best answer after the change might give a
 * higher priority what two others lose.
 *
 * Of the changes that work the smallest is told: by kind as in {@link SMALLEST_FIRST}, then by size
 * (fewest minutes over the limit, fewest things missing), then by cost, then by the offer's id.
 */
export function changeFinder(
  input: MatchingInput,
  problem: Problem,
  solution: Solution,
  ground: Ground,
): ChangeFinder {
  const { candidates, limits } = problem;
  const { requests, offers, rowStart } = candidates;
  const taken = new Int32Array(offers.length);
  const occupancy = new Occupancy(input);
  solution.pairOf.forEach((pair, request) => {
    if (pair < 0) return;
    const offer = candidates.offer[pair]!;
    taken[offer]!++;
    occupancy.add(requests[request]!, offers[offer]!);
  });
  const flow = solution.flow;
  const residual = flow && new Residual(problem, solution.pairOf, flow.tree);
  const nodeOfOffer = new Map(
    flow ? limits.offers.map(({ cells }, at) => [limits.cells.offer[cells[0]!]!, flow.nodeOfOffer[at]!]) : [],
  );

  const fitsAsItIs = (request: number, offer: number) =>
    taken[offer]! < offers[offer]!.places && fitsApartFromPlaces(request, offer);
  const fitsApartFromPlaces = (request: number, offer: number) =>
    taken[offer]! + 1 >= offers[offer]!.minGroup && occupancy.hasRoom(requests[request]!, offers[offer]!);

  const canTake = (request: number, offer: number) => {
    if (fitsAsItIs(request, offer)) return true;
    const cell = limits.cellOf(request, offer);
    if (!residual || cell < 0) return false;
    const node = residual.tree.nodeOfCell[cell]!;
    return residual.canAbsorb(node);
  };
  const canTakeWithOnePlaceMore = (request: number, offer: number) => {
    if (taken[offer]! < offers[offer]!.places) return false;
    if (fitsApartFromPlaces(request, offer)) return true;
    const node = nodeOfOffer.get(offer);
    const cell = limits.cellOf(request, offer);
    // The learner passes the offer's own node only; a limit between cell and offer could still be in the way.
    if (!residual || node === undefined || residual.tree.nodeOfCell[cell] !== node) return false;
    const parent = residual.tree.parent[node]!;
    return parent === SINK || residual.canAbsorb(parent);
  };

  if (!flow && problem.classes.priorities.length > 1) return () => null;
  return (request, near) => {
    const proposals: Proposal[] = [];
    for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++) {
      proposals.push({
        kind: 'one-more-place',
        size: 1,
        offer: candidates.offer[pair]!,
        rule: null,
        missing: [],
      });
    }
    for (const { offer, rule } of near) {
      const proposal = proposalFor(request, offer, rule);
      if (proposal) proposals.push(proposal);
    }
    const costs = new Map<number, number>();
    const costOf = ({ offer }: Proposal) => {
      let cost = costs.get(offer);
      if (cost === undefined)
        costs.set(offer, (cost = totalCost(requests[request]!, offers[offer]!, ground)));
      return cost;
    };
    proposals.sort(
      (a, b) =>
        SMALLEST_FIRST.indexOf(a.kind) - SMALLEST_FIRST.indexOf(b.kind) ||
        a.size - b.size ||
        costOf(a) - costOf(b) ||
        a.offer - b.offer,
    );
    const works = ({ kind, offer }: Proposal) =>
      kind === 'one-more-place' ? canTakeWithOnePlaceMore(request, offer) : canTake(request, offer);
    const found = proposals.find(works);
    return found ? changeOf(request, found) : null;
  };

  function proposalFor(request: number, offer: number, rule: Rule): Proposal | null {
    if (rule === 'travel') {
      const over =
        longestLegMinutes(requests[request]!, offers[offer]!, ground) -
        travelLimit(requests[request]!, input.policy);
      return {
        kind: over <= EASY_EXTRA_MINUTES ? 'little-travel' : 'travel',
        size: over,
        offer,
        rule,
        missing: [],
      };
    }
    const kind = SMALLEST_FIRST.find((known) => known === rule);
    if (!kind) return null;
    const missing = whatIsMissing(rule, requests[request]!, offers[offer]!);
    return { kind, size: missing.length, offer, rule, missing };
  }

  function changeOf(request: number, { offer, rule, missing }: Proposal): Change {
    const { id } = offers[offer]!;
    if (rule === null) return { kind: 'one-more-place', offer: id };
    if (rule === 'travel') {
      return {
        kind: 'travel-limit',
        offer: id,
        minutes: longestLegMinutes(requests[request]!, offers[offer]!, ground),
      };
    }
    return { kind: 'rule', offer: id, rule, missing };
  }
}
