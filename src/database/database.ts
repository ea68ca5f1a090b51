import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Sql } from './sql.js';

/** What one engine can do and another cannot. Code asks for the ability, never for the name. */
export interface Capabilities {
  /** One connection writes at a time, so that writers queue in this process before they ask the file. */
  readonly hasSingleWriter: boolean;
  readonly placeholder: 'question-mark' | 'numbered';
  readonly fullText: 'fts5' | 'tsvector';
}

const MOST_ATTEMPTS = 5;
const MILLISECONDS_A_TURN = 5;

/** PostgreSQL's SQLSTATEs for "nothing is wrong, somebody else was first: try again from the top". */
const RETRYABLE = new Set(['40001', '40P01']);

/**
 * The way in to the tables. Reading and writing are apart: on SQLite two connections to one file, so
 * that a page is never made of half a transaction.
 */
export class Database {
  private readonly listeners: (() => void)[] = [];
  private lastWrite: Promise<unknown> = Promise.resolve();
  private turnBeganAt = 0;
  private turns: Promise<unknown> = Promise.resolve();

  constructor(
    readonly source: DataSource,
    private readonly readingSource: DataSource,
    readonly capabilities: Capabilities,
  ) {}

  /** Sees committed data only. Never write through it. */
  get reader(): EntityManager {
    return this.readingSource.manager;
  }

  /** Runs a query of ours and gives its rows, column names as they are written in the query. */
  async rows<Row>(query: Sql, manager: EntityManager = this.reader): Promise<Row[]> {
    const { text, values } = query.compile(this.capabilities.placeholder);
    await this.letOthersIn();
    return manager.query<Row[]>(text, values);
  }

  /** Runs a statement of ours and tells how many rows it touched. */
  async change(statement: Sql, manager: EntityManager): Promise<number> {
    const { text, values } = statement.compile(this.capabilities.placeholder);
    const runner = manager.queryRunner;
    if (!runner) throw new Error('A change needs the manager of a transaction');
    const answer = await runner.query(text, values, true);
    return answer.affected ?? 0;
  }

  /**
   * Runs one statement that is a transaction by itself, which is cheaper than {@link inTransaction} and
   * takes its turn like it. Tells how many rows it touched. Wakes no listener: use it for what nobody else
   * has to hear of.
   */
  async write(statement: Sql): Promise<number> {
    const { text, values } = statement.compile(this.capabilities.placeholder);
    const run = async (): Promise<number> => {
      const runner = this.source.createQueryRunner();
      try {
        return (await runner.query(text, values, true)).affected ?? 0;
      } finally {
        // SQLite has one runner for all, which stays.
        if (!this.capabilities.hasSingleWriter) await runner.release();
      }
    };
    if (!this.capabilities.hasSingleWriter) return run();
    const turn = this.lastWrite.then(run);
    this.lastWrite = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Does all of `work` or none of it. Writers take turns where the engine has one writer; where it has
   * many, work that lost a race is done again from the top, so it must have no effect outside the
   * manager it is given. Keep it short: others wait.
   */
  async inTransaction<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    const attempt = () => (this.capabilities.hasSingleWriter ? this.inTurn(work) : this.withRetry(work));
    const value = await attempt();
    for (const listener of this.listeners) listener();
    return value;
  }

  /**
   * Lets in one transaction at a time that asks for the same word, until it ends. For what must look at
   * many rows and then act on what it saw. Where one connection writes there is nothing to wait for.
   */
  async alone(manager: EntityManager, word: string): Promise<void> {
    if (this.capabilities.hasSingleWriter) return;
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [word]);
  }

  /**
   * Sees to it that what was erased does not stand in the file that SQLite writes ahead. Deleted rows are overwritten
   * with zeros in the database itself. Elsewhere the engine's own housekeeping does it.
   */
  async forgetPast(): Promise<void> {
    if (!this.capabilities.hasSingleWriter) return;
    const turn = this.lastWrite.then(() => this.source.query('PRAGMA wal_checkpoint(TRUNCATE)'));
    this.lastWrite = turn.catch(() => undefined);
    await turn;
  }

  /** Calls back after every commit of this process. The listener must not throw and must return at once. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  async close(): Promise<void> {
    await this.lastWrite.catch(() => undefined);
    if (this.readingSource !== this.source && this.readingSource.isInitialized) {
      await this.readingSource.destroy();
    }
    if (this.source.isInitialized) await this.source.destroy();
  }

  /**
   * SQLite answers without ever giving the event loop a turn, so that jobs side by side would keep everyone
   * else waiting for all of them. After some milliseconds of that, whoever else waits comes first.
   */
  private async letOthersIn(): Promise<void> {
    if (!this.capabilities.hasSingleWriter) return;
    if (performance.now() - this.turnBeganAt < MILLISECONDS_A_TURN) return;
    // One after another: all that wait for the same turn would have it together.
    const turn = this.turns.then(() => nextTurn());
    this.turns = turn;
    await turn;
    this.turnBeganAt = performance.now();
  }

  private inTurn<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    const turn = this.lastWrite.then(async () => {
      await nextTurn();
      return this.source.transaction(async (manager) => {
        // BEGIN alone takes no lock. A write that touches nothing takes it now, where SQLite waits for
        // another process; taken later, after a read, SQLite would refuse at once.
        await manager.query('DELETE FROM "migrations" WHERE 0');
        return work(manager);
      });
    });
    this.lastWrite = turn.catch(() => undefined);
    return turn;
  }

  private async withRetry<Value>(work: (manager: EntityManager) => Promise<Value>): Promise<Value> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.source.transaction(work);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
      }
    }
  }
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { driverError?: { code?: unknown } }).driverError?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the engine refused a row because another row already has its unique value. */
export function isDuplicate(error: unknown): boolean {
  const code = sqlState(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
