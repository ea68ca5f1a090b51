import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor } from '../access/index.js';
import { Database, inChunks } from '../database/index.js';
import { type Vocabulary } from '../exchange/index.js';
import { VOCABULARY } from '../reference/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { ImportFile, type RowFault } from './import.entity.js';
import { fileOwnerOf, maySeeImport } from './import.policy.js';
import { ImportRecords } from './import-records.service.js';
import { faultOfRow, stagingOf } from './rules/staging.js';
import { type StagedRow, StagedRows } from './staged-rows.repository.js';

/** `not-faulty`: there is nothing to mend, perhaps because somebody else has just done it. */
export type MendRefusal = 'not-found' | 'not-open' | 'not-faulty';

const ROWS_A_READ = 1_000;
const ROWS_A_STATEMENT = 100;
const MOST_CELL_CHARACTERS = 10_000;

/** Rows of a staged file that are put right in the page. */
@Injectable()
export class MendRows {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StagedRows) private readonly staged: StagedRows,
    @Inject(VOCABULARY) private readonly vocabulary: Vocabulary,
    @Inject(ImportRecords) private readonly records: ImportRecords,
  ) {}

  /**
   * Writes cells of a faulty row anew and judges the whole file again, as one row can be right or wrong by
   * another. Cells of columns that the file does not have are left out. Tells what the row has become.
   */
  async mend(
    importId: string,
    line: number,
    cells: Readonly<Record<string, string>>,
    actor: Actor,
  ): Promise<Result<StagedRow, MendRefusal>> {
    const written = await this.database.inTransaction(async (manager) => {
      const file = await this.openFile(importId, actor, manager);
      if (typeof file === 'string') return file;
      const row = await this.staged.one(importId, line, manager);
      if (!row) return 'not-found';
      if (row.faults.length === 0) return 'not-faulty';
      const told = file.columns.flatMap((column) => {
        const text = cells[column];
        return text === undefined ? [] : [[column, text.slice(0, MOST_CELL_CHARACTERS)] as const];
      });
      const { isMisread: _mended, ...kept } = row;
      await this.staged.replace(manager, { ...kept, cells: { ...row.cells, ...Object.fromEntries(told) } });
      await manager.increment(ImportFile, { id: importId }, 'revision', 1);
      return undefined;
    });
    if (written) return refused(written);
    while (!(await this.judgeAgain(importId, actor)));
    const row = await this.staged.one(importId, line);
    return row ? ok(row) : refused('not-found');
  }

  /** Tells whether what it found is of the file as it is now; it writes nothing otherwise. */
  private async judgeAgain(importId: string, actor: Actor): Promise<boolean> {
    const file = await this.openFile(importId, actor, this.database.reader);
    if (typeof file === 'string') return true;
    const { changed, faultyRows } = await this.findings(file, actor);
    return this.database.inTransaction(async (manager) => {
      const now = await manager.findOneBy(ImportFile, { id: importId });
      if (now?.status !== 'staged') return true;
      if (now.revision !== file.revision) return false;
      for (const some of inChunks(changed, ROWS_A_STATEMENT)) {
        for (const row of some) await this.staged.replace(manager, row);
        await nextTurn();
      }
      await manager.update(ImportFile, { id: importId }, { faultyRows });
      return true;
    });
  }

  /** Every row with what is wrong with it now; those alone whose faults have changed. */
  private async findings(
    file: ImportFile,
    actor: Actor,
  ): Promise<{ changed: StagedRow[]; faultyRows: number }> {
    const staging = stagingOf(file.kind, this.vocabulary);
    const faults = new Map<number, RowFault[]>();
    for await (const rows of this.pages(file.id)) {
      for (const row of rows) {
        const found = row.isMisread ? row.faults : staging.faultsOf(row).map(faultOfRow);
        if (found.length > 0) faults.set(row.line, [...found]);
      }
    }
    const { faults: between, parsed } = staging.finish();
    const owner = fileOwnerOf(actor, file.kind);
    const foreign = await this.records.unacceptable(this.database.reader, parsed, owner);
    for (const fault of [...between, ...foreign]) {
      faults.set(fault.line, [...(faults.get(fault.line) ?? []), faultOfRow(fault)]);
    }
    const changed: StagedRow[] = [];
    for await (const rows of this.pages(file.id)) {
      for (const row of rows) {
        const found = faults.get(row.line) ?? [];
        if (JSON.stringify(found) !== JSON.stringify(row.faults)) changed.push({ ...row, faults: found });
      }
    }
    return { changed, faultyRows: faults.size };
  }

  private async *pages(importId: string): AsyncGenerator<StagedRow[]> {
    for (let after = 0; ;) {
      const rows = await this.staged.page(importId, { after, limit: ROWS_A_READ });
      const last = rows.at(-1);
      if (!last) return;
      after = last.line;
      yield rows;
      await nextTurn();
    }
  }

  private async openFile(
    id: string,
    actor: Actor,
    manager: EntityManager,
  ): Promise<ImportFile | Extract<MendRefusal, 'not-found' | 'not-open'>> {
    const file = await manager.findOneBy(ImportFile, { id });
    if (!file || !maySeeImport(actor, file).isAllowed) return 'not-found';
    return file.status === 'staged' ? file : 'not-open';
  }
}
