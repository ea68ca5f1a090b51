import { Inject, Injectable } from '@nestjs/common';
import { HandlesJob, type JobHandler } from '../queue/index.js';
import { RetentionService } from './retention.service.js';

/** Once a night: what its time is over for goes. */
@Injectable()
@HandlesJob('apply-retention')
export class ApplyRetentionJob implements JobHandler<'apply-retention'> {
  constructor(@Inject(RetentionService) private readonly retention: RetentionService) {}

  async handle(): Promise<void> {
    await this.retention.apply('service');
  }
}
