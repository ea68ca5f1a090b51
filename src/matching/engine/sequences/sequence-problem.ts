import { pairAt, type Candidates } from '../candidates.js';
import type { Ground } from '../eligibility.js';
import type { Limit } from '../limits.js';
import { problemOf, type Problem } from '../problem.js';
import type { Offer, Watch } from '../types.js';
import { ContrastStates } from './contrast.js';
import type { BlockRequest, Learner, SequenceRules, SequencesInput } from './types.js';

/** One learner, by index into the problem. */
export interface LearnerPart {
  readonly id: string;
  /** Requests in the order of their dates. */
  readonly blocks: Int32Array;
  readonly states: ContrastStates;
  /** State of the contrast before any block. */
  readonly start: number;
  /** The same with demands left out, fewer and fewer, for where all of them together have too many states. */
  readonly coarser: readonly { readonly states: ContrastStates; readonly start: number }[];
  /** What no two blocks may share, of each offer, as numbers: providers, settings, or nothing. */
  readonly onceOnly: readonly Int32Array[];
}

/**
 * An input made ready for solving: the problem of single requests, which gives pairs, costs and limits, and who
 * belongs together. Pairs that a learner's past rules out are gone from it.
 */
export interface SequenceProblem {
  readonly input: SequencesInput;
  readonly whole: Problem;
  /** In id order. */
  readonly learners: readonly LearnerPart[];
  readonly learnerOf: Int32Array;
  /** All limits: places of offers, then what offers share. */
  readonly limits: readonly Limit[];
  /** The limits that a cell counts towards: those of cell `c` from `start[c]` up to `start[c + 1]`. */
  readonly limitsOfCell: {
    readonly start: Int32Array;
    readonly limit: Int32Array;
    readonly weight: Int32Array;
  };
  readonly requestOfPair: Int32Array;
  /** Class of each pair's offer in the contrast of its learner. */
  readonly classOfPair: Int32Array;
  /** How many different things {@link LearnerPart.onceOnly} numbers. */
  readonly onceOnlyThings: number;
}

/** @throws Error when a pin is not eligible. The caller did not run `checkSequences`, or did not heed it. */
export function sequenceProblemOf(input: SequencesInput, ground: Ground, watch?: Watch): SequenceProblem {
  const pasts = pastsOf(input);
  const rulesOf = new Map(input.learners.map(({ id, rules }) => [id, rules]));
  const whole = withoutBarred(problemOf(withWholePasts(input), ground, watch), rulesOf);
  const { candidates } = whole;
  const blocksOf = new Map<string, number[]>(input.learners.map(({ id }) => [id, []]));
  candidates.requests.forEach((request, at) => blocksOf.get((request as BlockRequest).learner)!.push(at));

  const statesOf = new Map<string, ContrastStates>();
  const onceOnlyOf = new Map<string, Int32Array[]>();
  const things = new Map<string, number>();
  const sorted = [...input.learners].sort((a, b) => (a.id < b.id ? -1 : 1));
  const learners = sorted.map(({ id, rules, pillarsDone }): LearnerPart => {
    const [finest, ...coarser] = rules.contrast
      .map((_, at) => rules.contrast.slice(0, rules.contrast.length - at))
      .concat([[]])
      .map((contrast) => {
        const states = entry(statesOf, JSON.stringify(contrast), () => {
          return new ContrastStates(contrast, candidates.offers);
        });
        return { states, start: states.start(pasts.get(id)!.settings, pillarsDone) };
      });
    const kinds = `${rules.noRepeatedProvider} ${rules.noRepeatedSetting}`;
    const onceOnly = entry(onceOnlyOf, kinds, () =>
      candidates.offers.map((offer) =>
        Int32Array.from(unrepeatable(offer, rules), (thing) => entry(things, thing, () => things.size)),
      ),
    );
    const blocks = inDateOrder(candidates.requests, blocksOf.get(id)!);
    return { id, blocks, ...finest!, coarser, onceOnly };
  });
  const learnerOf = new Int32Array(candidates.requests.length);
  learners.forEach(({ blocks }, learner) => {
    for (const request of blocks) learnerOf[request] = learner;
  });

  const requestOfPair = new Int32Array(candidates.offer.length);
  candidates.requests.forEach((_, request) => {
    requestOfPair.fill(request, candidates.rowStart[request], candidates.rowStart[request + 1]);
  });
  const limits = [...whole.limits.offers, ...whole.limits.shared];
  return {
    input,
    whole,
    learners,
    learnerOf,
    limits,
    limitsOfCell: byCell(limits, whole.limits.cells.offer.length),
    requestOfPair,
    classOfPair: classesOfPairs(candidates, requestOfPair, learnerOf, learners),
    onceOnlyThings: things.size,
  };
}

/** The same problem under other limits. */
export function withLimits(problem: SequenceProblem, limits: readonly Limit[]): SequenceProblem {
  return { ...problem, limits, limitsOfCell: byCell(limits, problem.whole.limits.cells.offer.length) };
}

