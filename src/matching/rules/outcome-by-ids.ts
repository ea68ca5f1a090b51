import type { GivenUp, Outcome } from '../engine/types.js';

/**
 * The outcome with our ids of requests instead of the engine's words for them, which are students' references: once a
 * student is erased, nothing that was said of others names them.
 */
export function outcomeByIds(outcome: Outcome, requestIds: ReadonlyMap<string, string>): Outcome {
  const idOf = (request: string): string => requestIds.get(request) ?? '';
  const byIds = (offers: readonly GivenUp[]): GivenUp[] =>
    offers.map((offer) => ({ ...offer, heldBy: offer.heldBy.map(idOf) }));
  const request = idOf(outcome.request);
  return outcome.status === 'placed'
    ? { ...outcome, request, givenUp: byIds(outcome.givenUp) }
    : { ...outcome, request, held: byIds(outcome.held) };
}
