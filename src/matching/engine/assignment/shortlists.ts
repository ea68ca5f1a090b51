import { bitsFor, FAR_OFF, type State } from './state.js';

/**
 * Shortlists: the first part of a row, or of a column, has the pairs that are worth looking at now, and a bound says what
 * the rest may be worth at most. Pairs change places within their row or column to get there.
 */

/** Makes a new shortlist of what is worth at most `limit` to the student at present prices. */
export function listRow(state: State, student: number, limit: number): void {
  state.shortEnd[student] = state.rowStart[student]!;
  lengthenRow(state, student, limit);
}

/** Takes into the student's shortlist what of the rest is worth at most `limit` at present prices. */
export function lengthenRow(state: State, student: number, limit: number): void {
  const { rowStart, row, offerBits, shortEnd, restWorth, price } = state;
  const offerMask = 2 ** offerBits - 1;
  let end = shortEnd[student]!;
  let least = FAR_OFF;
  for (let pair = end, last = rowStart[student + 1]!; pair < last; pair++) {
    const packed = row[pair]!;
    const here = (packed >>> offerBits) + price[packed & offerMask]!;
    if (here <= limit) {
      row[pair] = row[end]!;
      row[end++] = packed;
    } else if (here < least) least = here;
  }
  shortEnd[student] = end;
  restWorth[student] = least;
}

/**
 * The pairs by offer, each column in two parts as rows are: a shortlist of students who may soon pay what the offer
 * costs, and the rest. What a student would pay is its level less the cost: at that price it would as soon come
 * as stay. While levels only fall, `restPays` bounds that from above for all of the rest.
 */
export interface Columns {
  readonly start: Int32Array;
  /** `cost << studentBits | student`. */
  readonly column: Int32Array;
  readonly studentBits: number;
  readonly shortEnd: Int32Array;
  readonly restPays: Int32Array;
}

/** The columns, with empty shortlists. Looks twice at each pair. */
export function columnsOf({ students, offers, rowStart, row, offerBits }: State): Columns {
  const offerMask = 2 ** offerBits - 1;
  const studentBits = bitsFor(students);
  const start = new Int32Array(offers + 1);
  for (let pair = 0; pair < row.length; pair++) start[(row[pair]! & offerMask) + 1]!++;
  for (let o = 0; o < offers; o++) start[o + 1]! += start[o]!;
  const column = new Int32Array(row.length);
  const next = start.slice(0, offers);
  for (let s = 0; s < students; s++) {
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      column[next[packed & offerMask]!++] = ((packed >>> offerBits) << studentBits) | s;
    }
  }
  const columns = { start, column, studentBits, shortEnd: next, restPays: new Int32Array(offers) };
  unlistColumns(columns);
  return columns;
}

/** Empties all shortlists, as must be done when levels have risen. */
export function unlistColumns({ start, shortEnd, restPays }: Columns): void {
  shortEnd.set(start.subarray(0, shortEnd.length));
  restPays.fill(FAR_OFF);
}

/** Takes into the offer's shortlist those of the rest who would pay `least` or more. */
export function listColumn(columns: Columns, offer: number, level: Int32Array, least: number): void {
  const { start, column, studentBits, shortEnd, restPays } = columns;
  const studentMask = 2 ** studentBits - 1;
  let end = shortEnd[offer]!;
  let most = -FAR_OFF;
  for (let pair = end, last = start[offer + 1]!; pair < last; pair++) {
    const packed = column[pair]!;
    const pays = level[packed & studentMask]! - (packed >>> studentBits);
    if (pays >= least) {
      column[pair] = column[end]!;
      column[end++] = packed;
    } else if (pays > most) most = pays;
  }
  shortEnd[offer] = end;
  restPays[offer] = most;
}
