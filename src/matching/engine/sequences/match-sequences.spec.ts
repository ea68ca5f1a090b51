import fc from 'fast-check';
import {
  checkSequences,
  matchSequences,
  validateSequences,
  type SequencesInput,
  type SequencesResult,
} from '../index.js';
import { anOffer } from '../testing/small-inputs.js';
import { bestByTryingAll, compareWorth, type Worth } from './testing/best-sequences.js';
import { randomCohort, type CohortShape } from './testing/small-cohorts.js';

const SEED = 20270118;

function forRandomCohorts(shape: CohortShape, runs: number, check: (input: SequencesInput) => void): void {
  fc.assert(
    fc.property(fc.gen(), (g) => {
      const input = randomCohort((most) => g(uniform, most), shape);
      fc.pre(checkSequences(input).length === 0);
      check(input);
    }),
    { seed: SEED, numRuns: runs, endOnFailure: true },
  );
}

/** Without the liking for extremes that `nat` has, which makes most cohorts empty or hopeless. */
const uniform = (most: number) => fc.noBias(fc.nat({ max: most }));

const EVERYTHING: CohortShape = {
  rules: true,
  tiers: true,
  pins: true,
  caps: true,
  pools: true,
  groups: true,
};

describe('the best sequences, against trying all of them', () => {
  const SHAPES: Record<string, CohortShape> = {
    'without rules': {},
    'with contrast and no repeats': { rules: true },
    'with priorities': { rules: true, tiers: true },
    'with pinned and forbidden pairs': { rules: true, pins: true },
    'with caps': { rules: true, caps: true },
    'with supervision pools': { rules: true, pools: true },
    'with minimum groups': { rules: true, groups: true },
    'with everything at once': EVERYTHING,
  };
  it.each(Object.entries(SHAPES))('%s', (_name, shape) =>
    forRandomCohorts(shape, 150, (input) => {
      const result = matchSequences(input);
      expect(validateSequences(input, result)).toEqual([]);
      expect(result.isExact).toBe(true);
      const best = bestByTryingAll(input);
      if (!best) throw new Error('The cohort has no valid answer, though checkSequences found no fault.');
      expect(worthOf(result)).toEqual(best);
    }),
  );
});

describe('an answer that had no time', () => {
  const hurried = { progress: () => undefined, isTimeUp: () => true };

  it('keeps every rule, and its bound holds', () =>
    forRandomCohorts(EVERYTHING, 100, (input) => {
      const result = matchSequences(input, hurried);
      expect(validateSequences(input, result)).toEqual([]);
      const best = bestByTryingAll(input)!;
      expect(compareWorth(worthOf(result), best)).toBeGreaterThanOrEqual(0);
      expect(compareWorth(boundOf(result), best)).toBeLessThanOrEqual(0);
    }));

  it('is not begun when the caller stops it', () =>
    forRandomCohorts({ rules: true }, 5, (input) => {
      const stop = () => {
        throw new Error('stopped');
      };
      expect(() => matchSequences(input, { ...hurried, progress: stop })).toThrow('stopped');
    }));
});

describe('an answer stays the same', () => {
  const turned = <Thing>(things: readonly Thing[]): Thing[] =>
    [...things.slice(1), ...things.slice(0, 1)].reverse();

  it('in whatever order the input is given', () =>
    forRandomCohorts(EVERYTHING, 40, (input) => {
      const other: SequencesInput = {
        requests: turned(input.requests),
        learners: turned(input.learners),
        offers: turned(input.offers),
        pools: turned(input.pools),
        caps: turned(input.caps),
        districts: turned(input.districts),
        policy: { ...input.policy, pinned: turned(input.policy.pinned) },
      };
      expect(matchSequences(other)).toEqual(matchSequences(input));
    }));

  it('when an offer is added that nobody may have', () =>
    forRandomCohorts(EVERYTHING, 40, (input) => {
      const useless = anOffer('offer 00', { professions: ['podiatry'], places: 9 });
      const other = matchSequences({ ...input, offers: [...input.offers, useless] });
      const { sequences, objective } = matchSequences(input);
      expect({ sequences: other.sequences, objective: other.objective }).toEqual({ sequences, objective });
    }));

  it('when ids are renamed without changing their order', () =>
    forRandomCohorts(EVERYTHING, 40, (input) => {
      const renamed = (id: string) => `x ${id}`;
      const pair = ({ request, offer }: { request: string; offer: string }) => ({
        request: renamed(request),
        offer: renamed(offer),
      });
      const other: SequencesInput = {
        ...input,
        learners: input.learners.map((learner) => ({ ...learner, id: renamed(learner.id) })),
        requests: input.requests.map((request) => ({
          ...request,
          id: renamed(request.id),
          learner: renamed(request.learner),
          preferences: request.preferences.map(renamed),
        })),
        offers: input.offers.map((offer) => ({ ...offer, id: renamed(offer.id) })),
        policy: {
          ...input.policy,
          pinned: input.policy.pinned.map(pair),
          forbidden: input.policy.forbidden.map(pair),
        },
      };
      const offersOf = ({ sequences }: SequencesResult) =>
        sequences.flatMap(({ blocks }) => blocks.map(({ offer }) => offer));
      expect(offersOf(matchSequences(other))).toEqual(
        offersOf(matchSequences(input)).map((id) => id && renamed(id)),
      );
    }));

  it('when all weights are scaled alike, but for the cost', () =>
    forRandomCohorts({ rules: true, tiers: true }, 40, (input) => {
      const weights = { travel: 7, preference: 7, variety: 7 };
      const scaled = matchSequences({ ...input, policy: { ...input.policy, weights } });
      const { objective } = matchSequences(input);
      expect(scaled.objective).toEqual({ ...objective, cost: 7 * objective.cost });
    }));
});

function worthOf({ objective }: SequencesResult): Worth {
  return [
    ...objective.placedByPriority.map(({ placed, requests }) => requests - placed),
    objective.demands - objective.demandsMet,
    objective.cost,
  ];
}

function boundOf({ objective, bound }: SequencesResult): Worth {
  return [
    ...objective.placedByPriority.map(
      ({ requests }, tier) => requests - bound.placedByPriority[tier]!.placed,
    ),
    objective.demands - bound.demandsMet,
    bound.cost,
  ];
}
