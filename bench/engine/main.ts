import { cpus, loadavg } from 'node:os';
import { candidatesOf } from '../../src/matching/engine/candidates.js';
import { groundOf } from '../../src/matching/engine/eligibility.js';
import type { MatchingInput } from '../../src/matching/engine/index.js';
import type { Instance } from '../../src/matching/engine/instance.js';
import { CORNERS } from './corners.js';
import { FAIRNESS_HEAD, fairMarkets } from './fairness.js';
import { generate, mulberry32, SIZES, type Recipe } from './generator.js';
import { compareWithCustoms, CUSTOM_HEAD, race, RACE_HEAD, type Turns } from './race.js';
import { benchRepair } from './repair.js';
import { hasLemon } from './rivals.js';
import { shapeOf } from './shapes.js';
import { SUPERVISION_HEAD, supervisedMarkets } from './supervised-markets.js';
import { putTable } from './tables.js';
import { WHOLE_HEAD, wholeWay } from './whole-way.js';

/**
 * The engine beside its rivals, in one sitting and taking turns, because only ratios mean anything on a machine that
 * has other things to do. Prints Markdown. Arguments choose what to run: S, M, L, shapes, corners, whole, repair, supervision,
 * fairness; all but L without any. `--write` also puts the tables into the README of the benches, and the ratios into that of the project.
 */
type Size = keyof typeof SIZES;

interface Variant extends Turns {
  readonly name: string;
  readonly size: Size;
  readonly change?: Partial<Recipe>;
  readonly isInSeconds?: boolean;
  readonly isCompared?: boolean;
}

const VARIANTS: readonly Variant[] = [
  { name: 'S', size: 'S', turns: 4, warm: 60, highs: true, isCompared: true },
  { name: 'M slice', size: 'M', change: { requests: 3_000, offers: 1_200 }, turns: 3, warm: 20, highs: true },
  { name: 'M', size: 'M', turns: 4, warm: 12, isCompared: true },
  { name: 'M, another seed', size: 'M', change: { seed: 2 }, turns: 3, warm: 12 },
  { name: 'M tight', size: 'M', change: { placesPerRequest: 0.7 }, turns: 3, warm: 12 },
  { name: 'M surplus', size: 'M', change: { placesPerRequest: 1.3 }, turns: 3, warm: 12 },
  { name: 'M in seconds', size: 'M', isInSeconds: true, turns: 3, warm: 12 },
  { name: 'L', size: 'L', turns: 3, warm: 2, isCompared: true },
  { name: 'L, another seed', size: 'L', change: { seed: 2 }, turns: 2, warm: 2 },
  { name: 'L tight', size: 'L', change: { placesPerRequest: 0.7 }, turns: 2, warm: 2 },
  { name: 'L surplus', size: 'L', change: { placesPerRequest: 1.3 }, turns: 2, warm: 2 },
  { name: 'L in seconds', size: 'L', isInSeconds: true, turns: 2, warm: 2 },
];
const SHAPES = 70;

const chosen = process.argv.slice(2).filter((argument) => argument !== '--write');
const isWriting = process.argv.includes('--write');
const wanted = new Set(
  chosen.length > 0 ? chosen : ['S', 'M', 'shapes', 'corners', 'whole', 'repair', 'supervision', 'fairness'],
);
const sizes = (['S', 'M', 'L'] as const).filter((size) => wanted.has(size));

const circumstances = `Node ${process.version.slice(1)}, ${cpus().length} processors (${cpus()[0]?.model.trim() ?? 'unknown'}).`;
print(circumstances);
section('engine-races', RACE_HEAD, () => races(['S', 'M']));
section('engine-races-large', RACE_HEAD, () => races(['L']));
section('engine-corners', RACE_HEAD, function* () {
  if (!wanted.has('corners')) return;
  for (const [name, make] of Object.entries(CORNERS)) yield race(name, make(), { turns: 3, warm: 3 });
});
section('engine-customs', CUSTOM_HEAD, () => customs(['S', 'M']));
section('engine-customs-large', CUSTOM_HEAD, () => customs(['L']));
if (wanted.has('whole'))
  section('engine-whole', WHOLE_HEAD, function* () {
    for (const size of sizes) yield wholeWay(size, SIZES[size], size === 'L' ? 2 : 12);
  });
if (wanted.has('shapes')) {
  for (let number = 0; number < SHAPES; number++) {
    const { name, instance } = shapeOf(number);
    race(name, instance, { turns: 1, warm: 1 });
  }
  print(
    `\n${SHAPES} instances of many shapes: all proven${hasLemon() ? ', all worth the same as what LEMON finds' : ''}.`,
  );
}
if (wanted.has('supervision'))
  section('engine-supervision', SUPERVISION_HEAD, () => supervisedMarkets(wanted.has('M') ? 'M' : 'S'));
if (wanted.has('fairness'))
  section('engine-fairness', FAIRNESS_HEAD, function* () {
    for (const size of sizes) yield* fairMarkets(size);
  });
if (wanted.has('repair')) for (const size of sizes) benchRepair(size, print);

function* races(those: readonly Size[]): Iterable<string> {
  for (const { name, size, change, isInSeconds = false, ...turns } of VARIANTS) {
    if (!wanted.has(size) || !those.includes(size)) continue;
    const instance = instanceOf(generate({ ...SIZES[size], ...change }));
    yield race(name, isInSeconds ? inSeconds(instance) : instance, turns);
  }
}

function* customs(those: readonly Size[]): Iterable<string> {
  for (const { name, size, isCompared = false } of VARIANTS)
    if (isCompared && wanted.has(size) && those.includes(size))
      yield* compareWithCustoms(name, instanceOf(generate(SIZES[size])));
}

/** Prints a table as its rows come, between two looks at how busy the machine is. */
function section(name: string, head: string, rows: () => Iterable<string>): void {
  const before = loadavg()[0]!;
  const lines: string[] = [];
  for (const line of rows()) {
    if (lines.length === 0) print(`\n${head}`);
    lines.push(line);
    print(line);
  }
  if (lines.length === 0) return;
  const load = `${circumstances} Load average ${before.toFixed(1)} before, ${loadavg()[0]!.toFixed(1)} after.`;
  print(`\n${load}`);
  if (!isWriting) return;
  putTable('bench/README.md', name, [load, '', head, ...lines]);
  if (name.startsWith('engine-races')) putTable('README.md', name, shortened([head, ...lines]));
}

/** The columns that say most. */
function shortened(lines: readonly string[]): string[] {
  const kept = [0, 1, 2, 3, 4, 6, 7, 8];
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => `|${kept.map((at) => cells[at]).join('|')}|`);
}

function instanceOf(input: MatchingInput): Instance {
  const { rowStart, offer, cost, offers } = candidatesOf(input, groundOf(input));
  return { places: Int32Array.from(offers, ({ places }) => places), rowStart, offer, cost };
}

/** The same with costs sixty times as fine: hardly two are equal. */
function inSeconds(instance: Instance): Instance {
  const dice = mulberry32(instance.cost.length);
  return { ...instance, cost: instance.cost.map((cost) => 60 * cost + Math.floor(60 * dice())) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
