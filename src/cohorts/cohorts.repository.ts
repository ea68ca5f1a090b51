import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditionFor, Database, fixed, inChunks, isOneOf, join, type Sql, sql } from '../database/index.js';
import { Hei } from './hei.entity.js';

/** A block with how many students need a place in it. */
export interface BlockRow {
  readonly id: string;
  readonly heiId: string;
  readonly heiName: string;
  readonly profession: string;
  readonly year: number;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly halfDays: number;
  readonly requests: number | string;
}

/** A request with what may be told of its student without saying who it is. */
export interface RequestRow {
  readonly requestId: string;
  readonly studentId: string;
  readonly ref: string;
  readonly heiId: string;
  readonly blockId: string;
  readonly profession: string;
  readonly year: number;
  readonly district: string;
}

/** Who a request is about. Names and address: to be shown to nobody before a rule has said so. */
export interface RequestedStudent {
  readonly requestId: string;
  readonly studentId: string;
  readonly heiId: string;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly ref: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
}

const KEYS_A_QUERY = 500;

/** Queries over HEIs, blocks and students; files are read and written by others. */
@Injectable()
export class CohortsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Within a scope over `hei`, by name. */
  heis(within: Sql): Promise<Hei[]> {
    return this.database.reader
      .createQueryBuilder(Hei, 'hei')
      .where(...conditionFor(within))
      .orderBy('hei.nameKey')
      .getMany();
  }

  hei(id: string, manager: EntityManager = this.database.reader): Promise<Hei | null> {
    return manager.findOneBy(Hei, { id });
  }

  /** Within a scope over `h`, the HEI; soonest first. */
  blocks(within: Sql): Promise<BlockRow[]> {
    return this.database.rows<BlockRow>(
      sql`SELECT b.id AS "id", h.id AS "heiId", h.name AS "heiName", p.profession AS "profession",
                 c.year AS "year", b.starts_on AS "startsOn", b.ends_on AS "endsOn",
                 b.half_days_per_week AS "halfDays", count(q.id) AS "requests"
            FROM block b
            JOIN cohort c ON c.id = b.cohort_id
            JOIN programme p ON p.id = c.programme_id
            JOIN hei h ON h.id = p.hei_id
            LEFT JOIN placement_request q ON q.block_id = b.id
           WHERE ${within}
           GROUP BY b.id, h.id, h.name, p.profession, c.year, b.starts_on, b.ends_on, b.half_days_per_week
           ORDER BY b.starts_on, h.name, p.profession, c.year, b.id`,
    );
  }

  /** Which of these blocks are there, within a scope over `p.hei_id`. */
  async knownBlocks(ids: readonly string[], within: Sql, manager: EntityManager): Promise<Set<string>> {
    const known = new Set<string>();
    for (const some of inChunks([...new Set(ids)], KEYS_A_QUERY)) {
      const rows = await this.database.rows<{ id: string }>(
        sql`SELECT b.id AS "id" FROM block b
              JOIN cohort c ON c.id = b.cohort_id
              JOIN programme p ON p.id = c.programme_id
             WHERE ${isOneOf(fixed('b.id'), some)} AND ${within}`,
        manager,
      );
      for (const { id } of rows) known.add(id);
    }
    return known;
  }

  /** Which of these HEIs are there, within a scope over `h.id`. */
  async knownHeis(ids: readonly string[], within: Sql, manager: EntityManager): Promise<Set<string>> {
    const rows = await this.database.rows<{ id: string }>(
      sql`SELECT h.id AS "id" FROM hei h WHERE ${isOneOf(fixed('h.id'), [...new Set(ids)])} AND ${within}`,
      manager,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Within a scope over `s`, by request, one more than `limit` when there are more. */
  requests(
    { heiId, blockId }: { readonly heiId?: string | undefined; readonly blockId?: string | undefined },
    within: Sql,
    limit: number,
    afterId: string,
  ): Promise<RequestRow[]> {
    const conditions = [within, sql`q.id > ${afterId}`];
    if (heiId) conditions.push(sql`s.hei_id = ${heiId}`);
    if (blockId) conditions.push(sql`q.block_id = ${blockId}`);
    return this.database.rows<RequestRow>(
      sql`SELECT q.id AS "requestId", s.id AS "studentId", s.ref AS "ref", s.hei_id AS "heiId",
                 q.block_id AS "blockId", p.profession AS "profession", c.year AS "year", s.district AS "district"
            FROM placement_request q
            JOIN student s ON s.id = q.student_id
            JOIN cohort c ON c.id = s.cohort_id
            JOIN programme p ON p.id = c.programme_id
           WHERE ${join(conditions, ' AND ')} ORDER BY q.id LIMIT ${limit + 1}`,
    );
  }

  /** Who these requests are about. */
  async studentsOf(
    requestIds: readonly string[],
    manager: EntityManager = this.database.reader,
  ): Promise<Map<string, RequestedStudent>> {
    const found: RequestedStudent[] = [];
    for (const some of inChunks([...new Set(requestIds)], KEYS_A_QUERY)) {
      found.push(
        ...(await this.database.rows<RequestedStudent>(
          sql`SELECT q.id AS "requestId", s.id AS "studentId", h.id AS "heiId", h.name AS "hei",
                     p.profession AS "profession", c.year AS "year", s.ref AS "ref",
                     s.given_name AS "givenName", s.family_name AS "familyName", s.email AS "email"
                FROM placement_request q
                JOIN student s ON s.id = q.student_id
                JOIN hei h ON h.id = s.hei_id
                JOIN cohort c ON c.id = s.cohort_id
                JOIN programme p ON p.id = c.programme_id
               WHERE ${isOneOf(fixed('q.id'), some)}`,
          manager,
        )),
      );
    }
    return new Map(found.map((each) => [each.requestId, each]));
  }
}
