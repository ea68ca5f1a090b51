import { SINK } from '../capacity-tree.js';
import { ruleBrokenFrom } from '../eligibility.js';
import { MOST_GIVEN_UP, MOST_HOLDERS, RULES } from '../types.js';
import type { Aftermath } from './aftermath.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';
import type { Chain, ChangeReason, HeldOffer, NoPlace, PlacementChange } from './types.js';

/** Says of everybody who has changed from where to where and why, and strings the changes together. To be asked before they are made home. */
export function tell(
  position: Position,
  aftermath: Aftermath,
): { readonly changes: PlacementChange[]; readonly chains: Chain[] } {
  const story = new Story(position, aftermath);
  return { changes: story.changes(), chains: story.chains() };
}

class Story {
  /** Everybody who has changed, in id order. */
  private readonly changed: readonly number[];
  private readonly reasons = new Map<number, ChangeReason>();
  /** Whose place each newly placed request has: of one who moved on, was put off, or is gone. */
  private readonly placeOf = new Map<number, number>();

  constructor(
    private readonly position: Position,
    private readonly aftermath: Aftermath,
  ) {
    this.changed = this.inIdOrder(position.seating.changed());
    for (const request of this.changed) {
      const certain = aftermath.reasons.get(request);
      if (certain) this.reasons.set(request, certain);
    }
    this.findCuts();
    this.findWhoMakesRoom();
    this.findTheRest();
  }

  changes(): PlacementChange[] {
    const { seating, requests } = this.position;
    const { held, home } = seating;
    return this.changed.map((request) => ({
      request: requests[request]!.id,
      from: this.offerOf(home[request]!),
      to: this.offerOf(held[request]!),
      costBefore: this.costOf(home[request]!),
      costAfter: this.costOf(held[request]!),
      reason: this.reasons.get(request)!,
    }));
  }

  chains(): Chain[] {
    const { held } = this.position.seating;
    const gone = new Set(this.aftermath.withdrawn);
    const begins = this.changed.filter(
      (request) =>
        !gone.has(request) && (held[request] === NONE || this.reasons.get(request)!.kind !== 'makes-room'),
    );
    const inVain = this.aftermath.added.filter((request) => held[request] === NONE);
    return this.inIdOrder([...begins, ...inVain]).map((request) => this.chainOf(request));
  }

  private chainOf(first: number): Chain {
    const { requests, seating } = this.position;
    const { held, home } = seating;
    const { id } = requests[first]!;
    const reason = this.reasons.get(first) ?? this.aftermath.reasons.get(first)!;
    if (held[first] === NONE)
      return { request: id, reason, steps: [], end: { kind: 'no-place', reasons: this.reasonsFor(first) } };
    const steps = [];
    for (let request = first; ;) {
      const to = this.offerOf(held[request]!)!;
      steps.push({ request: requests[request]!.id, from: this.offerOf(home[request]!), to });
      const before = this.placeOf.get(request);
      if (before === undefined) return { request: id, reason, steps, end: { kind: 'free-place', offer: to } };
      if (held[before] === NONE || this.reasons.get(before)!.kind !== 'makes-room') {
        const by = requests[before]!.id;
        return { request: id, reason, steps, end: { kind: 'place-left', offer: to, by } };
      }
      request = before;
    }
  }

  /** Where an offer has fewer places than learners who stayed, so many have left because of that alone. */
  private findCuts(): void {
    const { seating, places } = this.position;
    const { held, home, table, tree } = seating;
    for (const [offer, event] of this.aftermath.offersCut) {
      const isHere = (pair: number) => pair !== NONE && table.offer[pair] === offer;
      const left = this.changed.filter((request) => isHere(home[request]!) && !this.reasons.has(request));
      const node = tree.nodeOfOffer[offer]!;
      const stayed = node === NONE ? [] : seating.under(node).filter((request) => isHere(home[request]!));
      const tooMany = stayed.length + left.length - places[offer]!;
      left.sort((a, b) => Math.min(held[a]!, 0) - Math.min(held[b]!, 0));
      for (const request of left.slice(0, Math.max(0, tooMany)))
        this.reasons.set(request, { kind: 'places-taken', event });
    }
  }

