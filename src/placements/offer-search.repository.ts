import { Inject, Injectable } from '@nestjs/common';
import { type CursorKey } from '../web/index.js';
import { Database, fixed, join, type Sql, sql } from '../database/index.js';
import type { TermKind } from './offer-listing.entity.js';

/** Districts in reach of a postcode, with how far they are. */
export interface Reach {
  readonly district: string;
  readonly metres: number;
  readonly minutes: number;
}

/** What is looked for. Terms of one kind are alternatives; different kinds must all hold. */
export interface OfferSearch {
  readonly words: readonly string[];
  readonly terms: ReadonlyMap<TermKind, readonly string[]>;
  /** Offers that run on at least one day of the period. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hasFreePlaces: boolean;
  readonly reach: readonly Reach[] | null;
  readonly sort: 'newest' | 'distance' | 'relevance';
}

export interface FoundOffer {
  readonly offerId: string;
  /** What the list is ordered by: an instant as text, metres, or a rank. */
  readonly position: string | number;
  readonly metres: number | null;
  readonly minutes: number | null;
}

/** Kinds that are counted for a person to narrow by. Districts are too many to show. */
export const FACET_KINDS = [
  'profession',
  'year',
  'provider-type',
  'model',
  'region',
  'icb',
  'authority',
  'standard',
] as const satisfies readonly TermKind[];

export interface FacetCount {
  readonly kind: TermKind;
  readonly code: string;
  readonly offers: number;
}

/** Ranks come as fractions; a cursor needs whole numbers that compare alike on every engine. */
const RANKS_A_POINT = 1_000_000;

