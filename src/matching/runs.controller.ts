import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
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
import { type Actor, Allows, By, organisationOf } from '../access/index.js';
import type { FastifyRequest } from 'fastify';
import type { Result } from '../shared/result.js';
import {
  DescribesProblems,
  pageOf,
  PageQuery,
  problem,
  RateLimits,
  readCursor,
  ParseId,
} from '../web/index.js';
import { Explanations } from './explanations.repository.js';
import { ProposalQuery, RunInput, runScopeOf } from './run.dto.js';
import type { Run } from './run.entity.js';
import { maySeeRun, proposalsWithin, readerOf, runsWithin } from './run.policy.js';
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
    @Inject(Explanations) private readonly explanations: Explanations,
    @Inject(RateLimits) private readonly limits: RateLimits,
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
    @By() actor: Actor,
    @Body() input: RunInput,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<RunView> {
    if (key !== undefined && !KEY.test(key)) {
      throw problem(400, 'Please check Idempotency-Key.', {
        errors: [{ field: 'Idempotency-Key', message: 'wanted up to 120 letters, digits and . _ : -' }],
      });
    }
    await this.limits.take(request, 'run-organisation', organisationOf(actor) ?? '');
    const scope = runScopeOf(input, new Date().toISOString().slice(0, 10));
    const run = { label: input.label, scope, asked: input, idempotencyKey: key ?? null };
    return runView(unwrap(await this.service.createRun(run, actor)));
  }

  @Get()
  @Allows('runs.read')
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiOkResponse({ type: RunListView })
  @DescribesProblems(400)
  async list(@By() actor: Actor, @Query() { limit, cursor }: PageQuery): Promise<RunListView> {
    const after = readCursor(cursor, ['string']);
    const page = pageOf(await this.runs.list(runsWithin(actor), limit, after), limit, (run) => [run.id]);
    const items = await Promise.all(page.items.map((run) => this.view(run, actor)));
    return { items, next: page.next };
  }

  @Get(':id')
  @Allows('runs.read')
  @ApiOperation({ summary: 'One run, with how far it has come' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404)
  async read(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<RunView> {
    return this.view(await this.find(id, actor), actor);
  }

  @Get(':id/proposals')
  @Allows('runs.read')
  @ApiOperation({ summary: 'What the run suggests for each request, and why' })
  @ApiOkResponse({ type: ProposalListView })
  @DescribesProblems(400, 404)
  async proposals(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { status, limit, cursor }: ProposalQuery,
  ): Promise<ProposalListView> {
    const run = this.sureOfResult(await this.find(id, actor));
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const rows = await this.runs.proposals(id, status, proposalsWithin(actor), limit, String(after));
    const page = pageOf(rows, limit, (row) => [row.requestId]);
    const reader = readerOf(actor, run);
    const items = page.items.map((row) => proposalView(row, this.explanations.of(row), reader));
    return { items, next: page.next };
  }

  @Get(':id/matches.csv')
  @Allows('runs.read')
  @ApiOperation({ summary: 'The result as CSV' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @DescribesProblems(404, 409)
  async matches(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<StreamableFile> {
    const run = this.sureOfResult(await this.find(id, actor));
    return new StreamableFile(Readable.from(this.results.matchesCsv(run, actor)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="matches.csv"',
    });
  }

  @Get(':id/report.json')
  @Allows('runs.read')
  @ApiOperation({ summary: 'Totals, objective, bound, use of each offer, and times' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @DescribesProblems(404, 409)
  async report(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<object> {
    return this.results.report(this.sureOfResult(await this.find(id, actor)), actor);
  }

  @Get(':id/compare/:otherId')
  @Allows('runs.read')
  @ApiOperation({ summary: 'What this run answers differently from another' })
  @ApiOkResponse({ type: ComparisonView })
  @DescribesProblems(400, 404, 409)
  async compare(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('otherId', ParseId) otherId: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<ComparisonView> {
    for (const each of [id, otherId]) this.sureOfResult(await this.find(each, actor));
    const within = proposalsWithin(actor);
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const rows = await this.runs.differences(id, otherId, within, limit, String(after));
    const [mine, others] = [await this.runs.tally(id, within), await this.runs.tally(otherId, within)];
    return {
      changed: await this.runs.countDifferences(id, otherId, within),
      morePlaced: mine.placed - others.placed,
      moreCost: mine.cost - others.cost,
      ...pageOf(rows, limit, (row) => [row.requestId]),
    };
  }

  @Post(':id/cancel')
  @Allows('runs.start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stops a run that waits or is under way' })
  @ApiAcceptedResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async cancel(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.cancelRun(id, actor)));
  }

  @Post(':id/publish')
  @Allows('runs.publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes placements of the proposals and tells everyone' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async publish(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.publishRun(id, actor)));
  }

  @Post(':id/withdraw')
  @Allows('runs.publish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a published run back and tells everyone' })
  @ApiOkResponse({ type: RunView })
  @DescribesProblems(404, 409)
  async withdraw(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<RunView> {
    return runView(unwrap(await this.service.withdrawRun(id, actor)));
  }

  private async find(id: string, actor: Actor): Promise<Run> {
    const run = await this.runs.run(id);
    const heiIds = await this.runs.heisOf(id);
    if (!run || !maySeeRun(actor, { ...run, heiIds }).isAllowed) throw problem(404, 'There is no such run.');
    return run;
  }

  private async view(run: Run, actor: Actor): Promise<RunView> {
    if (readerOf(actor, run).seesWholeRun) return runView(run);
    return runView(run, await this.runs.tally(run.id, proposalsWithin(actor)));
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
    case 'faults':
      throw problem(422, `Please check ${refusal.faults.map(({ field }) => field).join(', ')}.`, {
        errors: refusal.faults,
      });
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
