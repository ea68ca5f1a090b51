import { groundOf } from '../../src/matching/engine/eligibility.js';
import { explain } from '../../src/matching/engine/explain.js';
import { checkInput, match, validateMatching } from '../../src/matching/engine/index.js';
import { doubtsAboutOptimality } from '../../src/matching/engine/optimality/optimality.js';
import { problemOf } from '../../src/matching/engine/problem.js';
import { solve } from '../../src/matching/engine/search.js';
import { generate, type Recipe } from './generator.js';
import { row, tenths } from './race.js';

export const WHOLE_HEAD =
  '| | check | candidates | solve | prove | explain | validate | proof of solve | explain of candidates and solve | explain of solve | validate of match |\n' +
  '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|';

/** From requests and offers to a checked result, explanations and all, step by step: milliseconds, least of so many rounds. */
export function wholeWay(name: string, recipe: Recipe, rounds: number): string {
  const input = generate(recipe);
  const least = new Map<string, number>();
  const timed = <Value>(what: string, work: () => Value): Value => {
    const start = performance.now();
    const value = work();
    least.set(what, Math.min(least.get(what) ?? Infinity, performance.now() - start));
    return value;
  };
  for (let round = 0; round < rounds; round++) {
    if (timed('check', () => checkInput(input)).length > 0) throw new Error('The input has faults.');
    const [ground, problem] = timed('candidates', () => {
      const made = groundOf(input);
      return [made, problemOf(input, made)] as const;
    });
    const solution = timed('solve', () => solve(problem))!;
    const doubts = timed('prove', () => doubtsAboutOptimality(input, problem, solution.flow!));
    if (Object.values(doubts).some((count) => count > 0)) throw new Error('The answer is not proven.');
    timed('explain', () => explain(input, problem, solution, ground));
  }
  const result = match(input);
  for (let round = 0; round < rounds; round++)
    if (timed('validate', () => validateMatching(input, result)).length > 0)
      throw new Error('The result is not valid.');
  const ms = (what: string) => least.get(what)!;
  const all = ms('candidates') + ms('solve') + ms('prove') + ms('explain');
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(0)} %`;
  return row([
    name,
    ...['check', 'candidates', 'solve', 'prove', 'explain', 'validate'].map((what) => tenths(ms(what))),
    percent(ms('prove'), ms('solve')),
    percent(ms('explain'), ms('candidates') + ms('solve')),
    percent(ms('explain'), ms('solve')),
    percent(ms('validate'), all),
  ]);
}
