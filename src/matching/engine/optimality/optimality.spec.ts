import { groundOf } from '../eligibility.js';
import { NOTHING_EXTRA, solveFlow, type FlowAnswer } from '../flow.js';
import { standingOf, compareStandings } from '../objective.js';
import { problemOf, type Problem } from '../problem.js';
import { isPlain, solvePlain } from '../plain.js';
import { isNested, withWholeOffers } from '../relaxation.js';
import { forRandomInputs } from '../testing/random.js';
import { anInput, anOffer, aPolicy, aRequest, FAR, type Shape } from '../testing/small-inputs.js';
import type { MatchingInput } from '../types.js';
import { doubtsAboutOptimality, type OptimalityDoubts } from './optimality.js';

const NO_DOUBTS = { misplaced: 0, overfull: 0, baseless: 0, cheaper: 0, slack: 0, misweighed: 0 };

/** An input whose answer is one flow, its problem and its answer; `null` where a search is needed. */
function solved(input: MatchingInput): { problem: Problem; answer: FlowAnswer } | null {
  const problem = problemOf(input, groundOf(input));
  if (!isNested(problem)) return null;
  const answer = isPlain(problem)
    ? solvePlain(problem)
    : solveFlow(problem, withWholeOffers(problem), NOTHING_EXTRA);
  return answer && { problem, answer };
}

function count(doubts: OptimalityDoubts): number {
  return Object.values(doubts).reduce<number>((sum, more: number) => sum + more, 0);
}

const SHAPES: readonly Shape[] = [
  { mostRequests: 8, mostOffers: 6 },
  { tiers: true, pins: true },
  { fairness: true, mostRequests: 8 },
  { fairness: true, tiers: true, pins: true },
  { fairness: true, weights: true, carryOver: true, tiers: true, pins: true },
  { caps: true, periods: true, hybrids: true, mostRequests: 8, mostOffers: 6 },
  { caps: true, pools: true, periods: true, fairness: true, tiers: true, pins: true, mostRequests: 8 },
];

describe('an answer is proven by its prices', () => {
  it.each(SHAPES.map((shape) => [JSON.stringify(shape), shape] as const))(
    'for random inputs with %s',
    (_, shape) => {
      let flows = 0;
      forRandomInputs(shape, 150, (input) => {
        const found = solved(input);
        if (!found) return;
        flows++;
        expect(doubtsAboutOptimality(input, found.problem, found.answer)).toEqual(NO_DOUBTS);
      });
      expect(flows).toBeGreaterThan(40);
    },
  );

  it.each(SHAPES.map((shape) => [JSON.stringify(shape), shape] as const))(
    'and no other answer is, unless it is as good, with %s',
    (_, shape) => {
      let others = 0;
      forRandomInputs(shape, 60, (input) => {
        const found = solved(input);
        if (!found) return;
        const { problem, answer } = found;
        const { candidates, classes, isFair } = problem;
        answer.pairOf.forEach((held, r) => {
          const row = [-1];
          for (let pair = candidates.rowStart[r]!; pair < candidates.rowStart[r + 1]!; pair++) row.push(pair);
          for (const pair of row) {
            if (pair === held) continue;
            const pairOf = Int32Array.from(answer.pairOf);
            pairOf[r] = pair;
            const standing = standingOf(candidates, classes, pairOf);
            if (compareStandings(standing, answer.standing, classes, isFair) === 0) continue;
            others++;
            const doubts = doubtsAboutOptimality(input, problem, { ...answer, pairOf, standing });
            expect(count(doubts)).toBeGreaterThan(0);
          }
        });
      });
      expect(others).toBeGreaterThan(100);
    },
  );
});

