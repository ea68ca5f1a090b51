import { choicesAt, type Decision } from './choices.js';
import type { Position } from './position.js';
import type { Resettlement, Unsettled } from './resettle.js';
import { NONE } from './seating.js';
import { settleWithoutMoves } from './without-moves.js';
import { compareWorths, worthOf, type Worth } from './worth.js';

interface Attempt {
  readonly decisions: readonly Decision[];
  readonly worth: Worth;
  /** Of what remains to be decided, one decision each; together they leave no valid answer out. `null` when valid. */
  readonly choices: readonly (readonly Decision[])[] | null;
  readonly answer: Answer;
}

type Answer = readonly { readonly request: number; readonly pair: number }[];

export interface Settled {
  readonly worth: Worth;
  /** No valid answer is better. */
  readonly bound: Worth;
  readonly isExact: boolean;
}

/** Attempts, and pairs looked at, after which the best answer so far is taken. A matter of a second. */
const MOST_ATTEMPTS = 1_500;
const MOST_WORK = 30_000_000;

/**
 * Places people anew as {@link Resettlement} does, and keeps besides the limits that the tree does not tell of: where
 * caps and pools cross, where learners weigh differently in a pool, where a group has a minimum. Branch and bound: each
 * attempt is exact for the tree under some decisions; where it breaks a limit, somebody there is sent away or has to
 * stay, a group is closed or gets somebody more.
 *
 * @returns `null` when fixed learners keep a group open that cannot be filled
 */
export function settleWithin(
  position: Position,
  resettlement: Resettlement,
  unsettled: Unsettled,
): Settled | null {
  if (!position.seating.shared) {
    resettlement.run(unsettled);
    const worth = worthOf(position, unsettled);
    return { worth, bound: worth, isExact: true };
  }
  return new Search(position, resettlement, unsettled).run();
}

class Search {
  private attempts = 0;
  private readonly workBefore: number;
  private readonly open: Attempt[] = [];
  private best: { readonly worth: Worth; readonly answer: Answer } | null = null;
  private isFirstFound = false;
  private readonly isHit: ReadonlySet<number>;

  constructor(
    private readonly position: Position,
    private readonly resettlement: Resettlement,
    private readonly unsettled: Unsettled,
  ) {
    this.isHit = new Set(unsettled.hit);
    this.workBefore = resettlement.work;
  }

  run(): Settled | null {
    const { open, position } = this;
    const { journal, reach } = position;
    const mark = journal.mark();
    const back = reach.mark();
    const goBack = () => {
      journal.goBack(mark);
      back();
    };
    const first = this.attempt([]);
    goBack();
    if (first) this.takeUp(first);
    if (!this.best) {
      if (settleWithoutMoves(position, this.unsettled.hit))
        this.best = { worth: worthOf(position, this.unsettled), answer: position.seating.snapshot() };
      goBack();
    }
    let bound: Worth | null = null;
    while (open.length > 0) {
      const next = this.takeNext();
      if (this.best && compareWorths(next.worth, this.best.worth) >= 0) continue;
      if (this.isOver()) {
        bound = open.reduce(
          (least, { worth }) => (compareWorths(worth, least) < 0 ? worth : least),
          next.worth,
        );
        break;
      }
      const attempts: Attempt[] = [];
      for (const more of next.choices!) {
        const attempt = this.attempt([...next.decisions, ...more]);
        goBack();
        if (attempt) attempts.push(attempt);
      }
      attempts.sort((a, b) => compareWorths(b.worth, a.worth));
      for (const attempt of attempts) this.takeUp(attempt);
    }
    journal.forget();
    if (!this.best) return null;
    apply(position, this.best.answer, this.unsettled);
    return { worth: this.best.worth, bound: bound ?? this.best.worth, isExact: bound === null };
  }

  private isOver(): boolean {
    return this.attempts >= MOST_ATTEMPTS || this.resettlement.work - this.workBefore >= MOST_WORK;
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
    this.attempts++;
    const unsettled = this.decide(decisions);
    if (!unsettled || !this.resettlement.run(unsettled)) return null;
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
function apply({ seating, reach }: Position, answer: Answer, { hit, newcomers }: Unsettled): void {
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