/** The class of each pair's offer in the contrast of its learner. */
export function classesOfPairs(
  { offer }: Candidates,
  requestOfPair: Int32Array,
  learnerOf: Int32Array,
  learners: readonly Pick<LearnerPart, 'states'>[],
): Int32Array {
  return offer.map((there, pair) => learners[learnerOf[requestOfPair[pair]!]!]!.states.classOfOffer[there]!);
}

/** What an offer brings that no other block of the sequence may bring again: each once, however many legs have it. */
export function unrepeatable(offer: Offer, rules: SequenceRules): ReadonlySet<string> {
  const things = new Set<string>();
  for (const { provider, setting } of offer.legs) {
    if (rules.noRepeatedProvider) things.add(`provider ${provider}`);
    if (rules.noRepeatedSetting && setting !== '') things.add(`setting ${setting}`);
  }
  return things;
}

/** The input with the whole past of a learner in each of his or her requests. Costs and rules look at requests one by one. */
export function withWholePasts(input: SequencesInput): SequencesInput {
  const pasts = pastsOf(input);
  const requests = input.requests.map((request): BlockRequest => {
    const { settings, providers } = pasts.get(request.learner)!;
    return { ...request, settingsDone: settings, providersDone: providers };
  });
  return { ...input, requests };
}

/** Settings and providers that any request of the learner names as had before. */
export function pastsOf({
  requests,
  learners,
}: Pick<SequencesInput, 'requests' | 'learners'>): ReadonlyMap<
  string,
  { readonly settings: readonly string[]; readonly providers: readonly string[] }
> {
  const sets = new Map(
    learners.map(({ id }: Learner) => [id, { settings: new Set<string>(), providers: new Set<string>() }]),
  );
  for (const { learner, settingsDone, providersDone } of requests) {
    const past = sets.get(learner)!;
    for (const setting of settingsDone) past.settings.add(setting);
    for (const provider of providersDone) past.providers.add(provider);
  }
  return new Map(
    [...sets].map(([id, { settings, providers }]) => [
      id,
      { settings: [...settings].sort(), providers: [...providers].sort() },
    ]),
  );
}

/** The first thing on the offer that the learner had before and may not have again; `null` for a welcome offer. */
export function hadBefore(
  offer: Offer,
  { settingsDone, providersDone }: Pick<BlockRequest, 'settingsDone' | 'providersDone'>,
  rules: SequenceRules,
): string | null {
  const past = new Set([
    ...settingsDone.map((setting) => `setting ${setting}`),
    ...providersDone.map((provider) => `provider ${provider}`),
  ]);
  for (const thing of unrepeatable(offer, rules)) if (past.has(thing)) return thing;
  return null;
}

function withoutBarred(problem: Problem, rulesOf: ReadonlyMap<string, SequenceRules>): Problem {
  const { candidates, limits, isOpen, pinnedPair } = problem;
  const { requests, offers, rowStart } = candidates;
  const kept: number[] = [];
  const starts = new Int32Array(rowStart.length);
  requests.forEach((request, r) => {
    const rules = rulesOf.get((request as BlockRequest).learner)!;
    for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
      const offer = offers[candidates.offer[pair]!]!;
      if (isOpen[pair] && hadBefore(offer, request, rules) === null) kept.push(pair);
    }
    starts[r + 1] = kept.length;
  });
  const part = {
    ...candidates,
    rowStart: starts,
    offer: Int32Array.from(kept, (pair) => candidates.offer[pair]!),
    cost: Int32Array.from(kept, (pair) => candidates.cost[pair]!),
  };
  return {
    ...problem,
    candidates: part,
    isOpen: new Uint8Array(kept.length).fill(1),
    pinnedPair: pinnedPair.map((pair, request) => {
      if (pair < 0) return -1;
      const there = pairAt(part, request, candidates.offer[pair]!);
      if (there >= 0) return there;
      throw new Error(`The pin of ${requests[request]!.id} repeats what is past; run checkSequences first.`);
    }),
    limits: {
      ...limits,
      cells: { ...limits.cells, ofPair: Int32Array.from(kept, (pair) => limits.cells.ofPair[pair]!) },
    },
  };
}

function inDateOrder(requests: readonly { readonly startsOn: number }[], blocks: number[]): Int32Array {
  return Int32Array.from(blocks).sort((a, b) => requests[a]!.startsOn - requests[b]!.startsOn || a - b);
}

function byCell(limits: readonly Limit[], cells: number): SequenceProblem['limitsOfCell'] {
  const start = new Int32Array(cells + 1);
  for (const limit of limits) for (const cell of limit.cells) start[cell + 1]!++;
  for (let cell = 0; cell < cells; cell++) start[cell + 1]! += start[cell]!;
  const next = start.slice();
  const limit = new Int32Array(start[cells]!);
  const weight = new Int32Array(start[cells]!);
  limits.forEach(({ cells: members, weights }, l) => {
    members.forEach((cell, at) => {
      limit[next[cell]!] = l;
      weight[next[cell]!++] = weights[at]!;
    });
  });
  return { start, limit, weight };
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
