import type { EntityManager } from 'typeorm';
import { type Database, fixed, inChunks, join, sql } from '../../src/database/index.js';
import { ListingsRepository } from '../../src/placements/listings.repository.js';
import type { Market, Row } from './market.js';

const VALUES_A_STATEMENT = 10_000;

/**
 * Writes a market into an empty, migrated database and lets the product make its listings. How many
 * places are held is written straight into the listings: 100,000 offers stand here without students.
 */
export async function storeMarket(database: Database, market: Market): Promise<void> {
  const listings = new ListingsRepository(database);
  await database.inTransaction(async (manager) => {
    await insert(database, manager, 'provider', market.providers);
    await insert(database, manager, 'site', market.sites);
    await insert(database, manager, 'offer', market.offers);
    await insert(database, manager, 'offer_leg', market.legs);
  });
  // A server looks at its tables by itself after a while; here there is no while.
  if (database.capabilities.hasSkipLocked) await database.source.query('ANALYZE');
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

async function insert(
  database: Database,
  manager: EntityManager,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (const some of inChunks(rows, Math.floor(VALUES_A_STATEMENT / columns.length))) {
    const values = some.map(
      (row) =>
        sql`(${join(
          columns.map((column) => valueOf(database, column, row[column] ?? null)),
          ', ',
        )})`,
    );
    await database.change(
      sql`INSERT INTO ${fixed(table)} (${fixed(columns.join(', '))}) VALUES ${join(values, ', ')}`,
      manager,
    );
  }
}

/** A flag is a number on the one engine and a truth value on the other. */
function valueOf(database: Database, column: string, value: string | number | null) {
  if (!column.startsWith('is_')) return value;
  return database.capabilities.placeholder === 'numbered' ? fixed(value ? 'true' : 'false') : value;
}
