import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/index.js';
import { Database, newId } from '../database/index.js';
import { siteName, textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import {
  type ClaimedRecords,
  ClaimsService,
  type KnownOrganisation,
  type OrganisationClaim,
  recordEvent,
} from '../identity/index.js';
import { DirectoryEntry } from './directory-entry.entity.js';
import { Provider } from './provider.entity.js';
import { placeColumns } from './rules/place-columns.js';
import { Site } from './site.entity.js';

/** What a claimed host is: a provider that is here already, a location of the care directory, or a new one. */
@Injectable()
export class ClaimedProviders implements ClaimedRecords, OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
  ) {}

  onModuleInit(): void {
    this.claims.register('provider', this);
  }

  async known({ subject, subjectKey, organisationName }: OrganisationClaim): Promise<KnownOrganisation> {
    const { reader } = this.database;
    const entry =
      subject === 'directory-entry'
        ? await reader.findOneBy(DirectoryEntry, { cqcLocationId: subjectKey })
        : null;
    const provider =
      subject === 'provider'
        ? await reader.findOneBy(Provider, { id: subjectKey })
        : await reader.findOneBy(Provider, { nameKey: textKey(entry?.providerName ?? organisationName) });
    return {
      ownerId: provider?.id ?? null,
      website: entry?.website ?? null,
      contactEmail: subject === 'provider' ? (provider?.contactEmail ?? null) : null,
    };
  }

  async open(manager: EntityManager, claim: OrganisationClaim, actor: Actor) {
    const { subject, subjectKey, organisationName, providerType, name, email } = claim;
    const entry =
      subject === 'directory-entry'
        ? await manager.findOneBy(DirectoryEntry, { cqcLocationId: subjectKey })
        : null;
    // The care directory's provider is the organisation; the location that was found is one of its sites.
    const wanted = entry?.providerName ?? organisationName;
    const found =
      subject === 'provider'
        ? await manager.findOneBy(Provider, { id: subjectKey })
        : await manager.findOneBy(Provider, { nameKey: textKey(wanted) });
    const provider = found ?? (await this.make(manager, wanted, providerType, entry, { name, email }, actor));
    if (entry) await this.putSite(manager, provider.id, entry, actor);
    return provider;
  }

  private async make(
    manager: EntityManager,
    wanted: string,
    providerType: string | null,
    entry: DirectoryEntry | null,
    contact: { readonly name: string; readonly email: string },
    actor: Actor,
  ): Promise<Provider> {
    const now = new Date();
    const provider: Provider = {
      id: newId(),
      name: wanted,
      nameKey: textKey(wanted),
      type: providerType ?? 'care-home',
      cqcProviderId: entry?.cqcProviderId ?? null,
      odsCode: null,
      charityNumber: null,
      companyNumber: null,
      urn: null,
      ukprn: null,
      contactName: contact.name,
      contactEmail: contact.email,
      about: null,
      createdAt: now,
      updatedAt: now,
    };
    await manager.insert(Provider, provider);
    await recordEvent(manager, {
      type: 'provider-created',
      actor,
      subjectType: 'provider',
      subjectId: provider.id,
    });
    return provider;
  }

  private async putSite(
    manager: EntityManager,
    providerId: string,
    { name, address, postcode, cqcLocationId }: DirectoryEntry,
    actor: Actor,
  ): Promise<void> {
    const nameKey = siteName({ site: name, postcode });
    if (await manager.existsBy(Site, { providerId, nameKey })) return;
    const now = new Date();
    const site: Site = {
      id: newId(),
      providerId,
      name,
      nameKey,
      address,
      ...placeColumns(this.gazetteer, postcode, now.toISOString().slice(0, 10)),
      cqcLocationId,
      odsSiteCode: null,
      createdAt: now,
    };
    await manager.insert(Site, site);
    await recordEvent(manager, { type: 'site-added', actor, subjectType: 'site', subjectId: site.id });
  }
}
