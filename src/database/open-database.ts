import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import type BetterSqlite3 from 'better-sqlite3';
import type { Config } from '../config/index.js';
import { Database } from './database.js';
import { migrations } from '../../migrations/index.js';

/** Milliseconds that SQLite waits for another process to finish its write. */
const BUSY_MILLISECONDS = 5_000;

type Entities = MixedList<new () => object>;

/**
 * Opens the database that the configuration names. Does not migrate it.
 *
 * SQLite runs in WAL mode with foreign keys on, so that readers never wait for the writer.
 */
export async function openDatabase(config: Config['database'], entities: Entities): Promise<Database> {
  const shared = { entities, migrations, synchronize: false, migrationsRun: false } as const;
  if (config.kind === 'postgres') {
    const source = await new DataSource({
      ...shared,
      type: 'postgres',
      url: config.url,
      installExtensions: false,
      poolSize: 10,
    }).initialize();
    return new Database(source, source, {
      hasSingleWriter: false,
      placeholder: 'numbered',
      fullText: 'tsvector',
    });
  }
  mkdirSync(dirname(config.file), { recursive: true });
  const sqlite: DataSourceOptions = { ...shared, type: 'better-sqlite3', database: config.file };
  const writing = await new DataSource({
    ...sqlite,
    enableWAL: true,
    prepareDatabase: (connection: BetterSqlite3.Database) => {
      connection.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`);
      connection.pragma('synchronous = NORMAL');
      // What people had erased is not to be found in the file afterwards.
      connection.pragma('secure_delete = ON');
    },
  }).initialize();
  const reading = await new DataSource({
    ...sqlite,
    migrations: [],
    prepareDatabase: (connection: BetterSqlite3.Database) => {
      connection.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`);
      connection.pragma('cache_size = -32000');
      connection.pragma('query_only = ON');
    },
  }).initialize();
  return new Database(writing, reading, {
    hasSingleWriter: true,
    placeholder: 'question-mark',
    fullText: 'fts5',
  });
}
