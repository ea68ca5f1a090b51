import type { Position } from './position.js';
import { isGroupTooSmall, learnersIn } from './overfull.js';
import { Resettlement, type Unsettled } from './resettle.js';
import { NONE } from './seating.js';

/** Something settled for the sake of a limit that the tree does not tell of. */
type Decision =
  | { readonly kind: 'forbid' | 'fix'; readonly request: number; readonly pair: number }
  | { readonly kind: 'close'; readonly offer: number };

/**
 * What an answer is worth, in the order of comparison and least first: those hit with a place by tier, others newly
 * placed by tier (both negative), changes, and the difference in cost.
 */
export type Worth = readonly number[];

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
  return new BoundedSearch(position, resettlement, unsettled).run();
}

class BoundedSearch {
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
      this.best = this.withoutMoves();
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
      for (const more of next.choices!) {
        const attempt = this.attempt([...next.decisions, ...more]);
        goBack();
        if (attempt) this.takeUp(attempt);
      }
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

  /** Straight down until something has been found, then the most promising. */
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
      choices: this.choices(),
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

  /** What could be decided about the first limit that is broken; `null` when none is. */
  private choices(): readonly (readonly Decision[])[] | null {
    const shared = this.position.seating.shared!;
    const over = shared.limits.flatMap((_, limit) => (shared.isOver(limit) ? [limit] : []));
    if (over.length > 0) {
      const learners = over.map((limit) => this.movableIn(limit));
      return this.sendSomebodyAway(learners.reduce((few, some) => (some.length < few.length ? some : few)));
    }
    for (const { offer } of shared.groupOfOffer.values())
      if (isGroupTooSmall(this.position, offer)) return this.closeOrFill(offer);
    return null;
  }

  /** Those in the limit who may move, those first who have just come. */
  private movableIn(limit: number): number[] {
    const { seating } = this.position;
    const isHome = (request: number) => (seating.held[request] === seating.home[request] ? 1 : 0);
    return learnersIn(this.position, limit)
      .filter((request) => seating.isFixed[request] === 0)
      .sort((a, b) => isHome(a) - isHome(b) || a - b);
  }

  /** The first goes, or stays and the second goes, and so on. */
  private sendSomebodyAway(learners: readonly number[]): Decision[][] {
    const { held } = this.position.seating;
    const pairs = learners.map((request) => ({ request, pair: held[request]! }));
    return pairs.map((goes, at) => [
      ...pairs.slice(0, at).map((stays) => ({ kind: 'fix' as const, ...stays })),
      { kind: 'forbid' as const, ...goes },
    ]);
  }

  /** Nobody is in the group; or the first of those who are not comes, or does not and the second comes, and so on. */
  private closeOrFill(offer: number): Decision[][] {
    const { seating } = this.position;
    const { table, tree, held, home, isFixed, isAway } = seating;
    const candidates: { request: number; pair: number }[] = [];
    const node = tree.nodeOfOffer[offer]!;
    for (const at of this.nodesOf(node)) {
      for (let i = table.columnStart[at]!; i < table.columnStart[at + 1]!; i++) {
        const [request, pair] = [table.columnRequest[i]!, table.columnPair[i]!];
        if (held[request] === pair || isFixed[request] === 1 || isAway[request] === 1 || !table.isOpen(pair))
          continue;
        candidates.push({ request, pair });
      }
    }
    const rank = ({ request, pair }: { request: number; pair: number }) =>
      home[request] === pair ? 0 : held[request] === NONE ? 1 : 2;
    candidates.sort(
      (a, b) => rank(a) - rank(b) || table.costOf(a.pair) - table.costOf(b.pair) || a.request - b.request,
    );
    return [
      [{ kind: 'close', offer }],
      ...candidates.map((comes, at): Decision[] => [
        ...candidates.slice(0, at).map((other) => ({ kind: 'forbid' as const, ...other })),
        { kind: 'fix', ...comes },
      ]),
    ];
  }

