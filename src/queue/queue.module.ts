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
import { QueueController } from './queue.controller.js';
import { Queues } from './queues.js';

const BACKEND = Symbol('queue backend');
const IS_WORKING = Symbol('is working');

/** Relays the outbox in every process and works the queue in those that are asked to. */
@Global()
@Module({ imports: [DiscoveryModule] })
export class QueueModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) database: Database,
    @Inject(PinoLogger) private readonly logger: PinoLogger,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(IS_WORKING) private readonly isWorking: boolean,
  ) {
    this.relay = new OutboxRelay(database, queues, logger.logger);
  }

  static with(backend: QueueBackend, { isWorking }: { isWorking: boolean }): DynamicModule {
    return {
      module: QueueModule,
      controllers: [QueueController],
      providers: [
        { provide: BACKEND, useValue: backend },
        { provide: IS_WORKING, useValue: isWorking },
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
  onApplicationBootstrap(): void {
    const found = this.discovery.getProviders({ metadataKey: HandlesJob.KEY }).map((wrapper) => ({
      job: this.discovery.getMetadataByDecorator(HandlesJob, wrapper),
      handler: wrapper.instance as JobHandler,
    }));
    const handlers = handlersByJob(found);
    this.relay.start();
    if (this.isWorking) this.queues.work(handlers);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.queues.close();
  }
}
