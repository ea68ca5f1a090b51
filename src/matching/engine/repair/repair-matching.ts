import type { Result } from '../../../shared/result.js';
import type { InputFault, MatchingInput } from '../types.js';
import { prepareMatching } from './matching-in-force.js';
import type { HeldPlace, Repair, RepairEvent } from './types.js';

/**
 * Repairs a matching in force after events: pinned and fixed pairs stay, nobody else loses a place, the displaced are
 * placed if that can be, with the fewest changes to others and then at the least cost. See `MatchingInForce.repair` for
 * the whole promise; whoever has several repairs to make, one after another, prepares the matching once.
 *
 * @returns what has changed and why; or faults in the matching or the events
 */
export function repairMatching(
  input: MatchingInput,
  held: readonly HeldPlace[],
  events: readonly RepairEvent[],
): Result<Repair, readonly InputFault[]> {
  const prepared = prepareMatching(input, held);
  return prepared.ok ? prepared.value.repair(events) : prepared;
}
