import { Inject, Injectable } from '@nestjs/common';
import { Gazetteer } from '../geography/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { minutesForKm, type Transport } from '../shared/travel-time.js';
import { pageOf, problem, readCursor } from '../web/index.js';
import type { TermKind } from './offer-listing.entity.js';
import type { OfferQuery } from './offer.dto.js';
import { type OfferSearch, OfferSearchRepository, type Reach } from './offer-search.repository.js';
import { listingsWithin, type Onlooker } from './offer.policy.js';
import { type OfferListView, offerViews } from './offer.views.js';
import { OffersRepository } from './offers.repository.js';

/** Every district of the country is nearer than this to every other. */
const WHOLE_COUNTRY_KM = 1_500;
const MOST_WORDS = 12;

/** Searching the published offers. */
@Injectable()
export class OfferSearchService {
  constructor(
    @Inject(OfferSearchRepository) private readonly search: OfferSearchRepository,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /** @throws Problem 400 when fields contradict each other or name no place */
  async searchOffers(query: OfferQuery, onlooker: Onlooker): Promise<OfferListView> {
    const search = { ...this.searchOf(query), within: listingsWithin(onlooker) };
    const after = readCursor(query.cursor, [search.sort === 'newest' ? 'string' : 'number', 'string']);
    const [found, { total, facets }] = await Promise.all([
      this.search.find(search, query.limit, after),
      query.facets ? this.search.counts(search) : this.totalOnly(search),
    ]);
    const page = pageOf(found, query.limit, (row) => [row.position, row.offerId]);
    const offers = await this.offers.byIds(page.items.map((row) => row.offerId));
    const views = await offerViews(offers, this.providers, onlooker);
    const byId = new Map(page.items.map((row) => [row.offerId, row]));
    return {
      items: views.map((view) => {
        const near = byId.get(view.id);
        return {
          ...view,
          distanceKm: typeof near?.metres === 'number' ? near.metres / 1_000 : null,
          travelMinutes: near?.minutes ?? null,
        };
      }),
      total,
      next: page.next,
      ...(facets ? { facets: [...facets] } : {}),
    };
  }

  /** Where the offers are that a search finds. @throws Problem 400 as {@link searchOffers} */
  async districtsOf(query: OfferQuery, onlooker: Onlooker): Promise<ReadonlyMap<string, number>> {
    return this.search.districts({ ...this.searchOf(query), within: listingsWithin(onlooker) });
  }

  private async totalOnly(search: OfferSearch): Promise<{ total: number; facets?: undefined }> {
    return { total: await this.search.count(search) };
  }

  private searchOf(query: OfferQuery): Omit<OfferSearch, 'within'> {
    const words = wordsOf(query.q ?? '');
    const terms = new Map<TermKind, readonly string[]>();
    const add = (kind: TermKind, codes: readonly string[] | undefined): void => {
      if (codes && codes.length > 0) terms.set(kind, codes);
    };
    add('profession', query.profession);
    add('year', query.year);
    add('provider-type', query.providerType);
    add('model', query.model);
    add('region', query.region);
    add('icb', query.icb);
    add('authority', query.authority);
    add('standard', query.standard);
    add('supervision', query.supervision);
    const sort = query.sort ?? (words.length > 0 ? 'relevance' : query.near ? 'distance' : 'newest');
    if (sort === 'distance' && !query.near) {
      throw refusal('sort', "found 'distance', which needs `near`: distance from where?");
    }
    if (sort === 'relevance' && words.length === 0) {
      throw refusal('sort', "found 'relevance', which needs `q`: relevant to what?");
    }
    if (!query.near && (query.withinKm || query.withinMinutes)) {
      throw refusal('near', 'is missing: within a distance of where?');
    }
    return {
      words,
      terms,
      from: query.from ?? null,
      to: query.to ?? null,
      hasFreePlaces: query.hasFreePlaces ?? false,
      reach: query.near
        ? this.reachOf(query.near, query.withinKm, query.withinMinutes, query.transport)
        : null,
      isReachLimited: query.withinKm !== undefined || query.withinMinutes !== undefined,
      sort,
    };
  }

  private reachOf(
    near: string,
    withinKm: number | undefined,
    withinMinutes: number | undefined,
    transport: Transport,
  ): Reach[] {
    const located = this.gazetteer.locate(near);
    if (!located.ok) {
      throw refusal('near', `found ${located.refusal.found}, wanted ${located.refusal.wanted}`);
    }
    return this.gazetteer
      .districtsWithinKm(located.value.district, withinKm ?? WHOLE_COUNTRY_KM)
      .map(({ district, km }) => ({
        district: district.code,
        metres: Math.round(km * 1_000),
        minutes: minutesForKm(km, transport),
      }))
      .filter(({ minutes }) => withinMinutes === undefined || minutes <= withinMinutes);
  }
}

function refusal(field: string, message: string) {
  return problem(400, `Please check ${field}.`, { errors: [{ field, message }] });
}

/** The words to look for: letters and digits of any script, each once. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].slice(0, MOST_WORDS);
}
