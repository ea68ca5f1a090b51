/**
 * The one of `names` that `typed` was most likely meant to be, ignoring case and punctuation; `undefined`
 * when none is close. Close means at most one slip for each three characters. Equally close: the first.
 */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  const wanted = bare(typed);
  let nearest: string | undefined;
  let fewest = Math.floor(wanted.length / 3) + 1;
  for (const name of names) {
    const slips = slipsBetween(wanted, bare(name), fewest);
    if (slips < fewest) {
      nearest = name;
      fewest = slips;
    }
  }
  return nearest;
}

function bare(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Levenshtein distance (insert, delete, replace), or `limit` when it is that or more. */
function slipsBetween(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return Math.min(previous[to.length] ?? limit, limit);
}
