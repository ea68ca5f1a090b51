import { totalCost } from '../../cost.js';
import { firstRuleBroken, groundOf } from '../../eligibility.js';
import type { Offer } from '../../types.js';
import type { BlockRequest, ContrastDemand, Learner, SequencesInput } from '../types.js';

/** Compared first part first: unplaced by rising priority number, demands not met, cost. Less is better. */
export type Worth = readonly number[];

type Sequence = readonly (Offer | null)[];

/**
 * What the best of all valid answers is worth, found by trying every one: every sequence of every learner that the
 * rules allow, and every combination of them that there is room for. Written without any of the engine's
 * machinery; for a handful of learners only. `null` when there is none.
 */
export function bestByTryingAll(input: SequencesInput): Worth | null {
  const priorities = [...new Set(input.requests.map(({ priority }) => priority))].sort((a, b) => a - b);
  const people = input.learners.map((learner) => {
    const blocks = blocksOf(input, learner);
    return sequencesOf(input, learner, blocks).map((sequence) => ({
      blocks,
      sequence,
      worth: [
        ...priorities.map(
          (priority) => blocks.filter((block, at) => block.priority === priority && !sequence[at]).length,
        ),
        learner.rules.contrast.filter((demand) => missing(demand, learner, blocks, sequence) > 0).length,
        costOf(input, blocks, sequence),
      ],
    }));
  });
  let best: Worth | null = null;
  const stays: { block: BlockRequest; offer: Offer }[] = [];
  const attempt = (at: number, worth: Worth): void => {
    if (at === people.length) {
      if (groupsAreFilled(input, stays) && (best === null || compareWorth(worth, best) < 0)) best = worth;
      return;
    }
    for (const { blocks, sequence, worth: more } of people[at]!) {
      const added = blocks.flatMap((block, nth) => (sequence[nth] ? [{ block, offer: sequence[nth] }] : []));
      stays.push(...added);
      if (hasRoom(input, stays))
        attempt(
          at + 1,
          worth.map((part, nth) => part + more[nth]!),
        );
      stays.length -= added.length;
    }
  };
  attempt(0, new Array<number>(priorities.length + 2).fill(0));
  return best;
}

export function compareWorth(a: Worth, b: Worth): number {
  const part = a.findIndex((amount, at) => amount !== b[at]);
  return part < 0 ? 0 : a[part]! - b[part]!;
}

function blocksOf(input: SequencesInput, { id }: Learner): BlockRequest[] {
  const mine = input.requests.filter(({ learner }) => learner === id).sort((a, b) => a.startsOn - b.startsOn);
  const settingsDone = [...new Set(mine.flatMap((request) => request.settingsDone))];
  const providersDone = [...new Set(mine.flatMap((request) => request.providersDone))];
  return mine.map((request) => ({ ...request, settingsDone, providersDone }));
}

function costOf(input: SequencesInput, blocks: readonly BlockRequest[], sequence: Sequence): number {
  const ground = groundOf(input);
  return blocks.reduce(
    (sum, block, at) => sum + (sequence[at] ? totalCost(block, sequence[at], ground) : 0),
    0,
  );
}

/** All sequences of one learner that its own rules allow. */
function sequencesOf(input: SequencesInput, learner: Learner, blocks: readonly BlockRequest[]): Sequence[] {
  const ground = groundOf(input);
  const { rules } = learner;
  const choices = blocks.map((block) => {
    const pin = input.policy.pinned.find(({ request }) => request === block.id);
    const eligible = input.offers.filter((offer) => firstRuleBroken(block, offer, ground) === null);
    return pin ? eligible.filter(({ id }) => id === pin.offer) : [...eligible, null];
  });
  const isFresh = (sequence: Sequence) => {
    const providers = blocks[0]!.providersDone.concat(once(sequence, (leg) => leg.provider));
    const settings = blocks[0]!.settingsDone.concat(
      once(sequence, (leg) => leg.setting).filter((code) => code !== ''),
    );
    return (
      (!rules.noRepeatedProvider || new Set(providers).size === providers.length) &&
      (!rules.noRepeatedSetting || new Set(settings).size === settings.length)
    );
  };
  const all = product(choices).filter(isFresh);
  const required = rules.contrast.filter(({ isRequired }) => isRequired);
  const lacking = (sequence: Sequence) =>
    required.reduce((sum, demand) => sum + missing(demand, learner, blocks, sequence), 0);
  const reach = Math.min(...all.map(lacking));
  // Within reach: some sequence that has all of this one's places lacks no more than the best of all.
  return all.filter((sequence) =>
    all.some(
      (other) => lacking(other) === reach && sequence.every((offer, at) => !offer || other[at] === offer),
    ),
  );
}

/** For each offer of the sequence the things that its legs have, each once. */
function once(sequence: Sequence, of: (leg: Offer['legs'][number]) => string): string[] {
  return sequence.flatMap((offer) => (offer ? [...new Set(offer.legs.map(of))] : []));
}

function missing(
  demand: ContrastDemand,
  { pillarsDone }: Learner,
  blocks: readonly BlockRequest[],
  sequence: Sequence,
): number {
  const had = new Set(
    demand.kind === 'setting'
      ? blocks.flatMap(({ settingsDone }) => settingsDone).concat(once(sequence, ({ setting }) => setting))
      : pillarsDone.concat(sequence.flatMap((offer) => offer?.pillars ?? [])),
  );
  had.delete('');
  if ('mustInclude' in demand) return new Set(demand.mustInclude.filter((code) => !had.has(code))).size;
  return Math.max(0, demand.differentAtLeast - had.size);
}

function product(choices: readonly (readonly (Offer | null)[])[]): Sequence[] {
  return choices.reduce<Sequence[]>(
    (sofar, here) => sofar.flatMap((sequence) => here.map((offer) => [...sequence, offer])),
    [[]],
  );
}

function hasRoom(
  { offers, caps, pools }: SequencesInput,
  stays: readonly { block: BlockRequest; offer: Offer }[],
): boolean {
  for (const offer of offers)
    if (stays.filter((stay) => stay.offer === offer).length > offer.places) return false;
  return stays.every(({ block: { startsOn: day } }) => {
    const there = stays.filter(({ block }) => block.startsOn <= day && day <= block.endsOn);
    return (
      caps.every(({ kind, id, maxLearners }) => {
        const hosted = there.filter(({ offer }) => offer.legs.some((leg) => leg[kind] === id));
        return hosted.length <= maxLearners;
      }) &&
      pools.every(({ id, learnerHalfDaysPerWeek }) => {
        const legs = there.flatMap(({ offer }) => offer.legs).filter(({ pool }) => pool === id);
        return legs.reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0) <= learnerHalfDaysPerWeek;
      })
    );
  });
}

function groupsAreFilled({ offers }: SequencesInput, stays: readonly { offer: Offer }[]): boolean {
  return offers.every((offer) => {
    const learners = stays.filter((stay) => stay.offer === offer).length;
    return learners === 0 || learners >= offer.minGroup;
  });
}
