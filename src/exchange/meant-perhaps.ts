import { nearestName } from '../csv/index.js';

/** ` (did you mean x?)` for the end of a message; empty when nothing that is known is near. */
export function meantPerhaps(typed: string, known: Iterable<string>): string {
  const name = nearestName(typed, known);
  return name === undefined ? '' : ` (did you mean ${name}?)`;
}
