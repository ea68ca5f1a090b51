import { createHash } from 'node:crypto';
import type { SequencesInput } from '../engine/sequences/types.js';
import type { MatchingInput, Request } from '../engine/types.js';

/** Text is hashed in pieces of about so many characters. */
const PIECE_CHARACTERS = 2 ** 16;
const ITEMS_A_PULSE = 1_000;
const COMPARISONS_A_PULSE = 20_000;

/**
 * SHA-256, in hex, over the problem in one fixed form: the order of rows, and of codes within a list
 * that is a set, does not count; the order of preferences and of legs does.
 *
 * @param pulse - called every few milliseconds; what it throws passes through
 */
export function inputDigest(
  input: MatchingInput | SequencesInput,
  pulse: () => void = () => undefined,
): string {
  const hash = createHash('sha256');
  const json = new CanonicalJson();
  const part = (name: string, items: readonly unknown[]): void => {
    let piece = `${name} ${items.length}\n`;
    const lines = items.map((item, at) => {
      if (at % ITEMS_A_PULSE === 0) pulse();
      return json.of(item);
    });
    let compared = 0;
    lines.sort((one, other) => {
      if (++compared % COMPARISONS_A_PULSE === 0) pulse();
      return one < other ? -1 : one > other ? 1 : 0;
    });
    for (const line of lines) {
      piece += `${line}\n`;
      if (piece.length < PIECE_CHARACTERS) continue;
      pulse();
      hash.update(piece);
      piece = '';
    }
    hash.update(piece);
  };
  if ('learners' in input) part('learners', input.learners);
  part('requests', input.requests.map(asBefore));
  part('offers', input.offers);
  part('pools', input.pools);
  part('caps', input.caps);
  part('districts', input.districts);
  const { entitlementWeights, ...policy } = input.policy;
  part('policy', [entitlementWeights.length > 0 ? input.policy : policy]);
  return hash.digest('hex');
}

/** Who has nothing to make good is written as before anyone could have: the same problem has the same digest. */
function asBefore(request: Request): Partial<Request> {
  if (request.carryOver > 0) return request;
  const { carryOver: _none, ...others } = request;
  return others;
}

/** Lists whose order means something. */
const ORDERED = new Set(['preferences', 'legs']);

/** Members of an object as they come, and the order in which they are written. */
interface Layout {
  readonly names: readonly string[];
  readonly written: readonly { readonly name: string; readonly start: string }[];
}

/** JSON in which members stand in the order of their names, and items of lists too, unless their order means something. */
class CanonicalJson {
  /** The layout of the last object in a place; the next one there mostly has the same. */
  private readonly layouts = new Map<string, Layout>();

  of(value: unknown): string {
    const pieces: string[] = [];
    this.write(value, '', pieces);
    return pieces.join('');
  }

  /** @param place - name of the member that the value is, or of the list that it is in */
  private write(value: unknown, place: string, pieces: string[]): void {
    if (typeof value === 'string') pieces.push(quoted(value));
    else if (Array.isArray(value)) this.writeList(value, place, pieces);
    else if (typeof value === 'object' && value !== null)
      this.writeObject(value as Readonly<Record<string, unknown>>, place, pieces);
    else pieces.push(JSON.stringify(value) ?? 'null');
  }

  private writeList(items: readonly unknown[], place: string, pieces: string[]): void {
    if (items.length > 1 && !ORDERED.has(place)) {
      const texts = items.map((item) => (typeof item === 'string' ? quoted(item) : this.of(item)));
      pieces.push('[', texts.sort().join(','), ']');
      return;
    }
    pieces.push('[');
    items.forEach((item, at) => {
      if (at > 0) pieces.push(',');
      this.write(item, place, pieces);
    });
    pieces.push(']');
  }

  private writeObject(value: Readonly<Record<string, unknown>>, place: string, pieces: string[]): void {
    pieces.push('{');
    for (const { name, start } of this.layoutOf(Object.keys(value), place).written) {
      pieces.push(start);
      this.write(value[name], name, pieces);
    }
    pieces.push('}');
  }

  private layoutOf(names: readonly string[], place: string): Layout {
    const known = this.layouts.get(place);
    if (known?.names.length === names.length && known.names.every((name, at) => name === names[at]))
      return known;
    const sorted = [...names].sort();
    const layout = {
      names,
      written: sorted.map((name, at) => ({ name, start: `${at === 0 ? '' : ','}${JSON.stringify(name)}:` })),
    };
    this.layouts.set(place, layout);
    return layout;
  }
}

const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** As `JSON.stringify`, which most texts do not need. */
function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}
