/** Draws that come out the same for the same seed, on every machine. */
export interface Seeded {
  /** At least 0, less than 1. */
  fraction(): number;
  /** A whole number of `[from, to]`. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  one<Item>(items: readonly Item[]): Item;
  /** One of the items, each as likely as its weight says. */
  weighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item;
  /** `count` different ones in the order of `items`; all of them when there are fewer. */
  some<Item>(items: readonly Item[], count: number): Item[];
}

/** Mulberry32: 32 bits of state, enough for made-up data. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  const one = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('Nothing to draw from');
    return items[whole(0, items.length - 1)] as Item;
  };
  return {
    fraction,
    whole,
    chance: (probability) => fraction() < probability,
    one,
    weighted: (items) => {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      let rest = fraction() * total;
      for (const [item, weight] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      return one(items)[0];
    },
    some: (items, count) => {
      let left = Math.min(count, items.length);
      return items.filter((_, index) => {
        const isDrawn = fraction() * (items.length - index) < left;
        if (isDrawn) left -= 1;
        return isDrawn;
      });
    },
  };
}
