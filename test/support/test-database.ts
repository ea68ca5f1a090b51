import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from '../../src/config/index.js';
import { type Database, openDatabase } from '../../src/database/index.js';
import { ENTITIES } from '../../src/entities.js';

/** A database of its own for one test file, and the way to be rid of it. */
export interface TestDatabase {
  readonly database: Database;
  readonly config: Config['database'];
  drop(): Promise<void>;
}

/** Server on which the suite makes databases; without it the suite runs on SQLite files. */
const SERVER = process.env.TEST_POSTGRES_URL;

export const IS_POSTGRES = SERVER !== undefined;

/** An empty database, not migrated. */
export async function emptyDatabase(): Promise<TestDatabase> {
  if (SERVER) {
    const name = `fairplace_${randomUUID().replaceAll('-', '')}`;
    await onServer(SERVER, `CREATE DATABASE ${name}`);
    const url = new URL(SERVER);
    url.pathname = `/${name}`;
    const config = { kind: 'postgres', url: url.href } as const;
    const database = await openDatabase(config, ENTITIES);
    return {
      database,
      config,
      drop: async () => {
        await database.close();
        await onServer(SERVER, `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-'));
  const config = { kind: 'sqlite', file: join(folder, 'test.db') } as const;
  const database = await openDatabase(config, ENTITIES);
  return {
    database,
    config,
    drop: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database with every table. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const test = await emptyDatabase();
  await test.database.source.runMigrations({ transaction: 'each' });
  return test;
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
