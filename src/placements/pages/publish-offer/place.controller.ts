import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { Database } from '../../../database/index.js';
import {
  DirectoryEntry,
  FindHosts,
  ProvidersRepository,
  ProvidersService,
} from '../../../providers/index.js';
import { faultsInPage, type FieldFault, ParseId } from '../../../web/index.js';
import { LEFT_OPEN, nextStep, type OfferAnswers } from '../../rules/offer-answers.js';
import { settingOfType } from '../../rules/settings-of-types.js';
import { UnfinishedOffers } from '../../unfinished-offers.service.js';
import { noDraft, pathOf } from './question.controller.js';
import { one, type Typed } from './read-answers.js';

const DIRECTORY = 'directory-entry:';

/** Where the student is, when it is not in the list yet: a further own site, or the other provider of a hybrid. */
@ApiExcludeController()
@Controller('hosting/drafts')
export class PlaceController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnfinishedOffers) private readonly unfinished: UnfinishedOffers,
    @Inject(FindHosts) private readonly hosts: FindHosts,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(ProvidersService) private readonly service: ProvidersService,
  ) {}

  @Get(':id/place')
  @Allows('hosting.edit')
  async findPlace(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Query() query: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.showPlace(member, id, query, reply);
  }

  @Post(':id/place')
  @Allows('hosting.edit')
  async addPlace(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const place = one(body.place);
    const entry = place.startsWith(DIRECTORY)
      ? await this.database.reader.findOneBy(DirectoryEntry, { cqcLocationId: place.slice(DIRECTORY.length) })
      : null;
    const typed = { name: one(body.name), postcode: one(body.postcode) };
    const faults: FieldFault[] = [];
    if (!entry && place !== 'new') faults.push({ field: 'place', message: 'Choose the place' });
    if (!entry && place === 'new') {
      if (typed.name === '' || typed.name.length > 200)
        faults.push({ field: 'name', message: 'Enter what the place is called, in at most 200 characters' });
      if (typed.postcode.length < 2 || typed.postcode.length > 10)
        faults.push({ field: 'postcode', message: 'Enter its postcode, such as OX4 1AB' });
    }
    const saved =
      faults.length > 0
        ? undefined
        : await this.service.addSite(
            found.provider.id,
            entry
              ? {
                  name: entry.name.slice(0, 200),
                  postcode: entry.postcode,
                  address: entry.address.slice(0, 400),
                  cqcLocationId: entry.cqcLocationId,
                }
              : typed,
            member,
          );
    if (saved?.ok) {
      const answers = await this.unfinished.answer(member, id, 'where', { siteId: saved.value.row.id });
      const isThenCheck = one(body.then) === 'check';
      return void (await reply.redirect(
        pathOf(id, answers && !isThenCheck ? nextStep('where', answers) : 'check'),
        303,
      ));
    }
    if (saved && saved.refusal === 'not-found') throw noDraft();
    const refused = saved && saved.refusal !== 'not-found' ? saved.refusal : [];
    const inWords = refused.map(({ field }) =>
      field === 'postcode'
        ? { field, message: 'Enter a postcode in England, Scotland or Wales, such as OX4 1AB' }
        : { field: 'name', message: 'You have a place of this name already. Choose it from your list' },
    );
    void reply.status(422);
    await this.showPlace(member, id, body, reply, {
      typed: body,
      ...faultsInPage([...faults, ...inWords]),
    });
  }

  @Get(':id/elsewhere')
  @Allows('hosting.edit')
  async findPartner(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Query() query: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.showPartner(member, id, query, reply);
  }

  @Post(':id/elsewhere')
  @Allows('hosting.edit')
  async choosePartner(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const days = Number(one(body.days).replace(',', '.'));
    const ownDays = (found.unfinished.answers.halfDaysPerWeek ?? LEFT_OPEN.halfDaysPerWeek) / 2;
    const [, providerId = '', siteId = ''] = /^([^:]{36}):([^:]{36})$/.exec(one(body.partner)) ?? [];
    const site = (await this.providers.sitesByIds([siteId])).get(siteId);
    const provider = site?.providerId === providerId ? await this.providers.provider(providerId) : null;
    const faults: FieldFault[] = [];
    if (!site || !provider)
      faults.push({ field: 'partner', message: 'Choose where the student will also be' });
    if (!(days >= 0.5 && days <= 6.5 && Number.isInteger(days * 2)))
      faults.push({ field: 'days', message: 'Enter days a week there, such as 2 or 2.5' });
    if (faults.length > 0 || !site || !provider) {
      void reply.status(422);
      return this.showPartner(member, id, body, reply, { typed: body, ...faultsInPage(faults) });
    }
    const more: OfferAnswers = {
      elsewhere: {
        providerId,
        siteId,
        setting: settingOfType(provider.type) ?? 'community-nhs',
        halfDaysPerWeek: days * 2,
      },
      // Whoever said nothing of their own days means the rest of the week.
      ...(found.unfinished.answers.halfDaysPerWeek === undefined || ownDays + days > 7
        ? { halfDaysPerWeek: Math.max(1, 10 - days * 2) }
        : {}),
    };
    const answers = await this.unfinished.answer(member, id, 'elsewhere', more);
    if (!answers) throw noDraft();
    await reply.redirect(
      pathOf(id, one(body.then) === 'check' ? 'check' : nextStep('elsewhere', answers)),
      303,
    );
  }

  private async showPlace(
    member: Member,
    id: string,
    typed: Typed,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const q = one(typed.q).slice(0, 200);
    const entries =
      q.length < 3 ? [] : (await this.hosts.find(q)).filter((each) => each.subject === 'directory-entry');
    await reply.view('placements/pages/publish-offer/place.njk', {
      id,
      q,
      isAsked: q.length >= 3,
      isThenCheck: one(typed.then) === 'check',
      found: entries.map(({ key, name, address }) => ({
        value: `${DIRECTORY}${key}`,
        text: name,
        hint: { text: address },
      })),
      ...more,
    });
  }

  private async showPartner(
    member: Member,
    id: string,
    typed: Typed,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const { answers } = found.unfinished;
    const q = one(typed.q).slice(0, 200);
    const hosts =
      q.length < 3 ? [] : (await this.hosts.find(q)).filter((each) => each.subject === 'provider');
    const chosen = answers.elsewhere ? [answers.elsewhere.providerId] : [];
    const ids = [...new Set([...chosen, ...hosts.map(({ key }) => key)])].filter(
      (key) => key !== found.provider.id,
    );
    const providers = await this.providers.byIds(ids);
    const sites = await Promise.all(ids.map((key) => this.providers.sitesOf(key)));
    const { elsewhere } = answers;
    await reply.view('placements/pages/publish-offer/elsewhere.njk', {
      id,
      q,
      isAsked: q.length >= 3,
      isThenCheck: one(typed.then) === 'check',
      back: pathOf(id, 'kind'),
      found: sites.flat().map((site) => ({
        value: `${site.providerId}:${site.id}`,
        text: providers.get(site.providerId)?.name ?? '',
        hint: { text: [site.name, site.postcode].filter((each) => each).join(', ') },
      })),
      partner: elsewhere ? `${elsewhere.providerId}:${elsewhere.siteId}` : '',
      days: 'days' in typed ? one(typed.days) : elsewhere ? elsewhere.halfDaysPerWeek / 2 : '',
      ...more,
    });
  }
}
