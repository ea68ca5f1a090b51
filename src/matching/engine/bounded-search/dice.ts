/** A whole number from 0 to `most`. */
export type Dice = (most: number) => number;

/** Whole numbers without any order to them, the same in every run. A linear congruential generator is random enough (Knuth 1997). */
export function diceFrom(seed: number): Dice {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}
