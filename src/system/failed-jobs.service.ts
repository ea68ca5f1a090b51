import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { Database } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { type FailedJob, JOB_NAMES, type JobName, Queues } from '../queue/index.js';

/** Jobs that no try could do, for an administrator to look at and have tried again. */
@Injectable()
export class FailedJobs {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** Newest first. */
  list(limit: number): Promise<FailedJob[]> {
    return this.queues.failed(limit);
  }

  /** Puts a failed job back on the queue, and says so in the trail; false when there is none such. */
  async tryAgain(name: string, id: string, actor: Actor): Promise<boolean> {
    const job = JOB_NAMES.find((each): each is JobName => each === name);
    if (!job || !(await this.queues.retry(job, id))) return false;
    await this.database.inTransaction((manager) =>
      recordEvent(manager, {
        type: 'job-tried-again',
        actor,
        subjectType: 'job',
        subjectId: id,
        data: { job },
        isNews: false,
      }),
    );
    return true;
  }
}
