import type { Pairs } from './ranked-instance.js';

/** So many pairs of each student are looked at to begin with. More do not bring much: few students move far. */
const NEAR = 12;

/** The pairs of each student with the least `cost + price`, and the one in use, so that there is an answer among them. */
export function nearPairs({ rowStart, offer, cost }: Pairs, price: Float64Array, offerOf: Int32Array): Pairs {
  const students = rowStart.length - 1;
  const near = {
    rowStart: new Int32Array(students + 1),
    offer: new Int32Array((NEAR + 1) * students),
    cost: new Int32Array((NEAR + 1) * students),
  };
  let count = 0;
  const keep = (pair: number) => {
    near.offer[count] = offer[pair]!;
    near.cost[count++] = cost[pair]!;
  };
  const best = new Float64Array(NEAR);
  for (let student = 0; student < students; student++) {
    const first = rowStart[student]!;
    const end = rowStart[student + 1]!;
    let kept = 0;
    for (let pair = first; pair < end; pair++) {
      const worth = cost[pair]! + price[offer[pair]!]!;
      if (kept === NEAR && worth >= best[NEAR - 1]!) continue;
      let at = kept < NEAR ? kept++ : NEAR - 1;
      for (; at > 0 && best[at - 1]! > worth; at--) best[at] = best[at - 1]!;
      best[at] = worth;
    }
    let left = kept;
    for (let pair = first; pair < end; pair++) {
      if (left > 0 && cost[pair]! + price[offer[pair]!]! <= best[kept - 1]!) {
        left--;
        keep(pair);
      } else if (offer[pair] === offerOf[student]) keep(pair);
    }
    near.rowStart[student + 1] = count;
  }
  return { ...near, offer: near.offer.slice(0, count), cost: near.cost.slice(0, count) };
}

/** Pairs that are worth less than the level of their student: at these prices better than all that she has at hand. */
export interface Bargains {
  /** Those at hand and the bargains. */
  readonly pairs: Pairs;
  /** Who has any. */
  readonly students: readonly number[];
}

/** Looks once at each pair. */
export function bargains(
  { rowStart, offer, cost }: Pairs,
  near: Pairs,
  price: Float64Array,
  level: Float64Array,
): Bargains {
  const students: number[] = [];
  const found: number[] = [];
  const foundStart: number[] = [];
  for (let student = 0; student + 1 < rowStart.length; student++) {
    const most = level[student]!;
    const before = found.length;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++)
      if (cost[pair]! + price[offer[pair]!]! < most) found.push(pair);
    if (found.length === before) continue;
    students.push(student);
    foundStart.push(before);
  }
  if (students.length === 0) return { pairs: near, students };
  foundStart.push(found.length);
  const pairs = {
    rowStart: new Int32Array(rowStart.length),
    offer: new Int32Array(near.offer.length + found.length),
    cost: new Int32Array(near.offer.length + found.length),
  };
  let count = 0;
  let next = 0;
  for (let student = 0; student + 1 < rowStart.length; student++) {
    const first = near.rowStart[student]!;
    const end = near.rowStart[student + 1]!;
    pairs.offer.set(near.offer.subarray(first, end), count);
    pairs.cost.set(near.cost.subarray(first, end), count);
    count += end - first;
    if (students[next] === student) {
      for (let at = foundStart[next]!; at < foundStart[next + 1]!; at++) {
        pairs.offer[count] = offer[found[at]!]!;
        pairs.cost[count++] = cost[found[at]!]!;
      }
      next++;
    }
    pairs.rowStart[student + 1] = count;
  }
  return { pairs, students };
}
