import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CsvFault, type CsvRowFault, readCsv } from '../csv/index.js';
import { conditionFor, Database, inChunks, newId } from '../database/index.js';
import {
  type FileFault,
  knownColumns,
  noteText,
  unknownColumnNotes,
  type Vocabulary,
} from '../exchange/index.js';
import { type Actor, organisationOf } from '../access/index.js';
import { recordEvent } from '../identity/index.js';
import { VOCABULARY } from '../reference/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { type ImportKind, ImportFile } from './import.entity.js';
import { type StagedRow, StagedRows } from './staged-rows.repository.js';
import { type FileOwner, fileOwnerOf, importsWithin, maySeeImport } from './import.policy.js';
import { ImportRecords, withoutLines } from './import-records.service.js';
import { parseRows } from './rules/parsed-file.js';
import { COLUMNS_OF, faultOfRow, headerFaults, stagingOf } from './rules/staging.js';

export type CommitRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'has-faults'; readonly faultyRows: number }
  | { readonly kind: 'discarded' }
  | { readonly kind: 'row-faults'; readonly faults: readonly FileFault[] };

const ROWS_A_STATEMENT = 100;
const MOST_WARNINGS = 100;
/** Most rows of a file that is committed on trial to tell what it would change. */
const MOST_ROWS_FORESEEN = 3_000;
/** Most rows of one file. What is larger comes in parts. */
export const MOST_ROWS = 200_000;

/** Thrown inside a commit to undo what it did; never leaves this file. */
class CommitUndone extends Error {
  constructor(readonly faults?: readonly FileFault[]) {
    super('Commit undone');
  }
}

/** Thrown inside a commit that is only looked at; never leaves this file. */
class CommitForeseen extends Error {
  constructor(readonly outcome: Readonly<Record<string, number>>) {
    super('Commit looked at');
  }
}

