import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { candidatesOf } from '../../src/matching/engine/candidates.js';
import { groundOf } from '../../src/matching/engine/eligibility.js';
import { checkInput, match, validateMatching, type MatchingInput } from '../../src/matching/engine/index.js';
import { writeInstance, type Instance } from '../../src/matching/engine/instance.js';
import { deferredAcceptance, firstCome } from './baselines.js';
import { CORNERS } from './corners.js';
import { generate, SIZES, type Recipe } from './generator.js';
import { benchRepair } from './repair.js';

/**
 * The engine beside its rivals, in one sitting and taking turns, because only ratios mean anything on a machine that
 * has other things to do. Prints Markdown. Arguments choose what to run: S, M, L, corners, whole, repair; all but L without any.
 */
const wanted = new Set(
  process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['S', 'M', 'corners', 'whole', 'repair'],
);
const folder = process.env['BENCH_FOLDER'] ?? '/tmp/fairplace-bench';
mkdirSync(folder, { recursive: true });
const lemon = join(folder, 'lemon');
const solveOnce = fileURLToPath(new URL('./solve-once.js', import.meta.url));

interface Figures {
  readonly solveMs: readonly number[];
  readonly placed: number;
  readonly cost: number;
  readonly doubts?: number;
  readonly peakRssMb: number;
}

const VARIANTS: readonly (readonly [
  name: string,
  size: 'S' | 'M' | 'L',
  change: Partial<Recipe>,
  turns: number,
  warm: number,
])[] = [
  ['S', 'S', {}, 3, 40],
  ['M', 'M', {}, 3, 8],
  ['M tight', 'M', { placesPerRequest: 0.7 }, 2, 8],
  ['M surplus', 'M', { placesPerRequest: 1.3 }, 2, 8],
  ['L', 'L', {}, 3, 1],
  ['L, another seed', 'L', { seed: 2 }, 2, 1],
  ['L tight', 'L', { placesPerRequest: 0.7 }, 2, 1],
  ['L surplus', 'L', { placesPerRequest: 1.3 }, 2, 1],
];

print('| instance | students | offers | pairs | placed | cost | engine ms | LEMON ms | ratio | memory, MB |');
print('|-|-|-|-|-|-|-|-|-|-|');
for (const [name, size, change, turns, warm] of VARIANTS) {
  if (!wanted.has(size)) continue;
  const input = generate({ ...SIZES[size], ...change });
  const instance = instanceOf(input);
  race(name, instance, turns, warm);
  if (Object.keys(change).length === 0) compareWithCustom(name, instance);
}
if (wanted.has('corners')) for (const [name, make] of Object.entries(CORNERS)) race(name, make(), 2, 2);
if (wanted.has('whole')) for (const size of ['S', 'M', 'L'] as const) if (wanted.has(size)) wholeWay(size);
if (wanted.has('repair'))
  for (const size of ['S', 'M', 'L'] as const) if (wanted.has(size)) benchRepair(size, print);

function race(name: string, instance: Instance, turns: number, warm: number): void {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.plm`);
  writeFileSync(file, writeInstance(instance, { seed: 0, placesPerThousand: 0, fineness: 1 }));
  let ours: Figures | undefined;
  let theirs: Figures | undefined;
  for (let turn = 0; turn < turns; turn++) {
    ours = best(ours, run(process.execPath, [solveOnce, file, String(Math.max(2, warm))]));
    if (existsSync(lemon)) theirs = best(theirs, run(lemon, [file, String(warm)]));
  }
  if (!ours || ours.doubts !== 0) throw new Error(`${name}: the engine's answer is not proven.`);
  if (theirs && (theirs.placed !== ours.placed || theirs.cost !== ours.cost)) {
    throw new Error(
      `${name}: LEMON has ${theirs.placed} at ${theirs.cost}, the engine ${ours.placed} at ${ours.cost}.`,
    );
  }
  const [mine, other] = [Math.min(...ours.solveMs), theirs && Math.min(...theirs.solveMs)];
  const sizes = [instance.rowStart.length - 1, instance.places.length, instance.offer.length];
  const ratio = other ? (mine / other).toFixed(2) : '-';
  const memory = `${ours.peakRssMb} / ${theirs?.peakRssMb ?? '-'}`;
  row([name, ...sizes, ours.placed, ours.cost, mine.toFixed(1), other?.toFixed(1) ?? '-', ratio, memory]);
}

function best(before: Figures | undefined, now: Figures): Figures {
  return before ? { ...now, solveMs: [...before.solveMs, ...now.solveMs] } : now;
}

function run(command: string, args: readonly string[]): Figures {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 20 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

/** What today's ways of doing it would have reached. */
function compareWithCustom(name: string, instance: Instance): void {
  for (const [custom, reach] of [
    ['first come', firstCome],
    ['deferred acceptance', deferredAcceptance],
  ] as const) {
    const { placed, cost } = reach(instance);
    row([`${name}, ${custom}`, '', '', '', placed, cost, '', '', '', '']);
  }
}

/** From requests and offers to a checked result, explanations and all. */
function wholeWay(size: 'S' | 'M' | 'L'): void {
  const input = generate(SIZES[size]);
  const times: [string, number][] = [];
  const timed = <Value>(what: string, work: () => Value): Value => {
    const start = performance.now();
    const value = work();
    times.push([what, performance.now() - start]);
    return value;
  };
  for (let turn = 0; turn < 2; turn++) {
    times.length = 0;
    timed('check input', () => checkInput(input));
    timed('candidates alone', () => instanceOf(input));
    const result = timed('match', () => match(input));
    if (timed('validate', () => validateMatching(input, result)).length > 0)
      throw new Error('The result is not valid.');
  }
  print(`\n${size}, the whole way: ${times.map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`).join(', ')}`);
}

function instanceOf(input: MatchingInput): Instance {
  const { rowStart, offer, cost, offers } = candidatesOf(input, groundOf(input));
  return { places: Int32Array.from(offers, ({ places }) => places), rowStart, offer, cost };
}

function row(cells: readonly (string | number)[]): void {
  print(`| ${cells.join(' | ')} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