describe('doubts are found about', () => {
  const input = anInput({
    requests: [
      aRequest('a', { hei: 'North', priority: 0 }),
      aRequest('b', { hei: 'North' }),
      aRequest('c', { hei: 'South', district: FAR.id }),
      aRequest('d', { hei: 'South' }),
    ],
    offers: [anOffer('x', { places: 2 }), anOffer('y')],
    caps: [{ kind: 'provider', id: 'Elm Care', maxLearners: 2 }],
    policy: aPolicy({ fairness: 'max-min' }),
  });
  const { problem, answer } = solved(input)!;
  const doubts = (edit: {
    answer?: Partial<FlowAnswer>;
    problem?: Partial<Problem>;
    input?: Partial<MatchingInput>;
  }) =>
    doubtsAboutOptimality(
      { ...input, ...edit.input },
      { ...problem, ...edit.problem },
      { ...answer, ...edit.answer },
    );
  const { potentials, tree } = answer;

  it('nothing in the answer itself', () => {
    expect(doubts({})).toEqual(NO_DOUBTS);
    expect(answer.standing.placed).toBe(2);
  });

  it('a place that is no candidate, and a pin that is not kept', () => {
    const pairOf = answer.pairOf.map((pair, r) => (r === 0 ? problem.candidates.rowStart[1]! : pair));
    expect(doubts({ answer: { pairOf } }).misplaced).toBe(1);
    const pinned =
      problem.candidates.rowStart[0]! + (answer.pairOf[0] === problem.candidates.rowStart[0] ? 1 : 0);
    const pinnedPair = problem.pinnedPair.map((pair, r) => (r === 0 ? pinned : pair));
    expect(doubts({ problem: { pinnedPair } }).misplaced).toBe(1);
  });

  it('more learners than there is room for', () => {
    expect(doubts({ answer: { tree: { ...tree, room: tree.room.map(() => 1) } } }).overfull).toBeGreaterThan(
      0,
    );
  });

  it('a limit that is stricter than the places and caps of the input', () => {
    // The answer and its prices are right for a cap of 2; the input has none, or a wider one.
    expect(doubts({ input: { caps: [] } }).baseless).toBe(1);
    expect(doubts({ input: { caps: [{ kind: 'provider', id: 'Elm Care', maxLearners: 3 }] } }).baseless).toBe(
      1,
    );
    expect(doubts({ input: { caps: [{ kind: 'provider', id: 'Ash', maxLearners: 2 }] } }).baseless).toBe(1);
  });

  it('a limit on learners who are never there at once', () => {
    const requests = problem.candidates.requests.map((request, r) =>
      r === 0 ? { ...request, startsOn: 141, endsOn: 160 } : request,
    );
    expect(doubts({ problem: { candidates: { ...problem.candidates, requests } } }).baseless).toBe(1);
  });

  it('prices that do not fit', () => {
    const moved = (part: Float64Array, by: number) => part.map((value) => value + by);
    expect(
      count(doubts({ answer: { potentials: { ...potentials, ofNode: moved(potentials.ofNode, -1) } } })),
    ).not.toBe(0);
    expect(
      count(doubts({ answer: { potentials: { ...potentials, ofRequest: moved(potentials.ofRequest, 1) } } })),
    ).not.toBe(0);
    expect(
      doubts({ answer: { potentials: { ...potentials, ofRequest: moved(potentials.ofRequest, -1) } } })
        .cheaper,
    ).not.toBe(0);
    expect(
      count(doubts({ answer: { potentials: { ...potentials, ofHei: moved(potentials.ofHei, 0.5) } } })),
    ).not.toBe(0);
  });

  it('prices by which a saving could outweigh a place, or a share', () => {
    const low = { ...potentials, tierPrice: Float64Array.of(2, 1) };
    expect(doubts({ answer: { potentials: low } }).misweighed).toBeGreaterThan(0);
    const sharePrices = potentials.sharePrices.map((prices) => Float64Array.from(prices).reverse());
    expect(doubts({ answer: { potentials: { ...potentials, sharePrices } } }).misweighed).toBeGreaterThan(0);
    const equal = potentials.sharePrices.map((prices) => prices.map((_, nth) => nth + 1));
    expect(
      doubts({ answer: { potentials: { ...potentials, sharePrices: equal } } }).misweighed,
    ).toBeGreaterThan(0);
  });
});
