import { SINK } from '../capacity-tree.js';
import type { Aftermath } from './aftermath.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';
import type { ChangeReason } from './types.js';

/** The single strokes of which events are made, each of which can be taken back. */
export class Edits {
  constructor(
    readonly position: Position,
    readonly aftermath: Aftermath,
  ) {}

  /** Takes the request off its place, for a reason that holds whatever comes. */
  putOff(request: number, reason: ChangeReason): void {
    const { displaced, newcomers, reasons } = this.aftermath;
    this.leave(request);
    reasons.set(request, reason);
    (this.position.seating.home[request] === NONE ? newcomers : displaced).push(request);
  }

  leave(request: number): void {
    const { seating, reach } = this.position;
    const node = seating.nodeOf(request);
    this.mayOpen(node);
    for (const { limit } of seating.shared?.of(seating.held[request]!) ?? []) {
      for (const other of seating.shared!.nodes[limit]!) this.mayOpen(other);
    }
    if (seating.isFixed[request] === 1) seating.setFixed(request, false);
    seating.vacate(request);
    reach.hasOpened(node);
  }

  changePlaces(offer: number, by: number): void {
    const { places, journal, seating, reach } = this.position;
    journal.write(places, offer, places[offer]! + by);
    const node = seating.tree.nodeOfOffer[offer]!;
    if (node === NONE) return;
    seating.addRoom(node, by);
    if (by <= 0) return;
    this.mayOpen(node);
    reach.hasOpened(node);
  }

  setPresent(request: number, isPresent: boolean): void {
    const { requestAt, requests, seating } = this.position;
    const { id } = requests[request]!;
    const set = (to: boolean) => (to ? requestAt.set(id, request) : requestAt.delete(id));
    set(isPresent);
    this.aftermath.undo.push(() => set(!isPresent));
    seating.setAway(request, !isPresent);
  }

  setPinned(request: number, isPinned: boolean): void {
    const { pinned, requests } = this.position;
    const { id } = requests[request]!;
    if (pinned.has(id) === isPinned) return;
    const set = (to: boolean) => (to ? pinned.add(id) : pinned.delete(id));
    set(isPinned);
    this.aftermath.undo.push(() => set(!isPinned));
  }

  setForbidden(request: string, offer: string, isForbidden: boolean): void {
    const { forbidden } = this.position;
    if (forbidden.has(request, offer) === isForbidden) return;
    const set = (to: boolean) => (to ? forbidden.add(request, offer) : forbidden.delete(request, offer));
    set(isForbidden);
    this.aftermath.undo.push(() => set(!isForbidden));
  }

  private mayOpen(node: number): void {
    const { parent } = this.position.seating.tree;
    let outermost = node;
    while (parent[outermost]! !== SINK) outermost = parent[outermost]!;
    this.aftermath.opened.add(outermost);
  }

  /** Learners on the offer. */
  on(offer: number): number[] {
    const { seating } = this.position;
    const node = seating.tree.nodeOfOffer[offer]!;
    return node === NONE ? [] : seating.under(node);
  }

  /** Learners on the offer who must stay there. */
  fixedOn(offer: number): number[] {
    return this.on(offer).filter((request) => this.position.seating.isFixed[request] === 1);
  }
}
