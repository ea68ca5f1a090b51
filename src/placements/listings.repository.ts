import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, inChunks, join, sql } from '../database/index.js';
import { HOLDING_STATES } from './rules/placement-states.js';
import { districtsOf, type ListedLeg, termsOf, wordsOf } from './rules/listing.js';
import { termCharacter } from './rules/term-characters.js';
import { Offer } from './offer.entity.js';
import { openOn, reservedKeys } from './offer.policy.js';
import { OfferTerms } from './offer-terms.repository.js';

const OFFERS_A_TURN = 100;

/** Keeps what search reads in step with the offers, inside the transaction that changes them. */
@Injectable()
export class ListingsRepository {
  private readonly terms: OfferTerms;

  constructor(@Inject(Database) private readonly database: Database) {
    this.terms = new OfferTerms(database);
  }

  /** Writes the listings of these offers anew: those that are published get one, the others have none. */
  async refresh(manager: EntityManager, offerIds: readonly string[]): Promise<void> {
    for (const ids of inChunks(offerIds, OFFERS_A_TURN)) {
      await this.refreshSome(manager, ids);
      await nextTurn();
    }
  }

  /** Counts anew how many places of these offers are held. */
  async recount(manager: EntityManager, offerIds: readonly string[]): Promise<void> {
    const holding = join(HOLDING_STATES, ', ');
    for (const ids of inChunks(offerIds, OFFERS_A_TURN)) {
      await this.database.change(
        sql`UPDATE offer_listing SET places_taken =
              (SELECT count(*) FROM placement p
                WHERE p.offer_id = offer_listing.offer_id AND p.status IN (${holding}))
            WHERE offer_id IN (${join(ids, ', ')})`,
        manager,
      );
      await nextTurn();
    }
  }

  private async refreshSome(manager: EntityManager, ids: readonly string[]): Promise<void> {
    const these = join(ids, ', ');
    for (const statement of [
      sql`DELETE FROM offer_district WHERE offer_id IN (${these})`,
      sql`DELETE FROM offer_text WHERE offer_id IN (${these})`,
      sql`DELETE FROM offer_listing WHERE offer_id IN (${these})`,
    ]) {
      await this.database.change(statement, manager);
    }
    const offers = await manager
      .createQueryBuilder(Offer, 'offer')
      .where('offer.id IN (:...ids)', { ids })
      .andWhere('offer.status = :status', { status: 'published' })
      .getMany();
    if (offers.length === 0) return;
    const legs = await this.legsOf(manager, ids);
    const listed = offers.map((offer) => {
      const itsLegs = legs.filter((leg) => leg.offerId === offer.id);
      return { offer, legs: itsLegs, terms: termsOf(offer, itsLegs) };
    });
    const numberOf = await this.terms.numbered(
      manager,
      listed.flatMap(({ terms }) => terms),
    );
    const listings = listed.map(({ offer, terms }) => {
      const characters = terms.map((term) => termCharacter(numberOf(term))).join('');
      const publishedAt = (offer.publishedAt ?? offer.updatedAt).toISOString();
      return sql`(${offer.id}, ${offer.startsOn}, ${offer.endsOn}, ${offer.places}, ${publishedAt}, ${openOn(offer)},
                  ${reservedKeys(offer)}, ${characters})`;
    });
    const texts = listed.map(({ offer, legs }) => sql`(${offer.id}, ${wordsOf(offer, legs)})`);
    const districts = listed.flatMap(({ offer, legs }) =>
      districtsOf(legs).map((district) => sql`(${district}, ${offer.id})`),
    );
    for (const statement of [
      sql`INSERT INTO offer_listing (offer_id, starts_on, ends_on, places, published_at, open_on, reserved_keys, terms)
          VALUES ${join(listings, ', ')}`,
      sql`INSERT INTO offer_text (offer_id, body) VALUES ${join(texts, ', ')}`,
      ...(districts.length > 0
        ? [sql`INSERT INTO offer_district (district, offer_id) VALUES ${join(districts, ', ')}`]
        : []),
    ]) {
      await this.database.change(statement, manager);
    }
    await this.recount(
      manager,
      offers.map((offer) => offer.id),
    );
  }

  private legsOf(
    manager: EntityManager,
    ids: readonly string[],
  ): Promise<(ListedLeg & { readonly offerId: string })[]> {
    return this.database.rows(
      sql`SELECT g.offer_id AS "offerId", p.name AS "providerName", p.type AS "providerType",
                 s.name AS "siteName", g.setting AS "setting", g.mode AS "mode", s.district AS "district",
                 s.authority_code AS "authorityCode", s.icb_code AS "icbCode", s.region_code AS "regionCode"
            FROM offer_leg g
            JOIN provider p ON p.id = g.provider_id
            JOIN site s ON s.id = g.site_id
           WHERE g.offer_id IN (${join(ids, ', ')})
           ORDER BY g.offer_id, g.leg`,
      manager,
    );
  }
}
