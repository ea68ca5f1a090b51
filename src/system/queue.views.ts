import { ApiProperty } from '@nestjs/swagger';
import { type JobName, JOB_NAMES, type Jobs } from '../queue/index.js';

export class FailedJobView {
  @ApiProperty() id: string;
  @ApiProperty({ enum: JOB_NAMES }) job: JobName;
  @ApiProperty({ type: Object, description: 'Ids only' }) payload: Jobs[JobName];
  @ApiProperty() reason: string;
  @ApiProperty() attempts: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) failedAt: string | null;
}

export class FailedJobListView {
  @ApiProperty({ type: [FailedJobView] }) items: FailedJobView[];
}

export class QueueCountsView {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
  })
  counts: Record<JobName, Record<string, number>>;
}
