import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, mayUse } from '../../../access/index.js';
import type { Result } from '../../../shared/result.js';
import { problem, ParseId } from '../../../web/index.js';
import { HostedRepository } from '../../hosted.repository.js';
import { sql } from '../../../database/index.js';
import { OffersRepository, type OfferWithLegs } from '../../offers.repository.js';
import { type OfferRefusal, OffersService } from '../../offers.service.js';
import { nextOfferStates, type OfferState } from '../../rules/offer-states.js';
import { UnfinishedOffers } from '../../unfinished-offers.service.js';
import { dayWords } from '../offer-words.js';
import { OfferPresenter } from '../see-offers/offer-facts.service.js';
import { one, type Typed } from '../publish-offer/read-answers.js';
import { offerRow } from './hosting.presenter.js';

const DONE: Readonly<Record<string, string>> = {
  published: 'Your offer is published. Universities can see it now.',
  draft: 'Your offer is with the local placement team, which asks the other organisation and publishes it.',
  changed: 'Your changes are saved.',
  paused: 'Your offer is paused. Nobody new is matched to it.',
  resumed: 'Your offer is open again.',
  withdrawn: 'Your offer is withdrawn.',
  reconfirmed: 'Thank you. Your offer still stands, and universities see it.',
};

/** One offer of the host's own, and what can be done with it. */
@ApiExcludeController()
@Controller('hosting/offers/:id')
export class HostedOfferController {
  constructor(
    @Inject(OffersService) private readonly service: OffersService,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(HostedRepository) private readonly hosted: HostedRepository,
    @Inject(UnfinishedOffers) private readonly unfinished: UnfinishedOffers,
    @Inject(OfferPresenter) private readonly presenter: OfferPresenter,
  ) {}

  @Get()
  @Allows('hosting.read')
  async see(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Query('done') done: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.own(member, id);
    const [row] = await this.hosted.offers(member.ownerId ?? '', 1, undefined, sql`o.id = ${id}`);
    const states = nextOfferStates(found.offer.status);
    const mayEdit = mayUse(member, 'hosting.edit').isAllowed;
    await reply.view('placements/pages/see-hosting/offer.njk', {
      offer: await this.presenter.facts(found, null, true),
      row: row ? offerRow(row, new Date().toISOString().slice(0, 10)) : null,
      done: typeof done === 'string' ? (DONE[done] ?? null) : null,
      mayEdit,
      isOpen: mayEdit && ['draft', 'published', 'paused'].includes(found.offer.status),
      mayPause: mayEdit && states.includes('paused'),
      mayResume: mayEdit && found.offer.status === 'paused',
      mayWithdraw: mayEdit && states.includes('withdrawn'),
      mayReconfirm: mayEdit && found.offer.status === 'published',
      reconfirmed: found.offer.reconfirmedAt
        ? dayWords(found.offer.reconfirmedAt.toISOString().slice(0, 10))
        : null,
    });
  }

  @Get('reconfirm')
  @Allows('hosting.edit')
  async askReconfirm(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.own(member, id);
    await reply.view('placements/pages/see-hosting/reconfirm.njk', {
      offer: await this.presenter.facts(found, null, true),
      isOpen: found.offer.status === 'published' || found.offer.status === 'paused',
    });
  }

  @Post('reconfirm')
  @Allows('hosting.edit')
  async reconfirm(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.done(await this.service.reconfirmOffer(id, member));
    await reply.redirect(`/hosting/offers/${id}?done=reconfirmed`, 303);
  }

  @Post('state')
  @Allows('hosting.edit')
  async move(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const to = one(body.to);
    if (!isWanted(to)) throw problem(422, 'Choose what to do with the offer.');
    this.done(await this.service.moveOffer(id, to, member));
    await reply.redirect(`/hosting/offers/${id}?done=${to === 'published' ? 'resumed' : to}`, 303);
  }

  @Post('again')
  @Allows('hosting.edit')
  async again(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const begun = await this.unfinished.beginAgain(member, id, new Date().toISOString().slice(0, 10));
    if (!begun) throw noOffer();
    await reply.redirect(`/hosting/drafts/${begun.id}/check`, 303);
  }

  @Post('change')
  @Allows('hosting.edit')
  async change(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const begun = await this.unfinished.beginChange(member, id);
    if (!begun) throw noOffer();
    await reply.redirect(`/hosting/drafts/${begun.id}/check`, 303);
  }

  private async own(member: Member, id: string): Promise<OfferWithLegs> {
    const found = await this.offers.one(id);
    if (!found?.legs.some((leg) => leg.providerId === member.ownerId)) throw noOffer();
    return found;
  }

  private done(result: Result<OfferWithLegs, OfferRefusal>): void {
    if (result.ok) return;
    const { refusal } = result;
    switch (refusal.kind) {
      case 'not-found':
      case 'faults':
        throw noOffer();
      case 'not-allowed':
        throw problem(409, 'The offer has changed meanwhile. Look at it again.', {
          allowed: refusal.allowed,
        });
      case 'needs-coordinator':
        throw problem(409, 'Several organisations host this offer. The local placement team opens it again.');
      case 'held':
        throw problem(
          409,
          `Students have places on this offer (${refusal.placements}). Answer no to each first, or ask their universities.`,
        );
      case 'changed-meanwhile':
        throw problem(409, 'Somebody else changed the offer at the same moment. Look at it again.');
    }
  }
}

function isWanted(to: string): to is Extract<OfferState, 'published' | 'paused' | 'withdrawn'> {
  return to === 'published' || to === 'paused' || to === 'withdrawn';
}

function noOffer() {
  return problem(404, 'There is no such offer.');
}
