import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import Sqlite from 'better-sqlite3';
import { runMigrations } from 'bullmq';
import pg from 'pg';

/** Another process has the queue's folder open. Two would lose each other's jobs without a word. */
export class QueueFolderTaken extends Error {
  constructor(folder: string) {
    super(
      `The queue in ${folder} is in use by another Fairplace process. Stop that one, or set REDIS_URL, with which many processes share one queue.`,
    );
    this.name = 'QueueFolderTaken';
  }
}

/**
 * BullMQ's PostgreSQL backend over PGlite, a PostgreSQL inside this process, for installations with
 * no server to lean on. One process only, which a lock on the folder sees to: the operating system
 * lets go of it however the process ends.
 *
 * @throws QueueFolderTaken
 */
export async function openEmbeddedBackend(folder: string): Promise<EmbeddedBackend> {
  mkdirSync(folder, { recursive: true });
  const lock = new Sqlite(join(folder, 'lock.db'), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS taken (pid INTEGER); COMMIT');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw new QueueFolderTaken(folder);
    throw error;
  }
  const engine = await PGlite.create(join(folder, 'pglite'));
  const pool = new pg.Pool({ ...createPgConfig(engine), max: 1 });
  const client = await pool.connect();
  try {
    await runMigrations(client);
    await client.query('SET search_path TO bullmq, public');
  } finally {
    client.release();
  }
  return {
    connection: new OneSessionPool(engine, pool) as unknown as pg.Pool,
    close: async () => {
      await pool.end();
      await engine.close();
      lock.close();
    },
  };
}

export interface EmbeddedBackend {
  readonly connection: pg.Pool;
  close(): Promise<void>;
}

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/**
 * PGlite has one session. BullMQ asks a pool for a second one on which to LISTEN; it gets the same
 * one, with the notifications taken from PGlite itself.
 */
class OneSessionPool extends EventEmitter {
  readonly options = { keepAlive: true };
  readonly query: Query;

  constructor(
    private readonly engine: PGlite,
    private readonly pool: pg.Pool,
  ) {
    super();
    this.setMaxListeners(0);
    this.query = (text, values) => this.pool.query(text, values);
  }

  async connect(): Promise<EventEmitter & { query: Query; release: () => void }> {
    let stopListening: (() => void) | undefined;
    const session = Object.assign(new EventEmitter(), {
      query: ((text, values) => {
        // The name of a connection is for a server's list of sessions; there is no such list here.
        if (/application_name/.test(text)) return Promise.resolve({ rows: [] } as unknown as pg.QueryResult);
        if (/^(--.*\n|\s)*LISTEN/i.test(text) && !stopListening) {
          stopListening = this.engine.onNotification((channel, payload) =>
            session.emit('notification', { channel, payload }),
          );
        }
        return this.pool.query(text, values);
      }) as Query,
      release: () => stopListening?.(),
    });
    session.setMaxListeners(0);
    return session;
  }

  /** BullMQ does not own this pool; {@link EmbeddedBackend.close} ends it. */
  async end(): Promise<void> {}
}
