import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { PinoLogger } from 'nestjs-pino';
import { Database } from '../database/index.js';
import { handlersByJob, HandlesJob } from './handles-job.js';
import type { JobHandler } from './jobs.js';
import { OutboxRelay } from './outbox-relay.js';
import type { QueueBackend } from './queue-backend.js';
import { Queues } from './queues.js';

const BACKEND = Symbol('queue backend');
const MODE = Symbol('queue mode');

/**
 * `idle`: jobs stay in the outbox for another process. `relaying`: they go to the queue. `working`: and are
 * done here.
 */
export type QueueMode = 'idle' | 'relaying' | 'working';

/** Moves jobs from the outbox to the queue, and works them in the processes that are asked to. */
@Global()
@Module({ imports: [DiscoveryModule] })
export class QueueModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private scheduling: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) database: Database,
    @Inject(PinoLogger) private readonly logger: PinoLogger,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MODE) private readonly mode: QueueMode,
  ) {
    this.relay = new OutboxRelay(database, queues, logger.logger);
  }

  static with(backend: QueueBackend, mode: QueueMode): DynamicModule {
    return {
      module: QueueModule,
      providers: [
        { provide: BACKEND, useValue: backend },
        { provide: MODE, useValue: mode },
        {
          provide: Queues,
          inject: [BACKEND, PinoLogger],
          useFactory: (each: QueueBackend, logger: PinoLogger) => new Queues(each, logger.logger),
        },
      ],
      exports: [Queues],
    };
  }

  /** @throws Error naming every job that has no handler, or two: such an app must not start. */
  async onApplicationBootstrap(): Promise<void> {
    const found = this.discovery.getProviders({ metadataKey: HandlesJob.KEY }).map((wrapper) => ({
      job: this.discovery.getMetadataByDecorator(HandlesJob, wrapper),
      handler: wrapper.instance as JobHandler,
    }));
    const handlers = handlersByJob(found);
    this.queues.know(handlers);
    if (this.mode !== 'idle') this.relay.start();
    if (this.mode !== 'working') return;
    for (const handler of handlers.values()) await handler.begin?.();
    this.queues.work();
    // A queue that cannot be reached now must not stop the start: the next start says it again.
    this.scheduling = this.queues
      .schedule()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'scheduled jobs are not on the queue'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.scheduling;
    await this.queues.close();
  }
}
