import { choicesAt, type Decision } from './choices.js';
import type { Position } from './position.js';
import type { Resettlement, Unsettled } from './resettle.js';
import { NONE } from './seating.js';
import type { Answer } from './settle-by-tree.js';
import { settleWithoutMoves } from './without-moves.js';
import { compareWorths, worthOf, type Worth } from './worth.js';

interface Attempt {
  readonly decisions: readonly Decision[];
  readonly worth: Worth;
  /** Of what remains to be decided, one decision each; together they leave no valid answer out. `null` when valid. */
  readonly choices: readonly (readonly Decision[])[] | null;
  readonly answer: Answer;
}

/** A valid answer, and what it is worth. */
export interface Best {
  readonly worth: Worth;
  readonly answer: Answer;
}

/** Attempts, and pairs and limits looked at, after which the best answer so far is taken. Some tenths of a second. */
const MOST_ATTEMPTS = 1_500;
const MOST_WORK = 6_000_000;

/**
 * Branch and bound: each attempt is exact for the tree of limits under some decisions; where it breaks a limit that the tree
 * does not tell of, somebody there is sent away or has to stay, a group is closed or gets somebody more.
 */
export class CrossingSearch {
  best: Best | null = null;
  private attempts = 0;
  private work = 0;
  private readonly open: Attempt[] = [];
  private isFirstFound = false;
  private readonly isHit: ReadonlySet<number>;

  /** @param opened - where those who had no place are to be looked at; `null` for everywhere */
  constructor(
    private readonly position: Position,
    private readonly resettlement: Resettlement,
    private readonly unsettled: Unsettled,
    private readonly opened: ReadonlySet<number> | null,
  ) {
    this.isHit = new Set(unsettled.hit);
  }

  /** The first attempt, which no answer of this search can be better than; `null` when there is none at all. */
  begin(): Worth | null {
    const first = this.inVain(() => this.attempt([]));
    if (first) this.takeUp(first);
    return first && first.worth;
  }

  /** Makes an answer in which nobody else moves, where none has been found. */
  fallBack(): void {
    const { position, unsettled } = this;
    this.best ??= this.inVain(() =>
      settleWithoutMoves(position, unsettled.hit)
        ? { worth: worthOf(position, unsettled), answer: position.seating.snapshot() }
        : null,
    );
  }

  /** Keeps an answer that was found elsewhere, if it is better. */
  offer(found: Best | null): void {
    if (found && (!this.best || compareWorths(found.worth, this.best.worth) < 0)) this.best = found;
  }

  offerAnswer(answer: Answer): Best {
    const found = this.inVain(() => {
      apply(this.position, answer, this.unsettled);
      return { worth: worthOf(this.position, this.unsettled), answer };
    });
    this.offer(found);
    return found;
  }

  /** @returns whether the best answer that was found is proven to be the best of this search */
  run(): boolean {
    const { open } = this;
    this.fallBack();
    while (open.length > 0) {
      const next = this.takeNext();
      if (this.best && compareWorths(next.worth, this.best.worth) >= 0) continue;
      if (this.isOver()) {
        open.push(next);
        return false;
      }
      const attempts: Attempt[] = [];
      for (const more of next.choices!) {
        const attempt = this.inVain(() => this.attempt([...next.decisions, ...more]));
        if (attempt) attempts.push(attempt);
      }
      attempts.sort((a, b) => compareWorths(b.worth, a.worth));
      for (const attempt of attempts) this.takeUp(attempt);
    }
    return true;
  }

  /** No answer of this search is better. */
  bound(): Worth {
    const worths = [...this.open.map(({ worth }) => worth), ...(this.best ? [this.best.worth] : [])];
    return worths.reduce((least, worth) => (compareWorths(worth, least) < 0 ? worth : least));
  }

  /** Does something and takes it back. */
  private inVain<Value>(work: () => Value): Value {
    const { journal, reach } = this.position;
    const mark = journal.mark();
    const back = reach.mark();
    const before = this.resettlement.work;
    const value = work();
    this.work += this.resettlement.work - before;
    journal.goBack(mark);
    journal.forget();
    back();
    return value;
  }

