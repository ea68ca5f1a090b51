import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';
import type { Processor, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Config } from '../config/index.js';
import { openEmbeddedBackend } from './embedded-backend.js';

/** Makes queues and workers on whichever backend the configuration names. */
export interface QueueBackend {
  queue(name: string): Queue;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection' | 'prefix'>): Worker;
  /** Resolves when the backend answers; rejects when it does not within two seconds. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @throws QueueFolderTaken when the embedded queue belongs to another process
 */
export async function openQueueBackend(config: Pick<Config, 'queue' | 'queuePrefix'>): Promise<QueueBackend> {
  if (config.queue.kind === 'redis') return openRedisBackend(config.queue.url, config.queuePrefix);
  const embedded = await openEmbeddedBackend(config.queue.folder);
  const classes = withBackend(createPostgresBackend);
  const shared = { connection: embedded.connection };
  return {
    queue: (name) => new classes.Queue(name, shared) as unknown as Queue,
    worker: (name, processor, options) =>
      new classes.Worker(name, processor, { ...options, ...shared }) as unknown as Worker,
    ping: async () => {
      await embedded.connection.query('SELECT 1');
    },
    close: () => embedded.close(),
  };
}

/** For processes that only write to the database: there is no queue, and nobody may ask for one. */
export function idleBackend(): QueueBackend {
  const refuse = (): never => {
    throw new Error('This process has no queue');
  };
  return {
    queue: refuse,
    worker: refuse,
    ping: () => Promise.reject(new Error('This process has no queue')),
    close: () => Promise.resolve(),
  };
}

function openRedisBackend(url: string, prefix: string): QueueBackend {
  // A worker waits for Redis to come back. Whoever only adds must hear at once that it is away: the
  // outbox keeps the job until then.
  const waiting = new Redis(url, { maxRetriesPerRequest: null });
  const adding = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true, connectTimeout: 2_000 });
  const isQuiet = () => undefined;
  waiting.on('error', isQuiet);
  adding.on('error', isQuiet);
  return {
    queue: (name) => quiet(new Queue(name, { connection: adding, prefix })),
    worker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection: waiting, prefix }),
    ping: async () => {
      const timeout = AbortSignal.timeout(2_000);
      await Promise.race([
        adding.ping(),
        new Promise((_, reject) =>
          timeout.addEventListener('abort', () => reject(new Error('No answer from Redis'))),
        ),
      ]);
    },
    close: async () => {
      adding.disconnect();
      waiting.disconnect();
    },
  };
}

/** A queue emits its connection's errors, and an emitter without a listener would end the process. */
function quiet(queue: Queue): Queue {
  queue.on('error', () => undefined);
  return queue;
}
