import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeInstance, type Instance } from '../../src/matching/engine/instance.js';

/** What a solver tells of itself, once it has solved a file so many times in one process. */
export interface Figures {
  readonly solveMs: readonly number[];
  readonly placed: number;
  readonly cost: number;
  readonly peakRssMb: number;
}

/** The engine's own figures: `doubts` counts what speaks against its answer. */
export interface OwnFigures extends Figures {
  readonly doubts: number;
  readonly certifyMs: number;
}

const folder = process.env['BENCH_FOLDER'] ?? '/tmp/fairplace-bench';
mkdirSync(folder, { recursive: true });
const lemon = join(folder, 'lemon');
const HIGHS_LIMIT_MS = 120_000;

export function hasLemon(): boolean {
  return existsSync(lemon);
}

/** Writes the instance where all solvers read it from. */
export function asFile(name: string, instance: Instance): string {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.plm`);
  writeFileSync(file, writeInstance(instance, { seed: 0, placesPerThousand: 0, fineness: 1 }));
  return file;
}

export function runEngine(file: string, times: number): OwnFigures {
  return run(process.execPath, [script('solve-once.js'), file, String(times)])! as OwnFigures;
}

export function runLemon(file: string, times: number): Figures {
  return run(lemon, [file, String(times)])!;
}

/** @returns `null` when it did not come to an end in two minutes */
export function runHighs(file: string): Figures | null {
  return run(process.execPath, [script('highs-once.js'), file], HIGHS_LIMIT_MS);
}

/** Both runs as one: all times, and the more memory. */
export function together<Own extends Figures>(before: Own | undefined, now: Own): Own {
  if (!before) return now;
  return {
    ...now,
    solveMs: [...before.solveMs, ...now.solveMs],
    peakRssMb: Math.max(before.peakRssMb, now.peakRssMb),
  };
}

function script(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

function run(command: string, args: readonly string[], timeout?: number): Figures | null {
  const { status, signal, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 20,
    timeout,
  });
  if (signal !== null && timeout !== undefined) return null;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}
