import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, inChunks, join, sql } from '../database/index.js';
import { OfferListing, OfferTerm } from './offer-listing.entity.js';
import { HOLDING_STATES } from './rules/placement-states.js';
import { type ListedLeg, termsOf, wordsOf } from './rules/listing.js';
import { Offer } from './offer.entity.js';

const OFFERS_A_TURN = 100;
const TERMS_A_STATEMENT = 500;

/** Keeps what search reads in step with the offers, inside the transaction that changes them. */
@Injectable()
export class ListingsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

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
    }
  }

  private async refreshSome(manager: EntityManager, ids: readonly string[]): Promise<void> {
    const these = join(ids, ', ');
    for (const statement of [
      sql`DELETE FROM offer_term WHERE offer_id IN (${these})`,
      sql`DELETE FROM offer_text WHERE offer_id IN (${these})`,
      sql`DELETE FROM offer_listing WHERE offer_id IN (${these})`,
    ]) {
      await this.database.change(statement, manager);
    }
    const offers = (
      await manager.findBy(
        Offer,
        ids.map((id) => ({ id })),
      )
    ).filter((offer) => offer.status === 'published');
    if (offers.length === 0) return;
    const legs = await this.legsOf(manager, ids);
    const listings: OfferListing[] = [];
    const terms: OfferTerm[] = [];
    for (const offer of offers) {
      const itsLegs = legs.filter((leg) => leg.offerId === offer.id);
      listings.push({
        offerId: offer.id,
        startsOn: offer.startsOn,
        endsOn: offer.endsOn,
        places: offer.places,
        placesTaken: 0,
        publishedAt: offer.publishedAt ?? offer.updatedAt,
      });
      terms.push(...termsOf(offer, itsLegs).map((term) => ({ ...term, offerId: offer.id })));
      await this.database.change(
        sql`INSERT INTO offer_text (offer_id, body) VALUES (${offer.id}, ${wordsOf(offer, itsLegs)})`,
        manager,
      );
    }
    await manager
      .createQueryBuilder()
      .insert()
      .into(OfferListing)
      .values(listings)
      .updateEntity(false)
      .execute();
    for (const some of inChunks(terms, TERMS_A_STATEMENT)) {
      await manager.createQueryBuilder().insert().into(OfferTerm).values(some).updateEntity(false).execute();
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
