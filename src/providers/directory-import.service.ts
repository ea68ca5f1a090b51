import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CsvFault, csvFaultText, type CsvRowFault, readCsv } from '../csv/index.js';
import { Database, join, newId, sql } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import { recordEvent } from '../identity/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { DirectoryEntry } from './directory-entry.entity.js';
import {
  CARE_DIRECTORY_FORMAT,
  type CareDirectoryEntry,
  careDirectoryRow,
} from './rules/care-directory-row.js';

/** What an import of the care directory did. Every row is in one of the last four or `faulty`. */
export interface DirectoryReport {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Entries that an earlier import had and this one had not. */
  readonly gone: number;
  readonly faulty: number;
  /** The first of the faults and warnings, in words. */
  readonly notes: readonly string[];
}

const ROWS_A_TURN = 250;
const MOST_NOTES = 200;
const MOST_ROWS = 500_000;

/** Brings in the Care Quality Commission's weekly care directory. */
@Injectable()
export class DirectoryImportService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /**
   * Reads the file as it comes, some hundred rows at a time, each lot in a transaction of its own: what
   * was read before a fault of the whole file is kept, and a second import puts it right. Entries that
   * the file no longer has are marked gone only once it was read to its end.
   */
  async importDirectory(
    file: AsyncIterable<Uint8Array>,
    progress: (rows: number) => void = () => undefined,
  ): Promise<Result<DirectoryReport, { readonly fault: string; readonly report: DirectoryReport }>> {
    const importId = newId();
    const counts = { rows: 0, created: 0, updated: 0, unchanged: 0, gone: 0, faulty: 0 };
    const notes: string[] = [];
    const note = (faults: readonly CsvRowFault[]): void => {
      for (const fault of faults) if (notes.length < MOST_NOTES) notes.push(csvFaultText(fault));
    };
    const seen = new Set<string>();
    let entries: CareDirectoryEntry[] = [];
    const flush = async (): Promise<void> => {
      const put = await this.putEntries(entries, importId);
      counts.created += put.created;
      counts.updated += put.updated;
      counts.unchanged += put.unchanged;
      entries = [];
      progress(counts.rows);
      await nextTurn();
    };
    try {
      for await (const row of readCsv(file, { ...CARE_DIRECTORY_FORMAT, maxRows: MOST_ROWS })) {
        counts.rows += 1;
        const read = careDirectoryRow(row, (text) => this.gazetteer.locate(text));
        if (!read.ok) {
          counts.faulty += 1;
          note(read.refusal);
          continue;
        }
        note(read.value.warnings);
        const { entry } = read.value;
        if (seen.has(entry.cqcLocationId)) {
          counts.faulty += 1;
          note([
            {
              line: row.line,
              column: 'CQC Location ID',
              found: `${entry.cqcLocationId} a second time`,
              wanted: 'each location once',
            },
          ]);
          continue;
        }
        seen.add(entry.cqcLocationId);
        entries.push(entry);
        if (entries.length >= ROWS_A_TURN) await flush();
      }
      await flush();
    } catch (error) {
      if (!(error instanceof CsvFault)) throw error;
      return refused({ fault: csvFaultText(error), report: { ...counts, notes } });
    }
    counts.gone = await this.markGone(importId, counts);
    return ok({ ...counts, notes });
  }

  private putEntries(
    entries: readonly CareDirectoryEntry[],
    importId: string,
  ): Promise<{ created: number; updated: number; unchanged: number }> {
    if (entries.length === 0) return Promise.resolve({ created: 0, updated: 0, unchanged: 0 });
    const updatedAt = new Date();
    return this.database.inTransaction(async (manager) => {
      const ids = entries.map((entry) => entry.cqcLocationId);
      const stored = await this.database.rows<{ id: string; digest: string; goneAt: string | null }>(
        sql`SELECT cqc_location_id AS "id", digest, gone_at AS "goneAt" FROM directory_entry
             WHERE cqc_location_id IN (${join(ids, ', ')})`,
        manager,
      );
      const byId = new Map(stored.map((row) => [row.id, row]));
      const changed = entries
        .map((entry) => ({ entry, digest: digestOf(entry) }))
        .filter(({ entry, digest }) => {
          const before = byId.get(entry.cqcLocationId);
          return before?.digest !== digest || before.goneAt !== null;
        });
      if (changed.length > 0) {
        const rows = changed.map(({ entry, digest }): DirectoryEntry => ({
          ...entry,
          nameKey: textKey(entry.name),
          serviceTypes: [...entry.serviceTypes],
          specialisms: [...entry.specialisms],
          digest,
          seenIn: importId,
          updatedAt,
          goneAt: null,
        }));
        await manager.upsert(DirectoryEntry, rows, ['cqcLocationId']);
      }
      await this.database.change(
        sql`UPDATE directory_entry SET seen_in = ${importId} WHERE cqc_location_id IN (${join(ids, ', ')})`,
        manager,
      );
      const created = entries.filter((entry) => !byId.has(entry.cqcLocationId)).length;
      return { created, updated: changed.length - created, unchanged: entries.length - changed.length };
    });
  }

  private markGone(importId: string, counts: Readonly<Record<string, number>>): Promise<number> {
    return this.database.inTransaction(async (manager) => {
      const gone = await this.database.change(
        sql`UPDATE directory_entry SET gone_at = ${new Date().toISOString()}
             WHERE gone_at IS NULL AND seen_in <> ${importId}`,
        manager,
      );
      await recordEvent(manager, {
        type: 'directory-imported',
        actor: 'operator',
        subjectType: 'directory-import',
        subjectId: importId,
        data: { ...counts, gone },
      });
      return gone;
    });
  }
}

function digestOf(entry: CareDirectoryEntry): string {
  return createHash('sha256').update(JSON.stringify(entry)).digest('base64url');
}
