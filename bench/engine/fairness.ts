import { groundOf } from '../../src/matching/engine/eligibility.js';
import type { MatchingInput, Request, SharedCap } from '../../src/matching/engine/index.js';
import { doubtsAboutOptimalityInOrder } from '../../src/matching/engine/optimality/in-order.js';
import { problemOf } from '../../src/matching/engine/problem.js';
import { sharingName } from '../../src/matching/engine/limits.js';
import { withWholeOffers } from '../../src/matching/engine/relaxation.js';
import { solve } from '../../src/matching/engine/search.js';
import { generate, SIZES } from './generator.js';

/** One in so many students is of the first tier, of the last, and has fared badly before; by their place in the input. */
const ONE_IN = { first: 20, last: 10, carryOver: 8 };

const FAIR: (input: MatchingInput) => MatchingInput = (input) => ({
  ...input,
  policy: { ...input.policy, fairness: 'max-min' },
});

const VARIANTS: readonly (readonly [name: string, change: (input: MatchingInput) => MatchingInput])[] = [
  ['shares', FAIR],
  ['tiers', inTiers],
  ['tiers, shares', (input) => FAIR(inTiers(input))],
  ['tiers, shares, carry-over', (input) => FAIR(inTiers(withCarryOver(input)))],
  ['tiers, shares, caps of providers', (input) => FAIR(inTiers(withCaps(input)))],
];

export const FAIRNESS_HEAD =
  '| market | besides number and cost | placed | least share | cost | ms | plain ms | ratio | proof ms |\n' +
  '|---|---|--:|--:|--:|--:|--:|--:|--:|';

/**
 * What fairness costs in time: the same market solved for number and cost alone, and with more that counts, taking
 * turns in one process. From the candidate pairs to the answer; proving it is timed apart, reading and pairing are not in it.
 */
export function* fairMarkets(size: keyof typeof SIZES): Generator<string> {
  const plain = generate(SIZES[size]);
  const turns = size === 'L' ? 2 : 4;
  const bare = problemOf(plain, groundOf(plain));
  const heis = bare.classes.heis.length;
  for (const [name, change] of VARIANTS) {
    const input = change(plain);
    const problem = problemOf(input, groundOf(input));
    const times = { plain: Infinity, fair: Infinity, proof: Infinity };
    const timed = <Value>(what: keyof typeof times, work: () => Value): Value => {
      const start = performance.now();
      const value = work();
      times[what] = Math.min(times[what], performance.now() - start);
      return value;
    };
    for (let turn = 0; turn < turns; turn++) {
      timed('plain', () => solve(bare));
      const { ordered, standing } = timed('fair', () => solve(problem))!;
      const doubts = timed('proof', () => doubtsAboutOptimalityInOrder(input, problem, ordered!));
      if (Object.values(doubts).some((count) => count > 0)) throw new Error(`${name}: not proven.`);
      if (turn + 1 < turns) continue;
      const { entitlementOfHei } = problem.classes;
      const least = Math.min(...entitlementOfHei.map((of, hei) => standing.placedByHei[hei]! / of));
      const cells = [
        `${size}, ${heis} HEIs`,
        name,
        standing.placed,
        least.toFixed(3),
        standing.cost,
        times.fair.toFixed(0),
      ];
      const rest = [times.plain.toFixed(0), (times.fair / times.plain).toFixed(2), times.proof.toFixed(0)];
      yield `| ${[...cells, ...rest].join(' | ')} |`;
    }
  }
}

function inTiers(input: MatchingInput): MatchingInput {
  const tierOf = (at: number) => (at % ONE_IN.first === 0 ? 0 : at % ONE_IN.last === 1 ? 2 : 1);
  return { ...input, requests: input.requests.map((one, at): Request => ({ ...one, priority: tierOf(at) })) };
}

function withCarryOver(input: MatchingInput): MatchingInput {
  const carryOverOf = (at: number) => (at % ONE_IN.carryOver === 3 ? 1 + (at % 3) : 0);
  return {
    ...input,
    requests: input.requests.map((one, at): Request => ({ ...one, carryOver: carryOverOf(at) })),
  };
}

/** Each provider hosts at most four in five of those whom it has places for, as far as such caps nest. */
function withCaps(input: MatchingInput): MatchingInput {
  const places = new Map<string, number>();
  for (const { places: more, legs } of input.offers) {
    const [first] = legs;
    if (legs.length === 1) places.set(first!.provider, (places.get(first!.provider) ?? 0) + more);
  }
  const caps = [...places].map(([id, all]): SharedCap => {
    return { kind: 'provider', id, maxLearners: Math.ceil(0.8 * all) };
  });
  const capped = { ...input, caps };
  const { beyond } = withWholeOffers(problemOf(capped, groundOf(capped)));
  const crossing = new Set(beyond.map(({ sharing }) => sharing));
  return { ...input, caps: caps.filter(({ kind, id }) => !crossing.has(sharingName(kind, id))) };
}
