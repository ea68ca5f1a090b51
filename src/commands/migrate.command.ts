import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/index.js';
import { openDatabase } from '../database/index.js';
import { ENTITIES } from '../entities.js';
import { type LoadedTable, readReferenceFiles, ReferenceLoader } from '../reference/index.js';

export interface MigrateReport {
  readonly migrations: readonly string[];
  readonly reference: readonly LoadedTable[];
}

/** Brings the database to the newest tables and the newest reference data. Done again it changes nothing. */
export async function migrate(config: Pick<Config, 'database'>): Promise<MigrateReport> {
  if (config.database.kind === 'sqlite') mkdirSync(dirname(config.database.file), { recursive: true });
  const database = await openDatabase(config.database, ENTITIES);
  try {
    const migrations = await database.source.runMigrations({ transaction: 'each' });
    const facts = await readReferenceFiles();
    const reference = await database.inTransaction((manager) => new ReferenceLoader(manager).load(facts));
    return { migrations: migrations.map(({ name }) => name), reference };
  } finally {
    await database.close();
  }
}
