import { isGroupTooSmall, learnersIn } from './overfull.js';
import type { Position } from './position.js';
import { NONE } from './seating.js';

/** Something settled for the sake of a limit that the tree does not tell of. */
export type Decision =
  | { readonly kind: 'forbid' | 'fix'; readonly request: number; readonly pair: number }
  | { readonly kind: 'close'; readonly offer: number };

/**
 * What could be decided about a limit that is broken, one list of decisions each; together they leave no valid answer
 * out and no two of them share one. `null` when nothing is broken.
 */
export function choicesAt(position: Position): readonly (readonly Decision[])[] | null {
  const shared = position.seating.shared!;
  const over = shared.limits.flatMap((_, limit) => (shared.isOver(limit) ? [limit] : []));
  if (over.length > 0) {
    const learners = over.map((limit) => movableIn(position, limit));
    return sendSomebodyAway(
      position,
      learners.reduce((few, some) => (some.length < few.length ? some : few)),
    );
  }
  for (const { offer } of shared.groupOfOffer.values())
    if (isGroupTooSmall(position, offer)) return closeOrFill(position, offer);
  return null;
}

/** Those in the limit who may move, those first who have just come. */
function movableIn(position: Position, limit: number): number[] {
  const { held, home, isFixed } = position.seating;
  const isHome = (request: number) => (held[request] === home[request] ? 1 : 0);
  return learnersIn(position, limit)
    .filter((request) => isFixed[request] === 0)
    .sort((a, b) => isHome(a) - isHome(b) || a - b);
}

/** The first goes, or stays and the second goes, and so on. */
function sendSomebodyAway({ seating }: Position, learners: readonly number[]): Decision[][] {
  const pairs = learners.map((request) => ({ request, pair: seating.held[request]! }));
  return pairs.map((goes, at) => [
    ...pairs.slice(0, at).map((stays) => ({ kind: 'fix' as const, ...stays })),
    { kind: 'forbid' as const, ...goes },
  ]);
}

/** Nobody is in the group; or the first of those who are not comes, or does not and the second comes, and so on. */
function closeOrFill({ seating }: Position, offer: number): Decision[][] {
  const { table, tree, held, home, isFixed, isAway } = seating;
  const candidates: { request: number; pair: number }[] = [];
  for (const node of nodesOf(seating.tree, tree.nodeOfOffer[offer]!)) {
    for (let i = table.columnStart[node]!; i < table.columnStart[node + 1]!; i++) {
      const [request, pair] = [table.columnRequest[i]!, table.columnPair[i]!];
      const mayCome = held[request] !== pair && isFixed[request] === 0 && isAway[request] === 0;
      if (mayCome && table.isOpen(pair)) candidates.push({ request, pair });
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

function nodesOf({ childStart, child }: Position['seating']['tree'], node: number): number[] {
  const found = [node];
  for (let at = 0; at < found.length; at++) {
    for (let i = childStart[found[at]!]!; i < childStart[found[at]! + 1]!; i++) found.push(child[i]!);
  }
  return found;
}
