import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, mayUse } from '../../../access/index.js';
import { Gazetteer } from '../../../geography/index.js';
import { ClaimsService, minuteWords } from '../../../identity/index.js';
import { OfferSearchService, Onlookers } from '../../../placements/index.js';
import { type JobName, Queues } from '../../../queue/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { needByArea } from '../../rules/need-by-area.js';
import { forProfession, GapCountsService } from '../../gap-counts.service.js';
import { needRows, typeRows } from './system-rows.js';

/** Where the work of the system's team begins: what waits for them, and where places are short. */
@ApiExcludeController()
@Controller('system')
export class SeeSystemController {
  constructor(
    @Inject(GapCountsService) private readonly gapCounts: GapCountsService,
    @Inject(OfferSearchService) private readonly search: OfferSearchService,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  @Allows('organisations.approve')
  async see(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    const may = {
      seeGaps: mayUse(member, 'gaps.see').isAllowed,
      operate: mayUse(member, 'service.operate').isAllowed,
      seeOrganisations: mayUse(member, 'organisations.see').isAllowed,
      seeRuns: mayUse(member, 'runs.read').isAllowed,
    };
    const [waiting, failedJobs, { facets = [] }] = await Promise.all([
      this.claims.waiting(),
      may.operate ? this.failedJobs() : 0,
      this.search.searchOffers(
        { limit: 1, transport: 'car', from: today(), facets: true },
        await this.onlookers.of(member),
      ),
    ]);
    await reply.view('system/pages/see-system/system.njk', {
      may,
      toApprove: waiting.length,
      failedJobs,
      types: typeRows(facets),
    });
  }

  @Get('gaps')
  @Allows('gaps.see')
  async gaps(@Query('profession') wanted: unknown, @Res() reply: FastifyReply): Promise<void> {
    const profession = this.professions.find(({ code }) => code === wanted)?.code ?? null;
    const counts = await this.gapCounts.counts(new Date());
    const day = today();
    const areas = this.gazetteer.icbsOn(day).map(({ code, shortName }) => ({ code, name: shortName }));
    const areaOf = (district: string) => this.gazetteer.place(district, day)?.icb?.code ?? null;
    const needs = needByArea(
      areas,
      areaOf,
      forProfession(counts.freePlaces, profession),
      forProfession(counts.withoutPlace, profession),
    );
    await reply.view('system/pages/see-system/gaps.njk', {
      profession,
      countedAt: minuteWords(counts.countedAt),
      professions: this.professions.map(({ code, name }) => ({
        value: code,
        text: name,
        selected: code === profession,
      })),
      ...needRows(needs),
    });
  }

  private async failedJobs(): Promise<number> {
    const counts = await this.queues.counts();
    return (Object.keys(counts) as JobName[]).reduce((sum, job) => sum + (counts[job].failed ?? 0), 0);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
