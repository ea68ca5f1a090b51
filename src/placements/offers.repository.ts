import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditionFor, Database, inChunks, type Sql } from '../database/index.js';
import { OfferLeg } from './offer-leg.entity.js';
import { Offer } from './offer.entity.js';
import type { OfferState } from './rules/offer-states.js';

export interface OfferWithLegs {
  readonly offer: Offer;
  /** In leg order. */
  readonly legs: readonly OfferLeg[];
}

const KEYS_A_QUERY = 500;

/** The only queries over offers and legs as people edit them; search has its own. */
@Injectable()
export class OffersRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async one(id: string, manager: EntityManager = this.database.reader): Promise<OfferWithLegs | undefined> {
    const [found] = await this.byIds([id], manager);
    return found;
  }

  /** In the order of `ids`; those that are not there are left out. */
  async byIds(
    ids: readonly string[],
    manager: EntityManager = this.database.reader,
  ): Promise<OfferWithLegs[]> {
    const offers: Offer[] = [];
    for (const some of inChunks(ids, KEYS_A_QUERY)) {
      offers.push(
        ...(await manager
          .createQueryBuilder(Offer, 'offer')
          .where('offer.id IN (:...some)', { some })
          .getMany()),
      );
    }
    const withLegs = await this.withLegs(offers, manager);
    const byId = new Map(withLegs.map((each) => [each.offer.id, each]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async byRefKeys(refKeys: readonly string[], manager: EntityManager): Promise<OfferWithLegs[]> {
    const offers: Offer[] = [];
    for (const some of inChunks(refKeys, KEYS_A_QUERY)) {
      offers.push(
        ...(await manager
          .createQueryBuilder(Offer, 'offer')
          .where('offer.refKey IN (:...some)', { some })
          .getMany()),
      );
    }
    return this.withLegs(offers, manager);
  }

  /** Offers in some states that end on or after a day, within a scope over `offer`, by id, at most `limit` after `afterId`. */
  async page(
    states: readonly OfferState[],
    endsFrom: string,
    within: Sql,
    afterId: string,
    limit: number,
  ): Promise<OfferWithLegs[]> {
    const offers = await this.database.reader
      .createQueryBuilder(Offer, 'offer')
      .where('offer.status IN (:...states)', { states })
      .andWhere('offer.endsOn >= :endsFrom', { endsFrom })
      .andWhere('offer.id > :afterId', { afterId })
      .andWhere(...conditionFor(within))
      .orderBy('offer.id')
      .take(limit)
      .getMany();
    return this.withLegs(offers, this.database.reader);
  }

  private async withLegs(offers: readonly Offer[], manager: EntityManager): Promise<OfferWithLegs[]> {
    const legs: OfferLeg[] = [];
    for (const some of inChunks(offers, KEYS_A_QUERY)) {
      legs.push(
        ...(await manager
          .createQueryBuilder(OfferLeg, 'leg')
          .where('leg.offerId IN (:...ids)', { ids: some.map((offer) => offer.id) })
          .orderBy('leg.offerId')
          .addOrderBy('leg.leg')
          .getMany()),
      );
    }
    const byOffer = new Map<string, OfferLeg[]>();
    for (const leg of legs) byOffer.set(leg.offerId, [...(byOffer.get(leg.offerId) ?? []), leg]);
    return offers.map((offer) => ({ offer, legs: byOffer.get(offer.id) ?? [] }));
  }
}
