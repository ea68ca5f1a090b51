import { Controller, Get, Header, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone, MaybeBy, type Member } from '../../../access/index.js';
import { Gazetteer } from '../../../geography/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { checkForm, faultsInPage, type FieldFault, Problem } from '../../../web/index.js';
import { OfferQuery } from '../../offer.dto.js';
import { OfferSearchService } from '../../offer-search.service.js';
import type { OfferListView } from '../../offer.views.js';
import { Onlookers } from '../../onlookers.service.js';
import { many, one, type Typed } from '../publish-offer/read-answers.js';
import { FILTERS, filtersOf, foundRow } from './find-offers.presenter.js';
import { drawMap, MAP_HEIGHT, MAP_WIDTH } from './map-drawing.js';

const OFFERS_A_PAGE = 20;
const KM_A_MILE = 1.609344;
const MILES = [5, 10, 20, 40] as const;
const NOTHING: OfferListView = { items: [], total: 0, next: null, facets: [] };

/** Offers that anybody may look through, as a list and on a map. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('offers')
export class FindOffersController {
  private readonly professionNames: ReadonlyMap<string, string>;
  private readonly regionNames: ReadonlyMap<string, string>;

  constructor(
    @Inject(OfferSearchService) private readonly search: OfferSearchService,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(PROFESSIONS) professions: readonly ProfessionFacts[],
  ) {
    this.professionNames = new Map(professions.map(({ code, name }) => [code, name]));
    this.regionNames = new Map(gazetteer.nhsRegions.map(({ code, name }) => [code, name]));
  }

  @Get()
  async list(
    @MaybeBy() member: Member | null,
    @Query() typed: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const onlooker = await this.onlookers.of(member);
    const asked = await this.asked(typed);
    const { found, faults } = asked.isRight
      ? await this.found(() => this.search.searchOffers(asked.query, onlooker))
      : { found: NOTHING, faults: asked.faults };
    if (faults.length > 0) void reply.status(422);
    const kept = keptQuery(typed);
    await reply.view('placements/pages/find-offers/find-offers.njk', {
      typed: { q: one(typed.q), near: one(typed.near), miles: one(typed.miles), free: one(typed.free) },
      miles: MILES.map((miles) => ({ value: String(miles), text: `Within ${miles} miles` })),
      total: found.total,
      offers: found.items.map((offer) => foundRow(offer, this.professionNames)),
      filters: filtersOf(
        found.facets ?? [],
        Object.fromEntries(FILTERS.map(({ field }) => [field, many(typed[field])])),
        { professions: this.professionNames, regions: this.regionNames },
      ),
      next: found.next === null ? null : `/offers?${withCursor(kept, found.next)}`,
      isFirst: one(typed.cursor) === '',
      first: `/offers?${kept}`,
      map: `/offers/map.svg?${kept}`,
      mapSize: { width: MAP_WIDTH, height: MAP_HEIGHT },
      ...faultsInPage(faults),
    });
  }

  /** The offers of the same search as dots on England; with `at`, nothing but one district. */
  @Get('map.svg')
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  async map(
    @MaybeBy() member: Member | null,
    @Query() typed: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const points = this.gazetteer.districts.filter(({ country }) => country === 'England');
    const at = many(typed.at).slice(0, 6);
    const marked = at.length > 0 ? new Map(at.map((code) => [code, 1])) : await this.marked(member, typed);
    // What is open to all may be kept by whoever passes it on; what one sees as a member may not.
    const keeping = at.length > 0 || !member ? 'public' : 'private';
    const seconds = at.length > 0 ? 86_400 : 300;
    await reply.header('cache-control', `${keeping}, max-age=${seconds}`).send(drawMap(points, marked));
  }

  private async marked(member: Member | null, typed: Typed): Promise<ReadonlyMap<string, number>> {
    const asked = await this.asked(typed);
    if (!asked.isRight) return new Map();
    const onlooker = await this.onlookers.of(member);
    try {
      return await this.search.districtsOf(asked.query, onlooker);
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.document.status === 400) return new Map();
      throw thrown;
    }
  }

  private async asked(
    typed: Typed,
  ): Promise<{ isRight: true; query: OfferQuery } | { isRight: false; faults: readonly FieldFault[] }> {
    const near = one(typed.near);
    const miles = Number(one(typed.miles));
    const filters: Record<string, string[]> = {};
    for (const { field } of FILTERS) {
      const codes = many(typed[field]);
      if (codes.length > 0) filters[field] = codes;
    }
    const filled = await checkForm(OfferQuery, {
      ...filters,
      limit: OFFERS_A_PAGE,
      facets: true,
      ...(one(typed.q) === '' ? {} : { q: one(typed.q) }),
      ...(near === '' ? {} : { near, transport: 'car' }),
      ...(near !== '' && miles > 0 ? { withinKm: Math.min(1_000, miles * KM_A_MILE) } : {}),
      ...(one(typed.free) === 'yes' ? { hasFreePlaces: true } : {}),
      ...(one(typed.cursor) === '' ? {} : { cursor: one(typed.cursor) }),
    });
    if (filled.isRight) return { isRight: true, query: filled.form };
    return { isRight: false, faults: filled.faults.map(({ field }) => inWords(field)) };
  }

  private async found(
    look: () => Promise<OfferListView>,
  ): Promise<{ found: OfferListView; faults: readonly FieldFault[] }> {
    try {
      return { found: await look(), faults: [] };
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.document.status !== 400) throw thrown;
      return { found: NOTHING, faults: (thrown.document.errors ?? []).map(({ field }) => inWords(field)) };
    }
  }
}

function inWords(field: string): FieldFault {
  if (field === 'near') return { field, message: 'Enter a postcode such as OX4 1AB, or its first half' };
  if (field === 'q') return { field, message: 'Enter fewer words' };
  return { field: 'q', message: 'Something in the address of this page is not right. Search again' };
}

/** The search as it stands in an address, without the place in the list. */
function keptQuery(typed: Typed): string {
  const kept = new URLSearchParams();
  for (const field of ['q', 'near', 'miles', 'free', ...FILTERS.map((filter) => filter.field)]) {
    for (const value of many(typed[field])) if (value.length <= 200) kept.append(field, value);
  }
  return kept.toString();
}

function withCursor(kept: string, cursor: string): string {
  const query = new URLSearchParams(kept);
  query.set('cursor', cursor);
  return query.toString();
}
