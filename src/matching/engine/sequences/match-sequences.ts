import { groundOf } from '../eligibility.js';
import { ENGINE_VERSION } from '../match.js';
import type { Watch } from '../types.js';
import { SequenceFinder } from './finder.js';
import { searchSequences } from './search-sequences.js';
import { sequenceProblemOf } from './sequence-problem.js';
import { tell } from './tell.js';
import type { SequencesInput, SequencesResult } from './types.js';

/**
 * Finds who goes where in all blocks of all learners together: as many blocks with a place as can be, lower priority
 * numbers first; then as many demands met; then the least total cost. No learner comes twice to what may
 * come once only, and nobody loses reach of a required demand ({@link ContrastDemand.isRequired}).
 *
 * As good as `bound` says, and exact where that says so; `gap` is the difference. Deterministic: which of several equally good
 * answers is returned depends on ids alone, never on the order of arrays. Synchronous; 500 learners with
 * four blocks and 400 offers take some ten seconds. When `watch.isTimeUp`, the best found so far is returned with what bound there is.
 *
 * @throws Error for an input that `checkSequences` finds fault with. Whatever `watch.progress` throws passes through, so
 *   that a caller can stop a run.
 */
export function matchSequences(input: SequencesInput, watch?: Watch): SequencesResult {
  watch?.progress('reading', 0, 1);
  const ground = groundOf(input);
  watch?.progress('reading', 1, 1);
  const problem = sequenceProblemOf(input, ground, watch);
  const finder = new SequenceFinder(problem);
  const found = searchSequences(problem, finder, watch);
  return tell(problem, finder, found, ENGINE_VERSION, ground, watch);
}
