import {
  aLeg,
  anInput,
  anOffer,
  aPolicy,
  aRequest,
  FAR,
  HOME,
  NEAR,
  type Pick,
} from '../../testing/small-inputs.js';
import type { Offer } from '../../types.js';
import type { BlockRequest, ContrastDemand, Learner, SequenceRules, SequencesInput } from '../types.js';

/** Builders for specs of sequences: plain by default, and random ones small enough to be solved by trying everything. */

export const FREE: SequenceRules = { noRepeatedProvider: false, noRepeatedSetting: false, contrast: [] };

export function aLearner(id: string, rules: Partial<SequenceRules> = {}): Learner {
  return { id, rules: { ...FREE, ...rules }, pillarsDone: [] };
}

/** The nth block of a learner, from 1: forty days from day 100 on, and so on every fifty days. */
export function aBlock(learner: string, nth: number, parts: Partial<BlockRequest> = {}): BlockRequest {
  const startsOn = 50 + 50 * nth;
  return { ...aRequest(`${learner} ${nth}`, { startsOn, endsOn: startsOn + 40 }), learner, ...parts };
}

/** An offer for some of the blocks, in one leg. */
export function aBlockOffer(
  id: string,
  blocks: readonly [from: number, to: number],
  {
    provider,
    setting,
    ...parts
  }: Partial<Offer> & { readonly provider?: string; readonly setting?: string } = {},
): Offer {
  return anOffer(id, {
    startsOn: 45 + 50 * blocks[0],
    endsOn: 95 + 50 * blocks[1],
    legs: [aLeg({ provider: provider ?? `host of ${id}`, setting: setting ?? 'care home' })],
    ...parts,
  });
}

export function aCohort(parts: Partial<SequencesInput> = {}): SequencesInput {
  return { ...anInput(), requests: [], learners: [], ...parts };
}

/** What a random cohort may have besides learners, blocks and offers. */
export interface CohortShape {
  readonly rules?: boolean;
  readonly tiers?: boolean;
  readonly pins?: boolean;
  readonly caps?: boolean;
  readonly pools?: boolean;
  readonly groups?: boolean;
}

/** A random cohort of the shape. `pick` decides everything, so that the same picks give the same cohort. */
export function randomCohort(pick: Pick, shape: CohortShape): SequencesInput {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const some = <Thing>(things: readonly Thing[], chanceOf: number): Thing[] =>
    things.filter(() => pick(chanceOf) === 0);
  const settings = ['care home', 'hospice', 'school'];
  const pillars = ['education', 'research'];
  const providers = ['Ash', 'Beech', 'Cedar'];
  const leg = (halfDaysPerWeek: number) =>
    aLeg({
      provider: one(providers),
      site: `site ${pick(1)}`,
      district: one([HOME.id, NEAR.id, FAR.id]),
      halfDaysPerWeek,
      setting: one([...settings, '']),
      pool: shape.pools ? one(['anna', 'ben', null]) : null,
    });
  const blockCount = 2 + pick(1);
  const offers = Array.from({ length: 3 + pick(2) }, (_, at): Offer => {
    const from = 1 + pick(blockCount - 1);
    const places = 1 + pick(1);
    return aBlockOffer(`offer ${at}`, [from, from + pick(blockCount - from)], {
      places,
      minGroup: shape.groups && pick(1) === 0 ? places : 1,
      legs: pick(5) === 0 ? [leg(4), leg(5)] : [leg(10)],
      requires: some(['DBS'], 4),
      pillars: some(pillars, 1),
    });
  });
  const demand = (): ContrastDemand => {
    const kind = one(['setting', 'pillar'] as const);
    const codes = kind === 'setting' ? settings : pillars;
    const isRequired = pick(1) === 0;
    return pick(1) === 0
      ? { kind, isRequired, differentAtLeast: 1 + pick(2) }
      : { kind, isRequired, mustInclude: [one(codes), ...some(codes, 2)] };
  };
  const rules = (): SequenceRules =>
    shape.rules
      ? {
          noRepeatedProvider: pick(1) === 0,
          noRepeatedSetting: pick(3) === 0,
          contrast: Array.from({ length: pick(2) }, demand),
        }
      : FREE;
  const common = rules();
  const learners = Array.from({ length: 1 + pick(2) }, (_, at): Learner => {
    const own = pick(2) === 0 ? rules() : common;
    return { id: `learner ${at}`, rules: own, pillarsDone: some(pillars, 4) };
  });
  const requests = learners.flatMap(({ id }) =>
    Array.from({ length: blockCount - (pick(3) === 0 ? 1 : 0) }, (_, at) =>
      aBlock(id, at + 1, {
        district: one([HOME.id, NEAR.id]),
        maxTravelMinutes: one([null, 30, 60]),
        clearances: ['DBS'].filter(() => pick(3) > 0),
        preferences: some(
          offers.map((offer) => offer.id),
          2,
        ),
        settingsDone: some(settings, 7),
        providersDone: some(providers, 7),
        priority: shape.tiers ? pick(1) : 1,
      }),
    ),
  );
  const pair = () => ({ request: one(requests).id, offer: one(offers).id });
  return aCohort({
    requests,
    learners,
    offers,
    caps: shape.caps
      ? some(providers, 1).map((id) => ({ kind: 'provider' as const, id, maxLearners: 1 + pick(1) }))
      : [],
    pools: shape.pools ? ['anna', 'ben'].map((id) => ({ id, learnerHalfDaysPerWeek: one([9, 14, 20]) })) : [],
    policy: aPolicy({
      pinned: shape.pins && pick(1) === 0 ? [pair()] : [],
      forbidden: shape.pins && pick(2) === 0 ? [pair()] : [],
    }),
  });
}
