import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type LegRecord, type OfferRecord, shown, siteName, textKey } from '../exchange/index.js';
import {
  type ImportRefusal,
  type Provider,
  ProvidersRepository,
  type Site,
  type SupervisionPool,
} from '../providers/index.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import type { LegDraft } from './rules/offer-draft.js';
import { type LegFault, settleLegs } from './rules/partner-legs.js';

/** What is there of all that some records name. */
interface Known {
  readonly own: Provider;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly sites: ReadonlyMap<string, Site>;
  readonly pools: ReadonlyMap<string, SupervisionPool>;
  readonly offers: ReadonlyMap<string, OfferWithLegs>;
}

const NOT_THERE = '';

/** Finds in a file of one provider's people what is not theirs to say. */
@Injectable()
export class PartnerOffers {
  constructor(
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
  ) {}

  /** The first thing that speaks against each offer, by its place in `records`. */
  async foreign(
    manager: EntityManager,
    records: readonly OfferRecord[],
    ownId: string,
  ): Promise<ReadonlyMap<number, ImportRefusal>> {
    const known = await this.known(manager, records, ownId);
    return new Map(
      records.flatMap((record, index): [number, ImportRefusal][] => {
        const refusal = refusalOf(record, known);
        return refusal ? [[index, refusal]] : [];
      }),
    );
  }

  private async known(
    manager: EntityManager,
    records: readonly OfferRecord[],
    ownId: string,
  ): Promise<Known> {
    const legs = records.flatMap((record) => record.legs);
    const own = await this.providers.provider(ownId, manager);
    if (!own) throw new Error('People of a provider that is not there');
    const providers = await this.providers.byNameKeys(
      unique(legs, (leg) => textKey(leg.provider)),
      manager,
    );
    const sites = await this.providers.sitesOfProviders(
      providers.map(({ id }) => id),
      manager,
    );
    const pools = await this.providers.poolsByKeys(
      unique(legs, ({ supervisionPool }) => textKey(supervisionPool ?? '')),
      manager,
    );
    const offers = await this.offers.byRefKeys(
      unique(records, ({ offerRef }) => textKey(offerRef)),
      manager,
    );
    return {
      own,
      providers: new Map(providers.map((each) => [each.nameKey, each])),
      sites: new Map(sites.map((each) => [`${each.providerId} ${each.nameKey}`, each])),
      pools: new Map(pools.map((each) => [each.refKey, each])),
      offers: new Map(offers.map((each) => [each.offer.refKey, each])),
    };
  }
}

function refusalOf(record: OfferRecord, known: Known): ImportRefusal | undefined {
  const isOwn = (providerId: string) => providerId === known.own.id;
  const before = known.offers.get(textKey(record.offerRef));
  if (before && !before.legs.some((leg) => isOwn(leg.providerId))) {
    return {
      column: 'offer_ref',
      found: shown(record.offerRef),
      wanted: 'a reference of its own: another offer has this one',
    };
  }
  const draft = record.legs.map((leg) => draftOf(leg, known));
  const isDraft = (before?.offer.status ?? 'draft') === 'draft';
  const [fault] = settleLegs(draft, before?.legs ?? [], isOwn, isDraft).faults;
  if (fault) return refusalFor(fault, record, known.own);
  for (const [index, leg] of record.legs.entries()) {
    const { providerId, siteId, poolId } = draft[index] ?? draftOf(leg, known);
    if (providerId === NOT_THERE) {
      return { column: 'provider', found: shown(leg.provider), wanted: 'your own, or one that is here' };
    }
    if (!isOwn(providerId)) {
      if (siteId !== NOT_THERE) continue;
      const found = shown(leg.site || leg.postcode);
      return { column: 'site', found, wanted: `a site that ${shown(leg.provider)} has here` };
    }
    const pool = known.pools.get(textKey(leg.supervisionPool ?? ''));
    if (pool && !isOwn(pool.providerId ?? '') && before?.legs[index]?.poolId !== poolId) {
      return {
        column: 'supervision_pool',
        found: shown(leg.supervisionPool ?? ''),
        wanted: 'a pool of your own: this name is taken',
      };
    }
  }
  return undefined;
}

/** A leg of a file by ids; what is not there yet has none. */
function draftOf(leg: LegRecord, { providers, sites, pools }: Known): LegDraft {
  const providerId = providers.get(textKey(leg.provider))?.id ?? NOT_THERE;
  return {
    providerId,
    siteId: sites.get(`${providerId} ${siteName(leg)}`)?.id ?? NOT_THERE,
    poolId: leg.supervisionPool === null ? null : (pools.get(textKey(leg.supervisionPool))?.id ?? NOT_THERE),
    halfDaysPerWeek: leg.halfDaysPerWeek,
    mode: leg.mode,
    setting: leg.setting,
  };
}

function refusalFor(
  { kind, index }: LegFault,
  { offerRef, legs }: OfferRecord,
  own: Provider,
): ImportRefusal {
  const leg = legs[index];
  switch (kind) {
    case 'none-own':
      return {
        column: 'provider',
        found: shown(legs[0]?.provider ?? ''),
        wanted: `your own, ${own.name}, for one leg of the offer at least`,
      };
    case 'changed':
      return {
        column: 'leg',
        found: String(index + 1),
        wanted: `leg ${index + 1} of ${shown(offerRef)} as it is: it is another provider's`,
      };
    case 'missing':
      return {
        column: 'leg',
        found: '',
        wanted: `leg ${index + 1} of ${shown(offerRef)} as well: it is another provider's, and stays`,
      };
    case 'proposed-late':
      return {
        column: 'provider',
        found: shown(leg?.provider ?? ''),
        wanted: 'your own: others can only be proposed while the offer is a draft',
      };
    case 'pool':
      return {
        column: 'supervision_pool',
        found: shown(leg?.supervisionPool ?? ''),
        wanted: 'nothing: whose supervision a leg of another provider draws on is not yours to say',
      };
  }
}

function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): string[] {
  return [...new Set(items.map(keyOf))];
}
