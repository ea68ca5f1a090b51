import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsv } from '../../src/csv/index.js';
import { MATCH_COLUMNS, readMatch, type MatchRecord } from '../../src/exchange/index.js';
import { runMatchCommand } from '../../src/matching/match-files/index.js';
import { dayNumber } from '../../src/shared/days.js';
import type { Cells } from './second-reading.js';

export interface Written {
  readonly students: readonly Cells[];
  readonly offers: readonly Cells[];
  readonly pools?: readonly Cells[];
  readonly caps?: readonly Cells[];
  readonly policy?: unknown;
}

export interface Answered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Empty unless the command ended with 0. */
  readonly matches: readonly MatchRecord[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test reads out of JSON it names itself
  readonly report: any;
}

/** Writes rows as files, runs the command `match` on them, and reads what it has written. */
export class WrittenFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fairplace-written-'));

  async match({ students, offers, pools, caps, policy }: Written): Promise<Answered> {
    this.write('students.csv', students);
    this.write('offers.csv', offers);
    if (pools) this.write('pools.csv', pools);
    if (caps && caps.length > 0) this.write('caps.csv', caps);
    writeFileSync(this.path('policy.json'), JSON.stringify(policy ?? {}));
    const told = { stdout: '', stderr: '' };
    const code = await runMatchCommand(
      {
        students: this.path('students.csv'),
        offers: this.path('offers.csv'),
        ...(pools && { pools: this.path('pools.csv') }),
        ...(caps && caps.length > 0 && { caps: this.path('caps.csv') }),
        policy: this.path('policy.json'),
        out: this.path('matches.csv'),
        report: this.path('report.json'),
      },
      {
        stdout: { write: (text) => (told.stdout += text) },
        stderr: { write: (text) => (told.stderr += text) },
        isTerminal: false,
        today: dayNumber('2026-12-07') ?? 0,
      },
    );
    if (code !== 0) return { code, ...told, matches: [], report: undefined };
    return { code, ...told, matches: await this.matches(), report: JSON.parse(this.read('report.json')) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async matches(): Promise<MatchRecord[]> {
    const records: MatchRecord[] = [];
    const source = (async function* (text: string) {
      yield await Promise.resolve(Buffer.from(text));
    })(this.read('matches.csv'));
    for await (const row of readCsv(source, { requiredColumns: MATCH_COLUMNS.needed })) {
      const read = readMatch(row);
      if (!read.ok) throw new Error(JSON.stringify(read.refusal));
      records.push(read.value);
    }
    return records;
  }

  private write(name: string, rows: readonly Cells[]): void {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
    writeFileSync(this.path(name), [columns.join(','), ...lines].join('\n'));
  }

  private read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
