import type { EntityManager } from 'typeorm';
import { type Database, fixed, inChunks, join, sql } from '../../src/database/index.js';

/** A row of a table, by column, as the drivers of both databases take it. */
export type Row = Readonly<Record<string, string | number | null>>;

const VALUES_A_STATEMENT = 10_000;

/** Writes rows by column, many to a statement. All have the columns of the first. */
export async function insertRows(
  database: Database,
  manager: EntityManager,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (const some of inChunks(rows, Math.floor(VALUES_A_STATEMENT / columns.length))) {
    const values = some.map(
      (row) =>
        sql`(${join(
          columns.map((column) => valueOf(database, column, row[column] ?? null)),
          ', ',
        )})`,
    );
    await database.change(
      sql`INSERT INTO ${fixed(table)} (${fixed(columns.join(', '))}) VALUES ${join(values, ', ')}`,
      manager,
    );
  }
}

/** A flag is a number on the one engine and a truth value on the other. */
function valueOf(database: Database, column: string, value: string | number | null) {
  if (!column.startsWith('is_')) return value;
  return database.capabilities.placeholder === 'numbered' ? fixed(value ? 'true' : 'false') : value;
}