  /** At each limit, from the innermost out, those who came have the places of those who went. */
  private findWhoMakesRoom(): void {
    const { seating, requests } = this.position;
    const { held, home, table, tree } = seating;
    const came = new Map<number, number[]>();
    const went = new Map<number, number[]>();
    for (const request of this.changed) {
      if (held[request] !== NONE) note(came, table.node[held[request]!]!, request);
      if (home[request] !== NONE) note(went, table.node[home[request]!]!, request);
    }
    let nodes = [...new Set([...came.keys(), ...went.keys()])];
    while (nodes.length > 0) {
      const depth = Math.max(...nodes.map((node) => this.depthOf(node)));
      const innermost = nodes.filter((node) => this.depthOf(node) === depth);
      const outer = new Set(nodes.filter((node) => this.depthOf(node) < depth));
      for (const node of innermost) {
        const arrivals = came.get(node) ?? [];
        const leavers = went.get(node) ?? [];
        // Those first who have left for no other reason, so that everybody has one.
        leavers.sort((a, b) => (this.reasons.has(a) ? 1 : 0) - (this.reasons.has(b) ? 1 : 0));
        const pairs = Math.min(arrivals.length, leavers.length);
        for (let at = 0; at < pairs; at++) {
          this.placeOf.set(arrivals[at]!, leavers[at]!);
          if (this.reasons.has(leavers[at]!)) continue;
          const { id } = requests[arrivals[at]!]!;
          this.reasons.set(leavers[at]!, { kind: 'makes-room', for: id });
        }
        const parent = tree.parent[node]!;
        if (parent === SINK) continue;
        for (const request of arrivals.slice(pairs)) note(came, parent, request);
        for (const request of leavers.slice(pairs)) note(went, parent, request);
        outer.add(parent);
      }
      nodes = [...outer];
    }
  }

  private findTheRest(): void {
    const { seating, offers } = this.position;
    const { home, table, tree, used, shared } = seating;
    for (const request of this.changed) {
      if (this.reasons.has(request)) continue;
      if (home[request] === NONE) {
        this.reasons.set(request, { kind: 'place-to-be-had' });
        continue;
      }
      const offer = table.offer[home[request]!]!;
      const isClosed = shared?.groupOfOffer.has(offer) && used[tree.nodeOfOffer[offer]!] === 0;
      this.reasons.set(
        request,
        isClosed ? { kind: 'group-too-small', offer: offers[offer]!.id } : { kind: 'shared-limit' },
      );
    }
  }

  private reasonsFor(request: number): NoPlace {
    const { seating, requests, offers, offerIndex, places, ground } = this.position;
    const { table, tree } = seating;
    const counts = RULES.map(() => 0);
    for (const { rule, offers: removed } of offerIndex.removed(requests[request]!, places))
      counts[RULES.indexOf(rule)] = removed;
    for (const o of offerIndex.suiting(requests[request]!)) {
      const broken = places[o] === 0 ? -1 : ruleBrokenFrom(0, requests[request]!, offers[o]!, ground);
      if (broken >= 0) counts[broken]!++;
    }
    const eligible: number[] = [];
    for (let pair = table.rowStart[request]!; pair < table.rowEnd[request]!; pair++) {
      if (table.isOpen(pair) && places[table.offer[pair]!]! > 0) eligible.push(pair);
    }
    eligible.sort((a, b) => table.cost[a]! - table.cost[b]! || a - b);
    const held = eligible.slice(0, MOST_GIVEN_UP).map((pair): HeldOffer => {
      const offer = table.offer[pair]!;
      const node = tree.nodeOfOffer[offer]!;
      const isFull = seating.used[node]! >= places[offer]!;
      const holders = isFull ? this.inIdOrder(seating.under(node)).slice(0, MOST_HOLDERS) : [];
      const heldBy = holders.map((holder) => requests[holder]!.id);
      return { offer: offers[offer]!.id, cost: table.cost[pair]!, heldBy };
    });
    return {
      removed: RULES.map((rule, at) => ({ rule, offers: counts[at]! })).filter((entry) => entry.offers > 0),
      held,
      eligibleOffers: eligible.length,
    };
  }

  private depthOf(node: number): number {
    const { parent } = this.position.seating.tree;
    let depth = 0;
    for (let at = parent[node]!; at !== SINK; at = parent[at]!) depth++;
    return depth;
  }

  private inIdOrder(requests: readonly number[]): number[] {
    const ids = this.position.requests;
    return [...requests].sort((a, b) => (ids[a]!.id < ids[b]!.id ? -1 : ids[a]!.id > ids[b]!.id ? 1 : a - b));
  }

  private offerOf(pair: number): string | null {
    return pair === NONE ? null : this.position.offers[this.position.seating.table.offer[pair]!]!.id;
  }

  private costOf(pair: number): number | null {
    return pair === NONE ? null : this.position.seating.table.costOf(pair);
  }
}

function note(lists: Map<number, number[]>, key: number, value: number): void {
  const there = lists.get(key);
  if (there) there.push(value);
  else lists.set(key, [value]);
}