/** Files on their way in: staged so that nothing is lost, looked at, committed once. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StagedRows) private readonly staged: StagedRows,
    @Inject(VOCABULARY) private readonly vocabulary: Vocabulary,
    @Inject(ImportRecords) private readonly records: ImportRecords,
  ) {}

  /**
   * Reads a file and keeps every row with its line and its faults. A file that cannot be read on is
   * refused with the place, and nothing of it is kept. A row about what is another organisation's has a fault.
   */
  async stageFile(
    kind: ImportKind,
    fileName: string,
    source: AsyncIterable<Uint8Array>,
    actor: Actor,
  ): Promise<Result<ImportFile, CsvRowFault>> {
    const file: ImportFile = {
      id: newId(),
      organisationId: organisationOf(actor),
      kind,
      fileName: fileName.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '').slice(0, 200),
      digest: '',
      status: 'staging',
      rows: 0,
      faultyRows: 0,
      columns: [],
      warnings: [],
      outcome: null,
      revision: 0,
      createdAt: new Date(),
      committedAt: null,
    };
    await this.database.inTransaction((manager) => manager.insert(ImportFile, file));
    try {
      const staged = await this.stageRows(file, source, fileOwnerOf(actor, kind));
      await this.database.inTransaction((manager) => manager.update(ImportFile, { id: file.id }, staged));
      return ok(staged);
    } catch (error) {
      await this.database.inTransaction((manager) => manager.delete(ImportFile, { id: file.id }));
      if (error instanceof CsvFault) return refused(error);
      throw error;
    }
  }

  /**
   * Makes the staged rows part of the data, all in one transaction; done again it tells what it did the
   * first time. With faulty rows it refuses, unless the good rows alone are asked for.
   */
  async commitFile(
    id: string,
    { goodRowsOnly }: { goodRowsOnly: boolean },
    actor: Actor,
  ): Promise<Result<ImportFile, CommitRefusal>> {
    try {
      return await this.database.inTransaction(async (manager) => {
        const file = await manager.findOneBy(ImportFile, { id });
        if (!file || file.status === 'staging' || !maySeeImport(actor, file).isAllowed) {
          return refused({ kind: 'not-found' });
        }
        if (file.status === 'committed') return ok(file);
        if (file.status === 'discarded') return refused({ kind: 'discarded' });
        if (file.faultyRows > 0 && !goodRowsOnly) {
          return refused({ kind: 'has-faults', faultyRows: file.faultyRows });
        }
        const claim = await manager.update(ImportFile, { id, status: 'staged' }, { status: 'committed' });
        // Somebody else commits or discards it in this moment: look again at what came of that.
        if (claim.affected === 0) throw new CommitUndone();
        const outcome = await this.commitRows(manager, file, goodRowsOnly, actor);
        const committed: ImportFile = { ...file, status: 'committed', outcome, committedAt: new Date() };
        await manager.update(ImportFile, { id }, committed);
        await recordEvent(manager, {
          type: 'import-committed',
          actor,
          subjectType: 'import',
          subjectId: id,
          data: { kind: file.kind, ...outcome },
        });
        return ok(committed);
      });
    } catch (error) {
      if (!(error instanceof CommitUndone)) throw error;
      if (error.faults) return refused({ kind: 'row-faults', faults: error.faults });
      return this.commitFile(id, { goodRowsOnly }, actor);
    }
  }

  /**
   * What committing the good rows now would do: does it and takes it back. `null` where the file has too many rows
   * for doing it twice, or where the rows contradict what is there.
   */
  async foreseeCommit(file: ImportFile, actor: Actor): Promise<Readonly<Record<string, number>> | null> {
    if (file.rows > MOST_ROWS_FORESEEN) return null;
    try {
      return await this.database.inTransaction(async (manager) => {
        throw new CommitForeseen(await this.commitRows(manager, file, true, actor));
      });
    } catch (error) {
      if (error instanceof CommitForeseen) return error.outcome;
      if (error instanceof CommitUndone) return null;
      throw error;
    }
  }

  /** Files that the actor's organisation sent, newest first, one more than `limit` when there are more. */
  list(actor: Actor, limit: number, beforeId: string | undefined): Promise<ImportFile[]> {
    const query = this.database.reader
      .createQueryBuilder(ImportFile, 'file')
      .where(...conditionFor(importsWithin(actor)))
      .andWhere('file.status <> :staging', { staging: 'staging' })
      .orderBy('file.id', 'DESC')
      .take(limit + 1);
    if (beforeId) query.andWhere('file.id < :beforeId', { beforeId });
    return query.getMany();
  }

  /** A file that the actor may see. */
  async one(id: string, actor: Actor): Promise<ImportFile | undefined> {
    const file = await this.database.reader.findOneBy(ImportFile, { id });
    return file && maySeeImport(actor, file).isAllowed ? file : undefined;
  }

  /** Forgets a staged file with all of its rows. */
  async discardFile(id: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const update = await manager.update(ImportFile, { id, status: 'staged' }, { status: 'discarded' });
      if (update.affected === 0) return false;
      await this.staged.drop(manager, id);
      return true;
    });
  }

  private async stageRows(
    file: ImportFile,
    source: AsyncIterable<Uint8Array>,
    owner: FileOwner | null,
  ): Promise<ImportFile> {
    const staging = stagingOf(file.kind, this.vocabulary);
    const hash = createHash('sha256');
    const { needed } = COLUMNS_OF[file.kind];
    const warnings: string[] = [];
    let columns: readonly string[] = [];
    let waiting: StagedRow[] = [];
    let rows = 0;
    const faultyLines = new Set<number>();
    const flush = async (): Promise<void> => {
      const some = waiting;
      waiting = [];
      if (some.length === 0) return;
      await this.database.inTransaction((manager) => this.staged.add(manager, some));
      await nextTurn();
    };
    const reading = readCsv(hashed(source, hash), {
      maxRows: MOST_ROWS,
      requiredColumns: needed,
      knownColumns: knownColumns(COLUMNS_OF[file.kind]),
      onHeader: (header) => {
        columns = header.columns;
        const [fault] = headerFaults(file.kind, header.columns);
        if (fault) throw new CsvFault('column-missing', { ...fault, found: fault.found || 'neither' });
        warnings.push(...unknownColumnNotes(header).map(noteText));
      },
    });
    for await (const row of reading) {
      rows += 1;
      const faults = staging.faultsOf(row);
      if (faults.length > 0) faultyLines.add(row.line);
      waiting.push({
        importId: file.id,
        line: row.line,
        cells: { ...row.cells },
        faults: faults.map(faultOfRow),
        ...(row.fault ? { isMisread: true as const } : {}),
      });
      if (waiting.length === ROWS_A_STATEMENT) await flush();
    }
    await flush();
    const { faults: between, notes, parsed } = staging.finish();
    const faults = [...between, ...(await this.records.unacceptable(this.database.reader, parsed, owner))];
    await this.markFaults(file.id, faults);
    for (const fault of faults) faultyLines.add(fault.line);
    warnings.push(...notes.map(noteText));
    return {
      ...file,
      status: 'staged',
      digest: hash.digest('base64url'),
      rows,
      faultyRows: faultyLines.size,
      columns: [...columns],
      warnings: warnings.slice(0, MOST_WARNINGS),
    };
  }

  private async markFaults(importId: string, faults: readonly FileFault[]): Promise<void> {
    for (const some of inChunks(faults, ROWS_A_STATEMENT)) {
      await this.database.inTransaction(async (manager) => {
        for (const fault of some) {
          await this.staged.addFault(manager, importId, fault.line, faultOfRow(fault));
        }
      });
      await nextTurn();
    }
  }

  private async commitRows(
    manager: EntityManager,
    file: ImportFile,
    goodRowsOnly: boolean,
    actor: Actor,
  ): Promise<Record<string, number>> {
    const owner = fileOwnerOf(actor, file.kind);
    const parsed = parseRows(file.kind, await this.staged.good(manager, file.id), this.vocabulary);
    const foreign = await this.records.unacceptable(manager, parsed, owner);
    if (foreign.length > 0 && !goodRowsOnly) throw new CommitUndone(foreign);
    const columns = new Set(file.columns);
    const own = withoutLines(parsed, foreign);
    const { outcome, refusals } = await this.records.put(manager, own, columns, owner, new Date());
    if (refusals.length > 0 && !goodRowsOnly) throw new CommitUndone(refusals);
    return outcome;
  }
}

async function* hashed(
  source: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}
