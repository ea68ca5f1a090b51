import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addCounts, inChunks, newId, type PutCounts, putRows } from '../database/index.js';
import { codeKey, type LegRecord, type OfferRecord, textKey } from '../exchange/index.js';
import { type LegOwners, ProviderImportService } from '../providers/index.js';
import { isoDay } from '../shared/days.js';
import { ListingsRepository } from './listings.repository.js';
import { OfferLeg } from './offer-leg.entity.js';
import { Offer } from './offer.entity.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';

const OFFER_FIELDS = [
  'title',
  'model',
  'professions',
  'years',
  'startsOn',
  'endsOn',
  'places',
  'minGroup',
  'requires',
  'isDriverNeeded',
  'accessFeatures',
  'reservedFor',
  'releaseOn',
  'standards',
  'pillars',
  'extra',
] as const satisfies readonly (keyof Offer)[];

const OFFERS_A_TURN = 500;

/** Brings in the offers of a file. Known by reference: the same file twice changes nothing. */
@Injectable()
export class OfferImportService {
  constructor(
    @Inject(ProviderImportService) private readonly providers: ProviderImportService,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ListingsRepository) private readonly listings: ListingsRepository,
  ) {}

  /**
   * Makes the offers say what the records say. New ones are published at once: whoever sends a file
   * means it. Those that were withdrawn or have ended stay so.
   *
   * @param ownId - the provider whose people send the file: legs of others stay as they are, and a new offer
   *   that has some is a draft. {@link foreign} has found nothing against the records.
   */
  async putOffers(
    manager: EntityManager,
    records: readonly OfferRecord[],
    now: Date,
    ownId: string | null,
  ): Promise<{ offers: PutCounts; owners: PutCounts }> {
    const owners = await this.providers.putOwners(
      manager,
      records.flatMap((record) => record.legs),
      now,
      ownId,
    );
    let counts: PutCounts = { created: 0, updated: 0, unchanged: 0 };
    for (const some of inChunks(records, OFFERS_A_TURN)) {
      counts = addCounts(counts, await this.putSome(manager, some, owners, now, ownId));
      await nextTurn();
    }
    return { offers: counts, owners: owners.counts };
  }

  private async putSome(
    manager: EntityManager,
    records: readonly OfferRecord[],
    owners: LegOwners,
    now: Date,
    ownId: string | null,
  ): Promise<PutCounts> {
    const existing = await this.offers.byRefKeys(
      records.map((record) => textKey(record.offerRef)),
      manager,
    );
    const byKey = new Map(existing.map((each) => [each.offer.refKey, each]));
    const isOther = (leg: LegRecord) => ownId !== null && owners.ownerOf(leg).providerId !== ownId;
    const rows = records.map((record) =>
      offerOf(record, byKey.get(textKey(record.offerRef))?.offer, now, isOther),
    );
    const { counts, touched } = await putRows(
      manager,
      Offer,
      rows,
      existing.map(({ offer }) => offer),
      OFFER_FIELDS,
    );
    const withNewLegs = await this.putLegs(manager, records, rows, byKey, owners, isOther);
    const changed = [...new Set([...touched, ...withNewLegs])];
    const known = new Set(existing.map(({ offer }) => offer.id));
    for (const ids of inChunks(
      changed.filter((id) => known.has(id)),
      OFFERS_A_TURN,
    )) {
      // Whoever has the offer open in an editor is to notice.
      await manager
        .createQueryBuilder()
        .update(Offer)
        .set({ version: () => 'version + 1' })
        .whereInIds(ids)
        .execute();
    }
    await this.listings.refresh(manager, changed);
    return counts;
  }

  /** Replaces the legs of offers whose legs differ; gives the offers that it touched. */
  private async putLegs(
    manager: EntityManager,
    records: readonly OfferRecord[],
    rows: readonly Offer[],
    byKey: ReadonlyMap<string, OfferWithLegs>,
    owners: LegOwners,
    isOther: (leg: LegRecord) => boolean,
  ): Promise<Set<string>> {
    const touched = new Set<string>();
    const inserted: OfferLeg[] = [];
    for (const [index, record] of records.entries()) {
      const offer = rows[index];
      if (!offer) continue;
      const before = byKey.get(offer.refKey)?.legs ?? [];
      const legs = record.legs.map((leg, place) => ({
        leg: leg.leg,
        ...owners.ownerOf(leg),
        ...(isOther(leg) ? { poolId: before[place]?.poolId ?? null } : {}),
        halfDaysPerWeek: leg.halfDaysPerWeek,
        mode: leg.mode,
        setting: leg.setting,
      }));
      if (legKey(legs) === legKey(before)) continue;
      if (before.length > 0) await manager.delete(OfferLeg, { offerId: offer.id });
      touched.add(offer.id);
      inserted.push(...legs.map((leg) => ({ id: newId(), offerId: offer.id, ...leg })));
    }
    await putRows(manager, OfferLeg, inserted, [], []);
    return touched;
  }
}

function legKey(legs: readonly Omit<OfferLeg, 'id' | 'offerId'>[]): string {
  return JSON.stringify(
    legs.map((leg) => [
      leg.leg,
      leg.providerId,
      leg.siteId,
      leg.poolId,
      leg.halfDaysPerWeek,
      leg.mode,
      leg.setting,
    ]),
  );
}

function offerOf(
  record: OfferRecord,
  before: Offer | undefined,
  now: Date,
  isOther: (leg: LegRecord) => boolean,
): Offer {
  const { offerRef, legs, careCertificateStandards, years, startsOn, endsOn, releaseOn, ...terms } = record;
  const extra: Record<string, string> = {};
  for (const leg of legs) {
    if (isOther(leg)) Object.assign(extra, extraOf(leg.leg, before?.extra ?? {}));
    else for (const [column, text] of Object.entries(leg.extra)) extra[`${leg.leg} ${column}`] = text;
  }
  // No partner puts a hybrid before everybody for the others.
  const isDraft = !before && legs.some(isOther);
  return {
    ...terms,
    id: before?.id ?? newId(),
    ref: before?.ref ?? offerRef,
    refKey: textKey(offerRef),
    status: before?.status ?? (isDraft ? 'draft' : 'published'),
    summary: before?.summary ?? null,
    model: codeKey(terms.model),
    professions: [...terms.professions],
    years: years.map(String),
    startsOn: isoDay(startsOn),
    endsOn: isoDay(endsOn),
    requires: [...terms.requires],
    accessFeatures: [...terms.accessFeatures],
    reservedFor: [...terms.reservedFor],
    releaseOn: releaseOn === null ? null : isoDay(releaseOn),
    standards: [...careCertificateStandards],
    pillars: [...terms.pillars],
    supervision: before?.supervision ?? '',
    extra,
    publishedAt: isDraft ? null : (before?.publishedAt ?? now),
    reconfirmedAt: isDraft ? null : (before?.reconfirmedAt ?? now),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    version: before?.version ?? 1,
  };
}

/** What an offer keeps of the columns of one leg. */
function extraOf(leg: number, extra: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(extra).filter(([column]) => column.startsWith(`${leg} `)));
}
