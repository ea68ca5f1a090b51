import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { Allows } from '../access/index.js';
import type { Result } from '../shared/result.js';
import { DescribesProblems, pageOf, PageQuery, problem, readCursor } from '../web/index.js';
import { ProposalQuery, RunInput, scopeOf } from './run.dto.js';
import type { Run } from './run.entity.js';
import { RunResults } from './run-results.service.js';
import {
  ComparisonView,
  ProposalListView,
  proposalView,
  RunListView,
  RunView,
  runView,
} from './run.views.js';
import { RunsRepository } from './runs.repository.js';
import { type RunRefusal, RunsService } from './runs.service.js';

const KEY = /^[\w.:-]{1,120}$/;

@ApiTags('runs')
@Controller('api/v1/runs')
export class RunsController {
  constructor(
    @Inject(RunsService) private readonly service: RunsService,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunResults) private readonly results: RunResults,
  ) {}

  @Post()
  @Allows('runs.start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Puts a matching run on the queue' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Your word for this request: sent again, it gives the run that it made before',
  })
  @ApiAcceptedResponse({ type: RunView })
  @DescribesProblems(400, 422)
  async create(
    @Body() input: RunInput,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<RunView> {
    if (key !== undefined && !KEY.test(key)) {
      throw problem(400, 'Please check Idempotency-Key.', {
        errors: [{ field: 'Idempotency-Key', message: 'wanted up to 120 letters, digits and . _ : -' }],
      });
    }
    const scope = scopeOf(input, new Date().toISOString().slice(0, 10));
    const run = { label: input.label, scope, asked: input, idempotencyKey: key ?? null };
    return runView(unwrap(await this.service.createRun(run, 'operator')));
  }

  @Get()
  @Allows('runs.read')
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiOkResponse({ type: RunListView })
  @DescribesProblems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<RunListView> {
    const after = readCursor(cursor, ['string']);
    const page = pageOf(await this.runs.list(limit, after), limit, (run) => [run.id]);
    return { items: page.items.map(runView), next: page.next };
  }

  @Get(':id')
  @Allows('runs.read')
  @ApiOperation({ summary: 'One run, with how far it has come' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404)
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<RunView> {
    return runView(await this.find(id));
  }

  @Get(':id/proposals')
  @Allows('runs.read')
  @ApiOperation({ summary: 'What the run suggests for each request, and why' })
  @ApiOkResponse({ type: ProposalListView })
  @DescribesProblems(400, 404)
  async proposals(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { status, limit, cursor }: ProposalQuery,
  ): Promise<ProposalListView> {
    this.sureOfResult(await this.find(id));
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const rows = await this.runs.proposals(id, status, limit, String(after));
    const page = pageOf(rows, limit, (row) => [row.requestId]);
    return { items: page.items.map(proposalView), next: page.next };
  }

  @Get(':id/matches.csv')
  @Allows('runs.read')
  @ApiOperation({ summary: 'The result as CSV' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @DescribesProblems(404, 409)
  async matches(@Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const run = this.sureOfResult(await this.find(id));
    return new StreamableFile(Readable.from(this.results.matchesCsv(run)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="matches.csv"',
    });
  }

  @Get(':id/report.json')
  @Allows('runs.read')
  @ApiOperation({ summary: 'Totals, objective, bound, use of each offer, and times' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @DescribesProblems(404, 409)
  async report(@Param('id', ParseUUIDPipe) id: string): Promise<object> {
    return this.results.report(this.sureOfResult(await this.find(id)));
  }

  @Get(':id/compare/:otherId')
  @Allows('runs.read')
  @ApiOperation({ summary: 'What this run answers differently from another' })
  @ApiOkResponse({ type: ComparisonView })
  @DescribesProblems(400, 404, 409)
  async compare(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('otherId', ParseUUIDPipe) otherId: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<ComparisonView> {
    const [run, other] = [await this.find(id), await this.find(otherId)].map((each) =>
      this.sureOfResult(each),
    );
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const rows = await this.runs.differences(id, otherId, limit, String(after));
    const [mine, others] = [run?.summary?.objective, other?.summary?.objective];
    return {
      changed: await this.runs.countDifferences(id, otherId),
      morePlaced: (mine?.placed ?? 0) - (others?.placed ?? 0),
      moreCost: (mine?.cost ?? 0) - (others?.cost ?? 0),
      ...pageOf(rows, limit, (row) => [row.requestId]),
    };
  }

  @Post(':id/cancel')
  @Allows('runs.start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stops a run that waits or is under way' })
  @ApiAcceptedResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async cancel(@Param('id', ParseUUIDPipe) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.cancelRun(id, 'operator')));
  }

  @Post(':id/publish')
  @Allows('runs.publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes placements of the proposals and tells everyone' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async publish(@Param('id', ParseUUIDPipe) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.publishRun(id, 'operator')));
  }

  @Post(':id/withdraw')
  @Allows('runs.publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a published run back and tells everyone' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async withdraw(@Param('id', ParseUUIDPipe) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.withdrawRun(id, 'operator')));
  }

  private async find(id: string): Promise<Run> {
    const run = await this.runs.run(id);
    if (!run) throw problem(404, 'There is no such run.');
    return run;
  }

  private sureOfResult(run: Run): Run {
    if (run.status !== 'succeeded') throw problem(409, `The run is ${run.status}; it has no result.`);
    return run;
  }
}

function unwrap(result: Result<Run, RunRefusal>): Run {
  if (result.ok) return result.value;
  const { refusal } = result;
  switch (refusal.kind) {
    case 'not-found':
      throw problem(404, 'There is no such run.');
    case 'key-used-for-another':
      throw problem(422, 'This Idempotency-Key was used for another request.', {
        errors: [{ field: 'Idempotency-Key', message: 'stands for a run with another scope or policy' }],
      });
    case 'not-allowed':
      throw problem(409, `The run is ${refusal.from}, which does not allow this.`);
    case 'overtaken': {
      const { requestsHeld, offersGone, offersOverfull, limitsOverfull } = refusal.by;
      const parts = [
        ...(requestsHeld > 0 ? [`${requestsHeld} students have a placement by now`] : []),
        ...(offersGone > 0 ? [`${offersGone} offers are no longer published`] : []),
        ...(offersOverfull > 0 ? [`${offersOverfull} offers have fewer places left`] : []),
        ...(limitsOverfull > 0 ? [`${limitsOverfull} supervision pools or caps have less room left`] : []),
      ];
      throw problem(409, `Things have changed since this run: ${parts.join(', ')}. Start a new one.`);
    }
  }
}
