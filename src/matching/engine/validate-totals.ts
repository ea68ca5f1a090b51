import type { MatchingInput, MatchingResult, OfferUse, Request, Share } from './types.js';
import { violation, type Stay, type Violation } from './violation.js';

/**
 * Totals, shares and uses that are not what the placements add up to, and bounds that are none.
 *
 * @param offerIndex - place of an offer in the input
 * @param taken - learners at each offer of the input
 */
export function wrongTotals(
  input: MatchingInput,
  result: MatchingResult,
  stays: readonly Stay[],
  offerIndex: (id: string) => number | undefined,
  taken: Int32Array,
): Violation[] {
  return [
    ...wrongObjective(input, result, stays),
    ...wrongShares(input, result, stays),
    ...wrongUses(input, result, offerIndex, taken),
    ...wrongBound(result),
  ];
}

function wrongObjective(
  { requests }: MatchingInput,
  { objective }: MatchingResult,
  stays: readonly Stay[],
): Violation[] {
  const inPriority = counted(stays, ({ request }) => request.priority);
  const placedByPriority = [...counted(requests, ({ priority }) => priority)]
    .sort(([a], [b]) => a - b)
    .map(([priority, all]) => ({ priority, placed: inPriority.get(priority) ?? 0, requests: all }));
  const told = objective.placedByPriority.map(({ priority, placed, requests: all }) => {
    return { priority, placed, requests: all };
  });
  const withCarryOver = counted(stays, ({ request }) => request.carryOver);
  const placedByCarryOver = [...counted(requests, ({ carryOver }) => carryOver)]
    .filter(([carryOver]) => carryOver > 0)
    .sort(([a], [b]) => b - a)
    .map(([carryOver, all]) => ({ carryOver, placed: withCarryOver.get(carryOver) ?? 0, requests: all }));
  const toldByCarryOver = objective.placedByCarryOver.map(({ carryOver, placed, requests: all }) => {
    return { carryOver, placed, requests: all };
  });
  const cost = stays.reduce((sum, { outcome }) => sum + outcome.cost.total, 0);
  return differing(
    'objective',
    'objective',
    {
      placedByPriority: told,
      placedByCarryOver: toldByCarryOver,
      placed: objective.placed,
      cost: objective.cost,
    },
    { placedByPriority, placedByCarryOver, placed: stays.length, cost },
  );
}

function wrongShares(
  { requests, policy }: MatchingInput,
  { heis }: MatchingResult,
  stays: readonly Stay[],
): Violation[] {
  const weightOf = ({ hei, profession }: Request) => {
    const own = policy.entitlementWeights.filter((weight) => weight.hei === hei);
    const found = own.find((weight) => weight.profession === profession);
    return (found ?? own.find((weight) => weight.profession === null))?.weight ?? 1;
  };
  const shareOf = (all: readonly Request[], placed: number): Share => ({
    requests: all.length,
    entitlement: all.reduce((sum, request) => sum + weightOf(request), 0),
    placed,
  });
  const sorted = <Thing>(things: readonly Thing[], key: (thing: Thing) => string) =>
    [...grouped(things, key)].sort(([a], [b]) => (a < b ? -1 : 1));
  const placedOf = counted(stays, ({ request: { hei, profession } }) => JSON.stringify([hei, profession]));
  const shares = sorted(requests, ({ hei }) => hei).map(([hei, ofHei]) => {
    const professions = sorted(ofHei, ({ profession }) => profession).map(([profession, own]) => ({
      profession,
      ...shareOf(own, placedOf.get(JSON.stringify([hei, profession])) ?? 0),
    }));
    return {
      hei,
      ...shareOf(
        ofHei,
        professions.reduce((sum, { placed }) => sum + placed, 0),
      ),
      professions,
    };
  });
  const figures = ({ requests: all, entitlement, placed }: Share) => ({
    requests: all,
    entitlement,
    placed,
  });
  const told = heis.map(({ hei, professions, ...share }) => ({
    hei,
    ...figures(share),
    professions: professions.map(({ profession, ...part }) => ({ profession, ...figures(part) })),
  }));
  return differing('heis', 'heis', told, shares);
}

/** Every offer once, in id order, with its places and who takes them. */
function wrongUses(
  { offers }: MatchingInput,
  { offers: uses }: MatchingResult,
  offerIndex: (id: string) => number | undefined,
  taken: Int32Array,
): Violation[] {
  let before: OfferUse | undefined;
  for (const use of uses) {
    const at = offerIndex(use.offer);
    if (at === undefined)
      return [violation('offers', use.offer, 'a use', 'none: the input has no such offer')];
    if (before && before.offer >= use.offer)
      return [violation('offers', use.offer, `after ${before.offer}`, 'each offer once, in id order')];
    const { places } = offers[at]!;
    if (use.places !== places || use.taken !== taken[at]) {
      const found = { places: use.places, taken: use.taken };
      return differing('offers', use.offer, found, { places, taken: taken[at] });
    }
    before = use;
  }
  if (uses.length === offers.length) return [];
  return [violation('offers', 'offers', `${uses.length} offers`, `all ${offers.length}`)];
}

function wrongBound({ bound, objective, isExact, proof }: MatchingResult): Violation[] {
  const isMet = bound.placed === objective.placed && bound.cost === objective.cost;
  // The cost is that of answers which place as many as this one, of which it is one itself.
  const isBounded = bound.placed >= objective.placed && bound.cost <= objective.cost;
  return [
    ...(isExact === (proof === 'bound')
      ? [violation('bound', 'proof', proof, isExact ? 'a proof, for an exact answer' : 'bound')]
      : []),
    ...(isExact && !isMet
      ? [violation('bound', 'bound', JSON.stringify(bound), 'the objective, for an exact answer')]
      : []),
    ...(!isExact && !isBounded && objective.placedByPriority.length === 1
      ? [violation('bound', 'bound', JSON.stringify(bound), 'no worse than the objective')]
      : []),
  ];
}

function grouped<Thing>(things: readonly Thing[], key: (thing: Thing) => string): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.push(thing);
    else groups.set(key(thing), [thing]);
  }
  return groups;
}

function counted<Thing, Key>(things: readonly Thing[], key: (thing: Thing) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const thing of things) counts.set(key(thing), (counts.get(key(thing)) ?? 0) + 1);
  return counts;
}

function differing(check: Violation['check'], where: string, found: unknown, wanted: unknown): Violation[] {
  const [foundText, wantedText] = [JSON.stringify(found), JSON.stringify(wanted)];
  return foundText === wantedText ? [] : [violation(check, where, foundText, wantedText)];
}
