import { Inject, Injectable } from '@nestjs/common';
import { type CursorKey } from '../web/index.js';
import { Database, fixed, join, type Sql, sql } from '../database/index.js';
import type { TermKind } from './offer-listing.entity.js';
import { OfferTerms } from './offer-terms.repository.js';
import { countTermCharacters, termCharacter } from './rules/term-characters.js';

/** Districts in reach of a postcode, with how far they are. */
export interface Reach {
  readonly district: string;
  readonly metres: number;
  readonly minutes: number;
}

/** What is looked for. Terms of one kind are alternatives; different kinds must all hold. */
export interface OfferSearch {
  /** Narrows the query over `offer_listing l` to what whoever searches may see. */
  readonly within: Sql;
  readonly words: readonly string[];
  readonly terms: ReadonlyMap<TermKind, readonly string[]>;
  /** Offers that run on at least one day of the period. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hasFreePlaces: boolean;
  readonly reach: readonly Reach[] | null;
  /** False when `reach` is every district that there is. */
  readonly isReachLimited: boolean;
  readonly sort: 'newest' | 'distance' | 'relevance';
}

export interface FoundOffer {
  readonly offerId: string;
  /** What the list is ordered by: an instant as text, metres, or a rank. */
  readonly position: string | number;
  readonly metres: number | null;
  readonly minutes: number | null;
}

export interface FacetCount {
  readonly kind: TermKind;
  readonly code: string;
  readonly offers: number;
}

/** How many offers are found, and how many of them each narrower search would find. */
export interface Counts {
  readonly total: number;
  /** Most offers first, then by code. */
  readonly facets: readonly FacetCount[];
}

/** Ranks come as fractions; a cursor needs whole numbers that compare alike on every engine. */
const RANKS_A_POINT = 1_000_000;

/** How far to look first for the nearest offers. */
const NEAR_METRES = [15_000, 60_000];

/** Search over published offers. Reads the listing tables only. */
@Injectable()
export class OfferSearchRepository {
  private readonly terms: OfferTerms;

  constructor(@Inject(Database) private readonly database: Database) {
    this.terms = new OfferTerms(database);
  }

  /**
   * The offers after `after`, best first, one more than `limit` when there are more. Offers that are
   * equally good stand in the order of their ids, the later made first where the newest is best.
   */
  async find(search: OfferSearch, limit: number, after: CursorKey | undefined): Promise<FoundOffer[]> {
    if (search.sort !== 'distance' || !search.reach) return this.findIn(search, limit, after);
    // Once a page is full of offers that are near, those that are farther need not be looked at.
    for (const metres of NEAR_METRES) {
      const reach = search.reach.filter((each) => each.metres <= metres);
      if (reach.length === search.reach.length) break;
      const found = await this.findIn({ ...search, reach }, limit, after);
      if (found.length > limit) return found;
    }
    return this.findIn(search, limit, after);
  }

