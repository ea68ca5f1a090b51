import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By } from '../../../access/index.js';
import { minuteWords } from '../../../identity/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { pageOf, PageQuery, readCursor, ParseId } from '../../../web/index.js';
import { proposalsWithin } from '../../run.policy.js';
import { type FoundRun, RunFinder } from '../../run-finder.service.js';
import { RunResults, type ToldProposal } from '../../run-results.service.js';
import { RunShares } from '../../run-shares.repository.js';
import { RunsRepository } from '../../runs.repository.js';
import { comparedNumbers } from './compare-runs.presenter.js';
import { studentName } from '../see-run/see-run.presenter.js';

const MOVES_A_PAGE = 30;

class CompareQuery extends PageQuery {
  @IsUUID() with: string;
}

/** Two runs side by side: what each comes to, and who is placed otherwise. */
@ApiExcludeController()
@Allows('runs.read')
@Controller('matching/:id/compare')
export class CompareRunsController {
  constructor(
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunResults) private readonly results: RunResults,
    @Inject(RunShares) private readonly shares: RunShares,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  async compare(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Query() { with: otherId, cursor }: CompareQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [one, other] = [
      await this.finder.findResult(id, actor),
      await this.finder.findResult(otherId, actor),
    ];
    const within = proposalsWithin(actor);
    const [after = ''] = readCursor(cursor, ['string']) ?? [];
    const rows = await this.runs.differences(id, otherId, within, MOVES_A_PAGE, String(after));
    const { items, next } = pageOf(rows, MOVES_A_PAGE, (row) => [row.requestId]);
    const requestIds = items.map(({ requestId }) => requestId);
    const told = await this.results.of(one.run, actor, requestIds);
    const toldOther = await this.results.of(other.run, actor, requestIds);
    const address = `/matching/${id}/compare?with=${otherId}`;
    await reply.view('matching/pages/compare-runs/compare.njk', {
      run: shownHead(one),
      other: shownHead(other),
      numbers: comparedNumbers(await this.numbersOf(one, actor), await this.numbersOf(other, actor)),
      changed: await this.runs.countDifferences(id, otherId, within),
      moves: requestIds.flatMap((requestId) => {
        const [now, then] = [told.get(requestId), toldOther.get(requestId)];
        const either = now ?? then;
        if (!either) return [];
        const who = studentName(either, one.reader, (code) => this.professionName(code));
        return [{ ...who, now: placeOf(now), then: placeOf(then) }];
      }),
      first: cursor ? address : null,
      next: next && `${address}&cursor=${next}`,
    });
  }

  private async numbersOf({ run, tally }: FoundRun, actor: Actor) {
    const within = proposalsWithin(actor);
    const groups = await this.shares.groups(run.id, within);
    return { tally, journeys: await this.shares.journeys(run.id, within), groups };
  }

  private professionName(code: string): string {
    return this.professions.find((each) => each.code === code)?.name ?? code;
  }
}

function shownHead({ run }: FoundRun) {
  return { id: run.id, label: run.label, created: minuteWords(run.createdAt) };
}

function placeOf(told: ToldProposal | undefined): string {
  if (told?.match.status !== 'placed') return told ? 'No place' : 'Not in this run';
  const { offerTitle, match } = told;
  return `${offerTitle ?? match.offerRef} (${match.offerRef}), ${match.travelMinutes} minutes`;
}