  private isOver(): boolean {
    return this.attempts >= MOST_ATTEMPTS || this.work >= MOST_WORK;
  }

  private takeUp(attempt: Attempt): void {
    if (this.best && compareWorths(attempt.worth, this.best.worth) >= 0) return;
    if (attempt.choices) this.open.push(attempt);
    else {
      this.best = attempt;
      this.isFirstFound = true;
    }
  }

  /** The best of the latest until something has been found, which leads straight down; then the best of all. */
  private takeNext(): Attempt {
    const { open } = this;
    let at = open.length - 1;
    if (this.isFirstFound) {
      open.forEach(({ worth }, other) => {
        if (compareWorths(worth, open[at]!.worth) < 0) at = other;
      });
    }
    return open.splice(at, 1)[0]!;
  }

  /** The best under the decisions as far as the tree goes; `null` when there is nothing. Leaves the position as it ends. */
  private attempt(decisions: readonly Decision[]): Attempt | null {
    const { limits, groupOfOffer } = this.position.seating.shared!;
    this.attempts++;
    this.work += limits.length + groupOfOffer.size;
    const unsettled = this.decide(decisions);
    if (!unsettled || !this.resettlement.run(unsettled, this.opened)) return null;
    const { position } = this;
    return {
      decisions,
      worth: worthOf(position, this.unsettled),
      choices: choicesAt(position),
      answer: position.seating.snapshot(),
    };
  }

  private decide(decisions: readonly Decision[]): Unsettled | null {
    const { seating, reach } = this.position;
    const { table, tree } = seating;
    const must = new Set(this.unsettled.must);
    const hit = new Set(this.unsettled.hit);
    const newcomers = new Set(this.unsettled.newcomers);
    const full: number[] = [];
    const leave = (request: number) => {
      const node = seating.nodeOf(request);
      seating.vacate(request);
      reach.hasOpened(node);
      (this.isHit.has(request) ? hit : must).add(request);
    };
    for (const decision of decisions) {
      if (decision.kind === 'close') {
        const node = tree.nodeOfOffer[decision.offer]!;
        seating.addRoom(node, -seating.room[node]!);
        full.push(node);
        continue;
      }
      const { request, pair } = decision;
      if (decision.kind === 'forbid') {
        if (seating.held[request] === pair) leave(request);
        table.close(pair);
        continue;
      }
      if (seating.held[request] !== pair) {
        if (seating.held[request] !== NONE) leave(request);
        for (const waiting of [must, hit, newcomers]) waiting.delete(request);
        seating.place(request, pair);
        full.push(table.node[pair]!);
      }
      seating.setFixed(request, true);
    }
    for (const node of full) {
      for (let at = node; at >= 0; at = tree.parent[at]!) {
        if (seating.used[at]! <= seating.room[at]!) continue;
        for (const request of seating.under(at)) if (seating.isFixed[request] === 0) leave(request);
        if (seating.used[at]! > seating.room[at]!) return null;
      }
    }
    return { must: [...must], hit: [...hit], newcomers: [...newcomers] };
  }
}

/** Brings a position, as it was before the search, to the answer found. */
export function apply({ seating, reach }: Position, answer: Answer, { hit, newcomers }: Unsettled): void {
  const moving = answer.filter(({ request, pair }) => seating.held[request] !== pair);
  const left: number[] = [];
  for (const { request } of moving) {
    if (seating.held[request] === NONE) continue;
    left.push(seating.nodeOf(request));
    seating.vacate(request);
  }
  for (const { request, pair } of moving) if (pair !== NONE) seating.place(request, pair);
  for (const node of left) reach.hasOpened(node);
  for (const { request, pair } of moving) if (pair !== NONE) reach.hasArrived(request);
  for (const request of [...hit, ...newcomers]) if (seating.held[request] === NONE) reach.isWaiting(request);
}
