import { checkInput } from '../check-input.js';
import type { InputFault } from '../types.js';
import { hadBefore, unrepeatable, withWholePasts } from './sequence-problem.js';
import { MOST_BLOCKS, type BlockRequest, type Learner, type SequencesInput } from './types.js';

/** More different codes than any offers have. */
const MOST_DIFFERENT = 1_000;

/**
 * Everything in the input that no answer can honour: what `checkInput` finds, requests of nobody, blocks of one learner
 * that overlap or are too many, demands that ask for nothing, pins that repeat each other. An input without
 * faults can be given to `matchSequences`.
 *
 * @returns all faults; empty when there are none
 */
export function checkSequences(input: SequencesInput): InputFault[] {
  const learners = new Map(input.learners.map((learner) => [learner.id, learner]));
  const faults = [...learnerFaults(input.learners)];
  input.requests.forEach(({ learner, carryOver }, at) => {
    if (!learners.has(learner))
      faults.push({ path: `requests[${at}].learner`, found: learner, wanted: 'a learner of the input' });
    if (carryOver !== 0)
      faults.push({
        path: `requests[${at}].carryOver`,
        found: String(carryOver),
        wanted: '0: it is not weighed where blocks belong together',
      });
  });
  if (input.policy.fairness !== 'none' && new Set(input.requests.map(({ hei }) => hei)).size > 1) {
    faults.push({
      path: 'policy.fairness',
      found: input.policy.fairness,
      wanted: 'none: shares of HEIs are not weighed where blocks belong together',
    });
  }
  if (faults.length > 0) return [...checkInput(input), ...faults];
  const whole = withWholePasts(input);
  faults.push(...checkInput(whole), ...blockFaults(whole));
  // What follows takes the rest for granted.
  return faults.length > 0 ? faults : pinFaults(whole, learners);
}

function learnerFaults(learners: readonly Learner[]): InputFault[] {
  const seen = new Set<string>();
  return learners.flatMap(({ id, rules }, at) => {
    const path = `learners[${at}]`;
    const faults: InputFault[] = [];
    if (seen.has(id)) faults.push({ path: `${path}.id`, found: id, wanted: 'an id that is not used twice' });
    seen.add(id);
    rules.contrast.forEach((demand, nth) => {
      const where = `${path}.rules.contrast[${nth}]`;
      if ('mustInclude' in demand) {
        if (demand.mustInclude.length === 0 || demand.mustInclude.includes(''))
          faults.push({
            path: `${where}.mustInclude`,
            found: JSON.stringify(demand.mustInclude),
            wanted: `at least one ${demand.kind}, none of them blank`,
          });
      } else {
        const { differentAtLeast: many } = demand;
        if (!Number.isInteger(many) || many < 1 || many > MOST_DIFFERENT)
          faults.push({
            path: `${where}.differentAtLeast`,
            found: String(many),
            wanted: `a whole number from 1 to ${MOST_DIFFERENT}`,
          });
      }
    });
    return faults;
  });
}

function blockFaults({ requests }: SequencesInput): InputFault[] {
  const blocksOf = new Map<string, { request: BlockRequest; at: number }[]>();
  requests.forEach((request, at) => {
    const blocks = blocksOf.get(request.learner);
    if (blocks) blocks.push({ request, at });
    else blocksOf.set(request.learner, [{ request, at }]);
  });
  return [...blocksOf].flatMap(([learner, blocks]) => {
    const faults: InputFault[] = [];
    blocks.sort((a, b) => a.request.startsOn - b.request.startsOn || a.request.endsOn - b.request.endsOn);
    blocks.slice(1).forEach(({ request, at }, before) => {
      const { id, endsOn } = blocks[before]!.request;
      if (request.startsOn > endsOn) return;
      faults.push({
        path: `requests[${at}].startsOn`,
        found: `day ${request.startsOn}`,
        wanted: `a day after ${endsOn}, when ${id} of the same learner ends`,
      });
    });
    if (blocks.length > MOST_BLOCKS)
      faults.push({
        path: `requests[${blocks[MOST_BLOCKS]!.at}].learner`,
        found: `${blocks.length} blocks of ${learner}`,
        wanted: `at most ${MOST_BLOCKS}`,
      });
    return faults;
  });
}

/** Pins that the rules of a sequence forbid, and groups that pins open without filling them. */
function pinFaults(
  { requests, offers, policy }: SequencesInput,
  learners: ReadonlyMap<string, Learner>,
): InputFault[] {
  const requestOf = new Map(requests.map((request) => [request.id, request]));
  const offerOf = new Map(offers.map((offer) => [offer.id, offer]));
  const takenBy = new Map<string, Map<string, string>>();
  const pinnedOn = new Map<string, number>();
  const faults: InputFault[] = [];
  policy.pinned.forEach((pin, at) => {
    const request = requestOf.get(pin.request)!;
    const offer = offerOf.get(pin.offer)!;
    const { rules } = learners.get(request.learner)!;
    const taken = takenBy.get(request.learner) ?? new Map<string, string>();
    takenBy.set(request.learner, taken);
    pinnedOn.set(offer.id, (pinnedOn.get(offer.id) ?? 0) + 1);
    const before = hadBefore(offer, request, rules);
    const found = [
      ...(before === null ? [] : [`${before}, had before`]),
      ...[...unrepeatable(offer, rules)].flatMap((thing) =>
        taken.has(thing) ? [`${thing}, as ${taken.get(thing)!}`] : [],
      ),
    ];
    for (const thing of unrepeatable(offer, rules)) taken.set(thing, request.id);
    if (found.length > 0)
      faults.push({
        path: `policy.pinned[${at}]`,
        found: found.join('; '),
        wanted: 'what the learner has not had',
      });
  });
  for (const [id, learnersThere] of pinnedOn) {
    const { minGroup } = offerOf.get(id)!;
    if (learnersThere >= minGroup) continue;
    faults.push({
      path: 'policy.pinned',
      found: `${learnersThere} for the group of ${id}`,
      wanted: `none, or the ${minGroup} that it needs`,
    });
  }
  return faults;
}
