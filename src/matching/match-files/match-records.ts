import type { MatchRecord } from '../../exchange/index.js';
import { travelMinutes, type District } from '../../shared/travel-time.js';
import type { MatchingInput, MatchingResult, Offer, Outcome, Request } from '../engine/types.js';
import { changeText, placedReason, unplacedReason, type ReasonFacts } from './reason-text.js';

/** Names as the files write them; the engine knows keys only. */
export interface NamesOf {
  /** Providers of an offer, in leg order, each once. */
  providers(offerId: string): readonly string[];
}

/** Rows between two pulses: a few milliseconds of work. */
const ROWS_A_PULSE = 1_000;

/**
 * The rows of `matches.csv`, in the order of the input's requests.
 *
 * @param pulse - called every few milliseconds; what it throws passes through
 */
export function matchRecords(
  input: MatchingInput,
  result: MatchingResult,
  names: NamesOf,
  pulse: () => void = () => undefined,
): readonly MatchRecord[] {
  const outcomes = new Map(result.outcomes.map((outcome) => [outcome.request, outcome]));
  const factsOf = factsFor(input, result);
  return input.requests.map((request, at) => {
    if (at % ROWS_A_PULSE === 0) pulse();
    const outcome = outcomes.get(request.id);
    if (!outcome) throw new Error(`The answer has no outcome for a request among ${outcomes.size}`);
    return matchRecord(outcome, factsOf(request), names);
  });
}

function matchRecord(outcome: Outcome, facts: ReasonFacts, names: NamesOf): MatchRecord {
  if (outcome.status === 'unplaced') {
    return {
      studentRef: outcome.request,
      status: 'unplaced',
      reason: unplacedReason(outcome, facts),
      changeThatWouldHelp: changeText(outcome, facts),
    };
  }
  return {
    studentRef: outcome.request,
    status: 'placed',
    offerRef: outcome.offer,
    providers: names.providers(outcome.offer),
    cost: outcome.cost.total,
    travelMinutes: Math.max(0, ...outcome.legMinutes),
    preferenceRank: outcome.preferenceRank,
    reason: placedReason(outcome, facts),
  };
}

/** Facts for the words, with the look-ups made once for all students. */
function factsFor(input: MatchingInput, result: MatchingResult): (request: Request) => ReasonFacts {
  const districts = new Map(input.districts.map((district) => [district.id, district]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const uses = new Map(result.offers.map((use) => [use.offer, use]));
  const offer = (id: string): Offer => found(offers.get(id), `offer ${id}`);
  return (request) => ({
    request,
    travelLimit: request.maxTravelMinutes ?? input.policy.defaultMaxTravelMinutes,
    offer,
    use: (id) => found(uses.get(id), `use of offer ${id}`),
    minutes: ({ legs }) => {
      const from = found(districts.get(request.district), `district ${request.district}`);
      const toEach = legs
        .filter(({ mode }) => mode === 'in-person')
        .map(({ district }): District => found(districts.get(district), `district ${district}`));
      return Math.max(0, ...toEach.map((to) => travelMinutes(from, to, request.transport)));
    },
  });
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The answer speaks of an ${what} that the input does not have`);
  return value;
}
