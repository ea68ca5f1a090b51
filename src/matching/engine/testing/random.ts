import fc from 'fast-check';
import { checkInput } from '../check-input.js';
import type { MatchingInput } from '../types.js';
import { randomInput, type Shape } from './small-inputs.js';

const SEED = 20261122;

/** Runs the check on so many random inputs that have no fault; always the same ones. */
export function forRandomInputs(shape: Shape, runs: number, check: (input: MatchingInput) => void): void {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const input = randomInput((most) => g(uniform, most), shape);
      fc.pre(checkInput(input).length === 0);
      check(input);
    }),
    { seed: SEED, numRuns: runs },
  );
}

/** Without the liking for extremes that `nat` has, which makes most inputs empty or hopeless. */
const uniform = (most: number) => fc.noBias(fc.nat({ max: most }));
