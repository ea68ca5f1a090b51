import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { shown } from '../../exchange/index.js';
import type { DayNumber } from '../../shared/days.js';
import type { Stage } from '../engine/types.js';
import { matchFiles, type FilesWatch, type MatchFilesOptions } from './match-files.service.js';
import { progressBar } from './progress-bar.js';
import { readReferenceData } from './reference-data.reader.js';
import { summaryText } from './summary-text.js';

export type MatchCommandOptions = Omit<MatchFilesOptions, 'today'>;

export interface Terminal {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Whether stderr is looked at by a person, so that a line may be written over. */
  readonly isTerminal: boolean;
  readonly today: DayNumber;
  /** Folder of the reference data, where it is not the one that ships. */
  readonly referenceFolder?: string;
}

export interface TextSink {
  write(text: string): unknown;
}

/** 0: written. 1: something failed that is not the files' fault. 2: the files, or their paths, are at fault. */
export type ExitCode = 0 | 1 | 2;

/**
 * The command `match`: two files in, two files out. Tells a summary on stdout; faults, warnings and
 * progress on stderr. Unless it answers 0 nothing was written.
 */
export async function runMatchCommand(options: MatchCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const { stdout, stderr, isTerminal, today } = terminal;
  const progress = isTerminal ? new ProgressLine(stderr) : undefined;
  try {
    const pathFaults = await outputFaults(options, [
      options.students,
      options.offers,
      options.pools,
      options.caps,
      options.policy,
    ]);
    if (pathFaults.length > 0) {
      stderr.write(`${pathFaults.join('\n')}\n`);
      return 2;
    }
    const reference = await readReferenceData(terminal.referenceFolder);
    const matched = await matchFiles({ ...options, today }, reference, progress ?? silent);
    progress?.clear();
    if (!matched.ok) {
      const { total } = matched.refusal;
      stderr.write(`${matched.refusal.lines().join('\n')}\n`);
      stderr.write(`${total === 1 ? '1 fault' : `${total} faults`} found; nothing was written.\n`);
      return 2;
    }
    const { report } = matched.value;
    stderr.write(warningText(report.warnings, report.moreWarnings));
    stdout.write(`${summaryText(report)}\nWritten: ${options.out} and ${options.report}\n`);
    return 0;
  } catch (error) {
    progress?.clear();
    stderr.write(`Failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

const silent: FilesWatch = { progress: () => undefined };

/** Warnings that are shown at once; the report has them all. */
const MOST_WARNINGS_SHOWN = 10;

function warningText(warnings: readonly string[], moreWarnings: number): string {
  const lines = warnings.slice(0, MOST_WARNINGS_SHOWN).map((warning) => `Warning: ${warning}`);
  const more = warnings.length + moreWarnings - lines.length;
  if (more > 0) lines.push(`and ${more} more warnings, in the report`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Refuses, before any work, outputs that could not be written or would write over an input. */
export async function outputFaults(
  options: { readonly out: string; readonly report: string },
  read: readonly (string | undefined)[],
): Promise<readonly string[]> {
  const inputs = read.flatMap((path) => (path === undefined ? [] : [resolve(path)]));
  const faults: string[] = [];
  if (resolve(options.out) === resolve(options.report)) {
    faults.push('--report: found the path of --out, wanted another');
  }
  for (const [option, path] of [
    ['--out', options.out],
    ['--report', options.report],
  ] as const) {
    const name = `'${shown(path)}'`;
    if (inputs.includes(resolve(path)))
      faults.push(`${option}: found ${name}, which is read; wanted another file`);
    if (!(await isKind(dirname(resolve(path)), 'folder'))) {
      faults.push(`${option}: found ${name}, wanted a file in a folder that exists`);
    } else if (basename(path) === '' || !(await isKind(resolve(path), 'file', 'nothing'))) {
      faults.push(`${option}: found ${name}, wanted the path of an ordinary file`);
    }
  }
  return faults;
}

async function isKind(path: string, ...kinds: readonly ('file' | 'folder' | 'nothing')[]): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  const kind = !status ? 'nothing' : status.isFile() ? 'file' : status.isDirectory() ? 'folder' : undefined;
  return kind !== undefined && kinds.includes(kind);
}

/** A terminal redraws more often than anyone can see. */
const REDRAW_MS = 100;

/** Keeps one line of a terminal up to date. */
class ProgressLine implements FilesWatch {
  private drawnAt = -Infinity;
  private stage: Stage | undefined;

  constructor(private readonly sink: TextSink) {}

  progress(stage: Stage, done: number, total: number): void {
    const now = performance.now();
    if (stage === this.stage && now - this.drawnAt < REDRAW_MS) return;
    [this.stage, this.drawnAt] = [stage, now];
    this.sink.write(`\r\u001b[K${progressBar(stage, done, total)}`);
  }

  clear(): void {
    if (this.stage !== undefined) this.sink.write('\r\u001b[K');
    this.stage = undefined;
  }
}
