export const RANK_MOVES = ['add', 'up', 'down', 'remove'] as const;
export type RankMove = (typeof RANK_MOVES)[number];

/** A list with one entry put last, moved by one, or taken out. What cannot be done leaves it as it is. */
export function moved(ranked: readonly string[], entry: string, move: RankMove): string[] {
  const list = [...ranked];
  const at = list.indexOf(entry);
  if (move === 'add') return at < 0 ? [...list, entry] : list;
  if (at < 0) return list;
  if (move === 'remove') return list.filter((each) => each !== entry);
  const to = move === 'up' ? at - 1 : at + 1;
  const other = list[to];
  if (other === undefined) return list;
  list[at] = other;
  list[to] = entry;
  return list;
}
