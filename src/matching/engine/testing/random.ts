import fc from 'fast-check';
import { checkInput } from '../check-input.js';
import type { MatchingInput } from '../types.js';
import { randomInput, type Pick, type Shape } from './small-inputs.js';

const SEED = 20261122;

/** Runs the check on so many random inputs that have no fault; always the same ones for a seed. */
export function forRandomInputs(
  shape: Shape,
  runs: number,
  check: (input: MatchingInput) => void,
  seed = SEED,
): void {
  fc.assert(
    fc.property(
      generatedBy((pick) => randomInput(pick, shape)),
      (input) => {
        fc.pre(checkInput(input).length === 0);
        check(input);
      },
    ),
    { seed, numRuns: runs },
  );
}

/** What `make` makes of random numbers, all alike in likelihood. */
export function generatedBy<Thing>(make: (pick: Pick) => Thing): fc.Arbitrary<Thing> {
  return fc.gen().map((g) => make((most) => g(uniform, most)));
}

/** Without the liking for extremes that `nat` has, which makes most inputs empty or hopeless. */
const uniform = (most: number) => fc.noBias(fc.nat({ max: most }));
