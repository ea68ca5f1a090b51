import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allows } from '../access/index.js';
import { DescribesProblems, problem } from '../web/index.js';
import { FailedJobListView, QueueCountsView } from './queue.views.js';
import { type JobName, JOB_NAMES } from './jobs.js';
import { Queues } from './queues.js';

const MOST_SHOWN = 200;

@ApiTags('queue')
@Allows('service.operate')
@Controller('api/v1/queue')
export class QueueController {
  constructor(@Inject(Queues) private readonly queues: Queues) {}

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
  async retry(@Param('job') job: string, @Param('id') id: string): Promise<void> {
    const name = JOB_NAMES.find((each): each is JobName => each === job);
    const isRetried = name ? await this.queues.retry(name, id) : false;
    if (!isRetried) throw problem(404, 'There is no such failed job.');
  }
}
