import type { Trait } from '../eligibility.js';

/** Things told apart by nothing but some of their traits, numbered from 0 in the order in which they first come. */
export interface Kinds {
  readonly of: Int32Array;
  /** The first thing of each kind. */
  readonly first: Int32Array;
}

/** Largest number of combinations that a double still tells apart, with room to spare. */
const MOST_CODES = 2 ** 50;

/** Combinations up to so many are looked up in a table instead of a map. */
const MOST_IN_A_TABLE = 2 ** 14;

/** Things between two pulses: a few milliseconds of work. */
const THINGS_A_PULSE = 10_000;

/** Two things are of one kind when they are alike in every trait. Time grows with things times traits. */
export function kindsOf<Thing>(
  things: readonly Thing[],
  traits: readonly ((thing: Thing) => Trait)[],
): Kinds {
  return allKindsOf(things, [traits])[0]!;
}

/** As {@link kindsOf}, by several lists of traits at once: the things are many, and far apart in memory. */
export function allKindsOf<Thing>(
  things: readonly Thing[],
  lists: readonly (readonly ((thing: Thing) => Trait)[])[],
  pulse: () => void = () => undefined,
): Kinds[] {
  const traits = lists.flat();
  const numbers = traits.map(() => new Numbers());
  const columns = traits.map(() => new Int32Array(things.length));
  for (let at = 0; at < things.length; at++) {
    if (at % THINGS_A_PULSE === 0) pulse();
    const thing = things[at]!;
    for (let nth = 0; nth < traits.length; nth++) columns[nth]![at] = numbers[nth]!.of(traits[nth]!(thing));
  }
  let from = 0;
  return lists.map(({ length }) => {
    pulse();
    const kinds = joined(
      columns.slice(from, from + length),
      numbers.slice(from, from + length),
      things.length,
    );
    from += length;
    return kinds;
  });
}

/** Kinds by all columns together. */
function joined(columns: readonly Int32Array[], numbers: readonly Numbers[], things: number): Kinds {
  let codes = new Float64Array(things);
  let sizes = 1;
  columns.forEach((column, nth) => {
    const size = numbers[nth]!.count;
    if (size <= 1) return;
    if (sizes * size > MOST_CODES) {
      const shorter = numbered(codes, sizes);
      codes = Float64Array.from(shorter.of);
      sizes = shorter.first.length;
    }
    for (let at = 0; at < codes.length; at++) codes[at] = codes[at]! * size + column[at]!;
    sizes *= size;
  });
  return numbered(codes, sizes);
}

/** Numbers the different values of one trait from 0. */
class Numbers {
  count = 0;
  private readonly plain = new Map<string | number | boolean, number>();
  private readonly single = new Map<string, number>();
  private readonly longer = new Map<string, number>();
  private empty = -1;

  of(trait: Trait): number {
    if (typeof trait !== 'object') return this.numberIn(this.plain, trait);
    if (trait.length === 0) return this.empty < 0 ? (this.empty = this.count++) : this.empty;
    return trait.length === 1
      ? this.numberIn(this.single, trait[0]!)
      : this.numberIn(this.longer, JSON.stringify(trait));
  }

  private numberIn<Key>(known: Map<Key, number>, key: Key): number {
    let number = known.get(key);
    if (number === undefined) known.set(key, (number = this.count++));
    return number;
  }
}

/** @param sizes - more than any code */
function numbered(codes: Float64Array, sizes: number): Kinds {
  const of = new Int32Array(codes.length);
  const first: number[] = [];
  if (sizes <= MOST_IN_A_TABLE) {
    // A table, with one more than the number of the kind, so that 0 is left for those not met yet.
    const known = new Int32Array(sizes);
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at]!;
      if (known[code] === 0) known[code] = first.push(at);
      of[at] = known[code]! - 1;
    }
    return { of, first: Int32Array.from(first) };
  }
  const known = new Map<number, number>();
  for (let at = 0; at < codes.length; at++) {
    let kind = known.get(codes[at]!);
    if (kind === undefined) {
      kind = first.length;
      known.set(codes[at]!, kind);
      first.push(at);
    }
    of[at] = kind;
  }
  return { of, first: Int32Array.from(first) };
}

/**
 * The places of the things in an order in which those of one kind stand together: by the first kinds, within those by
 * the next, and so on; then in the order of the things.
 */
export function inOrderOf(count: number, kinds: readonly Kinds[]): Int32Array {
  let order = Int32Array.from({ length: count }, (_, at) => at);
  for (const { of, first } of [...kinds].reverse()) {
    const next = new Int32Array(first.length + 1);
    for (const kind of of) next[kind + 1]!++;
    for (let kind = 0; kind < first.length; kind++) next[kind + 1]! += next[kind]!;
    const sorted = new Int32Array(count);
    for (const at of order) sorted[next[of[at]!]!++] = at;
    order = sorted;
  }
  return order;
}
