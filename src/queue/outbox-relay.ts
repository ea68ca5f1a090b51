import type { Logger } from 'pino';
import type { Database } from '../database/index.js';
import { join, sql } from '../database/index.js';
import type { JobName, Jobs } from './jobs.js';
import { OutboxRow } from './outbox-row.entity.js';
import type { Queues } from './queues.js';

const ROWS_A_TURN = 200;

/** How long a row may wait that another process committed: this one is told only of its own commits. */
const LOOK_EVERY_MILLISECONDS = 500;

/**
 * Moves jobs from the outbox to the queue, oldest first. A row goes only after the queue has its job;
 * should the process die between the two, the next relay adds the job again under the same id: the
 * queue ignores that while the job waits, and a job that was done is made to be done twice. Any number of
 * relays may run.
 */
export class OutboxRelay {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private isAskedAgain = false;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly queues: Pick<Queues, 'add'>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.database.onCommit(() => this.nudge());
    this.timer = setInterval(() => this.nudge(), LOOK_EVERY_MILLISECONDS);
    this.nudge();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.turn;
  }

  /** Relays what waits now; resolves when nothing more was found. */
  async drain(): Promise<void> {
    while ((await this.relaySome()) > 0);
  }

  private nudge(): void {
    if (this.isStopped) return;
    if (this.turn) {
      this.isAskedAgain = true;
      return;
    }
    this.turn = this.drain()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'outbox not relayed, trying again'))
      .finally(() => {
        this.turn = undefined;
        if (this.isAskedAgain) {
          this.isAskedAgain = false;
          setImmediate(() => this.nudge());
        }
      });
  }

  private async relaySome(): Promise<number> {
    const rows = await this.database.reader.find(OutboxRow, { order: { id: 'ASC' }, take: ROWS_A_TURN });
    if (rows.length === 0 || this.isStopped) return 0;
    for (const job of new Set(rows.map((row) => row.job as JobName))) {
      const some = rows.filter((row) => row.job === job);
      await this.queues.add(
        job,
        some.map(({ id, payload }) => ({ id, payload: payload as Jobs[JobName] })),
      );
    }
    const ids = join(
      rows.map((row) => row.id),
      ', ',
    );
    await this.database.inTransaction((manager) =>
      this.database.change(sql`DELETE FROM outbox WHERE id IN (${ids})`, manager),
    );
    return rows.length;
  }
}
