import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, Allows, By } from '../access/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../reference/index.js';
import type { Result } from '../shared/result.js';
import { DescribesProblems, problem, ParseId } from '../web/index.js';
import { OfferEdit, OfferInput, OfferQuery } from './offer.dto.js';
import { Onlookers } from './onlookers.service.js';
import { maySeeOffer, type Onlooker } from './offer.policy.js';
import { OfferSearchService } from './offer-search.service.js';
import { OfferListView, OfferView, offerViews } from './offer.views.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import { type OfferRefusal, OffersService } from './offers.service.js';
import type { OfferDraft } from './rules/offer-draft.js';
import type { OfferState } from './rules/offer-states.js';

@ApiTags('offers')
@Controller('api/v1/offers')
export class OffersController {
  constructor(
    @Inject(OffersService) private readonly service: OffersService,
    @Inject(OfferSearchService) private readonly search: OfferSearchService,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  @Allows('offers.read')
  @ApiOperation({ summary: 'Searches the published offers' })
  @ApiOkResponse({ type: OfferListView })
  @DescribesProblems(400)
  async list(@By() actor: Actor, @Query() query: OfferQuery): Promise<OfferListView> {
    return this.search.searchOffers(query, await this.onlookers.of(actor));
  }

  @Post()
  @Allows('offers.edit')
  @ApiOperation({ summary: 'Drafts an offer; publish it when it is right' })
  @ApiCreatedResponse({ type: OfferView })
  @DescribesProblems(400, 422)
  async create(@By() actor: Actor, @Body() input: OfferInput): Promise<OfferView> {
    return this.answer(await this.service.createOffer(this.draftOf(input), actor), actor);
  }

  @Get(':id')
  @Allows('offers.read')
  @ApiOperation({ summary: 'One offer' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(404)
  async read(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<OfferView> {
    const onlooker = await this.onlookers.of(actor);
    const found = await this.offers.one(id);
    if (!found || !maySeeOffer(onlooker, found).isAllowed) throw problem(404, 'There is no such offer.');
    return this.view(found, onlooker);
  }

  @Put(':id')
  @Allows('offers.edit')
  @ApiOperation({ summary: 'Replaces the terms of an offer' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(400, 404, 409, 422)
  async edit(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() input: OfferEdit,
  ): Promise<OfferView> {
    return this.answer(await this.service.editOffer(id, this.draftOf(input), input.version, actor), actor);
  }

  @Post(':id/publish')
  @Allows('offers.edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes an offer findable and open to matching' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(404, 409)
  publish(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<OfferView> {
    return this.move(id, 'published', actor);
  }

  @Post(':id/pause')
  @Allows('offers.edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes an offer out of search and matching for now' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(404, 409)
  pause(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<OfferView> {
    return this.move(id, 'paused', actor);
  }

  @Post(':id/withdraw')
  @Allows('offers.edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes an offer back for good' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(404, 409)
  withdraw(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<OfferView> {
    return this.move(id, 'withdrawn', actor);
  }

  @Post(':id/reconfirm')
  @Allows('offers.edit')
  @HttpCode(200)
  @ApiOperation({ summary: 'Says that an offer still stands' })
  @ApiOkResponse({ type: OfferView })
  @DescribesProblems(404, 409)
  async reconfirm(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<OfferView> {
    return this.answer(await this.service.reconfirmOffer(id, actor), actor);
  }

  private async move(id: string, to: OfferState, actor: Actor): Promise<OfferView> {
    return this.answer(await this.service.moveOffer(id, to, actor), actor);
  }

  private async answer(result: Result<OfferWithLegs, OfferRefusal>, actor: Actor): Promise<OfferView> {
    if (result.ok) return this.view(result.value, await this.onlookers.of(actor));
    const { refusal } = result;
    switch (refusal.kind) {
      case 'not-found':
        throw problem(404, 'There is no such offer.');
      case 'faults': {
        const fields = refusal.faults.map((fault) => fault.field).join(', ');
        throw problem(422, `Please check ${fields}.`, { errors: refusal.faults });
      }
      case 'not-allowed':
        throw problem(409, `The offer is ${refusal.from}, which does not allow this.`, {
          allowed: refusal.allowed,
        });
      case 'needs-coordinator':
        throw problem(
          409,
          'Several providers host this offer. A system coordinator publishes it, so that none speaks for the others.',
        );
      case 'held':
        throw problem(
          409,
          `${refusal.placements} learners have a placement on this offer, which this would take from under them.`,
        );
      case 'changed-meanwhile':
        throw problem(409, `Somebody else changed the offer meanwhile; it is at version ${refusal.version}.`);
    }
  }

  private async view(offer: OfferWithLegs, onlooker: Onlooker): Promise<OfferView> {
    const [view] = await offerViews([offer], this.providers, onlooker);
    if (!view) throw new Error('An offer without a view');
    return view;
  }

  private draftOf(input: OfferInput): OfferDraft {
    const known = new Set(this.professions.map(({ code }) => code));
    const unknown = input.professions.filter((code) => !known.has(code));
    if (unknown.length > 0) {
      const message = `found ${unknown.join(', ')}, wanted some of ${[...known].join(', ')}`;
      throw problem(400, 'Please check professions.', { errors: [{ field: 'professions', message }] });
    }
    const { legs, version: _version, ...terms } = input as OfferInput & { version?: number };
    return {
      ...terms,
      summary: terms.summary ?? null,
      releaseOn: terms.releaseOn ?? null,
      extra: {},
      legs: legs.map(({ daysPerWeek, poolId, ...leg }) => ({
        ...leg,
        poolId: poolId ?? null,
        halfDaysPerWeek: daysPerWeek * 2,
      })),
    };
  }
}
