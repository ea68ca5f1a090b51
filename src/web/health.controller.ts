import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { AllowsAnyone } from '../access/index.js';
import { Database, sql } from '../database/index.js';
import { Queues } from '../queue/index.js';
import { DescribesProblems } from './describes-problems.js';
import { problem } from './problem.js';

class HealthView {
  @ApiProperty({ enum: ['ok'] }) status: 'ok';
}

@ApiTags('health')
@AllowsAnyone()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ type: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can do its work: database and queue answer' })
  @ApiOkResponse({ type: HealthView })
  @DescribesProblems(503)
  async ready(): Promise<HealthView> {
    const parts = await Promise.allSettled([this.database.rows(sql`SELECT 1`), this.queues.ping()]);
    const away = ['The database', 'The queue'].filter((_, index) => parts[index]?.status === 'rejected');
    if (away.length > 0) throw problem(503, `${away.join(' and ')} cannot be reached.`);
    return { status: 'ok' };
  }
}
