import { ok, refused, type Result } from '../../../shared/result.js';
import { checkInput } from '../check-input.js';
import { rulesBroken } from '../eligibility.js';
import { ENGINE_VERSION } from '../match.js';
import type { InputFault, MatchingInput, Totals, Request } from '../types.js';
import { addRows } from './add-rows.js';
import { emptyAftermath, type Aftermath } from './aftermath.js';
import { applyEvents } from './apply-events.js';
import { settleWithin, type Settled } from './settle-within.js';
import { assertSound } from './assert-sound.js';
import { isGroupTooSmall, takeOff } from './overfull.js';
import { isPlain, positionOf, type Position } from './position.js';
import { Resettlement } from './resettle.js';
import { NONE } from './seating.js';
import { tell } from './tell.js';
import { totalsAfter, totalsOf } from './totals.js';
import { placedIn } from './worth.js';
import type { HeldPlace, Repair, RepairEvent } from './types.js';

/**
 * Makes a matching in force ready for repairs. The input is one that `checkInput` finds no fault with. Fixed pairs may
 * break a rule, because what is under way goes on; all others must be eligible, and all together within every limit.
 *
 * Takes about as long as finding the candidate pairs; each repair then takes a small part of that.
 */
export function prepareMatching(
  input: MatchingInput,
  held: readonly HeldPlace[],
): Result<MatchingInForce, readonly InputFault[]> {
  const strangers = pairFaults(input, held);
  if (strangers.length > 0) return refused(strangers);
  const position = positionOf(input, held);
  const faults = [...ruleFaults(position, held), ...limitFaults(position)];
  return faults.length > 0 ? refused(faults) : ok(new MatchingInForce(position));
}

/**
 * Who holds which place, and what can be done about events without solving everything anew. Each repair starts from
 * where the last one ended.
 */
export class MatchingInForce {
  private resettlement: Resettlement;
  private totals: Totals;

  /** Use {@link prepareMatching}. */
  constructor(private position: Position) {
    this.resettlement = new Resettlement(position);
    this.totals = totalsOf(position);
  }

  /**
   * Finds the new matching after the events, and makes it the one in force. In this order:
   * 1. pinned and fixed pairs stay, and nobody loses a place without getting another who is not hit by the events;
   *    hit is whose offer is withdrawn or whose pair is forbidden, and all who may move on an offer, under a cap or in a
   *    pool that has no longer room for everybody there, or in a group that has become too small;
   * 2. as many of those hit as can be have a place, lower priority numbers first; then as many as can be of those who
   *    had none, likewise. Nobody is placed less in all than could be;
   * 3. fewest requests that held a place hold another one, or none. So nobody is moved merely because that would cost less;
   * 4. least total cost; 5. which of equals is taken depends on ids and the order of events, never on that of arrays.
   * Shares of HEIs are not evened out by a repair.
   *
   * Exact where caps nest; elsewhere always valid, and `isExact` says whether it is proven best. The time depends on how
   * many have to move and how far the chains reach, not on the size of the matching; adding a request looks at every
   * offer, and where there are caps, pools or groups reads everything anew.
   *
   * @returns what has changed and why; or the fault for which the first of the events cannot be, and then nothing has changed
   */
  repair(events: readonly RepairEvent[]): Result<Repair, readonly InputFault[]> {
    return this.run(events, true);
  }

  /** What {@link repair} would answer. Nothing changes. */
  preview(events: readonly RepairEvent[]): Result<Repair, readonly InputFault[]> {
    return this.run(events, false);
  }

  /** Who holds which place at present, in id order. */
  holdings(): HeldPlace[] {
    const { requests, offers, seating } = this.position;
    return this.present().flatMap((at): HeldPlace[] => {
      const pair = seating.held[at]!;
      if (pair === NONE) return [];
      const offer = offers[seating.table.offer[pair]!]!.id;
      return [{ request: requests[at]!.id, offer, isFixed: seating.isFixed[at] === 1 }];
    });
  }

  /** The input as it stands after all events so far. */
  input(): MatchingInput {
    const { input, requests, offers, places, forbidden, pinned } = this.position;
    return {
      ...input,
      requests: this.present().map((at) => requests[at]!),
      offers: offers.map((offer, at) => ({ ...offer, places: places[at]! })),
      policy: {
        ...input.policy,
        pinned: this.holdings()
          .filter(({ request }) => pinned.has(request))
          .map(({ request, offer }) => ({ request, offer })),
        forbidden: forbidden.all(),
      },
    };
  }

  private run(events: readonly RepairEvent[], isKept: boolean): Result<Repair, readonly InputFault[]> {
    const badRequests = requestFaults(this.position.input, events);
    if (badRequests.length > 0) return refused(badRequests);
    const { position, rowOf } = this.withRowsFor(events);
    const resettlement = position === this.position ? this.resettlement : new Resettlement(position);
    const { journal, reach, seating } = position;
    const mark = journal.mark();
    const reachBack = reach.mark();
    const aftermath = emptyAftermath();
    const goBack = () => {
      journal.goBack(mark);
      journal.forget();
      reachBack();
      for (const undo of aftermath.undo.reverse()) undo();
    };
    const fault = applyEvents(position, events, aftermath, rowOf);
    if (fault) {
      goBack();
      return refused([fault]);
    }
    const hit = [...aftermath.displaced, ...takeOff(position, aftermath)];
    const settled = settleWithin(
      position,
      resettlement,
      { must: [], hit, newcomers: aftermath.newcomers },
      aftermath.opened,
    );
    if (!settled) {
      goBack();
      return refused([
        {
          path: 'events',
          found: 'a group of fixed learners that is too small',
          wanted: 'a group that can be filled or left',
        },
      ]);
    }
    reach.settle();
    assertSound(position);
    const repair = this.told(position, aftermath, settled);
    if (!isKept) goBack();
    else {
      journal.forget();
      seating.settle();
      this.totals = repair.after;
      this.position = position;
      this.resettlement = resettlement;
    }
    return ok(repair);
  }

