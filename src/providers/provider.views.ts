import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '../access/index.js';
import type { DirectoryEntry } from './directory-entry.entity.js';
import type { Educator } from './educator.entity.js';
import type { LearnerCap } from './learner-cap.entity.js';
import type { Provider } from './provider.entity.js';
import { mayContactProvider } from './provider.policy.js';
import { providerType } from './rules/provider-types.js';
import type { Site } from './site.entity.js';
import type { SupervisionPool } from './supervision-pool.entity.js';

const MAYBE = { type: String, nullable: true } as const;

export class ProviderView {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty({ description: 'Empty where nobody said' }) type: string;
  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Private, independent or voluntary. Null where the type is not known',
  })
  isPivo: boolean | null;
  @ApiProperty(MAYBE) cqcProviderId: string | null;
  @ApiProperty(MAYBE) odsCode: string | null;
  @ApiProperty(MAYBE) charityNumber: string | null;
  @ApiProperty(MAYBE) companyNumber: string | null;
  @ApiProperty(MAYBE) urn: string | null;
  @ApiProperty(MAYBE) ukprn: string | null;
  @ApiProperty({ ...MAYBE, description: "Null for all but the provider's own people and coordinators" })
  contactName: string | null;
  @ApiProperty({ ...MAYBE, description: 'As the name' }) contactEmail: string | null;
  @ApiProperty(MAYBE) about: string | null;
  @ApiProperty({ type: [String], description: 'Identifiers whose form is unusual, in words' })
  warnings: string[];
}

export class ProviderListView {
  @ApiProperty({ type: [ProviderView] }) items: ProviderView[];
  @ApiProperty(MAYBE) next: string | null;
}

export class SiteView {
  @ApiProperty() id: string;
  @ApiProperty() providerId: string;
  @ApiProperty() name: string;
  @ApiProperty(MAYBE) address: string | null;
  @ApiProperty(MAYBE) postcode: string | null;
  @ApiProperty(MAYBE) district: string | null;
  @ApiProperty({ ...MAYBE, description: 'ONS code of the local authority' }) authorityCode: string | null;
  @ApiProperty({ ...MAYBE, description: 'ODS code of the integrated care board' }) icbCode: string | null;
  @ApiProperty({ ...MAYBE, description: 'ODS code of the NHS region' }) regionCode: string | null;
  @ApiProperty(MAYBE) cqcLocationId: string | null;
  @ApiProperty(MAYBE) odsSiteCode: string | null;
}

export class SiteListView {
  @ApiProperty({ type: [SiteView] }) items: SiteView[];
}

export class EducatorView {
  @ApiProperty() id: string;
  @ApiProperty() providerId: string;
  @ApiProperty() name: string;
  @ApiProperty(MAYBE) email: string | null;
  @ApiProperty() profession: string;
  @ApiProperty() registrationNumber: string;
  @ApiProperty() isLongArm: boolean;
}

export class EducatorListView {
  @ApiProperty({ type: [EducatorView] }) items: EducatorView[];
}

export class PoolView {
  @ApiProperty() id: string;
  @ApiProperty() ref: string;
  @ApiProperty(MAYBE) educatorId: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Null where its size is not known: not counted' })
  learnerHalfDaysPerWeek: number | null;
}

export class PoolListView {
  @ApiProperty({ type: [PoolView] }) items: PoolView[];
}

export class CapView {
  @ApiProperty() providerId: string;
  @ApiProperty(MAYBE) siteId: string | null;
  @ApiProperty() maxLearners: number;
}

export class CapListView {
  @ApiProperty({ type: [CapView] }) items: CapView[];
}

export class DirectoryEntryView {
  @ApiProperty() cqcLocationId: string;
  @ApiProperty(MAYBE) cqcProviderId: string | null;
  @ApiProperty() name: string;
  @ApiProperty() providerName: string;
  @ApiProperty() address: string;
  @ApiProperty() postcode: string;
  @ApiProperty(MAYBE) district: string | null;
  @ApiProperty() authorityName: string;
  @ApiProperty({ type: [String] }) serviceTypes: string[];
}

export class DirectoryListView {
  @ApiProperty({ type: [DirectoryEntryView] }) items: DirectoryEntryView[];
  @ApiProperty(MAYBE) next: string | null;
}

/** Whom to contact is for the provider's own people and coordinators; others find nothing there. */
export function providerView(
  provider: Provider,
  actor: Actor,
  warnings: readonly string[] = [],
): ProviderView {
  const { nameKey: _key, createdAt: _created, updatedAt: _updated, ...all } = provider;
  const hidden = mayContactProvider(actor, provider.id).isAllowed
    ? {}
    : { contactName: null, contactEmail: null };
  const shown = { ...all, ...hidden };
  return { ...shown, isPivo: providerType(provider.type)?.isPivo ?? null, warnings: [...warnings] };
}

export function siteView({ nameKey: _key, createdAt: _created, ...shown }: Site): SiteView {
  return shown;
}

export function educatorView({ createdAt: _created, ...shown }: Educator): EducatorView {
  return shown;
}

export function poolView({ id, ref, educatorId, learnerHalfDaysPerWeek }: SupervisionPool): PoolView {
  return { id, ref, educatorId, learnerHalfDaysPerWeek };
}

export function capView({ providerId, siteId, maxLearners }: LearnerCap): CapView {
  return { providerId, siteId, maxLearners };
}

export function directoryEntryView(entry: DirectoryEntry): DirectoryEntryView {
  const { cqcLocationId, cqcProviderId, name, providerName, address, postcode } = entry;
  const { district, authorityName, serviceTypes } = entry;
  return {
    cqcLocationId,
    cqcProviderId,
    name,
    providerName,
    address,
    postcode,
    district,
    authorityName,
    serviceTypes,
  };
}
