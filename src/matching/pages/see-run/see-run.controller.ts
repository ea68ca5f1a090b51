import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By } from '../../../access/index.js';
import { minuteWords } from '../../../identity/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { pageOf, PageQuery, problem, readCursor, ParseId } from '../../../web/index.js';
import { proposalsWithin, runsWithin } from '../../run.policy.js';
import { RunFinder, type FoundRun } from '../../run-finder.service.js';
import { RunResults } from '../../run-results.service.js';
import { RunShares } from '../../run-shares.repository.js';
import { RunsRepository } from '../../runs.repository.js';
import { RunsService } from '../../runs.service.js';
import { progressOf, RUN_WORDS, weightLines } from '../../rules/run-words.js';
import { isFinished } from '../../rules/run-states.js';
import { histogram, proofWords, shownGroups, shownHeis, shownProposal, tabsOf } from './see-run.presenter.js';

const VIEWS = 'matching/pages/see-run';
const STUDENTS_A_PAGE = 25;
const PROVIDERS_A_PAGE = 40;
const MOST_SHORTAGES = 8;
const MOST_OTHERS = 20;

/** One run: how far it has come, and what it found. */
@ApiExcludeController()
@Allows('runs.read')
@Controller('matching/:id')
export class SeeRunController {
  constructor(
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunsService) private readonly service: RunsService,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunResults) private readonly results: RunResults,
    @Inject(RunShares) private readonly shares: RunShares,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  async see(@By() actor: Actor, @Param('id', ParseId) id: string, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.finder.find(id, actor);
    const { run, reader } = found;
    if (run.status !== 'succeeded') {
      return void (await reply.view(`${VIEWS}/progress.njk`, {
        run: { id, label: run.label, failure: run.failure, ...RUN_WORDS[run.status] },
        canSteer: found.canSteer,
        isFinished: isFinished(run.status),
        isStopping: run.cancelAskedAt !== null,
        progress: progressOf(run),
      }));
    }
    const within = proposalsWithin(actor);
    const others = await this.runs.list(runsWithin(actor), MOST_OTHERS, undefined);
    await reply.view(`${VIEWS}/overview.njk`, {
      ...this.head(found, ''),
      journeys: await this.shares.journeys(id, within),
      proof: proofWords(run, reader.seesWholeRun),
      rules: weightLines(run.scope.policy),
      without: run.scope.withoutOfferIds?.length ?? 0,
      shortages: (reader.seesWholeRun ? (run.summary?.shortages ?? []) : [])
        .slice(0, MOST_SHORTAGES)
        .map(({ profession, district, waiting }) => ({
          profession: this.professionName(profession),
          district,
          waiting,
        })),
      pairs: { pinned: found.pairs.pinned.length, forbidden: found.pairs.forbidden.length },
      others: others
        .filter((other) => other.id !== id && other.status === 'succeeded')
        .map((other) => ({ value: other.id, text: `${other.label}, ${minuteWords(other.createdAt)}` })),
    });
  }

  @Get('progress.json')
  async progress(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
  ): Promise<{ words: string; percent: number; isFinished: boolean }> {
    const { run } = await this.finder.find(id, actor);
    return { ...progressOf(run), isFinished: isFinished(run.status) };
  }

  @Post('cancel')
  @Allows('runs.start')
  async cancel(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.service.cancelRun(id, actor);
    if (!result.ok && result.refusal.kind === 'not-found') throw problem(404, 'There is no such run.');
    // One that has ended meanwhile shows what came of it.
    await reply.redirect(`/matching/${id}`, 303);
  }

  @Get('placed')
  placed(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() query: PageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.showStudents('placed', id, actor, query, reply);
  }

  @Get('not-placed')
  notPlaced(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() query: PageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.showStudents('unplaced', id, actor, query, reply);
  }

  @Get('providers')
  async providers(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { cursor }: PageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.finder.findResult(id, actor);
    const [name = '', providerId = ''] = readCursor(cursor, ['string', 'string']) ?? [];
    const after = [String(name), String(providerId)] as const;
    const rows = await this.shares.providers(id, proposalsWithin(actor), PROVIDERS_A_PAGE, after);
    const { items, next } = pageOf(rows, PROVIDERS_A_PAGE, (row) => [row.name, row.providerId]);
    const most = Math.max(1, ...items.map(({ students }) => students));
    const address = `/matching/${id}/providers`;
    await reply.view(`${VIEWS}/providers.njk`, {
      ...this.head(found, '/providers'),
      providers: items.map((row) => ({ ...row, hundredths: (row.students * 100) / most })),
      first: cursor ? address : null,
      next: next && `${address}?cursor=${next}`,
    });
  }

  @Get('fairness')
  async fairness(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.finder.findResult(id, actor);
    const groups = await this.shares.groups(id, proposalsWithin(actor));
    await reply.view(`${VIEWS}/fairness.njk`, {
      ...this.head(found, '/fairness'),
      isOfMany: new Set(groups.map(({ hei }) => hei)).size > 1,
      heis: shownHeis(found.reader.seesWholeRun ? (found.run.summary?.heis ?? []) : []),
      groups: shownGroups(groups, (code) => this.professionName(code)),
    });
  }

  @Get('travel')
  async travel(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.finder.findResult(id, actor);
    const within = proposalsWithin(actor);
    await reply.view(`${VIEWS}/travel.njk`, {
      ...this.head(found, '/travel'),
      chart: histogram(await this.shares.travel(id, within)),
      journeys: await this.shares.journeys(id, within),
    });
  }

  private async showStudents(
    status: 'placed' | 'unplaced',
    id: string,
    actor: Actor,
    { cursor }: PageQuery,
    reply: FastifyReply,
  ): Promise<void> {
    const found = await this.finder.findResult(id, actor);
    const { run, reader, pairs } = found;
    const [after = ''] = readCursor(cursor, ['string']) ?? [];
    const told = await this.results.page(run, actor, status, STUDENTS_A_PAGE, String(after));
    const { items, next } = pageOf(told, STUDENTS_A_PAGE, ({ proposal }) => [proposal.requestId]);
    const path = status === 'placed' ? '/placed' : '/not-placed';
    const address = `/matching/${id}${path}`;
    await reply.view(`${VIEWS}/students.njk`, {
      ...this.head(found, path),
      isPlaced: status === 'placed',
      here: cursor ? `${address}?cursor=${cursor}` : address,
      students: items.map((each) => shownProposal(each, reader, pairs, (code) => this.professionName(code))),
      first: cursor ? address : null,
      next: next && `${address}?cursor=${next}`,
    });
  }

  /** What stands on top of every page of a result. */
  private head({ run, tally, canSteer, canPublish }: FoundRun, path: string) {
    return {
      run: {
        id: run.id,
        label: run.label,
        created: minuteWords(run.createdAt),
        isPublished: run.publishedAt !== null && run.withdrawnAt === null,
        isWithdrawn: run.withdrawnAt !== null,
      },
      tally: { ...tally, without: tally.requests - tally.placed },
      canSteer,
      canPublish,
      tabs: tabsOf(run.id, tally, path),
    };
  }

  private professionName(code: string): string {
    return this.professions.find((each) => each.code === code)?.name ?? code;
  }
}