  private nodesOf(node: number): number[] {
    const { childStart, child } = this.position.seating.tree;
    const found = [node];
    for (let at = 0; at < found.length; at++) {
      for (let i = childStart[found[at]!]!; i < childStart[found[at]! + 1]!; i++) found.push(child[i]!);
    }
    return found;
  }

  /**
   * A valid answer that moves nobody: who was hit goes back or takes the cheapest place that is free. Quick and not
   * optimal; `null` when a group is kept open by the fixed alone.
   */
  private withoutMoves(): { worth: Worth; answer: Answer } | null {
    const { position, unsettled } = this;
    const { seating } = position;
    const { table, tier, home } = seating;
    const hit = [...unsettled.hit].sort((a, b) => tier[a]! - tier[b]! || a - b);
    for (const request of hit) {
      const pair = home[request]!;
      if (pair !== NONE && table.isOpen(pair) && this.fits(pair)) seating.place(request, pair);
    }
    for (const request of hit) {
      const pair = seating.held[request]!;
      if (pair !== NONE && isGroupTooSmall(position, table.offer[pair]!)) this.closeGroup(table.offer[pair]!);
    }
    for (const request of hit) {
      if (seating.held[request] !== NONE) continue;
      let best = NONE;
      for (let pair = table.rowStart[request]!; pair < table.rowEnd[request]!; pair++) {
        if (!table.isOpen(pair) || (best !== NONE && table.cost[pair]! >= table.cost[best]!)) continue;
        if (this.fits(pair) && this.isEnough(pair)) best = pair;
      }
      if (best !== NONE) seating.place(request, best);
    }
    const isShort = [...seating.shared!.groupOfOffer.keys()].some((offer) =>
      isGroupTooSmall(position, offer),
    );
    if (isShort || unsettled.must.length > 0) return null;
    return { worth: worthOf(position, unsettled), answer: seating.snapshot() };
  }

  private closeGroup(offer: number): void {
    const { seating } = this.position;
    for (const request of seating.under(seating.tree.nodeOfOffer[offer]!))
      if (seating.isFixed[request] === 0) seating.vacate(request);
  }

  private fits(pair: number): boolean {
    const { seating } = this.position;
    const shared = seating.shared!;
    return (
      seating.hasRoom(seating.table.node[pair]!) &&
      shared.of(pair).every(({ limit, weight }) => shared.load[limit]! + weight <= shared.limits[limit]!.room)
    );
  }

  private isEnough(pair: number): boolean {
    const { seating } = this.position;
    const offer = seating.table.offer[pair]!;
    const minGroup = seating.shared!.groupOfOffer.get(offer)?.minGroup ?? 1;
    return seating.used[seating.tree.nodeOfOffer[offer]!]! + 1 >= minGroup;
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

function worthOf({ seating }: Position, { hit }: Unsettled): Worth {
  const { held, home, isAway, tier, table } = seating;
  const isHit = new Set(hit);
  const placedHit = new Map<number, number>();
  const placedNew = new Map<number, number>();
  const count = (counts: Map<number, number>, request: number) =>
    counts.set(tier[request]!, (counts.get(tier[request]!) ?? 0) + 1);
  for (const request of hit) if (held[request] !== NONE) count(placedHit, request);
  let changes = 0;
  let cost = 0;
  for (const request of seating.changed()) {
    if (isAway[request] === 1) continue;
    if (held[request] !== NONE) cost += table.costOf(held[request]!);
    if (home[request] !== NONE) {
      changes++;
      cost -= table.costOf(home[request]!);
    } else if (!isHit.has(request)) count(placedNew, request);
  }
  const tiers = seating.tiers;
  return [
    ...tiers.map((at) => -(placedHit.get(at) ?? 0)),
    ...tiers.map((at) => -(placedNew.get(at) ?? 0)),
    changes,
    cost,
  ];
}

/** Negative when `a` is better. */
export function compareWorths(a: Worth, b: Worth): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}
