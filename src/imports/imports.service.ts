import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CohortImportService } from '../cohorts/index.js';
import { CsvFault, type CsvRowFault, readCsv } from '../csv/index.js';
import { Database, inChunks, newId, type PutCounts } from '../database/index.js';
import {
  type FileFault,
  gatherOffers,
  noteText,
  readCap,
  readOfferRow,
  readPool,
  readStudent,
  unknownColumnNotes,
  type Vocabulary,
  knownColumns,
} from '../exchange/index.js';
import { type Actor, recordEvent } from '../identity/index.js';
import { OfferImportService } from '../placements/index.js';
import { ProviderImportService } from '../providers/index.js';
import { VOCABULARY } from '../reference/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { type ImportKind, ImportFile, ImportRow } from './import.entity.js';
import { COLUMNS_OF, headerFaults, stagingOf } from './rules/staging.js';

export type CommitRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'has-faults'; readonly faultyRows: number }
  | { readonly kind: 'discarded' }
  | { readonly kind: 'row-faults'; readonly faults: readonly FileFault[] };

const ROWS_A_STATEMENT = 100;
const MOST_WARNINGS = 100;
/** Most rows of one file. What is larger comes in parts. */
export const MOST_ROWS = 200_000;

/** Thrown inside a commit to undo what it did; never leaves this file. */
class CommitUndone extends Error {
  constructor(readonly faults?: readonly FileFault[]) {
    super('Commit undone');
  }
}

/** Files on their way in: staged so that nothing is lost, looked at, committed once. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(VOCABULARY) private readonly vocabulary: Vocabulary,
    @Inject(CohortImportService) private readonly cohorts: CohortImportService,
    @Inject(OfferImportService) private readonly offers: OfferImportService,
    @Inject(ProviderImportService) private readonly providers: ProviderImportService,
  ) {}

  /**
   * Reads a file and keeps every row with its line and its faults. A file that cannot be read on is
   * refused with the place, and nothing of it is kept.
   */
  async stageFile(
    kind: ImportKind,
    fileName: string,
    source: AsyncIterable<Uint8Array>,
  ): Promise<Result<ImportFile, CsvRowFault>> {
    const file: ImportFile = {
      id: newId(),
      kind,
      fileName: fileName.slice(0, 200),
      digest: '',
      status: 'staging',
      rows: 0,
      faultyRows: 0,
      columns: [],
      warnings: [],
      outcome: null,
      createdAt: new Date(),
      committedAt: null,
    };
    await this.database.inTransaction((manager) => manager.insert(ImportFile, file));
    try {
      const staged = await this.stageRows(file, source);
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
        if (!file || file.status === 'staging') return refused({ kind: 'not-found' });
        if (file.status === 'committed') return ok(file);
        if (file.status === 'discarded') return refused({ kind: 'discarded' });
        if (file.faultyRows > 0 && !goodRowsOnly) {
          return refused({ kind: 'has-faults', faultyRows: file.faultyRows });
        }
        const claim = await manager.update(ImportFile, { id, status: 'staged' }, { status: 'committed' });
        // Somebody else commits or discards it in this moment: look again at what came of that.
        if (claim.affected === 0) throw new CommitUndone();
        const outcome = await this.commitRows(manager, file, goodRowsOnly);
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

  /** Forgets a staged file with all of its rows. */
  async discardFile(id: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const update = await manager.update(ImportFile, { id, status: 'staged' }, { status: 'discarded' });
      if (update.affected === 0) return false;
      await manager.delete(ImportRow, { importId: id });
      return true;
    });
  }

  private async stageRows(file: ImportFile, source: AsyncIterable<Uint8Array>): Promise<ImportFile> {
    const staging = stagingOf(file.kind, this.vocabulary);
    const hash = createHash('sha256');
    const { needed } = COLUMNS_OF[file.kind];
    const warnings: string[] = [];
    let columns: readonly string[] = [];
    let waiting: ImportRow[] = [];
    let rows = 0;
    const faultyLines = new Set<number>();
    const flush = async (): Promise<void> => {
      const some = waiting;
      waiting = [];
      if (some.length === 0) return;
      await this.database.inTransaction((manager) =>
        manager.createQueryBuilder().insert().into(ImportRow).values(some).updateEntity(false).execute(),
      );
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
        isFaulty: faults.length > 0 ? 1 : 0,
      });
      if (waiting.length === ROWS_A_STATEMENT) await flush();
    }
    await flush();
    const { faults, notes } = staging.finish();
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
          const row = await manager.findOneBy(ImportRow, { importId, line: fault.line });
          if (!row) continue;
          const all = [...row.faults, faultOfRow(fault)];
          await manager.update(ImportRow, { importId, line: fault.line }, { faults: all, isFaulty: 1 });
        }
      });
      await nextTurn();
    }
  }

  private async commitRows(
    manager: EntityManager,
    file: ImportFile,
    goodRowsOnly: boolean,
  ): Promise<Record<string, number>> {
    const now = new Date();
    const rows = await this.goodRows(manager, file.id);
    switch (file.kind) {
      case 'students': {
        const records = rows.map((row) => sure(readStudent(row, this.vocabulary)));
        const counts = await this.cohorts.putStudents(manager, records, now);
        return {
          ...outcome(counts.students),
          blocksCreated: counts.blocks.created,
          requestsCreated: counts.requests.created,
          requestsUpdated: counts.requests.updated,
        };
      }
      case 'offers': {
        const offerRows = rows.map((row) => ({
          line: row.line,
          record: sure(readOfferRow(row, this.vocabulary)),
        }));
        const { offers } = gatherOffers(offerRows, new Set());
        const counts = await this.offers.putOffers(
          manager,
          offers.map(({ record }) => record),
          now,
        );
        return outcome(counts.offers);
      }
      case 'pools':
        return outcome(
          await this.providers.putPools(
            manager,
            rows.map((row) => sure(readPool(row))),
            now,
          ),
        );
      case 'caps': {
        const { counts, refusals } = await this.providers.putCaps(
          manager,
          rows.map((row) => sure(readCap(row))),
        );
        if (refusals.size > 0 && !goodRowsOnly) {
          throw new CommitUndone(
            [...refusals].map(([index, refusal]) => ({ line: rows[index]?.line ?? 0, ...refusal })),
          );
        }
        return { ...outcome(counts), refused: refusals.size };
      }
    }
  }

  private async goodRows(manager: EntityManager, importId: string): Promise<ImportRow[]> {
    const rows: ImportRow[] = [];
    for (let after = 0; ;) {
      const some = await manager
        .createQueryBuilder(ImportRow, 'row')
        .where('row.importId = :importId AND row.isFaulty = 0 AND row.line > :after', { importId, after })
        .orderBy('row.line')
        .take(1_000)
        .getMany();
      rows.push(...some);
      const last = some.at(-1);
      if (!last) return rows;
      after = last.line;
      await nextTurn();
    }
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

function faultOfRow({ column, found, wanted }: FileFault) {
  return { column: column || null, found, wanted };
}

function outcome({ created, updated, unchanged }: PutCounts): Record<string, number> {
  return { created, updated, unchanged };
}

function sure<Value>(result: { ok: true; value: Value } | { ok: false }): Value {
  if (!result.ok) throw new Error('A row that was staged without a fault has one');
  return result.value;
}
