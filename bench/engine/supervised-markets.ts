import { match, validateMatching } from '../../src/matching/engine/index.js';
import { generate, SIZES, type Recipe } from './generator.js';
import { withSupervision, type Supervision } from './supervision.js';

const SECONDS = 60;
const SHORT = { groupShare: 0, pooledShare: 0.5, halfDaysForEach: 0.7 };

/** What may be missing at most for a market to be as good as asked, in students: of the number of all of them. */
type Allowed = (students: number) => number;

const MARKETS: readonly (readonly [
  name: string,
  recipe: Recipe,
  supervision: Omit<Supervision, 'seed'>,
  seeds: readonly number[],
  allowed: Allowed,
])[] = [
  [
    '200, 20 % hybrid',
    { ...SIZES.S, requests: 200, offers: 80 },
    { ...SHORT, hybridShare: 0.2 },
    [1, 2, 3, 4],
    () => 0,
  ],
  ['1,000, 20 % hybrid', SIZES.S, { ...SHORT, hybridShare: 0.2 }, [1, 2], () => 2],
  [
    '10,000, 10 % hybrid, 10 % groups',
    SIZES.M,
    { ...SHORT, hybridShare: 0.1, groupShare: 0.1 },
    [1],
    (students) => 0.005 * students,
  ],
];

export const SUPERVISION_HEAD =
  '| market | seed | placed / bound | cost / bound | proven within | allowed | seconds | of processor |\n|-|-|-|-|-|-|-|-|';

/**
 * Markets short of supervision: what is placed, what is proven of any other answer, and how long that took. Fails where an
 * answer is not valid, or may miss more students than are allowed for.
 */
export function* supervisedMarkets(largest: 'S' | 'M'): Generator<string> {
  for (const [name, recipe, supervision, seeds, allowed] of MARKETS) {
    if (recipe.requests > SIZES[largest].requests) continue;
    for (const seed of seeds) {
      const input = withSupervision(generate({ ...recipe, seed }), { ...supervision, seed });
      const started = performance.now();
      const before = processorSeconds();
      const result = match(input, {
        progress: () => undefined,
        isTimeUp: () => performance.now() - started > SECONDS * 1000,
      });
      const [seconds, ofProcessor] = [(performance.now() - started) / 1000, processorSeconds() - before];
      if (validateMatching(input, result).length > 0) throw new Error(`${name}, seed ${seed}: not valid.`);
      const { objective, bound } = result;
      const gap = bound.placed - objective.placed;
      const most = allowed(input.requests.length);
      if (gap > most)
        throw new Error(`${name}, seed ${seed}: may miss ${gap} students, ${most} are allowed.`);
      const cells = [
        name,
        seed,
        `${objective.placed} / ${bound.placed}`,
        `${objective.cost} / ${bound.cost}`,
        `${gap} students and ${objective.cost - bound.cost} cost`,
        most,
        seconds.toFixed(1),
        ofProcessor.toFixed(1),
      ];
      yield `| ${cells.join(' | ')} |`;
    }
  }
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
