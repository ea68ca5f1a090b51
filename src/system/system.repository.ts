import { Inject, Injectable } from '@nestjs/common';
import { Database, fixed, join, sql } from '../database/index.js';
import { HOLDING_STATES } from '../placements/index.js';
import type { DistrictCount } from './rules/need-by-area.js';

/** An organisation and who answers for it. */
export interface KnownOrganisation {
  readonly id: string;
  readonly name: string;
  readonly kind: 'provider' | 'hei' | 'system';
  readonly people: number;
  readonly leads: number;
}

/** What a district has of something, for learners of any of these professions. */
export interface DistrictPlaces extends DistrictCount {
  readonly professions: readonly string[];
}

const HELD = join(
  HOLDING_STATES.map((state) => sql`${state}`),
  ', ',
);

/** Counts over everything, for the team that looks after all of it. Never loads what it counts. */
@Injectable()
export class SystemRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Free places of published offers that have not ended by a day, in districts from one to another, both included;
   * an offer at two places counts at each.
   */
  async freePlaces(today: string, from: string, to: string): Promise<DistrictPlaces[]> {
    const rows = await this.database.rows<{
      district: string;
      professions: string;
      count: number | string;
    }>(
      sql`SELECT d.district AS "district", o.professions AS "professions",
                 sum(l.places - l.places_taken) AS "count"
            FROM offer_district d
            JOIN offer_listing l ON l.offer_id = d.offer_id
            JOIN offer o ON o.id = d.offer_id
           WHERE d.district >= ${from} AND d.district <= ${to}
             AND l.ends_on >= ${today} AND l.places > l.places_taken
           GROUP BY d.district, o.professions`,
    );
    return rows.map(({ district, professions, count }) => ({
      district,
      professions: professions.split('|'),
      count: Number(count),
    }));
  }

  /** Requests in blocks that have not ended by a day, for which no place is held, by where the student lives. */
  async withoutPlace(today: string): Promise<DistrictPlaces[]> {
    const rows = await this.database.rows<{ district: string; profession: string; count: number | string }>(
      sql`SELECT s.district AS "district", p.profession AS "profession", count(*) AS "count"
            FROM placement_request q
            JOIN student s ON s.id = q.student_id
            JOIN block b ON b.id = q.block_id
            JOIN cohort c ON c.id = b.cohort_id
            JOIN programme p ON p.id = c.programme_id
           WHERE b.ends_on >= ${today}
             AND NOT EXISTS (SELECT 1 FROM placement x
                              WHERE x.request_id = q.id AND x.status IN (${HELD}))
           GROUP BY s.district, p.profession`,
    );
    return rows.map(({ district, profession, count }) => ({
      district,
      professions: [profession],
      count: Number(count),
    }));
  }

  /** Organisations by name, one more than `limit` when there are more. */
  async organisations(words: string, limit: number, after: string): Promise<KnownOrganisation[]> {
    const like = `%${words.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    const rows = await this.database.rows<KnownOrganisation & { people: number | string }>(
      sql`SELECT o.id AS "id", o.name AS "name", o.kind AS "kind",
                 count(DISTINCT m.person_id) AS "people",
                 count(DISTINCT CASE WHEN m.role IN ('provider-lead', 'hei-lead', 'administrator')
                                     THEN m.person_id END) AS "leads"
            FROM organisation o LEFT JOIN membership m ON m.organisation_id = o.id
           WHERE o.id > ${after} AND lower(o.name) LIKE ${like} ESCAPE '\\'
           GROUP BY o.id, o.name, o.kind ORDER BY o.id LIMIT ${limit + 1}`,
    );
    return rows.map((row) => ({ ...row, people: Number(row.people), leads: Number(row.leads) }));
  }

  async organisation(id: string): Promise<Pick<KnownOrganisation, 'name' | 'kind'> | undefined> {
    const [row] = await this.database.rows<Pick<KnownOrganisation, 'name' | 'kind'>>(
      sql`SELECT name AS "name", kind AS "kind" FROM organisation WHERE id = ${id}`,
    );
    return row;
  }

  /** Reference tables: rows, rows that have ended by a day where they are dated. */
  async referenceTables(today: string): Promise<{ table: string; rows: number; ended: number | null }[]> {
    return Promise.all(
      REFERENCE_TABLES.map(async ({ table, isDated }) => {
        const [row] = await this.database.rows<{ rows: number | string; ended: number | string | null }>(
          sql`SELECT count(*) AS "rows", ${
            isDated ? sql`sum(CASE WHEN valid_to < ${today} THEN 1 ELSE 0 END)` : fixed('NULL')
          } AS "ended" FROM ${fixed(table)}`,
        );
        return {
          table,
          rows: Number(row?.rows ?? 0),
          ended: row?.ended === null || row?.ended === undefined ? null : Number(row.ended),
        };
      }),
    );
  }
}

const REFERENCE_TABLES = [
  { table: 'nhs_region', isDated: false },
  { table: 'adass_region', isDated: false },
  { table: 'icb', isDated: true },
  { table: 'local_authority', isDated: true },
  { table: 'local_authority_icb', isDated: true },
  { table: 'postcode_district', isDated: false },
  { table: 'profession', isDated: false },
  { table: 'placement_model', isDated: false },
  { table: 'hei_register_entry', isDated: false },
  { table: 'care_certificate_standard', isDated: false },
] as const;
