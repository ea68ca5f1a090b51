import { firstRuleBroken, groundOf, type Ground } from '../eligibility.js';
import type { Offer } from '../types.js';
import { validateMatching, type Violation as MatchingViolation } from '../validate.js';
import { hadBefore, unrepeatable, withWholePasts } from './sequence-problem.js';
import type {
  BlockRequest,
  ContrastDemand,
  Learner,
  SequenceOutcome,
  SequencesInput,
  SequencesResult,
} from './types.js';

export interface SequencesViolation {
  readonly check: MatchingViolation['check'] | 'sequence' | 'repeats' | 'contrast' | 'demands' | 'gap';
  /** The request, offer, learner, cap, pool or total that it is about. */
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

/** What an offer, or the past, brings towards demands, and what it may not share with others. */
interface Brings {
  readonly setting: readonly string[];
  readonly pillar: readonly string[];
  readonly things: ReadonlySet<string>;
}

/**
 * Checks a result against its input and nothing else: all that `validateMatching` checks of single requests; that each learner's
 * sequence is told as it is and repeats nothing; that no place has cost anybody the reach of a required demand; what is said
 * of demands; totals, bounds and gaps. It knows nothing of how the result was found, and does not judge whether a
 * better one exists.
 *
 * @returns all violations, in the order of the checks; empty for a result that may be saved
 */
export function validateSequences(input: SequencesInput, result: SequencesResult): SequencesViolation[] {
  const whole = withWholePasts(input);
  const ground = groundOf(whole);
  const offers = new Map(whole.offers.map((offer) => [offer.id, offer]));
  const offerOf = new Map(
    result.outcomes.map((outcome) => [
      outcome.request,
      outcome.status === 'placed' ? (offers.get(outcome.offer) ?? null) : null,
    ]),
  );
  const told = new Map(result.sequences.map((sequence) => [sequence.learner, sequence]));
  const blocksOf = new Map<string, BlockRequest[]>(whole.learners.map(({ id }) => [id, []]));
  for (const request of whole.requests) blocksOf.get(request.learner)?.push(request);
  return [
    ...validateMatching(whole, result),
    ...(told.size === result.sequences.length && told.size === whole.learners.length
      ? []
      : [violation('sequence', 'sequences', `${result.sequences.length}`, 'one for each learner')]),
    ...whole.learners.flatMap((learner) => {
      const sequence = told.get(learner.id);
      if (!sequence) return [violation('sequence', learner.id, 'no sequence', 'one sequence')];
      const blocks = blocksOf.get(learner.id)!.sort((a, b) => a.startsOn - b.startsOn);
      const taken = blocks.map(({ id }) => offerOf.get(id) ?? null);
      return [
        ...wronglyTold(sequence, blocks, taken),
        ...repeated(learner, blocks, taken),
        ...contrastViolations(whole, learner, sequence, blocks, taken, ground),
      ];
    }),
    ...wrongTotals(whole, result),
  ];
}

function wronglyTold(
  { learner, blocks: told }: SequenceOutcome,
  blocks: readonly BlockRequest[],
  taken: readonly (Offer | null)[],
): SequencesViolation[] {
  const found = JSON.stringify(told.map(({ request, offer }) => [request, offer]));
  const wanted = JSON.stringify(blocks.map(({ id }, at) => [id, taken[at]?.id ?? null]));
  const barred = told.filter(({ offer, bars }) => (offer === null) !== (bars !== null));
  return [
    ...(found === wanted ? [] : [violation('sequence', learner, found, wanted)]),
    ...barred.map(({ request }) =>
      violation('sequence', request, 'bars', 'bars for a block without a place, and none otherwise'),
    ),
  ];
}

function repeated(
  { id, rules }: Learner,
  blocks: readonly BlockRequest[],
  taken: readonly (Offer | null)[],
): SequencesViolation[] {
  const seen = new Set<string>();
  return taken.flatMap((offer, at) => {
    if (!offer) return [];
    const past = hadBefore(offer, blocks[at]!, rules);
    const again = [...unrepeatable(offer, rules)].filter((thing) => seen.has(thing));
    for (const thing of unrepeatable(offer, rules)) seen.add(thing);
    const found = [...(past === null ? [] : [past]), ...again];
    return found.length > 0 ? [violation('repeats', id, found.join(', '), 'each once')] : [];
  });
}

function contrastViolations(
  input: SequencesInput,
  learner: Learner,
  { demands }: SequenceOutcome,
  blocks: readonly BlockRequest[],
  taken: readonly (Offer | null)[],
  ground: Ground,
): SequencesViolation[] {
  const { id, rules, pillarsDone } = learner;
  const brings = (offer: Offer): Brings => ({
    setting: offer.legs.map(({ setting }) => setting),
    pillar: offer.pillars,
    things: unrepeatable(offer, rules),
  });
  const past: Brings = { setting: blocks[0]?.settingsDone ?? [], pillar: pillarsDone, things: new Set() };
  const had = (offers: readonly (Offer | null)[]) => [
    past,
    ...offers.flatMap((offer) => (offer ? [brings(offer)] : [])),
  ];
  const placed = had(taken);
  const pins = new Set(input.policy.pinned.map(({ request }) => request));
  const pinned = taken.map((offer, at) => (pins.has(blocks[at]!.id) ? offer : null));
  /** The fewest codes that can be missing when these blocks stand, and eligible offers are found for the others. */
  const fewest = (wanted: readonly ContrastDemand[], standing: readonly (Offer | null)[]) =>
    fewestMissing(
      wanted,
      had(standing),
      blocks
        .filter((_, at) => standing[at] === null)
        .map((request) =>
          input.offers
            .filter((offer) => firstRuleBroken(request, offer, ground) === null)
            .filter((offer) => hadBefore(offer, request, rules) === null)
            .map(brings),
        ),
    );

  const required = rules.contrast.filter(({ isRequired }) => isRequired);
  const violations: SequencesViolation[] = [];
  if (missingFrom(required, placed) > 0) {
    const [now, ever] = [fewest(required, taken), fewest(required, pinned)];
    if (now > ever) violations.push(violation('contrast', id, `${now} codes out of reach`, `${ever}`));
  }
  const found = demands.map(({ kind, isRequired, had, missing, why }) => ({
    kind,
    isRequired,
    had,
    missing,
    why,
  }));
  const wanted = rules.contrast.map((demand) => {
    const missing = missingFrom([demand], placed);
    const reach = () => {
      if (fewest([demand], pinned) > 0) return 'out-of-reach';
      return fewest([demand], taken) === 0 ? 'still-open' : 'no-room';
    };
    return {
      kind: demand.kind,
      isRequired: demand.isRequired,
      had: counting(demand, placed),
      missing,
      why: missing === 0 ? null : reach(),
    };
  });
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    violations.push(violation('demands', id, JSON.stringify(found), JSON.stringify(wanted)));
  return violations;
}

/** The codes that count towards a demand, each once, sorted. */
function counting(demand: ContrastDemand, brought: readonly Brings[]): string[] {
  const codes = new Set(brought.flatMap((one) => one[demand.kind]));
  codes.delete('');
  const counts = (code: string) => !('mustInclude' in demand) || demand.mustInclude.includes(code);
  return [...codes].filter(counts).sort();
}

function missingFrom(demands: readonly ContrastDemand[], brought: readonly Brings[]): number {
  return demands.reduce((sum, demand) => {
    const wanted = 'mustInclude' in demand ? new Set(demand.mustInclude).size : demand.differentAtLeast;
    return sum + Math.max(0, wanted - counting(demand, brought).length);
  }, 0);
}

/** The fewest codes that any choice for the open blocks leaves missing, found by trying; nothing may come twice. */
function fewestMissing(
  demands: readonly ContrastDemand[],
  brought: readonly Brings[],
  open: readonly (readonly Brings[])[],
): number {
  let best = missingFrom(demands, brought);
  const attempt = (sofar: readonly Brings[], block: number): void => {
    const missing = missingFrom(demands, sofar);
    best = Math.min(best, missing);
    if (best === 0 || block === open.length) return;
    const seen = new Set<string>();
    for (const offer of open[block]!) {
      if (best === 0) return;
      if (sofar.some(({ things }) => [...offer.things].some((thing) => things.has(thing)))) continue;
      if (missingFrom(demands, [...sofar, offer]) === missing) continue;
      const key = JSON.stringify([offer.setting, offer.pillar, [...offer.things]]);
      if (seen.has(key)) continue;
      seen.add(key);
      attempt([...sofar, offer], block + 1);
    }
    attempt(sofar, block + 1);
  };
  attempt(brought, 0);
  return best;
}

function wrongTotals(input: SequencesInput, result: SequencesResult): SequencesViolation[] {
  const { objective, bound, gap, isExact } = result;
  const outcomes = result.sequences.flatMap(({ demands }) => demands);
  const met = outcomes.filter(({ missing }) => missing === 0).length;
  const all = input.learners.reduce((sum, { rules }) => sum + rules.contrast.length, 0);
  const figures = (of: object) => JSON.stringify(of);
  const sum = (parts: readonly { readonly placed: number }[]) =>
    parts.reduce((total, { placed }) => total + placed, 0);
  const expectedGap = {
    placed: bound.placed - objective.placed,
    demandsMet: bound.demandsMet - objective.demandsMet,
    cost: objective.cost - bound.cost,
  };
  const tiers = objective.placedByPriority.map(
    ({ placed }, tier) => bound.placedByPriority[tier]!.placed - placed,
  );
  const apart = [...tiers, expectedGap.demandsMet, expectedGap.cost];
  return [
    ...(objective.demandsMet === met && objective.demands === all
      ? []
      : [
          violation(
            'objective',
            'demandsMet',
            `${objective.demandsMet} of ${objective.demands}`,
            `${met} of ${all}`,
          ),
        ]),
    ...(bound.placed === sum(bound.placedByPriority) && apart.every((one) => one >= 0)
      ? []
      : [violation('bound', 'bound', figures(bound), 'no worse than the objective in any part')]),
    ...(figures([gap.placed, gap.demandsMet, gap.cost]) === figures(Object.values(expectedGap))
      ? []
      : [violation('gap', 'gap', figures(gap), figures(expectedGap))]),
    ...(isExact === apart.every((one) => one === 0)
      ? []
      : [
          violation(
            'bound',
            'isExact',
            `${isExact}`,
            'true where the bound is the objective, and only there',
          ),
        ]),
  ];
}

function violation(
  check: SequencesViolation['check'],
  where: string,
  found: string,
  wanted: string,
): SequencesViolation {
  return { check, where, found, wanted };
}