  private async findIn(
    search: OfferSearch,
    limit: number,
    after: CursorKey | undefined,
  ): Promise<FoundOffer[]> {
    const position = positionOf(search.sort);
    const isRising = search.sort === 'distance';
    const direction = fixed(isRising ? 'ASC' : 'DESC');
    const conditions = [...this.conditions(search), ...(await this.termConditions(search)).values()];
    if (after) {
      conditions.push(
        sql`(${position}, l.offer_id) ${fixed(isRising ? '>' : '<')} (${after[0] ?? ''}, ${after[1] ?? ''})`,
      );
    }
    const nearness = search.reach
      ? sql`n.metres AS "metres", n.minutes AS "minutes"`
      : sql`NULL AS "metres", NULL AS "minutes"`;
    const rows = await this.database.rows<FoundOffer>(
      sql`SELECT l.offer_id AS "offerId", ${position} AS "position", ${nearness}
            FROM ${this.sources(search)} WHERE ${allOf(conditions)}
           ORDER BY ${position} ${direction}, l.offer_id ${direction}
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
    const { sources, conditions } = this.counted(search);
    const [row] = await this.database.rows<{ offers: number | string }>(
      sql`SELECT count(*) AS "offers" FROM ${sources}
           WHERE ${allOf([...conditions, ...(await this.termConditions(search)).values()])}`,
    );
    return Number(row?.offers ?? 0);
  }

  /** In how many places of each postcode district the offers that are found take place. */
  async districts(search: OfferSearch): Promise<ReadonlyMap<string, number>> {
    const conditions = [...this.conditions(search), ...(await this.termConditions(search)).values()];
    const rows = await this.database.rows<{ district: string; offers: number | string }>(
      sql`SELECT e.district AS "district", count(*) AS "offers"
            FROM ${this.sources(search)} JOIN offer_district e ON e.offer_id = l.offer_id
           WHERE ${allOf(conditions)} GROUP BY e.district`,
    );
    return new Map(rows.map(({ district, offers }) => [district, Number(offers)]));
  }

  /**
   * For every code of every kind, how many offers it would leave. A kind that is itself searched for is
   * counted as if it were not, so that the alternatives beside the chosen one can be seen. Reads the
   * listings once.
   */
  async counts(search: OfferSearch): Promise<Counts> {
    const chosen = await this.termConditions(search);
    const meetsAll = allOf([...chosen.values()]);
    const kinds = [...chosen.keys()];
    // Beside the offers that are found, those count that only one kind of term keeps out.
    const missedOnly = kinds.map((kind) =>
      allOf([...chosen].map(([each, condition]) => (each === kind ? sql`NOT ${condition}` : condition))),
    );
    const notTwoMissed = [...chosen.values()].flatMap((one, index, all) =>
      all.slice(index + 1).map((other) => sql`(${one} OR ${other})`),
    );
    const columns = [
      sql`count(*) FILTER (WHERE ${meetsAll}) AS "total"`,
      sql`string_agg(l.terms, '') FILTER (WHERE ${meetsAll}) AS "found"`,
      ...missedOnly.map(
        (condition, index) =>
          sql`string_agg(l.terms, '') FILTER (WHERE ${condition}) AS ${fixed(`"missed${index}"`)}`,
      ),
    ];
    const { sources, conditions } = this.counted(search);
    const [row] = await this.database.rows<Record<string, string | number | null>>(
      sql`SELECT ${join(columns, ', ')} FROM ${sources} WHERE ${allOf([...conditions, ...notTwoMissed])}`,
    );
    const countOf = (name: string) => countTermCharacters(String(row?.[name] ?? ''));
    const found = countOf('found');
    const missed = new Map(kinds.map((kind, index) => [kind, countOf(`missed${index}`)]));
    return { total: Number(row?.total ?? 0), facets: await this.facets(found, missed) };
  }

  private async facets(
    found: ReadonlyMap<number, number>,
    missed: ReadonlyMap<TermKind, ReadonlyMap<number, number>>,
  ): Promise<FacetCount[]> {
    const numbers = new Set([found, ...missed.values()].flatMap((counts) => [...counts.keys()]));
    const terms = await this.terms.termsOf(numbers);
    const facets: FacetCount[] = [];
    for (const number of numbers) {
      const term = terms.get(number);
      if (!term) continue;
      const offers = (found.get(number) ?? 0) + (missed.get(term.kind)?.get(number) ?? 0);
      if (offers > 0) facets.push({ kind: term.kind, code: term.code, offers });
    }
    return facets.sort((one, other) => other.offers - one.offers || (one.code < other.code ? -1 : 1));
  }

  /** What each kind of term that is searched for asks of a listing. */
  private async termConditions(search: OfferSearch): Promise<Map<TermKind, Sql>> {
    const conditions = new Map<TermKind, Sql>();
    for (const [kind, codes] of search.terms) {
      const numbers = await this.terms.numbersOf(kind, codes);
      const isOne = numbers.map((number) => sql`l.terms LIKE ${`%${termCharacter(number)}%`}`);
      conditions.set(kind, isOne.length > 0 ? sql`(${join(isOne, ' OR ')})` : sql`(1 = 0)`);
    }
    return conditions;
  }

  /** What is asked of a listing beside its terms. */
  private conditions(search: OfferSearch): Sql[] {
    return [
      search.within,
      ...(search.to ? [sql`l.starts_on <= ${search.to}`] : []),
      ...(search.from ? [sql`l.ends_on >= ${search.from}`] : []),
      ...(search.hasFreePlaces ? [sql`l.places > l.places_taken`] : []),
    ];
  }

  /** What to read when it does not matter how far an offer is. */
  private counted(search: OfferSearch): { sources: Sql; conditions: Sql[] } {
    if (!search.reach || search.isReachLimited) {
      return { sources: this.sources(search), conditions: this.conditions(search) };
    }
    const isSomewhere = sql`EXISTS (SELECT 1 FROM offer_district d WHERE d.offer_id = l.offer_id)`;
    return {
      sources: this.sources({ ...search, reach: null }),
      conditions: [...this.conditions(search), isSomewhere],
    };
  }

  private sources(search: OfferSearch): Sql {
    const sources = [sql`offer_listing l`];
    if (search.reach) sources.push(this.nearness(search.reach));
    if (search.words.length > 0) sources.push(this.wording(search.words));
    return join(sources, ' ');
  }

  /** The nearest in-person leg of each offer in reach. */
  private nearness(reach: readonly Reach[]): Sql {
    const json = JSON.stringify(reach.map(({ district, metres, minutes }) => [district, metres, minutes]));
    const districts =
      this.database.capabilities.placeholder === 'numbered'
        ? sql`(SELECT value->>0 AS district, (value->>1)::integer AS metres, (value->>2)::integer AS minutes
                 FROM json_array_elements(${json}::json))`
        : sql`(SELECT value->>0 AS district, value->>1 AS metres, value->>2 AS minutes FROM json_each(${json}))`;
    return sql`JOIN (SELECT d.offer_id, min(r.metres) AS metres, min(r.minutes) AS minutes
                       FROM ${districts} r
                       JOIN offer_district d ON d.district = r.district
                      GROUP BY d.offer_id) n ON n.offer_id = l.offer_id`;
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
    return sql`JOIN (SELECT offer_id, cast(ts_rank(words, q) * ${RANKS_A_POINT} AS integer) AS relevance
                       FROM offer_text, to_tsquery('english', ${query}) q
                      WHERE words @@ q) w ON w.offer_id = l.offer_id`;
  }
}

function positionOf(sort: OfferSearch['sort']): Sql {
  if (sort === 'distance') return fixed('n.metres');
  if (sort === 'relevance') return fixed('w.relevance');
  return fixed('l.published_at');
}

function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? fixed('1 = 1') : join(conditions, ' AND ');
}
