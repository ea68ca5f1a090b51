import { Inject, Injectable } from '@nestjs/common';
import { Database, isDuplicate, newId, sql } from '../database/index.js';
import { siteName, textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import type { Actor } from '../access/index.js';
import { changesBetween, recordEvent } from '../identity/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../reference/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import type { FieldFault } from '../web/index.js';
import { Educator } from './educator.entity.js';
import { LearnerCap } from './learner-cap.entity.js';
import type {
  CapInput,
  EducatorInput,
  PoolInput,
  ProviderChanges,
  ProviderInput,
  SiteInput,
} from './provider.dto.js';
import { Provider } from './provider.entity.js';
import { mayEditProvider } from './provider.policy.js';
import { ProvidersRepository } from './providers.repository.js';
import { checkRegistrationNumber } from './rules/identifiers.js';
import { placeColumns } from './rules/place-columns.js';
import { checkProviderIdentifiers } from './rules/provider-identifiers.js';
import { Site } from './site.entity.js';
import { SupervisionPool } from './supervision-pool.entity.js';

export type ProviderRefusal = 'not-found' | readonly FieldFault[];

export interface Saved<Row> {
  readonly row: Row;
  /** What was kept but looks unusual, in words. */
  readonly warnings: readonly string[];
}

/** Keeping providers, their sites, educators, pools and caps. One transaction each. */
@Injectable()
export class ProvidersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  async createProvider(
    input: ProviderInput,
    actor: Actor,
  ): Promise<Result<Saved<Provider>, ProviderRefusal>> {
    const { identifiers, faults, warnings } = checkProviderIdentifiers(input);
    if (faults.length > 0) return refused(faults);
    const now = new Date();
    const row: Provider = {
      cqcProviderId: null,
      odsCode: null,
      charityNumber: null,
      companyNumber: null,
      urn: null,
      ukprn: null,
      ...identifiers,
      id: newId(),
      name: input.name.trim(),
      nameKey: textKey(input.name),
      type: input.type,
      contactName: input.contactName ?? null,
      contactEmail: input.contactEmail ?? null,
      about: input.about ?? null,
      createdAt: now,
      updatedAt: now,
    };
    return this.unlessTaken('name', input.name, 'a provider', async () => {
      await this.database.inTransaction(async (manager) => {
        await manager.insert(Provider, row);
        await recordEvent(manager, {
          type: 'provider-created',
          actor,
          subjectType: 'provider',
          subjectId: row.id,
        });
      });
      return { row, warnings };
    });
  }

  async changeProvider(
    id: string,
    changes: ProviderChanges,
    actor: Actor,
  ): Promise<Result<Saved<Provider>, ProviderRefusal>> {
    if (!mayEditProvider(actor, id).isAllowed) return refused('not-found');
    const { identifiers, faults, warnings } = checkProviderIdentifiers(changes);
    if (faults.length > 0) return refused(faults);
    return this.unlessTaken('name', changes.name ?? '', 'a provider', async () =>
      this.database.inTransaction(async (manager) => {
        const before = await this.providers.provider(id, manager);
        if (!before) return 'not-found' as const;
        const told = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        const row: Provider = {
          ...before,
          ...told,
          ...identifiers,
          nameKey: changes.name === undefined ? before.nameKey : textKey(changes.name),
          updatedAt: new Date(),
        };
        await manager.update(Provider, { id }, row);
        await recordEvent(manager, {
          type: 'provider-changed',
          actor,
          subjectType: 'provider',
          subjectId: id,
          changes: changesBetween(before, row, {
            open: [
              'name',
              'type',
              'cqcProviderId',
              'odsCode',
              'companyNumber',
              'charityNumber',
              'urn',
              'ukprn',
            ],
            personal: ['about', 'contactName', 'contactEmail'],
          }),
        });
        return { row, warnings };
      }),
    );
  }

  async addSite(
    providerId: string,
    input: SiteInput,
    actor: Actor,
  ): Promise<Result<Saved<Site>, ProviderRefusal>> {
    if (!mayEditProvider(actor, providerId).isAllowed) return refused('not-found');
    const located = this.gazetteer.locate(input.postcode);
    if (!located.ok) {
      const { found, wanted } = located.refusal;
      return refused([{ field: 'postcode', message: `found ${found}, wanted ${wanted}` }]);
    }
    const now = new Date();
    return this.unlessTaken('name', input.name, 'a site of this provider', async () =>
      this.database.inTransaction(async (manager) => {
        if (!(await this.providers.provider(providerId, manager))) return 'not-found' as const;
        const row: Site = {
          id: newId(),
          providerId,
          name: input.name.trim(),
          nameKey: siteName({ site: input.name, postcode: input.postcode }),
          address: input.address ?? null,
          ...placeColumns(this.gazetteer, input.postcode, now.toISOString().slice(0, 10)),
          cqcLocationId: input.cqcLocationId ?? null,
          odsSiteCode: input.odsSiteCode ?? null,
          createdAt: now,
        };
        await manager.insert(Site, row);
        await recordEvent(manager, { type: 'site-added', actor, subjectType: 'site', subjectId: row.id });
        return { row, warnings: [] };
      }),
    );
  }

  async addEducator(
    providerId: string,
    input: EducatorInput,
    actor: Actor,
  ): Promise<Result<Saved<Educator>, ProviderRefusal>> {
    if (!mayEditProvider(actor, providerId).isAllowed) return refused('not-found');
    const profession = this.professions.find(({ code }) => code === input.profession);
    if (!profession) {
      const message = `found '${input.profession}', wanted one of ${this.professions.map(({ code }) => code).join(', ')}`;
      return refused([{ field: 'profession', message }]);
    }
    const check = checkRegistrationNumber(input.registrationNumber, profession);
    if (check.verdict === 'fault') {
      return refused([
        { field: 'registrationNumber', message: `found ${check.found}, wanted ${check.wanted}` },
      ]);
    }
    return this.database.inTransaction(async (manager) => {
      if (!(await this.providers.provider(providerId, manager))) return refused('not-found');
      const row: Educator = {
        id: newId(),
        providerId,
        name: input.name.trim(),
        email: input.email ?? null,
        profession: profession.code,
        registrationNumber: check.value,
        isLongArm: input.isLongArm,
        createdAt: new Date(),
      };
      await manager.insert(Educator, row);
      await recordEvent(manager, {
        type: 'educator-added',
        actor,
        subjectType: 'educator',
        subjectId: row.id,
      });
      const warnings = check.verdict === 'warning' ? [`expected ${check.wanted}`] : [];
      return ok({ row, warnings });
    });
  }

  async addPool(
    providerId: string,
    input: PoolInput,
    actor: Actor,
  ): Promise<Result<Saved<SupervisionPool>, ProviderRefusal>> {
    if (!mayEditProvider(actor, providerId).isAllowed) return refused('not-found');
    return this.unlessTaken('ref', input.ref, 'a supervision pool', async () =>
      this.database.inTransaction(async (manager) => {
        if (!(await this.providers.provider(providerId, manager))) return 'not-found' as const;
        const educators = await this.providers.educatorsOf(providerId, manager);
        if (input.educatorId && !educators.some(({ id }) => id === input.educatorId)) {
          return [{ field: 'educatorId', message: 'names no educator of this provider' }];
        }
        const row: SupervisionPool = {
          id: newId(),
          ref: input.ref.trim(),
          refKey: textKey(input.ref),
          providerId,
          educatorId: input.educatorId ?? null,
          learnerHalfDaysPerWeek: input.learnerHalfDaysPerWeek,
          extra: {},
          createdAt: new Date(),
        };
        await manager.insert(SupervisionPool, row);
        await recordEvent(manager, { type: 'pool-added', actor, subjectType: 'pool', subjectId: row.id });
        return { row, warnings: [] };
      }),
    );
  }

  /** Sets the most learners that a provider, or one of its sites, hosts at once. */
  async setCap(
    providerId: string,
    input: CapInput,
    actor: Actor,
  ): Promise<Result<Saved<LearnerCap>, ProviderRefusal>> {
    if (!mayEditProvider(actor, providerId).isAllowed) return refused('not-found');
    return this.database.inTransaction(async (manager) => {
      if (!(await this.providers.provider(providerId, manager))) return refused('not-found');
      const siteId = input.siteId ?? null;
      const sites = await this.providers.sitesOf(providerId, manager);
      if (siteId !== null && !sites.some((site) => site.id === siteId)) {
        return refused([{ field: 'siteId', message: 'names no site of this provider' }]);
      }
      const own = sql`cap.provider_id = ${providerId}`;
      const before = (await this.providers.caps(own, manager)).find((cap) => cap.siteId === siteId);
      const row = {
        id: before?.id ?? newId(),
        providerId,
        siteId,
        maxLearners: input.maxLearners,
        extra: {},
      };
      await manager.upsert(LearnerCap, row, ['id']);
      await recordEvent(manager, {
        type: 'cap-set',
        actor,
        subjectType: 'provider',
        subjectId: providerId,
        data: { siteId },
        changes: changesBetween<{ maxLearners?: number }>(before ?? {}, row, { open: ['maxLearners'] }),
      });
      return ok({ row, warnings: [] });
    });
  }

  private async unlessTaken<Row>(
    field: string,
    found: string,
    whose: string,
    save: () => Promise<Saved<Row> | ProviderRefusal>,
  ): Promise<Result<Saved<Row>, ProviderRefusal>> {
    try {
      const saved = await save();
      return saved === 'not-found' || Array.isArray(saved) ? refused(saved) : ok(saved as Saved<Row>);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return refused([{ field, message: `found '${found.slice(0, 60)}', which ${whose} already has` }]);
    }
  }
}
