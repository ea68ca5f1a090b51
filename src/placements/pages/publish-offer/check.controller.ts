import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { ProvidersRepository } from '../../../providers/index.js';
import { faultsInPage, type FieldFault, ParseId } from '../../../web/index.js';
import { type OfferRefusal } from '../../offers.service.js';
import { type OfferStep, openSteps } from '../../rules/offer-answers.js';
import { UnfinishedOffers } from '../../unfinished-offers.service.js';
import { checkRows } from './check.presenter.js';
import { OfferChoicesRepository } from './offer-choices.repository.js';
import { noDraft, pathOf } from './question.controller.js';

/** The last look before others see an offer. */
@ApiExcludeController()
@Controller('hosting/drafts')
export class CheckController {
  constructor(
    @Inject(UnfinishedOffers) private readonly unfinished: UnfinishedOffers,
    @Inject(OfferChoicesRepository) private readonly choices: OfferChoicesRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  @Get(':id/check')
  @Allows('hosting.edit')
  async check(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(member, id, reply);
  }

  @Post(':id/check')
  @Allows('hosting.edit')
  async publish(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isChange = (await this.unfinished.one(member, id))?.unfinished.offerId !== null;
    const finished = await this.unfinished.finish(member, id);
    if (finished.ok) {
      const { offer } = finished.value;
      const done = isChange ? 'changed' : offer.status;
      return void (await reply.redirect(`/hosting/offers/${offer.id}?done=${done}`, 303));
    }
    if (finished.refusal.kind === 'not-found') throw noDraft();
    void reply.status(finished.refusal.kind === 'open' ? 422 : 409);
    await this.show(member, id, reply, faultsInPage(faultsOf(finished.refusal)));
  }

  private async show(member: Member, id: string, reply: FastifyReply, more: object = {}): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const { answers, offerId } = found.unfinished;
    const open = openSteps(answers);
    const others = [
      ...(answers.keptLegs ?? []).map((leg) => leg.providerId),
      ...(answers.elsewhere ? [answers.elsewhere.providerId] : []),
    ];
    const [basis, { world }, providers] = await Promise.all([
      this.unfinished.basisOf(found),
      this.choices.of(member, found),
      this.providers.byIds(others),
    ]);
    const rows = checkRows(answers, open, basis, {
      sites: new Map(found.sites.map((site) => [site.id, site.name])),
      pools: new Map(world.pools.map((pool) => [pool.id, pool.name])),
      providers: new Map([...providers].map(([key, { name }]) => [key, name])),
      standards: new Map(world.standards.map((each) => [String(each.number), each.title])),
    });
    const isHybrid = others.some((each) => each !== found.provider.id);
    await reply.view('placements/pages/publish-offer/check.njk', {
      id,
      rows: rows.map((row) => ({ ...row, change: changePath(id, row.step) })),
      isOpen: open.length > 0,
      isChange: offerId !== null,
      isHybrid,
      isSupervisorWanted: answers.supervision === 'wanted',
      ...more,
    });
  }
}

function changePath(id: string, step: OfferStep): string {
  return `${pathOf(id, step)}?then=check`;
}

function faultsOf(
  refusal: Exclude<OfferRefusal, { kind: 'not-found' }> | { readonly kind: 'open'; readonly step: OfferStep },
): FieldFault[] {
  switch (refusal.kind) {
    case 'open':
      return [{ field: `row-${refusal.step}`, message: 'Answer this question before you publish' }];
    case 'faults':
      return refusal.faults.map(({ field }) => ({
        field: `row-${stepOfField(field)}`,
        message: 'Look at this answer again. Something it names is not there any more',
      }));
    case 'held':
      return [
        {
          field: 'row-when',
          message: `Students have places on this offer (${refusal.placements}). You cannot shorten it, move it or take their places away`,
        },
      ];
    case 'changed-meanwhile':
      return [
        {
          field: 'row-where',
          message: 'Somebody else changed this offer meanwhile. Begin again from the offer',
        },
      ];
    case 'not-allowed':
    case 'needs-coordinator':
      return [{ field: 'row-where', message: 'This offer has ended or was withdrawn, and stays as it is' }];
  }
}

function stepOfField(field: string): OfferStep {
  if (field.endsWith('poolId')) return 'supervision';
  if (field.startsWith('legs.')) return field.startsWith('legs.0') ? 'where' : 'elsewhere';
  if (field === 'legs' || field === 'startsOn' || field === 'endsOn') return 'when';
  if (field === 'minGroup') return 'places';
  return field === 'reservedFor' || field === 'releaseOn' ? 'visibility' : 'about';
}
