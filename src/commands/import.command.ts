import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Config } from '../config/index.js';
import { createContext, openDatabaseOnly } from '../create-app.js';
import { csvFaultText } from '../csv/index.js';
import { type ImportKind, ImportsService, StagedRows } from '../imports/index.js';
import { DirectoryImportService } from '../providers/index.js';
import { type CommandOutput, printTable } from './output.js';

const MOST_FAULTS_SHOWN = 50;

/** Stages a file and commits it. Exit code 2 when it has faults and the good rows alone were not asked for. */
export async function importFile(
  config: Config,
  { kind, file, goodRowsOnly }: { kind: ImportKind; file: string; goodRowsOnly: boolean },
  { stdout, stderr }: CommandOutput,
): Promise<number> {
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const imports = context.get(ImportsService);
    const staged = await imports.stageFile(kind, basename(file), createReadStream(file), 'operator');
    if (!staged.ok) {
      stderr(`${basename(file)}: ${csvFaultText(staged.refusal)}\n`);
      return 2;
    }
    const { id, rows, faultyRows, warnings } = staged.value;
    for (const warning of warnings) stderr(`${basename(file)}: ${warning}\n`);
    if (faultyRows > 0) await tellFaults(context.get(StagedRows), id, basename(file), stderr);
    const committed = await imports.commitFile(id, { goodRowsOnly }, 'operator');
    if (!committed.ok) {
      if (committed.refusal.kind === 'row-faults') {
        for (const { line, column, found, wanted } of committed.refusal.faults) {
          stderr(`${basename(file)}: line ${line}, ${column}: found '${found}', wanted ${wanted}\n`);
        }
      }
      await imports.discardFile(id);
      const bad = committed.refusal.kind === 'row-faults' ? committed.refusal.faults.length : faultyRows;
      stderr(`${bad} of ${rows} rows have faults. Nothing was saved. --good-rows-only leaves them out.\n`);
      return 2;
    }
    stdout(
      printTable(
        ['what', 'rows'],
        Object.entries(committed.value.outcome ?? {}).map(([what, count]) => [what, String(count)]),
      ),
    );
    return 0;
  } finally {
    await context.close();
  }
}

/** Brings in the care directory. Exit code 2 when the file cannot be read to its end. */
export async function importDirectory(
  config: Config,
  { file, report }: { file: string; report?: string },
  { stdout, stderr, isTerminal }: CommandOutput,
): Promise<number> {
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const result = await context
      .get(DirectoryImportService)
      .importDirectory(createReadStream(file), (rows) => {
        if (isTerminal) stderr(`\r${rows} rows`);
      });
    if (isTerminal) stderr('\r');
    const found = result.ok ? result.value : result.refusal.report;
    if (report) await writeFile(report, `${JSON.stringify(found, null, 2)}\n`);
    const { notes, ...counts } = found;
    for (const note of notes.slice(0, MOST_FAULTS_SHOWN)) stderr(`${basename(file)}: ${note}\n`);
    stdout(
      printTable(
        ['what', 'rows'],
        Object.entries(counts).map(([what, count]) => [what, String(count)]),
      ),
    );
    if (result.ok) return 0;
    stderr(
      `${basename(file)}: ${result.refusal.fault}\nThe rows above it were taken; no entry was marked gone.\n`,
    );
    return 2;
  } finally {
    await context.close();
  }
}

async function tellFaults(
  staged: StagedRows,
  importId: string,
  fileName: string,
  stderr: (text: string) => void,
): Promise<void> {
  const rows = await staged.page(importId, { after: 0, limit: MOST_FAULTS_SHOWN, isFaulty: true });
  for (const { line, faults } of rows) {
    for (const { column, found, wanted } of faults) {
      stderr(`${fileName}: line ${line}${column ? `, ${column}` : ''}: found '${found}', wanted ${wanted}\n`);
    }
  }
}
