import { type Database, inChunks, join, sql } from '../../src/database/index.js';
import { ListingsRepository } from '../../src/placements/listings.repository.js';
import { insertRows } from './insert-rows.js';
import type { Market } from './market.js';

/**
 * Writes a market into an empty, migrated database and lets the product make its listings. How many
 * places are held is written straight into the listings: 100,000 offers stand here without students.
 */
export async function storeMarket(database: Database, market: Market): Promise<void> {
  const listings = new ListingsRepository(database);
  await database.inTransaction(async (manager) => {
    await insertRows(database, manager, 'provider', market.providers);
    await insertRows(database, manager, 'site', market.sites);
    await insertRows(database, manager, 'offer', market.offers);
    await insertRows(database, manager, 'offer_leg', market.legs);
  });
  // A server looks at its tables by itself after a while; here there is no while.
  if (!database.capabilities.hasSingleWriter) await database.source.query('ANALYZE');
  const ids = market.offers.map((offer) => offer.id as string);
  for (const some of inChunks(ids, 5_000)) {
    await database.inTransaction((manager) => listings.refresh(manager, some));
  }
  const byTaken = new Map<number, string[]>();
  for (const [id, taken] of market.placesTaken) {
    const same = byTaken.get(taken) ?? [];
    same.push(id);
    byTaken.set(taken, same);
  }
  await database.inTransaction(async (manager) => {
    for (const [taken, offerIds] of byTaken) {
      for (const some of inChunks(offerIds, 5_000)) {
        await database.change(
          sql`UPDATE offer_listing SET places_taken = ${taken} WHERE offer_id IN (${join(some, ', ')})`,
          manager,
        );
      }
    }
  });
}
