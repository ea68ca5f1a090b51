import { createHash } from 'node:crypto';
import type { MatchingInput } from '../engine/types.js';

/**
 * SHA-256, in hex, over the problem in one fixed form: the order of rows, and of codes within a list
 * that is a set, does not count; the order of preferences and of legs does.
 */
export function inputDigest(input: MatchingInput): string {
  const hash = createHash('sha256');
  const part = (name: string, items: readonly unknown[]): void => {
    hash.update(`${name} ${items.length}\n`);
    for (const line of items.map((item) => canonicalJson(item)).sort()) hash.update(`${line}\n`);
  };
  part('requests', input.requests);
  part('offers', input.offers);
  part('pools', input.pools);
  part('caps', input.caps);
  part('districts', input.districts);
  part('policy', [input.policy]);
  return hash.digest('hex');
}

/** Lists whose order means something. */
const ORDERED = new Set(['preferences', 'legs']);

function canonicalJson(value: unknown, key = ''): string {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => canonicalJson(item));
    return `[${(ORDERED.has(key) ? items : items.sort()).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, name)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
