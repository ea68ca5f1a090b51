import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addCounts, newId, type PutCounts, putRows } from '../database/index.js';
import type { CapRecord, LegRecord, PoolRecord } from '../exchange/index.js';
import { codeKey, shown, siteKey, siteName, textKey } from '../exchange/index.js';
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

const POOL_OF_YOUR_OWN = 'a pool of your own: this name is taken';

/** Brings in what files say of providers, sites, pools and caps. The same file twice changes nothing. */
@Injectable()
export class ProviderImportService {
  constructor(
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /**
   * Makes sure that every provider, site and pool that the legs name is there.
   *
   * @param ownId - the provider whose people send the file: others stay as they are, and must be there
   */
  async putOwners(
    manager: EntityManager,
    legs: readonly LegRecord[],
    now: Date,
    ownId: string | null,
  ): Promise<LegOwners> {
    const providers = await this.putProviders(manager, legs, now, ownId);
    const sites = await this.putSites(manager, legs, providers.idByKey, now, ownId);
    const isOwn = (leg: LegRecord) => known(providers.idByKey, textKey(leg.provider)) === ownId;
    const pools = await this.namePools(manager, ownId === null ? legs : legs.filter(isOwn), now, ownId);
    return {
      counts: addCounts(addCounts(providers.counts, sites.counts), pools.counts),
      ownerOf: (leg) => ({
        providerId: known(providers.idByKey, textKey(leg.provider)),
        siteId: known(sites.idByKey, siteKey(leg)),
        poolId:
          leg.supervisionPool === null || (ownId !== null && !isOwn(leg))
            ? null
            : known(pools.idByKey, textKey(leg.supervisionPool)),
      }),
    };
  }

  /** @param ownId - the provider whose people send the file, whose the new ones are */
  async putPools(
    manager: EntityManager,
    records: readonly PoolRecord[],
    now: Date,
    ownId: string | null,
  ): Promise<PutCounts> {
    const keys = records.map((record) => textKey(record.supervisionPool));
    const existing = await this.providers.poolsByKeys(keys, manager);
    const byKey = new Map(existing.map((pool) => [pool.refKey, pool]));
    const rows = records.map((record): SupervisionPool => ({
      id: byKey.get(textKey(record.supervisionPool))?.id ?? newId(),
      ref: record.supervisionPool,
      refKey: textKey(record.supervisionPool),
      providerId: byKey.get(textKey(record.supervisionPool))?.providerId ?? ownId,
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

  /** Pools that are not this provider's to size, by their place in `records`. */
  async foreignPools(
    manager: EntityManager,
    records: readonly PoolRecord[],
    ownId: string,
  ): Promise<ReadonlyMap<number, ImportRefusal>> {
    const keys = records.map((record) => textKey(record.supervisionPool));
    const existing = await this.providers.poolsByKeys(keys, manager);
    const taken = new Set(existing.flatMap((pool) => (pool.providerId === ownId ? [] : [pool.refKey])));
    return new Map(
      records.flatMap(({ supervisionPool }, index): [number, ImportRefusal][] =>
        taken.has(textKey(supervisionPool))
          ? [[index, { column: 'supervision_pool', found: shown(supervisionPool), wanted: POOL_OF_YOUR_OWN }]]
          : [],
      ),
    );
  }

  /** Caps on somebody other than this provider, by their place in `records`. */
  async foreignCaps(
    manager: EntityManager,
    records: readonly CapRecord[],
    ownId: string,
  ): Promise<ReadonlyMap<number, ImportRefusal>> {
    const own = await this.providers.provider(ownId, manager);
    return new Map(
      records.flatMap(({ provider }, index): [number, ImportRefusal][] =>
        provider === '' || textKey(provider) === own?.nameKey
          ? []
          : [[index, { column: 'provider', found: shown(provider), wanted: `your own, ${own?.name}` }]],
      ),
    );
  }

  /**
   * Sets caps on providers and sites that are known. A cap on one that is not is refused by its place
   * in `records`; nothing of the others is held back.
   *
   * @param ownId - the provider whose people send the file: other providers' sites are not known to it
   */
  async putCaps(
    manager: EntityManager,
    records: readonly CapRecord[],
    ownId: string | null,
  ): Promise<{ counts: PutCounts; refusals: ReadonlyMap<number, ImportRefusal> }> {
    const refusals = new Map<number, ImportRefusal>();
    const existing = await this.providers.caps(undefined, manager);
    const rows: LearnerCap[] = [];
    for (const [index, record] of records.entries()) {
      const target = await this.capTarget(manager, record, ownId);
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
    ownId: string | null,
  ): Promise<{ providerId: string; siteId: string | null } | ImportRefusal> {
    const [owner] = provider === '' ? [] : await this.providers.byNameKeys([textKey(provider)], manager);
    if (provider !== '' && !owner) {
      return { column: 'provider', found: provider, wanted: 'a provider that has an offer here' };
    }
    if (site === '' && owner) return { providerId: owner.id, siteId: null };
    const sites = (await this.providers.sitesNamed(siteName({ site, postcode: '' }), manager)).filter(
      ({ providerId }) => (!owner || providerId === owner.id) && (ownId === null || providerId === ownId),
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

  private async putProviders(
    manager: EntityManager,
    legs: readonly LegRecord[],
    now: Date,
    ownId: string | null,
  ) {
    const first = new Map<string, LegRecord[]>();
    for (const leg of legs) {
      const key = textKey(leg.provider);
      first.set(key, [...(first.get(key) ?? []), leg]);
    }
    const existing = await this.providers.byNameKeys([...first.keys()], manager);
    const byKey = new Map(existing.map((provider) => [provider.nameKey, provider]));
    const rows = [...first].map(([nameKey, itsLegs]): Provider => {
      const before = byKey.get(nameKey);
      if (ownId !== null && before?.id !== ownId) return sureOfOther(before);
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
    ownId: string | null,
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
      if (ownId !== null && providerId !== ownId) {
        rows.set(key, sureOfOther(before));
        continue;
      }
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

  private async namePools(
    manager: EntityManager,
    legs: readonly LegRecord[],
    now: Date,
    ownId: string | null,
  ) {
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
          providerId: ownId,
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

function sureOfOther<Row>(row: Row | undefined): Row {
  if (!row) throw new Error("A file of one provider's people names another that was not looked for");
  return row;
}

function known(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error('A leg names an owner that was not put');
  return id;
}
