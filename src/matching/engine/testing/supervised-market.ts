import { problemOf, type Problem } from '../problem.js';
import { groundOf } from '../eligibility.js';
import { checkInput } from '../check-input.js';
import type { MatchingInput } from '../types.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, HOME, NEAR, type Pick } from './small-inputs.js';

/** How large a market is, and what is in it beside pools and hybrid offers. */
export interface Market {
  readonly requests: number;
  readonly tiers?: boolean;
  readonly groups?: boolean;
  readonly periods?: boolean;
  readonly fairness?: boolean;
}

/**
 * A market short of supervision, larger than what can be tried one by one: a few offers to each team, every third of them
 * hybrid between two teams, learners of 4 to 10 half-days, and teams whose half-days divide badly.
 */
export function supervisedMarket(pick: Pick, market: Market): MatchingInput {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const teams = Array.from({ length: Math.ceil(market.requests / 9) }, (_, at) => `team ${at}`);
  const offers = Array.from({ length: Math.ceil(market.requests / 2) }, (_, at) => {
    const team = one(teams);
    const isHybrid = pick(2) === 0;
    const legs = isHybrid
      ? [
          aLeg({ pool: team, halfDaysPerWeek: 4, district: NEAR.id }),
          aLeg({ pool: one(teams), halfDaysPerWeek: one([4, 5, 6]) }),
        ]
      : [aLeg({ pool: team, halfDaysPerWeek: one([8, 9, 10]), district: one([HOME.id, NEAR.id]) })];
    const places = 1 + pick(2);
    return anOffer(`offer ${at}`, {
      legs,
      places,
      minGroup: market.groups && places > 1 && pick(2) === 0 ? 2 : 1,
      professions: [one(['dietetics', 'podiatry']), one(['dietetics', 'physiotherapy'])],
    });
  });
  const requests = Array.from({ length: market.requests }, (_, at) => {
    const [startsOn, endsOn] = market.periods ? one([[100, 120] as const, [110, 140] as const]) : [100, 140];
    return aRequest(`request ${String(at).padStart(3, '0')}`, {
      hei: one(['North', 'South', 'West']),
      profession: one(['dietetics', 'podiatry', 'physiotherapy']),
      district: one([HOME.id, NEAR.id]),
      transport: one(['car', 'public']),
      preferences: pick(1) === 0 ? [one(offers).id, one(offers).id] : [],
      settingsDone: pick(3) === 0 ? ['care home'] : [],
      startsOn,
      endsOn,
      priority: market.tiers ? pick(2) : 1,
    });
  });
  return anInput({
    requests,
    offers,
    pools: teams.map((id) => ({ id, learnerHalfDaysPerWeek: one([11, 14, 19, 23, 27, 38]) })),
    policy: aPolicy({ fairness: market.fairness ? 'max-min' : 'none' }),
  });
}

export function problemFrom(input: MatchingInput): Problem {
  const faults = checkInput(input);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return problemOf(input, groundOf(input));
}
