import { bitsFor, FAR_OFF, type State } from './state.js';

/**
 * Makes a new shortlist of the pairs whose worth, as written in `state.worth` in the order of the row, is at most
 * `limit`, and the bound for the rest.
 */
export function shortlist(state: State, student: number, limit: number): void {
  const { rowStart, row, shortEnd, restWorth, worth } = state;
  const start = rowStart[student]!;
  let end = start;
  let least = FAR_OFF;
  for (let pair = start, last = rowStart[student + 1]!; pair < last; pair++) {
    const here = worth[pair - start]!;
    if (here <= limit) {
      const packed = row[pair]!;
      row[pair] = row[end]!;
      row[end++] = packed;
    } else if (here < least) least = here;
  }
  shortEnd[student] = end;
  restWorth[student] = least;
}

/** Takes into the student's shortlist those of the rest who are worth at most `width` more than the bound for the rest. */
export function lengthenRow(state: State, student: number, width: number): void {
  const { rowStart, row, offerBits, shortEnd, restWorth, price } = state;
  const offerMask = 2 ** offerBits - 1;
  const limit = restWorth[student]! + width;
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
 * The pairs by offer, each column in two parts as rows are: a shortlist of the students whom the offer, were it a
 * little cheaper, would draw; and the rest, of whom `cost - level` says when. While levels only fall, `restGap`
 * bounds that from below.
 */
export interface Columns {
  readonly start: Int32Array;
  /** `cost << studentBits | student`. */
  readonly column: Int32Array;
  readonly studentBits: number;
  readonly shortEnd: Int32Array;
  readonly restGap: Int32Array;
}

/** The columns, with shortlists of what is at most `width` from being among a student's best. Looks twice at each pair. */
export function columnsOf(state: State, width: number): Columns {
  const { students, offers, rowStart, row, offerBits, price, level } = state;
  const offerMask = 2 ** offerBits - 1;
  const studentBits = bitsFor(students);
  const start = new Int32Array(offers + 1);
  for (let pair = 0; pair < row.length; pair++) start[(row[pair]! & offerMask) + 1]!++;
  for (let o = 0; o < offers; o++) start[o + 1]! += start[o]!;
  const column = new Int32Array(row.length);
  const shortEnd = start.slice(0, offers);
  const restStart = start.slice(1);
  const restGap = new Int32Array(offers).fill(FAR_OFF);
  for (let s = 0; s < students; s++) {
    const mine = level[s]!;
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const cost = packed >>> offerBits;
      const gap = cost - mine;
      if (gap + price[o]! <= width) column[shortEnd[o]!++] = (cost << studentBits) | s;
      else {
        column[--restStart[o]!] = (cost << studentBits) | s;
        if (gap < restGap[o]!) restGap[o] = gap;
      }
    }
  }
  return { start, column, studentBits, shortEnd, restGap };
}

/** Takes into the offer's shortlist those of the rest who are at most `width` farther than the bound for the rest. */
export function lengthenColumn(columns: Columns, offer: number, level: Int32Array, width: number): void {
  const { start, column, studentBits, shortEnd, restGap } = columns;
  const studentMask = 2 ** studentBits - 1;
  const limit = restGap[offer]! + width;
  let end = shortEnd[offer]!;
  let least = FAR_OFF;
  for (let pair = end, last = start[offer + 1]!; pair < last; pair++) {
    const packed = column[pair]!;
    const gap = (packed >>> studentBits) - level[packed & studentMask]!;
    if (gap <= limit) {
      column[pair] = column[end]!;
      column[end++] = packed;
    } else if (gap < least) least = gap;
  }
  shortEnd[offer] = end;
  restGap[offer] = least;
}
