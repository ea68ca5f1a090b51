import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addCounts, newId, type PutCounts, putRows } from '../database/index.js';
import type { CapRecord, LegRecord, PoolRecord } from '../exchange/index.js';
import { codeKey, siteKey, siteName, textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import { LearnerCap } from './learner-cap.entity.js';
import { Provider } from './provider.entity.js';
import { ProvidersRepository } from './providers.repository.js';
import { placeColumns } from './rules/place-columns.js';
import { Site } from './site.entity.js';
import { SupervisionPool } from './supervision-pool.entity.js';

/** Where the legs of imported offers landed. */
export interface LegOwners {
  readonly counts: PutCounts;
  /** The ids for a leg of the file. */
  ownerOf(leg: LegRecord): { providerId: string; siteId: string; poolId: string | null };
}

/** A row that could not be placed, in the words of the file. */
export interface ImportRefusal {
  readonly column: string;
  readonly found: string;
  readonly wanted: string;
}

/** Brings in what files say of providers, sites, pools and caps. The same file twice changes nothing. */
@Injectable()
export class ProviderImportService {
  constructor(
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /** Makes sure that every provider, site and pool that the legs name is there. */
  async putOwners(manager: EntityManager, legs: readonly LegRecord[], now: Date): Promise<LegOwners> {
    const providers = await this.putProviders(manager, legs, now);
    const sites = await this.putSites(manager, legs, providers.idByKey, now);
    const pools = await this.namePools(manager, legs, now);
    return {
      counts: addCounts(addCounts(providers.counts, sites.counts), pools.counts),
      ownerOf: (leg) => ({
        providerId: known(providers.idByKey, textKey(leg.provider)),
        siteId: known(sites.idByKey, siteKey(leg)),
        poolId: leg.supervisionPool === null ? null : known(pools.idByKey, textKey(leg.supervisionPool)),
      }),
    };
  }

  async putPools(manager: EntityManager, records: readonly PoolRecord[], now: Date): Promise<PutCounts> {
    const keys = records.map((record) => textKey(record.supervisionPool));
    const existing = await this.providers.poolsByKeys(keys, manager);
    const byKey = new Map(existing.map((pool) => [pool.refKey, pool]));
    const rows = records.map((record): SupervisionPool => ({
      id: byKey.get(textKey(record.supervisionPool))?.id ?? newId(),
      ref: record.supervisionPool,
      refKey: textKey(record.supervisionPool),
      providerId: byKey.get(textKey(record.supervisionPool))?.providerId ?? null,
      educatorId: byKey.get(textKey(record.supervisionPool))?.educatorId ?? null,
      learnerHalfDaysPerWeek: record.learnerHalfDaysPerWeek,
      extra: { ...record.extra },
      createdAt: now,
    }));
    const { counts } = await putRows(manager, SupervisionPool, rows, existing, [
      'learnerHalfDaysPerWeek',
      'extra',
    ]);
    return counts;
  }

  /**
   * Sets caps on providers and sites that are known. A cap on one that is not is refused by its place
   * in `records`; nothing of the others is held back.
   */
  async putCaps(
    manager: EntityManager,
    records: readonly CapRecord[],
  ): Promise<{ counts: PutCounts; refusals: ReadonlyMap<number, ImportRefusal> }> {
    const refusals = new Map<number, ImportRefusal>();
    const existing = await this.providers.caps(manager);
    const rows: LearnerCap[] = [];
    for (const [index, record] of records.entries()) {
      const target = await this.capTarget(manager, record);
      if ('wanted' in target) {
        refusals.set(index, target);
        continue;
      }
      const before = existing.find(
        (cap) => cap.providerId === target.providerId && cap.siteId === target.siteId,
      );
      rows.push({
        id: before?.id ?? newId(),
        ...target,
        maxLearners: record.maxLearners,
        extra: { ...record.extra },
      });
    }
    const { counts } = await putRows(manager, LearnerCap, rows, existing, ['maxLearners', 'extra']);
    return { counts, refusals };
  }

  private async capTarget(
    manager: EntityManager,
    { provider, site }: CapRecord,
  ): Promise<{ providerId: string; siteId: string | null } | ImportRefusal> {
    const [owner] = provider === '' ? [] : await this.providers.byNameKeys([textKey(provider)], manager);
    if (provider !== '' && !owner) {
      return { column: 'provider', found: provider, wanted: 'a provider that has an offer here' };
    }
    if (site === '' && owner) return { providerId: owner.id, siteId: null };
    const sites = (await this.providers.sitesNamed(siteName({ site, postcode: '' }), manager)).filter(
      (each) => !owner || each.providerId === owner.id,
    );
    const [only, other] = sites;
    if (!only) return { column: 'site', found: site, wanted: 'a site that an offer here names' };
    if (other) {
      return {
        column: 'site',
        found: site,
        wanted: "the provider's name beside it: several have such a site",
      };
    }
    return { providerId: only.providerId, siteId: only.id };
  }

  private async putProviders(manager: EntityManager, legs: readonly LegRecord[], now: Date) {
    const first = new Map<string, LegRecord[]>();
    for (const leg of legs) {
      const key = textKey(leg.provider);
      first.set(key, [...(first.get(key) ?? []), leg]);
    }
    const existing = await this.providers.byNameKeys([...first.keys()], manager);
    const byKey = new Map(existing.map((provider) => [provider.nameKey, provider]));
    const rows = [...first].map(([nameKey, itsLegs]): Provider => {
      const before = byKey.get(nameKey);
      const told = (of: (leg: LegRecord) => string | undefined) =>
        itsLegs.map(of).find((text) => text) ?? null;
      return {
        ...(before ?? NEW_PROVIDER),
        id: before?.id ?? newId(),
        name: before?.name ?? itsLegs[0]?.provider ?? '',
        nameKey,
        type: told((leg) => codeKey(leg.providerType)) ?? before?.type ?? '',
        contactName: told((leg) => leg.extra.provider_contact_name) ?? before?.contactName ?? null,
        contactEmail: told((leg) => leg.extra.provider_contact_email) ?? before?.contactEmail ?? null,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      };
    });
    const { counts } = await putRows(manager, Provider, rows, existing, [
      'type',
      'contactName',
      'contactEmail',
    ]);
    return { counts, idByKey: new Map(rows.map((row) => [row.nameKey, row.id])) };
  }

  private async putSites(
    manager: EntityManager,
    legs: readonly LegRecord[],
    providerIds: ReadonlyMap<string, string>,
    now: Date,
  ) {
    const existing = await this.providers.sitesOfProviders([...new Set(providerIds.values())], manager);
    const byKey = new Map(existing.map((site) => [`${site.providerId} ${site.nameKey}`, site]));
    const today = now.toISOString().slice(0, 10);
    const rows = new Map<string, Site>();
    for (const leg of legs) {
      const key = siteKey(leg);
      const providerId = known(providerIds, textKey(leg.provider));
      const nameKey = siteName(leg);
      const before = rows.get(key) ?? byKey.get(`${providerId} ${nameKey}`);
      // A remote leg may leave the postcode out; it must not blank what another leg of the site says.
      const postcode = leg.postcode || (before?.postcode ?? '');
      rows.set(key, {
        cqcLocationId: null,
        odsSiteCode: null,
        address: null,
        createdAt: now,
        ...before,
        id: before?.id ?? newId(),
        providerId,
        name: before?.name ?? (leg.site || leg.postcode),
        nameKey,
        ...placeColumns(this.gazetteer, postcode, today),
      });
    }
    const { counts } = await putRows(manager, Site, [...rows.values()], existing, [
      'postcode',
      'district',
      'authorityCode',
      'icbCode',
      'regionCode',
    ]);
    return { counts, idByKey: new Map([...rows].map(([key, row]) => [key, row.id])) };
  }

  private async namePools(manager: EntityManager, legs: readonly LegRecord[], now: Date) {
    const refs = new Map<string, string>();
    for (const { supervisionPool } of legs) {
      if (supervisionPool !== null) refs.set(textKey(supervisionPool), supervisionPool);
    }
    const existing = await this.providers.poolsByKeys([...refs.keys()], manager);
    const byKey = new Map(existing.map((pool) => [pool.refKey, pool]));
    const rows = [...refs].map(
      ([refKey, ref]): SupervisionPool =>
        byKey.get(refKey) ?? {
          id: newId(),
          ref,
          refKey,
          providerId: null,
          educatorId: null,
          learnerHalfDaysPerWeek: null,
          extra: {},
          createdAt: now,
        },
    );
    const { counts } = await putRows(manager, SupervisionPool, rows, existing, []);
    return { counts, idByKey: new Map(rows.map((row) => [row.refKey, row.id])) };
  }
}

const NEW_PROVIDER = {
  cqcProviderId: null,
  odsCode: null,
  charityNumber: null,
  companyNumber: null,
  urn: null,
  ukprn: null,
  about: null,
} as const;

function known(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error('A leg names an owner that was not put');
  return id;
}
