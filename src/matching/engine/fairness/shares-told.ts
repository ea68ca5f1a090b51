import { weightsOf, type Classes, type Standing } from '../objective.js';
import type { HeiShare, MatchingInput, Objective, Request } from '../types.js';

/** What each HEI got, by id, in all and of each profession. */
export function sharesOf(
  { policy }: Pick<MatchingInput, 'policy'>,
  requests: readonly Request[],
  pairOf: ArrayLike<number>,
): HeiShare[] {
  const weightOf = weightsOf(policy.entitlementWeights);
  const heis = new Map<string, Counts & { professions: Map<string, Counts> }>();
  requests.forEach((request, at) => {
    const { hei, profession } = request;
    let all = heis.get(hei);
    if (!all) heis.set(hei, (all = { ...none(), professions: new Map() }));
    let own = all.professions.get(profession);
    if (!own) all.professions.set(profession, (own = none()));
    for (const counts of [all, own]) {
      counts.requests++;
      counts.entitlement += weightOf(request);
      if (pairOf[at]! >= 0) counts.placed++;
    }
  });
  return sorted(heis).map(([hei, { professions, ...all }]) => ({
    hei,
    ...all,
    professions: sorted(professions).map(([profession, own]) => ({ profession, ...own })),
  }));
}

export function placedByCarryOver(
  { carryOvers, carryOverOf }: Classes,
  standing: Standing,
): Objective['placedByCarryOver'] {
  const requests = new Int32Array(carryOvers.length);
  for (const at of carryOverOf) requests[at]!++;
  return carryOvers
    .map((carryOver, at) => ({
      carryOver,
      placed: standing.placedByCarryOver[at]!,
      requests: requests[at]!,
    }))
    .slice(1)
    .reverse();
}

interface Counts {
  requests: number;
  entitlement: number;
  placed: number;
}

function none(): Counts {
  return { requests: 0, entitlement: 0, placed: 0 };
}

function sorted<Thing>(things: ReadonlyMap<string, Thing>): [string, Thing][] {
  return [...things].sort(([a], [b]) => (a < b ? -1 : 1));
}
