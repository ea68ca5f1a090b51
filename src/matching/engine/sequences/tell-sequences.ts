import { codesOf, ContrastStates, demandOf } from './contrast.js';
import { SequenceFinder } from './finder.js';
import type { Plan } from './plan.js';
import { classesOfPairs, pastsOf, type SequenceProblem } from './sequence-problem.js';
import type {
  BlockBars,
  ContrastDemand,
  DemandOutcome,
  Learner,
  SequenceOutcome,
  WhyNotMet,
} from './types.js';

/** What became of each learner's sequence, in id order. */
export function tellSequences(
  problem: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
): SequenceOutcome[] {
  const { candidates } = problem.whole;
  const learnerOf = new Map(problem.input.learners.map((learner) => [learner.id, learner]));
  const pasts = pastsOf(problem.input);
  const whyNot = judge(problem, plan);
  return problem.learners.map(({ id, blocks }, learner) => {
    const pairs = plan.pairsOf(learner);
    return {
      learner: id,
      blocks: Array.from(blocks, (request, block) => {
        const pair = pairs[block]!;
        return {
          request: candidates.requests[request]!.id,
          offer: pair < 0 ? null : candidates.offers[candidates.offer[pair]!]!.id,
          bars: pair < 0 ? barsOf(problem, finder, plan, request) : null,
        };
      }),
      demands: demandsOf(learnerOf.get(id)!, [
        { setting: pasts.get(id)!.settings, pillar: learnerOf.get(id)!.pillarsDone },
        ...Array.from(
          pairs.filter((pair) => pair >= 0),
          (pair) => {
            const offer = candidates.offers[candidates.offer[pair]!]!;
            return { setting: codesOf(offer, 'setting'), pillar: codesOf(offer, 'pillar') };
          },
        ),
      ]).map((outcome, nth) => (outcome.missing > 0 ? { ...outcome, why: whyNot(learner, nth) } : outcome)),
    };
  });
}

/** @param brought - codes from before and from each block with a place */
function demandsOf(
  { rules }: Learner,
  brought: readonly Readonly<Record<ContrastDemand['kind'], readonly string[]>>[],
): DemandOutcome[] {
  return rules.contrast.map((demand) => {
    const { kind, isRequired } = demand;
    const among = 'mustInclude' in demand ? new Set(demand.mustInclude) : null;
    const had = new Set(
      brought.flatMap((codes) => codes[kind]).filter((code) => code !== '' && (among?.has(code) ?? true)),
    );
    const missing = Math.max(0, demandOf(demand).wanted - had.size);
    return { kind, isRequired, had: [...had].sort(), missing, why: null };
  });
}

/** What bars the eligible offers of an open block as the rest of the sequence stands. */
function barsOf(problem: SequenceProblem, finder: SequenceFinder, plan: Plan, request: number): BlockBars {
  const { rowStart } = problem.whole.candidates;
  const bars = { repeats: 0, contrast: 0, noRoom: 0 };
  for (let pair = rowStart[request]!; pair < rowStart[request + 1]!; pair++)
    bars[barOf(problem, finder, plan, request, pair)]++;
  return bars;
}

/** What bars an eligible offer, in place of what the request has, as the rest of the sequence stands. */
export function barOf(
  { whole, learners, learnerOf }: SequenceProblem,
  finder: SequenceFinder,
  plan: Plan,
  request: number,
  pair: number,
): keyof BlockBars {
  const { offer } = whole.candidates;
  const learner = learnerOf[request]!;
  const { blocks, onceOnly } = learners[learner]!;
  const sequence = plan.pairsOf(learner);
  sequence[blocks.indexOf(request)] = pair;
  const things = Array.from(sequence).flatMap((one) => (one < 0 ? [] : [...onceOnly[offer[one]!]!]));
  if (new Set(things).size < things.length) return 'repeats';
  return finder.keepsReach(learner, sequence) ? 'noRoom' : 'contrast';
}

/** Says of demands that are not met, each by itself, why. Judges those of one kind of all learners together. */
function judge(problem: SequenceProblem, plan: Plan): (learner: number, demand: number) => WhyNotMet {
  const { input, learners, whole } = problem;
  const { offers } = whole.candidates;
  const pasts = pastsOf(input);
  const learnerOf = new Map(input.learners.map((learner) => [learner.id, learner]));
  const finders = new Map<string, SequenceFinder>();
  const finderFor = (demand: ContrastDemand): SequenceFinder => {
    const key = JSON.stringify(demand);
    const known = finders.get(key);
    if (known) return known;
    const states = new ContrastStates([{ ...demand, isRequired: true }], offers);
    const free = new ContrastStates([], offers);
    const alone = learners.map((learner) => {
      const { rules, pillarsDone } = learnerOf.get(learner.id)!;
      const isAsked = rules.contrast.some((other) => JSON.stringify(other) === key);
      const { settings } = pasts.get(learner.id)!;
      const [asked, coarser] = [states, free].map((of) => ({
        states: of,
        start: of.start(settings, pillarsDone),
      }));
      return { ...learner, ...(isAsked ? asked! : coarser!), coarser: [coarser!] };
    });
    const classOfPair = classesOfPairs(whole.candidates, problem.requestOfPair, problem.learnerOf, alone);
    const made = new SequenceFinder({ ...problem, learners: alone, classOfPair });
    finders.set(key, made);
    return made;
  };
  return (learner, nth) => {
    const finder = finderFor(learnerOf.get(learners[learner]!.id)!.rules.contrast[nth]!);
    if (finder.reach[learner]! > 0) return 'out-of-reach';
    return finder.keepsReach(learner, plan.pairsOf(learner)) ? 'still-open' : 'no-room';
  };
}
