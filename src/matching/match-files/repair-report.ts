import type { MatchRecord, OfferRecord } from '../../exchange/index.js';
import { textKey } from '../../exchange/index.js';
import { travelMinutes } from '../../shared/travel-time.js';
import { chainText, reasonText } from '../engine/index.js';
import type { Repair } from '../engine/repair/types.js';
import type { MatchingInput, Objective, Request } from '../engine/types.js';

/**
 * The rows of the repaired `matches.csv`, in the order of the students' file, without those withdrawn. Whoever did not move
 * keeps the row as it was.
 */
export function repairedRecords(
  input: MatchingInput,
  offers: readonly OfferRecord[],
  before: ReadonlyMap<string, MatchRecord>,
  { changes, chains }: Repair,
  withdrawn: ReadonlySet<string>,
): readonly MatchRecord[] {
  const changeOf = new Map(changes.map((change) => [change.request, change]));
  const chainOf = new Map(chains.map((chain) => [chain.request, chain]));
  const offerOf = new Map(offers.map((offer) => [offer.offerRef, offer]));
  return input.requests.flatMap((request): MatchRecord[] => {
    const { id } = request;
    if (withdrawn.has(id)) return [];
    const [was, change, chain] = [before.get(id), changeOf.get(id), chainOf.get(id)];
    const why = chain
      ? chainText(chain)
      : change
        ? `${id} ${reasonText(change.reason)}.`
        : 'There was no place, and there is none now';
    const offer = offerOf.get(change?.to ?? '');
    if (change && offer) {
      const rank = request.preferences.indexOf(offer.offerRef);
      return [
        {
          studentRef: id,
          status: 'placed',
          offerRef: offer.offerRef,
          providers: [...new Map(offer.legs.map(({ provider }) => [textKey(provider), provider])).values()],
          cost: change.costAfter ?? 0,
          travelMinutes: longestMinutes(input, request, offer.offerRef),
          preferenceRank: rank < 0 ? null : rank + 1,
          reason: why,
        },
      ];
    }
    if (was && !change) return [was];
    return [{ studentRef: id, status: 'unplaced', reason: why, changeThatWouldHelp: '' }];
  });
}

function longestMinutes(
  { districts, offers }: MatchingInput,
  { district, transport }: Request,
  offerId: string,
): number {
  const at = (id: string) => districts.find((known) => known.id === id);
  const from = at(district);
  const legs = offers.find(({ id }) => id === offerId)?.legs ?? [];
  return Math.max(
    0,
    ...legs.flatMap((leg) => {
      const to = leg.mode === 'in-person' ? at(leg.district) : undefined;
      return from && to ? [travelMinutes(from, to, transport)] : [];
    }),
  );
}

/** What a repair has changed and why, and how far it may be from the best, as the text of a JSON file. */
export function repairReport({ engine, changes, chains, before, after, isExact, bound }: Repair): string {
  const totals = ({ placed, cost }: Pick<Objective, 'placed' | 'cost'>) => ({ placed, cost });
  const json = {
    engine,
    before: totals(before),
    after: totals(after),
    is_exact: isExact,
    bound,
    changes: changes.map(({ request, from, to, costBefore, costAfter, reason }) => ({
      student_ref: request,
      from_offer_ref: from,
      to_offer_ref: to,
      cost_before: costBefore,
      cost_after: costAfter,
      reason: reason.kind,
      because: `${request} ${reasonText(reason)}`,
    })),
    chains: chains.map((chain) => ({
      student_ref: chain.request,
      steps: chain.steps.map(({ request, from, to }) => ({
        student_ref: request,
        from_offer_ref: from,
        to_offer_ref: to,
      })),
      story: chainText(chain),
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
