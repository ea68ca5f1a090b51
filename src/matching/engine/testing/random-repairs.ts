import fc from 'fast-check';
import { checkInput } from '../check-input.js';
import type { HeldPlace, RepairEvent } from '../repair/types.js';
import type { MatchingInput, Request } from '../types.js';
import { randomEvent, randomMatching, type EventShape } from './small-events.js';
import { randomInput, type Pick, type Shape } from './small-inputs.js';

const SEED = 20261122;

/** A matching in force, events to come, and requests that may yet be added. */
export interface RandomRepair {
  readonly input: MatchingInput;
  readonly held: readonly HeldPlace[];
  readonly events: readonly RepairEvent[];
  readonly spare: readonly Request[];
  readonly pick: Pick;
}

export interface RepairShape extends Shape, EventShape {
  readonly mostEvents?: number;
}

/** Runs the check on so many random matchings and lists of events; always the same ones. */
export function forRandomRepairs(shape: RepairShape, runs: number, check: (one: RandomRepair) => void): void {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const one = randomRepair((most) => g(uniform, most), shape);
      fc.pre(one !== null);
      check(one!);
    }),
    { seed: SEED, numRuns: runs },
  );
}

const uniform = (most: number) => fc.noBias(fc.nat({ max: most }));

/** `null` for an input with a fault. */
function randomRepair(pick: Pick, shape: RepairShape): RandomRepair | null {
  const whole = randomInput(pick, shape);
  const count = Math.max(1, whole.requests.length - 1);
  const requests = whole.requests.slice(0, count);
  const pinned = whole.policy.pinned.filter(({ request }) => requests.some(({ id }) => id === request));
  const input = { ...whole, requests, policy: { ...whole.policy, pinned } };
  if (checkInput(input).length > 0) return null;
  const held = randomMatching(pick, input, shape);
  const spare = whole.requests.slice(count);
  const events = Array.from({ length: 1 + pick((shape.mostEvents ?? 1) - 1) }, () =>
    randomEvent(pick, input, held, spare),
  );
  return { input, held, events, spare, pick };
}