  private told(position: Position, aftermath: Aftermath, { worth, bound, isExact }: Settled): Repair {
    const before = this.totals;
    const after = totalsAfter(position, before, aftermath);
    return {
      engine: ENGINE_VERSION,
      ...tell(position, aftermath),
      before,
      after,
      isExact,
      bound: {
        placed: after.placed + placedIn(bound) - placedIn(worth),
        changes: Math.max(0, bound[bound.length - 2]!),
        cost: Math.max(0, after.cost + bound[bound.length - 1]! - worth[worth.length - 1]!),
      },
    };
  }

  /** Rows for the requests that are to be added; in a new position where limits would have to be counted anew. */
  private withRowsFor(events: readonly RepairEvent[]): { position: Position; rowOf: Map<number, number> } {
    const { position } = this;
    const added = events.flatMap((event) => (event.kind === 'request-added' ? [event.request] : []));
    if (added.length === 0 || isPlain(position.input)) return { position, rowOf: addRows(position, events) };
    const away = added.map((request) => ({ ...request }));
    const anew = positionOf(this.input(), this.holdings(), away);
    const rowOf = new Map<number, number>();
    let next = 0;
    events.forEach((event, at) => {
      if (event.kind === 'request-added') rowOf.set(at, anew.requests.indexOf(away[next++]!));
    });
    return { position: anew, rowOf };
  }

  /** Requests that are not withdrawn, in id order. */
  private present(): number[] {
    const { requestAt } = this.position;
    return [...requestAt].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, at]) => at);
  }
}

function pairFaults(input: MatchingInput, held: readonly HeldPlace[]): InputFault[] {
  const requests = new Set(input.requests.map(({ id }) => id));
  const offers = new Set(input.offers.map(({ id }) => id));
  const offerOf = new Map<string, string>();
  const faults: InputFault[] = [];
  held.forEach(({ request, offer }, at) => {
    if (!requests.has(request))
      faults.push({ path: `held[${at}].request`, found: request, wanted: 'a request of the input' });
    if (!offers.has(offer))
      faults.push({ path: `held[${at}].offer`, found: offer, wanted: 'an offer of the input' });
    if (offerOf.has(request))
      faults.push({
        path: `held[${at}].request`,
        found: request,
        wanted: 'a request that holds no other place',
      });
    offerOf.set(request, offer);
  });
  input.policy.pinned.forEach(({ request, offer }, at) => {
    if (offerOf.get(request) === offer) return;
    const found = offerOf.get(request) ?? 'no place';
    faults.push({ path: `policy.pinned[${at}]`, found, wanted: `${offer}, held by ${request}` });
  });
  return faults;
}

function ruleFaults(
  { seating, ground, requests, requestAt, offers, offerAt }: Position,
  held: readonly HeldPlace[],
): InputFault[] {
  return held.flatMap(({ request, offer }, at) => {
    const row = requestAt.get(request)!;
    if (seating.isFixed[row] === 1) return [];
    const rules = rulesBroken(requests[row]!, offers[offerAt.get(offer)!]!, ground);
    if (rules.length === 0) return [];
    return [
      {
        path: `held[${at}]`,
        found: `breaks ${rules.join(', ')}`,
        wanted: 'an eligible pair, or a fixed one',
      },
    ];
  });
}

function limitFaults(position: Position): InputFault[] {
  const { seating, places, offers } = position;
  const { tree, used, shared } = seating;
  const fault = (found: string, wanted: string): InputFault => ({ path: 'held', found, wanted });
  return [
    ...offers.flatMap(({ id }, offer) => {
      const node = tree.nodeOfOffer[offer]!;
      const learners = node === NONE ? 0 : used[node]!;
      if (learners > places[offer]!) return [fault(`${learners} on ${id}`, `at most ${places[offer]}`)];
      if (isGroupTooSmall(position, offer))
        return [fault(`${learners} on ${id}`, 'the minimum group, or nobody')];
      return [];
    }),
    ...(shared?.limits ?? []).flatMap(({ name, room }, limit) =>
      shared!.isOver(limit) ? [fault(`${shared!.load[limit]} for ${name}`, `at most ${room}`)] : [],
    ),
  ];
}

function requestFaults(input: MatchingInput, events: readonly RepairEvent[]): InputFault[] {
  const faultsOf = (request: Request) =>
    checkInput({
      ...input,
      requests: [request],
      offers: [],
      pools: [],
      caps: [],
      policy: { ...input.policy, pinned: [], forbidden: [] },
    });
  return events.flatMap((event, at) =>
    event.kind === 'request-added'
      ? faultsOf(event.request).map((fault) => ({
          ...fault,
          path: fault.path.replace('requests[0]', `events[${at}].request`),
        }))
      : [],
  );
}
