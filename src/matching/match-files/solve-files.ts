import { ok, refused, type Result } from '../../shared/result.js';
import {
  checkInput,
  checkSequences,
  match,
  matchSequences,
  validateMatching,
  validateSequences,
} from '../engine/index.js';
import type { SequencesInput, SequencesResult } from '../engine/sequences/types.js';
import type { InputFault, MatchingInput, MatchingResult, Watch } from '../engine/types.js';
import type { CheckedFiles } from './matching-input.js';
import { areSequences, sequencesInput } from './sequences-input.js';

/**
 * The engine as files need it. A parameter so that the words and files can be tried on answers that no
 * real problem gives.
 */
export interface Engine {
  match(input: MatchingInput, watch?: Watch): MatchingResult;
  checkInput(input: MatchingInput, watch?: Watch): readonly InputFault[];
  validateMatching(input: MatchingInput, result: MatchingResult, watch?: Watch): readonly unknown[];
  matchSequences(input: SequencesInput, watch?: Watch): SequencesResult;
  checkSequences(input: SequencesInput): readonly InputFault[];
  validateSequences(input: SequencesInput, result: SequencesResult): readonly unknown[];
}

export const ENGINE: Engine = {
  match,
  checkInput,
  validateMatching,
  matchSequences,
  checkSequences,
  validateSequences,
};

/** A problem with its answer: of requests one by one, or of the blocks of learners together. */
export type Solved =
  | { readonly input: MatchingInput; readonly result: MatchingResult }
  | { readonly input: SequencesInput; readonly result: SequencesResult };

export interface SolveWatch extends Watch {
  /** Called when the answer is there and is about to be checked. */
  beforeChecking(): void;
}

/**
 * Checks the problem of the files, solves it as what it is, and checks the answer.
 *
 * @returns the faults of the problem where it has some
 * @throws Error if the engine's answer breaks a rule (a bug)
 */
export function solved(
  input: MatchingInput,
  files: CheckedFiles,
  engine: Engine,
  watch: SolveWatch,
): Result<Solved, readonly InputFault[]> {
  if (areSequences(files)) {
    const whole = sequencesInput(input, files);
    const faults = engine.checkSequences(whole);
    if (faults.length > 0) return refused(faults);
    const result = engine.matchSequences(whole, watch);
    watch.beforeChecking();
    refuseBroken(engine.validateSequences(whole, result));
    return ok({ input: whole, result });
  }
  const faults = engine.checkInput(input, watch);
  if (faults.length > 0) return refused(faults);
  const result = engine.match(input, watch);
  watch.beforeChecking();
  refuseBroken(engine.validateMatching(input, result, watch));
  return ok({ input, result });
}

function refuseBroken(broken: readonly unknown[]): void {
  if (broken.length === 0) return;
  throw new Error(
    `The answer breaks ${broken.length} rules, first ${JSON.stringify(broken[0])}; nothing is written`,
  );
}
