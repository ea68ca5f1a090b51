import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Database, Sql, SqlValue } from '../../src/database/index.js';

/** A statement as the product sent it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** A driver with nothing around it. */
export interface Bare {
  /** Such as `better-sqlite3 12.11.1, SQLite 3.53.2`. */
  readonly version: string;
  /** How it writes the value at a position, the first being 1. */
  mark(position: number): string;
  run(statement: Statement): Rows | Promise<Rows>;
  close(): void | Promise<void>;
}

export function bareSqlite(file: string, driverVersion: string): Bare {
  const connection = new Sqlite(file, { readonly: true });
  // As the product opens its reading connection.
  connection.pragma('cache_size = -32000');
  const prepared = new Map<string, Sqlite.Statement>();
  const { version } = connection.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return {
    version: `better-sqlite3 ${driverVersion}, SQLite ${version}`,
    mark: () => '?',
    run: ({ text, values }) => {
      const statement = prepared.get(text) ?? connection.prepare(text);
      prepared.set(text, statement);
      return statement.all(...values) as Rows;
    },
    close: () => {
      connection.close();
    },
  };
}

export async function barePostgres(url: string, driverVersion: string): Promise<Bare> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  return {
    version: `pg ${driverVersion}, PostgreSQL ${rows[0]?.server_version ?? ''}`,
    mark: (position) => `$${position}`,
    run: async ({ text, values }) => (await pool.query(text, [...values])).rows as Rows,
    close: () => pool.end(),
  };
}

/** The same database, which besides keeps what is asked of it. */
export function recording(database: Database): { database: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const rows = (query: Sql, ...rest: []) => {
    statements.push(query.compile(database.capabilities.placeholder));
    return database.rows(query, ...rest);
  };
  return { database: Object.create(database, { rows: { value: rows } }) as Database, statements };
}

/**
 * What a search does, by bare SQL: the page's ids and, beside it, the counts; then the page's offers,
 * their legs, and the providers and sites of those. Gives the ids.
 */
export async function searchBare(
  bare: Bare,
  [find, count]: readonly Statement[],
  limit: number,
): Promise<string[]> {
  if (!find || !count) throw new Error('Wanted two statements, the page and the counts');
  const [found] = await Promise.all([bare.run(find), bare.run(count)]);
  const among = (start: string, values: readonly string[], end = ''): Statement => ({
    text: `${start} IN (${values.map((_, index) => bare.mark(index + 1)).join(', ')})${end}`,
    values,
  });
  const ids = found.slice(0, limit).map((row) => row.offerId as string);
  const [, legs] = await Promise.all([
    bare.run(among('SELECT * FROM offer WHERE id', ids)),
    bare.run(among('SELECT * FROM offer_leg WHERE offer_id', ids, ' ORDER BY offer_id, leg')),
  ]);
  const each = (column: string) => [...new Set(legs.map((leg) => leg[column] as string))];
  await Promise.all([
    bare.run(among('SELECT * FROM provider WHERE id', each('provider_id'))),
    bare.run(among('SELECT * FROM site WHERE id', each('site_id'))),
  ]);
  return ids;
}
