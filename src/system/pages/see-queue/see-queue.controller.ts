import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { minuteWords } from '../../../identity/index.js';
import { type JobName, Queues } from '../../../queue/index.js';
import { problem } from '../../../web/index.js';
import { FailedJobs } from '../../failed-jobs.service.js';

const MOST_SHOWN = 100;

/** What the service has to do, and what it could not do. */
@ApiExcludeController()
@Allows('service.operate')
@Controller('system/queue')
export class SeeQueueController {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(FailedJobs) private readonly failures: FailedJobs,
  ) {}

  @Get()
  async see(@Res() reply: FastifyReply): Promise<void> {
    const [counts, failed] = await Promise.all([this.queues.counts(), this.failures.list(MOST_SHOWN)]);
    await reply.view('system/pages/see-queue/see-queue.njk', {
      kinds: (Object.keys(counts) as JobName[]).map((job) => ({
        name: job.replaceAll('-', ' '),
        waiting: (counts[job].waiting ?? 0) + (counts[job].delayed ?? 0),
        running: counts[job].active ?? 0,
        failed: counts[job].failed ?? 0,
      })),
      failed: failed.map(({ id, job, reason, attempts, failedAt }) => ({
        id,
        job,
        name: job.replaceAll('-', ' '),
        reason,
        attempts,
        when: failedAt ? minuteWords(failedAt) : 'at a time unknown',
      })),
    });
  }

  @Post(':job/:id/retry')
  async retry(
    @By() member: Member,
    @Param('job') job: string,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.failures.tryAgain(job, id, member))) throw problem(404, 'There is no such failed job.');
    await reply.redirect('/system/queue', 303);
  }
}
