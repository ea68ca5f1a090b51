import { Inject, Injectable } from '@nestjs/common';
import { EVERY_ROW, type Sql } from '../database/index.js';
import type { LegRecord, OfferRecord } from '../exchange/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { dayNumber } from '../shared/days.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import { OFFER_STATES, type OfferState } from './rules/offer-states.js';
import { isStale } from './rules/freshness.js';

/** An offer as a file has it, with what a file does not say. */
export interface KnownOffer {
  readonly id: string;
  readonly status: OfferState;
  readonly isStale: boolean;
  /** Nobody supervises yet: learners cannot come before somebody does. */
  readonly isSupervisorWanted: boolean;
  readonly record: OfferRecord;
}

const OFFERS_A_PAGE = 100;

/** Offers in the terms of the files: what exports write and what runs are made of. */
@Injectable()
export class OfferRecords {
  constructor(
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  /**
   * Offers that end on or after a day, page by page, oldest first. Holds one page at a time.
   *
   * @param asOf - the day by which freshness is judged
   * @param within - narrows a query over `offer`; every offer when left out
   */
  async *pages(
    states: readonly OfferState[],
    endsFrom: string,
    asOf: string,
    within: Sql = EVERY_ROW,
  ): AsyncGenerator<KnownOffer[]> {
    let after = '';
    for (;;) {
      const page = await this.offers.page(states, endsFrom, within, after, OFFERS_A_PAGE);
      if (page.length === 0) return;
      after = page.at(-1)?.offer.id ?? after;
      yield await this.recordsOf(page, asOf);
    }
  }

  /** Every offer of the catalogue that a file could hold, within a scope over `offer`. */
  all(asOf: string, within: Sql): AsyncGenerator<KnownOffer[]> {
    return this.pages(OFFER_STATES, '0000-00-00', asOf, within);
  }

  private async recordsOf(page: readonly OfferWithLegs[], asOf: string): Promise<KnownOffer[]> {
    const legs = page.flatMap((each) => each.legs);
    const [providers, sites, pools] = await Promise.all([
      this.providers.byIds(legs.map((leg) => leg.providerId)),
      this.providers.sitesByIds(legs.map((leg) => leg.siteId)),
      this.providers.pools(),
    ]);
    const poolRefs = new Map(pools.map((pool) => [pool.id, pool.ref]));
    return page.map(({ offer, legs: itsLegs }) => ({
      id: offer.id,
      status: offer.status,
      isStale: isStale(offer.reconfirmedAt, asOf),
      isSupervisorWanted: offer.supervision === 'wanted',
      record: {
        offerRef: offer.ref,
        title: offer.title,
        model: offer.model,
        professions: offer.professions,
        years: offer.years.map(Number),
        startsOn: day(offer.startsOn),
        endsOn: day(offer.endsOn),
        places: offer.places,
        minGroup: offer.minGroup,
        requires: offer.requires,
        isDriverNeeded: offer.isDriverNeeded,
        accessFeatures: offer.accessFeatures,
        reservedFor: offer.reservedFor,
        releaseOn: offer.releaseOn === null ? null : day(offer.releaseOn),
        careCertificateStandards: offer.standards,
        pillars: offer.pillars,
        legs: itsLegs.map((leg): LegRecord => {
          const site = sites.get(leg.siteId);
          return {
            leg: leg.leg,
            provider: providers.get(leg.providerId)?.name ?? '',
            providerType: providers.get(leg.providerId)?.type ?? '',
            setting: leg.setting,
            site: site?.name === site?.postcode ? '' : (site?.name ?? ''),
            postcode: site?.postcode ?? '',
            halfDaysPerWeek: leg.halfDaysPerWeek,
            mode: leg.mode,
            supervisionPool: leg.poolId === null ? null : (poolRefs.get(leg.poolId) ?? null),
            extra: extraOf(leg.leg, offer.extra),
          };
        }),
      },
    }));
  }
}

function extraOf(leg: number, extra: Readonly<Record<string, string>>): Record<string, string> {
  const start = `${leg} `;
  return Object.fromEntries(
    Object.entries(extra)
      .filter(([column]) => column.startsWith(start))
      .map(([column, text]) => [column.slice(start.length), text]),
  );
}

function day(text: string): number {
  const number = dayNumber(text);
  if (number === undefined) throw new Error('An offer holds a day that is none');
  return number;
}
