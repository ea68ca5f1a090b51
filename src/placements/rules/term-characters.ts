/** Numbers of terms as characters, so that what an offer is found under is one short text. */

/** Clear of ASCII: SQLite's LIKE takes those letters in either case, and `%` and `_` for patterns. */
const FIRST_CHARACTER = 0x100;

/** Half characters, which no database takes by themselves. */
const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;

/** @param number - a whole number, at least 0 and less than a million */
export function termCharacter(number: number): string {
  const point = number + FIRST_CHARACTER;
  return String.fromCodePoint(point < FIRST_SURROGATE ? point : point + SURROGATES);
}

/** How often each term stands in a text, by its number. Takes a few milliseconds for a million. */
export function countTermCharacters(text: string): Map<number, number> {
  const counts: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at += 1;
    const number = point - FIRST_CHARACTER - (point < FIRST_SURROGATE ? 0 : SURROGATES);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  // Numbers that never came up are holes, which forEach passes over.
  const byNumber = new Map<number, number>();
  counts.forEach((count, number) => byNumber.set(number, count));
  return byNumber;
}
