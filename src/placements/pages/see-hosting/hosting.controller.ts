import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, mayUse } from '../../../access/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { pageOf, readCursor } from '../../../web/index.js';
import { HostedRepository } from '../../hosted.repository.js';
import { reconfirmBefore } from '../../rules/freshness.js';
import { openSteps } from '../../rules/offer-answers.js';
import { UnfinishedOffers } from '../../unfinished-offers.service.js';
import { dayWords } from '../offer-words.js';
import { draftRow, learnerRow, offerRow } from './hosting.presenter.js';

/** What the start page shows of each at most; the lists behind it have the rest. */
const MOST_SHOWN = 10;
const OFFERS_A_PAGE = 20;
const ARRIVING_WITHIN_DAYS = 42;

/** Where a host's people begin: what needs them and nothing else; and the lists of all that they host. */
@ApiExcludeController()
@Controller('hosting')
export class HostingController {
  private readonly professionNames: ReadonlyMap<string, string>;

  constructor(
    @Inject(HostedRepository) private readonly hosted: HostedRepository,
    @Inject(UnfinishedOffers) private readonly unfinished: UnfinishedOffers,
    @Inject(PROFESSIONS) professions: readonly ProfessionFacts[],
  ) {
    this.professionNames = new Map(professions.map(({ code, name }) => [code, name]));
  }

  @Get()
  @Allows('hosting.read')
  async start(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    const providerId = member.ownerId ?? '';
    const now = new Date();
    const day = (later: number) => new Date(now.getTime() + later * 86_400_000).toISOString().slice(0, 10);
    const today = day(0);
    const mayEdit = mayUse(member, 'hosting.edit').isAllowed;
    const [toAnswer, toReconfirm, drafts, arriving, offers] = await Promise.all([
      this.hosted.learnersToAnswer(providerId, MOST_SHOWN),
      this.hosted.toReconfirm(providerId, reconfirmBefore(now), today, MOST_SHOWN),
      mayEdit ? this.unfinished.list(member) : [],
      this.hosted.learnersArriving(providerId, today, day(ARRIVING_WITHIN_DAYS), MOST_SHOWN),
      this.hosted.offers(providerId, 1, undefined),
    ]);
    const draftRows = await Promise.all(
      drafts.slice(0, MOST_SHOWN).map(async (unfinished) => {
        const found = await this.unfinished.one(member, unfinished.id);
        return found ? [draftRow(unfinished, await this.unfinished.basisOf(found), now)] : [];
      }),
    );
    await reply.view('placements/pages/see-hosting/hosting.njk', {
      mayEdit,
      isNew: offers.length === 0,
      toAnswer: toAnswer.map((learner) => learnerRow(learner, this.professionNames)),
      toReconfirm: toReconfirm.map(({ id, title, reconfirmedAt }) => ({
        id,
        title,
        since: reconfirmedAt ? dayWords(reconfirmedAt.slice(0, 10)) : null,
      })),
      drafts: draftRows.flat().map((row, index) => ({
        ...row,
        next: drafts[index] ? pathOfDraft(drafts[index].id, openSteps(drafts[index].answers)) : '',
      })),
      arriving: arriving.map((learner) => learnerRow(learner, this.professionNames)),
    });
  }

  @Get('offers')
  @Allows('hosting.read')
  async offers(
    @By() member: Member,
    @Query('cursor') cursor: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = readCursor(typeof cursor === 'string' ? cursor : undefined, ['string', 'string']);
    const rows = await this.hosted.offers(member.ownerId ?? '', OFFERS_A_PAGE, after);
    const page = pageOf(rows, OFFERS_A_PAGE, (row) => [row.endsOn, row.id]);
    const today = new Date().toISOString().slice(0, 10);
    await reply.view('placements/pages/see-hosting/offers.njk', {
      mayEdit: mayUse(member, 'hosting.edit').isAllowed,
      offers: page.items.map((offer) => offerRow(offer, today)),
      next: page.next,
      isFirst: after === undefined,
    });
  }

  @Get('learners')
  @Allows('hosting.read')
  async learners(
    @By() member: Member,
    @Query('cursor') cursor: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [before] = readCursor(typeof cursor === 'string' ? cursor : undefined, ['string']) ?? [];
    const rows = await this.hosted.learnersPage(
      member.ownerId ?? '',
      OFFERS_A_PAGE,
      before === undefined ? undefined : String(before),
    );
    const page = pageOf(rows, OFFERS_A_PAGE, (row) => [row.id]);
    await reply.view('placements/pages/see-hosting/learners.njk', {
      learners: page.items.map((learner) => learnerRow(learner, this.professionNames)),
      next: page.next,
      isFirst: before === undefined,
    });
  }
}

function pathOfDraft(id: string, open: readonly string[]): string {
  const [step] = open;
  return step ? `/hosting/drafts/${id}/questions/${step}` : `/hosting/drafts/${id}/check`;
}
