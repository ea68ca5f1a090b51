import { FillSearch } from './fill-search.js';
import { Meeting } from './meeting.js';
import { PlaceSearch, type Move } from './place-search.js';
import type { Position } from './position.js';
import { Potentials } from './potentials.js';
import { NONE } from './seating.js';

/** Who is to be placed, none of whom holds a place. */
export interface Unsettled {
  /** Must get a place, or the attempt is void. */
  readonly must: readonly number[];
  /** Lost their place, or may have to give it up. */
  readonly hit: readonly number[];
  /** Had no place and may get one now, though places have not become more. */
  readonly newcomers: readonly number[];
}

/**
 * Places people anew with the fewest changes, then at the least cost: first those who must, then those hit by priority,
 * then those who had no place by priority, as many of each as can be. Nobody else loses a place.
 *
 * Exact for the limits of the tree. Successive shortest chains in the order of what a place is worth give a flow of
 * least length for each number placed, and of requests that can be placed together (they form a matroid) the greedy
 * order gives as many as possible of the first class, then of the second, and so on.
 */
export class Resettlement {
  private readonly potentials: Potentials;
  private readonly places: PlaceSearch;
  private readonly vacancies: FillSearch;
  private readonly meeting: Meeting;

  constructor(private readonly position: Position) {
    const { seating, reach } = position;
    this.potentials = new Potentials(seating.tree.nodes);
    this.places = new PlaceSearch(seating, reach, this.potentials);
    this.vacancies = new FillSearch(seating, reach, this.potentials);
    this.meeting = new Meeting(seating);
  }

  /** Pairs looked at so far. */
  get work(): number {
    return this.places.work + this.vacancies.work + this.meeting.work;
  }

  /**
   * @param opened - outermost nodes; those who had no place get one only there, newcomers apart. `null` for everywhere
   * @returns false when somebody who must have a place cannot get one; what has been done by then is to be taken back
   */
  run({ must, hit, newcomers }: Unsettled, opened: ReadonlySet<number> | null): boolean {
    this.potentials.clear();
    this.places.startAnew();
    if (this.placeAll(must).length > 0) return false;
    const { reach } = this.position;
    const tiers = this.byTier(hit);
    const isOnly = must.length + newcomers.length === 0 && tiers.length === 1;
    for (const tier of tiers) {
      for (const request of this.placeAll(tier, isOnly)) reach.isWaiting(request);
    }
    if (newcomers.length === 0) this.fillVacancies(opened);
    else {
      // Newcomers and those who have waited want the same places: the shortest chain of all of them comes first.
      const isContested = !opened && reach.wantedVacancies().length > 0;
      for (const tier of this.byTier(isContested ? this.waiting() : newcomers)) this.placeAll(tier);
      for (const request of newcomers) if (this.isUnplaced(request)) reach.isWaiting(request);
    }
    return true;
  }

  /**
   * @param isOnly - nobody else is to be placed by a search for places
   * @returns who is left without a place
   */
  private placeAll(requests: readonly number[], isOnly = false): number[] {
    const { seating, reach } = this.position;
    const { home, table } = seating;
    const costAtHome = (request: number) => (home[request] === NONE ? 0 : table.costOf(home[request]!));
    // Going back to one's place changes nothing, so nothing is shorter.
    const inOrder = [...requests].sort((a, b) => costAtHome(a) - costAtHome(b) || a - b);
    const away: number[] = [];
    for (const request of inOrder) {
      const pair = home[request]!;
      if (pair !== NONE && table.isOpen(pair) && seating.hasRoom(table.node[pair]!)) {
        seating.place(request, pair);
        reach.hasArrived(request);
      } else away.push(request);
    }
    const waiting = this.places.waiting(away);
    if (isOnly && waiting.size === 1 && !this.canAim(waiting.items[0]!)) waiting.clear();
    while (waiting.size > 0) {
      const moves = this.places.next(waiting);
      if (!moves) break;
      this.take(moves);
    }
    this.meeting.forget();
    return away.filter((request) => this.isUnplaced(request));
  }

  /**
   * Looks for the way of one request to the one place that has opened, where that is all there is to be had.
   *
   * @returns false when there is none
   */
  private canAim(request: number): boolean {
    const { seating, reach } = this.position;
    const { table, tree } = seating;
    const opening = reach.onlyOpening();
    if (opening === NONE || tree.child.length > 0) return true;
    for (let pair = table.rowStart[request]!; pair < table.rowEnd[request]!; pair++)
      if (table.isOpen(pair) && reach.absorbs[table.node[pair]!] === 1) return true;
    const moves = this.meeting.movesTo(opening, request);
    if (moves !== null) this.places.aimAt(this.meeting, moves);
    return moves !== null;
  }

  private fillVacancies(opened: ReadonlySet<number> | null): void {
    const { reach } = this.position;
    for (;;) {
      const vacancies = reach.wantedVacancies().filter((node) => !opened || opened.has(node));
      if (vacancies.length === 0) return;
      const moves = this.vacancies.next(vacancies);
      if (moves) this.take(moves);
    }
  }

  private take(moves: readonly Move[]): void {
    const { seating, reach } = this.position;
    const left: number[] = [];
    for (const { request } of moves) {
      if (seating.held[request] === NONE) continue;
      left.push(seating.nodeOf(request));
      seating.vacate(request);
    }
    for (const { request, pair } of moves) seating.place(request, pair);
    for (const node of left) reach.hasOpened(node);
    for (const { request } of moves) reach.hasArrived(request);
  }

  private isUnplaced(request: number): boolean {
    return this.position.seating.held[request] === NONE;
  }

  private waiting(): number[] {
    const { held, isAway, table } = this.position.seating;
    const waiting: number[] = [];
    for (let request = 0; request < table.rows; request++) {
      if (held[request] === NONE && isAway[request] === 0) waiting.push(request);
    }
    return waiting;
  }

  private byTier(requests: readonly number[]): number[][] {
    const { tier } = this.position.seating;
    const tiers = new Map<number, number[]>();
    for (const request of requests) {
      const there = tiers.get(tier[request]!);
      if (there) there.push(request);
      else tiers.set(tier[request]!, [request]);
    }
    return [...tiers].sort(([a], [b]) => a - b).map(([, members]) => members);
  }
}