/** Search over published offers. Reads the listing tables only. */
@Injectable()
export class OfferSearchRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The offers after `after`, best first, one more than `limit` when there are more. */
  async find(search: OfferSearch, limit: number, after: CursorKey | undefined): Promise<FoundOffer[]> {
    const position = this.position(search.sort);
    const isRising = search.sort === 'distance';
    const start =
      after === undefined
        ? sql`1 = 1`
        : sql`(${position} ${fixed(isRising ? '>' : '<')} ${after[0] ?? ''}
              OR (${position} = ${after[0] ?? ''} AND l.offer_id > ${after[1] ?? ''}))`;
    const nearness = search.reach
      ? sql`n.metres AS "metres", n.minutes AS "minutes"`
      : sql`NULL AS "metres", NULL AS "minutes"`;
    const rows = await this.database.rows<FoundOffer>(
      sql`SELECT l.offer_id AS "offerId", ${position} AS "position", ${nearness}
            FROM ${this.matching(search)} AND ${start}
           ORDER BY ${position} ${fixed(isRising ? 'ASC' : 'DESC')}, l.offer_id ASC
           LIMIT ${limit + 1}`,
    );
    return rows.map((row) => ({
      ...row,
      position: search.sort === 'newest' ? row.position : Number(row.position),
      metres: row.metres === null ? null : Number(row.metres),
      minutes: row.minutes === null ? null : Number(row.minutes),
    }));
  }

  async count(search: OfferSearch): Promise<number> {
    const [row] = await this.database.rows<{ offers: number | string }>(
      sql`SELECT count(*) AS "offers" FROM ${this.matching(search)}`,
    );
    return Number(row?.offers ?? 0);
  }

  /**
   * For every code of every kind, how many offers it would leave. A kind that is itself searched for is
   * counted as if it were not, so that the alternatives beside the chosen one can be seen.
   */
  async facets(search: OfferSearch): Promise<FacetCount[]> {
    if (isEverything(search)) {
      return this.counted(
        sql`SELECT kind, code, count(*) AS "offers" FROM offer_term
             WHERE kind IN (${join(FACET_KINDS, ', ')}) GROUP BY kind, code`,
      );
    }
    const free = FACET_KINDS.filter((kind) => !search.terms.has(kind));
    const chosen = FACET_KINDS.filter((kind) => search.terms.has(kind));
    const counts = await Promise.all([
      this.facetsOf(search, free),
      ...chosen.map((kind) =>
        this.facetsOf({ ...search, terms: new Map([...search.terms].filter(([other]) => other !== kind)) }, [
          kind,
        ]),
      ),
    ]);
    return counts.flat();
  }

  private async facetsOf(search: OfferSearch, kinds: readonly TermKind[]): Promise<FacetCount[]> {
    if (kinds.length === 0) return [];
    return this.counted(
      sql`SELECT t.kind, t.code, count(*) AS "offers"
            FROM (SELECT l.offer_id FROM ${this.matching(search)}) m
            JOIN offer_term t ON t.offer_id = m.offer_id
           WHERE t.kind IN (${join(kinds, ', ')}) GROUP BY t.kind, t.code`,
    );
  }

  private async counted(query: Sql): Promise<FacetCount[]> {
    const rows = await this.database.rows<FacetCount>(query);
    return rows
      .map((row) => ({ ...row, offers: Number(row.offers) }))
      .sort((one, other) => other.offers - one.offers || (one.code < other.code ? -1 : 1));
  }

  /** Everything after FROM but the order. */
  private matching(search: OfferSearch): Sql {
    const sources = [sql`offer_listing l`];
    if (search.reach) sources.push(this.nearness(search.reach));
    if (search.words.length > 0) sources.push(this.wording(search.words));
    const conditions = [sql`1 = 1`];
    for (const [kind, codes] of search.terms) {
      conditions.push(
        sql`l.offer_id IN (SELECT t.offer_id FROM offer_term t
                            WHERE t.kind = ${kind} AND t.code IN (${join(codes, ', ')}))`,
      );
    }
    if (search.to) conditions.push(sql`l.starts_on <= ${search.to}`);
    if (search.from) conditions.push(sql`l.ends_on >= ${search.from}`);
    if (search.hasFreePlaces) conditions.push(sql`l.places > l.places_taken`);
    return sql`${join(sources, ' ')} WHERE ${join(conditions, ' AND ')}`;
  }

  /** The nearest in-person leg of each offer in reach. */
  private nearness(reach: readonly Reach[]): Sql {
    const json = JSON.stringify(reach.map(({ district, metres, minutes }) => [district, metres, minutes]));
    const districts =
      this.database.capabilities.placeholder === 'numbered'
        ? sql`(SELECT value->>0 AS district, (value->>1)::integer AS metres, (value->>2)::integer AS minutes
                 FROM json_array_elements(${json}::json))`
        : sql`(SELECT value->>0 AS district, value->>1 AS metres, value->>2 AS minutes FROM json_each(${json}))`;
    return sql`JOIN (SELECT t.offer_id, min(r.metres) AS metres, min(r.minutes) AS minutes
                       FROM ${districts} r
                       JOIN offer_term t ON t.kind = 'district' AND t.code = r.district
                      GROUP BY t.offer_id) n ON n.offer_id = l.offer_id`;
  }

  private wording(words: readonly string[]): Sql {
    if (this.database.capabilities.fullText === 'fts5') {
      // Quoted, a word is only a word: FTS5 has operators that nobody means to type.
      const query = words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
      return sql`JOIN (SELECT x.offer_id, cast(-f.rank * ${RANKS_A_POINT} AS integer) AS relevance
                         FROM offer_words f JOIN offer_text x ON x.number = f.rowid
                        WHERE f.offer_words MATCH ${query}) w ON w.offer_id = l.offer_id`;
    }
    const query = words
      .map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}':*`)
      .join(' & ');
    return sql`JOIN (SELECT offer_id, cast(ts_rank(to_tsvector('english', body), q) * ${RANKS_A_POINT} AS integer) AS relevance
                       FROM offer_text, to_tsquery('english', ${query}) q
                      WHERE to_tsvector('english', body) @@ q) w ON w.offer_id = l.offer_id`;
  }

  private position(sort: OfferSearch['sort']): Sql {
    if (sort === 'distance') return fixed('n.metres');
    if (sort === 'relevance') return fixed('w.relevance');
    return fixed('l.published_at');
  }
}

function isEverything(search: OfferSearch): boolean {
  return (
    search.words.length === 0 &&
    search.terms.size === 0 &&
    !search.from &&
    !search.to &&
    !search.hasFreePlaces &&
    !search.reach
  );
}
