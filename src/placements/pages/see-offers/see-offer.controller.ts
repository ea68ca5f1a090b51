import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone, MaybeBy, type Member } from '../../../access/index.js';
import { ProvidersRepository, providerType } from '../../../providers/index.js';
import { problem, ParseId } from '../../../web/index.js';
import { HostedRepository } from '../../hosted.repository.js';
import { maySeeOffer } from '../../offer.policy.js';
import { OffersRepository } from '../../offers.repository.js';
import { Onlookers } from '../../onlookers.service.js';
import { MAP_HEIGHT, MAP_WIDTH } from '../find-offers/map-drawing.js';
import { OfferPresenter } from './offer-facts.service.js';

const MOST_OFFERS = 50;

/** One offer, and one provider, as anybody may see them. */
@ApiExcludeController()
@AllowsAnyone()
@Controller()
export class SeeOfferController {
  constructor(
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(HostedRepository) private readonly hosted: HostedRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(OfferPresenter) private readonly presenter: OfferPresenter,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
  ) {}

  @Get('offers/:id')
  async offer(
    @MaybeBy() member: Member | null,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const onlooker = await this.onlookers.of(member);
    const found = await this.offers.one(id);
    if (!found || !maySeeOffer(onlooker, found).isAllowed) throw problem(404, 'There is no such placement.');
    const offer = await this.presenter.facts(found, onlooker, true);
    const at = offer.legs.flatMap((leg) => (leg.isRemote || !leg.district ? [] : leg.district));
    await reply.view('placements/pages/see-offers/offer.njk', {
      offer,
      isOwn: member !== null && found.legs.some((leg) => leg.providerId === member.ownerId),
      map: at.length > 0 ? `/offers/map.svg?${at.map((code) => `at=${code}`).join('&')}` : null,
      mapSize: { width: MAP_WIDTH, height: MAP_HEIGHT },
    });
  }

  @Get('providers/:id')
  async provider(
    @MaybeBy() member: Member | null,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.provider(id);
    if (!provider) throw problem(404, 'There is no such organisation.');
    const onlooker = await this.onlookers.of(member);
    const [sites, offerIds] = await Promise.all([
      this.providers.sitesOf(id),
      this.hosted.listed(id, onlooker, MOST_OFFERS),
    ]);
    const offers = await this.offers.byIds(offerIds);
    await reply.view('placements/pages/see-offers/provider.njk', {
      provider: {
        name: provider.name,
        about: provider.about,
        type: providerType(provider.type)?.name ?? null,
      },
      sites: sites.slice(0, MOST_OFFERS).map(({ name, postcode }) => ({ name, postcode })),
      offers: await Promise.all(offers.map((offer) => this.presenter.facts(offer, onlooker, false))),
    });
  }
}
