import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { conditionFor, Database, EVERY_ROW, inChunks, join, type Sql, sql } from '../database/index.js';
import type { CursorKey } from '../web/index.js';
import { Educator } from './educator.entity.js';
import { LearnerCap } from './learner-cap.entity.js';
import { Provider } from './provider.entity.js';
import { Site } from './site.entity.js';
import { SupervisionPool } from './supervision-pool.entity.js';

const KEYS_A_QUERY = 500;

/** The only queries over providers, sites, educators, pools and caps. */
@Injectable()
export class ProvidersRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** By name, then id; one more than `limit` when there are more. */
  list(
    filter: { readonly type?: string; readonly name?: string },
    limit: number,
    after: CursorKey | undefined,
    manager: EntityManager = this.database.reader,
  ): Promise<Provider[]> {
    const query = manager
      .createQueryBuilder(Provider, 'provider')
      .orderBy('provider.nameKey')
      .addOrderBy('provider.id')
      .take(limit + 1);
    if (filter.type) query.andWhere('provider.type = :type', filter);
    if (filter.name) {
      query.andWhere(`provider.nameKey LIKE :start ESCAPE '!'`, { start: `${likeText(filter.name)}%` });
    }
    if (after) {
      query.andWhere('(provider.nameKey > :name OR (provider.nameKey = :name AND provider.id > :id))', {
        name: after[0],
        id: after[1],
      });
    }
    return query.getMany();
  }

  provider(id: string, manager: EntityManager = this.database.reader): Promise<Provider | null> {
    return manager.findOneBy(Provider, { id });
  }

  sitesOf(providerId: string, manager: EntityManager = this.database.reader): Promise<Site[]> {
    return manager.find(Site, { where: { providerId }, order: { nameKey: 'ASC', id: 'ASC' } });
  }

  educatorsOf(providerId: string, manager: EntityManager = this.database.reader): Promise<Educator[]> {
    return manager.find(Educator, { where: { providerId }, order: { name: 'ASC', id: 'ASC' } });
  }

  async byIds(ids: readonly string[], manager = this.database.reader): Promise<Map<string, Provider>> {
    const found: Provider[] = [];
    for (const some of inChunks([...new Set(ids)], KEYS_A_QUERY)) {
      found.push(...(await manager.findBy(Provider, { id: In(some) })));
    }
    return new Map(found.map((provider) => [provider.id, provider]));
  }

  async sitesByIds(ids: readonly string[], manager = this.database.reader): Promise<Map<string, Site>> {
    const found: Site[] = [];
    for (const some of inChunks([...new Set(ids)], KEYS_A_QUERY)) {
      found.push(...(await manager.findBy(Site, { id: In(some) })));
    }
    return new Map(found.map((site) => [site.id, site]));
  }

  async byNameKeys(keys: readonly string[], manager: EntityManager): Promise<Provider[]> {
    const found: Provider[] = [];
    for (const some of inChunks(keys, KEYS_A_QUERY)) {
      found.push(
        ...(await manager
          .createQueryBuilder(Provider, 'provider')
          .where('provider.nameKey IN (:...some)', { some })
          .getMany()),
      );
    }
    return found;
  }

  async sitesOfProviders(providerIds: readonly string[], manager: EntityManager): Promise<Site[]> {
    const found: Site[] = [];
    for (const some of inChunks(providerIds, KEYS_A_QUERY)) {
      found.push(
        ...(await manager
          .createQueryBuilder(Site, 'site')
          .where('site.providerId IN (:...some)', { some })
          .getMany()),
      );
    }
    return found;
  }

  async poolsByKeys(keys: readonly string[], manager: EntityManager): Promise<SupervisionPool[]> {
    const found: SupervisionPool[] = [];
    for (const some of inChunks(keys, KEYS_A_QUERY)) {
      found.push(
        ...(await manager
          .createQueryBuilder(SupervisionPool, 'pool')
          .where('pool.refKey IN (:...some)', { some })
          .getMany()),
      );
    }
    return found;
  }

  /** Those within a scope over `pool`; every one when none is given. */
  pools(within: Sql = EVERY_ROW, manager: EntityManager = this.database.reader): Promise<SupervisionPool[]> {
    return manager
      .createQueryBuilder(SupervisionPool, 'pool')
      .where(...conditionFor(within))
      .orderBy('pool.refKey')
      .getMany();
  }

  /** Those within a scope over `cap`; every one when none is given. */
  caps(within: Sql = EVERY_ROW, manager: EntityManager = this.database.reader): Promise<LearnerCap[]> {
    return manager
      .createQueryBuilder(LearnerCap, 'cap')
      .where(...conditionFor(within))
      .orderBy('cap.providerId')
      .addOrderBy('cap.siteId')
      .getMany();
  }

  /** Sites named or postcoded so, of any provider: a cap's file may leave the provider out. */
  async sitesNamed(key: string, manager: EntityManager): Promise<Site[]> {
    const ids = await this.database.rows<{ id: string }>(
      sql`SELECT id FROM site WHERE name_key = ${key}
          UNION SELECT id FROM site WHERE replace(lower(postcode), ' ', '') = ${key.replaceAll(' ', '')}`,
      manager,
    );
    return [
      ...(
        await this.sitesByIds(
          ids.map(({ id }) => id),
          manager,
        )
      ).values(),
    ];
  }

  /** Entries of the directory by name or district, for a person to find their own. */
  async directory(
    filter: { readonly name?: string; readonly district?: string },
    limit: number,
    after: CursorKey | undefined,
  ): Promise<{ id: string; nameKey: string }[]> {
    const conditions = [sql`gone_at IS NULL`];
    if (filter.name) conditions.push(sql`name_key LIKE ${`${likeText(filter.name)}%`} ESCAPE '!'`);
    if (filter.district) conditions.push(sql`district = ${filter.district}`);
    if (after) {
      conditions.push(
        sql`(name_key > ${after[0] ?? ''} OR (name_key = ${after[0] ?? ''} AND cqc_location_id > ${after[1] ?? ''}))`,
      );
    }
    return this.database.rows(
      sql`SELECT cqc_location_id AS "id", name_key AS "nameKey" FROM directory_entry
           WHERE ${join(conditions, ' AND ')} ORDER BY name_key, cqc_location_id LIMIT ${limit + 1}`,
    );
  }
}

/** Text to be found as it is, in a LIKE whose escape is `!`. */
function likeText(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
