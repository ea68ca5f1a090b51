import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Actor, Allows, By } from '../access/index.js';
import { DescribesProblems, problem } from '../web/index.js';
import { JOB_NAMES, Queues } from '../queue/index.js';
import { FailedJobs } from './failed-jobs.service.js';
import { FailedJobListView, QueueCountsView } from './queue.views.js';

const MOST_SHOWN = 200;

@ApiTags('queue')
@Allows('service.operate')
@Controller('api/v1/queue')
export class QueueController {
  constructor(
    @Inject(Queues) private readonly queues: Queues,
    @Inject(FailedJobs) private readonly failures: FailedJobs,
  ) {}

  @Get('counts')
  @ApiOperation({ summary: 'How many jobs wait, run and have failed, by kind' })
  @ApiOkResponse({ type: QueueCountsView })
  async counts(): Promise<QueueCountsView> {
    return { counts: await this.queues.counts() };
  }

  @Get('failed-jobs')
  @ApiOperation({ summary: `Jobs that no try could do, newest first, at most ${MOST_SHOWN}` })
  @ApiOkResponse({ type: FailedJobListView })
  async failedJobs(): Promise<FailedJobListView> {
    const jobs = await this.queues.failed(MOST_SHOWN);
    return { items: jobs.map((job) => ({ ...job, failedAt: job.failedAt?.toISOString() ?? null })) };
  }

  @Post('failed-jobs/:job/:id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Puts a failed job back on the queue' })
  @ApiParam({ name: 'job', enum: JOB_NAMES })
  @ApiAcceptedResponse({ description: 'It is on the queue again' })
  @DescribesProblems(404)
  async retry(@By() actor: Actor, @Param('job') job: string, @Param('id') id: string): Promise<void> {
    if (!(await this.failures.tryAgain(job, id, actor))) throw problem(404, 'There is no such failed job.');
  }
}
