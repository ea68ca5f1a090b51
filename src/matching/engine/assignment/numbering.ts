import type { Instance } from '../instance.js';

/** New numbers for students and offers, as the old ones in the new order; and for offers the other way round, too. */
export interface Numbering {
  readonly studentAt: Int32Array;
  readonly offerAt: Int32Array;
  readonly newOffer: Int32Array;
}

/**
 * Numbers students so that those who have much in common follow each other, and offers by their first appearance
 * with them; what the solver touches in turn then lies together in memory, and is in the cache when it is needed.
 *
 * Students are sorted by the first offer of their rows. Where numbers of offers mean nothing, that is a MinHash of the
 * row (Broder 1997): two students share it about as often as they share offers. Where neighbouring numbers mean
 * neighbouring offers, so much the better. One look at each pair.
 */
export function numberByLikeness({ places, rowStart, offer }: Instance): Numbering {
  const students = rowStart.length - 1;
  const offers = places.length;
  // Counting sort; students without candidates come last.
  const next = new Int32Array(offers + 2);
  const first = (s: number) => (rowStart[s]! < rowStart[s + 1]! ? offer[rowStart[s]!]! : offers);
  for (let s = 0; s < students; s++) next[first(s) + 1]!++;
  for (let o = 0; o <= offers; o++) next[o + 1]! += next[o]!;
  const studentAt = new Int32Array(students);
  for (let s = 0; s < students; s++) studentAt[next[first(s)]!++] = s;

  const newOffer = new Int32Array(offers).fill(-1);
  const offerAt = new Int32Array(offers);
  let named = 0;
  for (const s of studentAt) {
    for (let pair = rowStart[s]!, end = rowStart[s + 1]!; pair < end; pair++) {
      const o = offer[pair]!;
      if (newOffer[o]! >= 0) continue;
      newOffer[o] = named;
      offerAt[named++] = o;
    }
  }
  for (let o = 0; o < offers; o++) {
    if (newOffer[o]! >= 0) continue;
    newOffer[o] = named;
    offerAt[named++] = o;
  }
  return { studentAt, offerAt, newOffer };
}
