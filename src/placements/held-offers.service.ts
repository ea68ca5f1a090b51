import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, fixed, inChunks, isOneOf, join, sql } from '../database/index.js';
import { type OfferRecord, siteName, textKey } from '../exchange/index.js';
import { type ImportRefusal, ProvidersRepository } from '../providers/index.js';
import { isoDay } from '../shared/days.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import { HOLDING_STATES } from './rules/placement-states.js';

const KEYS_A_QUERY = 500;

/** Finds in a file what would take from learners the placements that they hold. */
@Injectable()
export class HeldOffers {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  /** The first thing that speaks against each offer, by its place in `records`. */
  async uprooted(
    manager: EntityManager,
    records: readonly OfferRecord[],
  ): Promise<ReadonlyMap<number, ImportRefusal>> {
    const keys = [...new Set(records.map(({ offerRef }) => textKey(offerRef)))];
    const known = await this.offers.byRefKeys(keys, manager);
    const held = await this.heldOn(
      known.map(({ offer }) => offer.id),
      manager,
    );
    if (held.size === 0) return new Map();
    const inUse = new Map(
      known.filter(({ offer }) => held.has(offer.id)).map((each) => [each.offer.refKey, each]),
    );
    const legs = [...inUse.values()].flatMap((each) => each.legs);
    const providers = await this.providers.byIds(
      legs.map((leg) => leg.providerId),
      manager,
    );
    const sites = await this.providers.sitesByIds(
      legs.map((leg) => leg.siteId),
      manager,
    );
    const partsOf = ({ legs: some }: OfferWithLegs) =>
      some.map((leg) =>
        partOf(
          providers.get(leg.providerId)?.nameKey ?? '',
          sites.get(leg.siteId)?.nameKey ?? '',
          leg.halfDaysPerWeek,
          leg.mode,
        ),
      );
    return new Map(
      records.flatMap((record, index): [number, ImportRefusal][] => {
        const before = inUse.get(textKey(record.offerRef));
        if (!before) return [];
        const refusal = refusalOf(record, before, held.get(before.offer.id) ?? 0, partsOf(before));
        return refusal ? [[index, refusal]] : [];
      }),
    );
  }

  /** How many placements hold a place, by offer. */
  private async heldOn(ids: readonly string[], manager: EntityManager): Promise<Map<string, number>> {
    const held = new Map<string, number>();
    const states = join(
      HOLDING_STATES.map((state) => sql`${state}`),
      ', ',
    );
    for (const some of inChunks(ids, KEYS_A_QUERY)) {
      const rows = await this.database.rows<{ offerId: string; held: number | string }>(
        sql`SELECT offer_id AS "offerId", count(*) AS "held" FROM placement
             WHERE ${isOneOf(fixed('offer_id'), some)} AND status IN (${states}) GROUP BY offer_id`,
        manager,
      );
      for (const row of rows) held.set(row.offerId, Number(row.held));
    }
    return held;
  }
}

function refusalOf(
  record: OfferRecord,
  { offer }: OfferWithLegs,
  held: number,
  parts: readonly string[],
): ImportRefusal | undefined {
  const because = `${held} ${held === 1 ? 'learner has' : 'learners have'} a placement on it`;
  if (record.places < held) {
    return {
      column: 'places',
      found: String(record.places),
      wanted: `at least ${held}: ${because}`,
    };
  }
  const [startsOn, endsOn] = [isoDay(record.startsOn), isoDay(record.endsOn)];
  if (startsOn > offer.startsOn) {
    return { column: 'starts_on', found: startsOn, wanted: `at the latest ${offer.startsOn}: ${because}` };
  }
  if (endsOn < offer.endsOn) {
    return { column: 'ends_on', found: endsOn, wanted: `at the earliest ${offer.endsOn}: ${because}` };
  }
  const asked = record.legs.map((leg) =>
    partOf(textKey(leg.provider), siteName(leg), leg.halfDaysPerWeek, leg.mode),
  );
  if (JSON.stringify(asked) === JSON.stringify(parts)) return undefined;
  return {
    column: 'leg',
    found: `${asked.length} of other places or days`,
    wanted: `the same providers, sites and days as before: ${because}`,
  };
}

function partOf(provider: string, site: string, halfDays: number, mode: string): string {
  return JSON.stringify([provider, site, halfDays, mode]);
}
