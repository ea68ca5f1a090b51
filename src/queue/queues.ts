import { DelayedError, type Job, type Queue, UnrecoverableError, type Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { QueueBackend } from './queue-backend.js';
import {
  type JobHandler,
  type JobName,
  JOB_NAMES,
  JOBS,
  type Jobs,
  PermanentFailure,
  TryLater,
} from './jobs.js';

/** A job that no try could do, waiting for a person. */
export interface FailedJob {
  readonly id: string;
  readonly job: JobName;
  readonly payload: Jobs[JobName];
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: Date | null;
}

/** Milliseconds after which a job whose worker died is taken up by another. Renewed at half of it. */
const LOCK_MILLISECONDS = 10_000;
const STALLED_CHECK_MILLISECONDS = 3_000;

/** The queue as the rest of the house sees it: one BullMQ queue for each kind of job. */
export class Queues {
  private readonly queues = new Map<JobName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly stopping = new AbortController();
  private handlers: ReadonlyMap<JobName, JobHandler> = new Map();

  constructor(
    private readonly backend: QueueBackend,
    private readonly logger: Logger,
  ) {}

  /** Adds jobs under ids of the caller's: one that still waits is not added again. */
  async add(name: JobName, jobs: readonly { id: string; payload: Jobs[JobName] }[]): Promise<void> {
    const { attempts, backoffMilliseconds } = JOBS[name];
    await this.queue(name).addBulk(
      jobs.map(({ id, payload }) => ({
        name,
        data: payload,
        opts: {
          jobId: `${name}_${id}`,
          attempts,
          backoff: { type: 'exponential', delay: backoffMilliseconds, jitter: 0.5 },
          // A job added twice is done twice at worst, and every job body is made for that.
          removeOnComplete: true,
          removeOnFail: false,
        },
      })),
    );
  }

  /** Makes the job bodies known, worked here or not. */
  know(handlers: ReadonlyMap<JobName, JobHandler>): void {
    this.handlers = handlers;
  }

  /** Starts working. The handlers were checked to be complete when the app was put together. */
  work(): void {
    for (const [name, handler] of this.handlers) {
      const worker = this.backend.worker(name, (job, token) => this.run(name, handler, job, token), {
        concurrency: JOBS[name].concurrency,
        lockDuration: LOCK_MILLISECONDS,
        stalledInterval: STALLED_CHECK_MILLISECONDS,
        // A worker may be killed any number of times in mid-job. That is not the job's fault.
        maxStalledCount: 1_000,
      });
      worker.on('error', (error) => this.logger.warn({ job: name, err: error }, 'queue not reached'));
      this.workers.push(worker);
    }
  }

  /** Sees to it that the queue asks for scheduled jobs by itself. Said again, by any process, it changes nothing. */
  async schedule(): Promise<void> {
    for (const name of JOB_NAMES) {
      const { schedule, attempts, backoffMilliseconds } = JOBS[name];
      if (!schedule) continue;
      await this.queue(name).upsertJobScheduler(
        name,
        { pattern: schedule, tz: 'Europe/London' },
        {
          name,
          data: {},
          opts: {
            attempts,
            backoff: { type: 'exponential', delay: backoffMilliseconds, jitter: 0.5 },
            removeOnComplete: true,
            removeOnFail: false,
          },
        },
      );
    }
  }

  async failed(limit: number): Promise<FailedJob[]> {
    const lists = await Promise.all(
      JOB_NAMES.map(async (name) =>
        (await this.queue(name).getFailed(0, limit - 1)).map((job) => ({
          id: job.id ?? '',
          job: name,
          payload: job.data as Jobs[JobName],
          reason: job.failedReason ?? '',
          attempts: job.attemptsMade,
          failedAt: job.finishedOn ? new Date(job.finishedOn) : null,
        })),
      ),
    );
    return lists
      .flat()
      .sort((one, other) => (other.failedAt?.getTime() ?? 0) - (one.failedAt?.getTime() ?? 0))
      .slice(0, limit);
  }

  /** Puts a failed job back; false when there is no such failed job. */
  async retry(name: JobName, id: string): Promise<boolean> {
    const job = await this.queue(name).getJob(id);
    if (!job || !(await job.isFailed())) return false;
    await this.handlers.get(name)?.beforeRetry?.(job.data as Jobs[JobName]);
    await job.retry('failed', { resetAttemptsMade: true });
    return true;
  }

  /** Jobs of each kind by what they are waiting for. */
  async counts(): Promise<Record<JobName, Record<string, number>>> {
    const entries = await Promise.all(
      JOB_NAMES.map(async (name) => [
        name,
        await this.queue(name).getJobCounts('waiting', 'active', 'delayed', 'failed'),
      ]),
    );
    return Object.fromEntries(entries) as Record<JobName, Record<string, number>>;
  }

  ping(): Promise<void> {
    return this.backend.ping();
  }

  /** Lets the jobs under way know, waits for them, and closes. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.workers.map((worker) => worker.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }

  private queue(name: JobName): Queue {
    const queue = this.queues.get(name) ?? this.backend.queue(name);
    this.queues.set(name, queue);
    return queue;
  }

  private async run(name: JobName, handler: JobHandler, job: Job, token?: string): Promise<void> {
    const attempt = job.attemptsMade + 1;
    const isLastAttempt = attempt >= JOBS[name].attempts;
    try {
      await handler.handle(job.data as Jobs[JobName], {
        attempt,
        isLastAttempt,
        signal: this.stopping.signal,
      });
    } catch (error) {
      if (error instanceof TryLater) {
        await job.moveToDelayed(Date.now() + error.afterMilliseconds, token);
        throw new DelayedError();
      }
      const isOver = isLastAttempt || error instanceof PermanentFailure;
      this.logger[isOver ? 'error' : 'warn']({ job: name, jobId: job.id, attempt, err: error }, 'job failed');
      if (error instanceof PermanentFailure) throw new UnrecoverableError(error.message);
      throw error;
    }
  }
}
