import { Inject, Injectable } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';

export interface FoundHost {
  readonly subject: 'provider' | 'directory-entry';
  readonly key: string;
  readonly name: string;
  readonly address: string;
}

const MOST_FOUND = 20;

/** Finds a host among the providers that are here and the locations of the care directory. */
@Injectable()
export class FindHosts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /** By the beginning of its name, or by a postcode; providers first, at most twenty in all. */
  async find(wanted: string): Promise<FoundHost[]> {
    const located = this.gazetteer.locate(wanted);
    if (located.ok) {
      const { district, postcode } = located.value;
      const whole = postcode ?? null;
      return this.database.rows<FoundHost>(
        sql`SELECT 'directory-entry' AS "subject", cqc_location_id AS "key", name AS "name", address AS "address"
              FROM directory_entry
             WHERE district = ${district} AND gone_at IS NULL AND (${whole} IS NULL OR postcode = ${whole})
             ORDER BY name_key LIMIT ${MOST_FOUND}`,
      );
    }
    // A range instead of LIKE: it uses the index on both engines, and % and _ mean themselves.
    const from = textKey(wanted);
    const to = `${from}\uffff`;
    const providers = await this.database.rows<FoundHost>(
      sql`SELECT 'provider' AS "subject", id AS "key", name AS "name", 'Known to Fairplace' AS "address" FROM provider
           WHERE name_key >= ${from} AND name_key < ${to} ORDER BY name_key LIMIT ${MOST_FOUND}`,
    );
    const entries = await this.database.rows<FoundHost>(
      sql`SELECT 'directory-entry' AS "subject", cqc_location_id AS "key", name AS "name", address AS "address"
            FROM directory_entry
           WHERE name_key >= ${from} AND name_key < ${to} AND gone_at IS NULL ORDER BY name_key LIMIT ${MOST_FOUND}`,
    );
    return [...providers, ...entries].slice(0, MOST_FOUND);
  }

  async one(subject: FoundHost['subject'], key: string): Promise<FoundHost | undefined> {
    const [found] = await this.database.rows<FoundHost>(
      subject === 'provider'
        ? sql`SELECT 'provider' AS "subject", id AS "key", name AS "name", '' AS "address" FROM provider WHERE id = ${key}`
        : sql`SELECT 'directory-entry' AS "subject", cqc_location_id AS "key", name AS "name", address AS "address"
                FROM directory_entry WHERE cqc_location_id = ${key} AND gone_at IS NULL`,
    );
    return found;
  }
}
