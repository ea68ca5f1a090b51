import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, sql } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import { Secrets } from '../secrets/index.js';
import { ImportRow, type RowFault } from './import.entity.js';

/** One row of a staged file as it was read, with everything that is wrong with it. */
export interface StagedRow {
  readonly importId: string;
  /** Line of the file where the row starts, 1 for the first. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly faults: readonly RowFault[];
  /** The row did not fit the header, so that its cells may stand in the wrong columns. */
  readonly isMisread?: true;
}

/** A student as files name them. */
export interface StudentInFile {
  readonly hei: string;
  readonly ref: string;
  readonly email: string | null;
}

const ROWS_A_READ = 1_000;

/** Rows of files on their way in. They hold whatever people sent, so all of it is sealed. */
@Injectable()
export class StagedRows {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  async add(manager: EntityManager, rows: readonly StagedRow[]): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(ImportRow)
      .values(rows.map((row) => this.sealed(row)))
      .updateEntity(false)
      .execute();
  }

  /** Notes one more fault with a row; nothing when there is no such row. */
  async addFault(manager: EntityManager, importId: string, line: number, fault: RowFault): Promise<void> {
    const row = await manager.findOneBy(ImportRow, { importId, line });
    if (!row) return;
    const opened = this.opened(row);
    await this.replace(manager, { ...opened, faults: [...opened.faults, fault] });
  }

  /** Writes a row anew in its place. */
  async replace(manager: EntityManager, row: StagedRow): Promise<void> {
    const { importId, line } = row;
    await manager.update(ImportRow, { importId, line }, this.sealed(row));
  }

  async one(
    importId: string,
    line: number,
    manager: EntityManager = this.database.reader,
  ): Promise<StagedRow | undefined> {
    const row = await manager.findOneBy(ImportRow, { importId, line });
    return row ? this.opened(row) : undefined;
  }

  /** Rows after a line, in the order of the file; with faults, without, or all. */
  async page(
    importId: string,
    { after, limit, isFaulty }: { after: number; limit: number; isFaulty?: boolean | undefined },
    manager: EntityManager = this.database.reader,
  ): Promise<StagedRow[]> {
    const query = manager
      .createQueryBuilder(ImportRow, 'row')
      .where('row.importId = :importId AND row.line > :after', { importId, after })
      .orderBy('row.line')
      .take(limit);
    if (isFaulty !== undefined) query.andWhere('row.isFaulty = :isFaulty', { isFaulty: isFaulty ? 1 : 0 });
    return (await query.getMany()).map((row) => this.opened(row));
  }

  /** All rows without faults. */
  async good(manager: EntityManager, importId: string): Promise<StagedRow[]> {
    const rows: StagedRow[] = [];
    for (let after = 0; ;) {
      const some = await this.page(importId, { after, limit: ROWS_A_READ, isFaulty: false }, manager);
      rows.push(...some);
      const last = some.at(-1);
      if (!last) return rows;
      after = last.line;
      await nextTurn();
    }
  }

  /**
   * Rows of students' files that are about one of these: by the HEI and the reference or the address there. Opens every
   * row that is kept of such files, a thousand at a time.
   */
  async aboutStudents(students: readonly StudentInFile[]): Promise<StagedRow[]> {
    const refs = new Set(students.map(({ hei, ref }) => `${textKey(hei)} ${textKey(ref)}`));
    const emails = new Set(
      students.flatMap(({ hei, email }) => (email ? [`${textKey(hei)} ${textKey(email)}`] : [])),
    );
    if (refs.size === 0) return [];
    const files = await this.database.rows<{ id: string }>(
      sql`SELECT id AS "id" FROM import_file WHERE kind = 'students' ORDER BY id`,
    );
    const found: StagedRow[] = [];
    for (const { id } of files) {
      for (let after = 0; ;) {
        const some = await this.page(id, { after, limit: ROWS_A_READ });
        const last = some.at(-1);
        if (!last) break;
        after = last.line;
        found.push(
          ...some.filter(
            ({ cells }) =>
              refs.has(`${textKey(cells.hei ?? '')} ${textKey(cells.student_ref ?? '')}`) ||
              emails.has(`${textKey(cells.hei ?? '')} ${textKey(cells.email ?? '')}`),
          ),
        );
        await nextTurn();
      }
    }
    return found;
  }

  async dropRows(
    manager: EntityManager,
    rows: readonly Pick<StagedRow, 'importId' | 'line'>[],
  ): Promise<void> {
    for (const { importId, line } of rows) await manager.delete(ImportRow, { importId, line });
  }

  async drop(manager: EntityManager, importId: string): Promise<void> {
    await manager.delete(ImportRow, { importId });
  }

  private sealed({ importId, line, ...kept }: StagedRow): ImportRow {
    const content = this.secrets.keyRing.seal(JSON.stringify(kept), placeOf(importId, line));
    return { importId, line, content, isFaulty: kept.faults.length > 0 ? 1 : 0 };
  }

  private opened({ importId, line, content }: ImportRow): StagedRow {
    const text = this.secrets.keyRing.open(content, placeOf(importId, line));
    return { importId, line, ...(JSON.parse(text) as Pick<StagedRow, 'cells' | 'faults' | 'isMisread'>) };
  }
}

function placeOf(importId: string, line: number): string {
  return `import:${importId}:${line}`;
}
