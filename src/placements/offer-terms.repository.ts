import type { EntityManager } from 'typeorm';
import { type Database, inChunks, join, sql } from '../database/index.js';
import type { OfferTerm, TermKind } from './offer-listing.entity.js';

export interface Term {
  readonly kind: TermKind;
  readonly code: string;
}

const TERMS_A_STATEMENT = 500;
const EVERY_TERM = sql`SELECT number AS "number", kind AS "kind", code AS "code" FROM offer_term`;

/** The numbers that terms go by in the listings. Terms are never taken away, so that a number once read stays right. */
export class OfferTerms {
  private byKey: ReadonlyMap<string, number> = new Map();
  private byNumber: ReadonlyMap<number, Term> = new Map();

  constructor(private readonly database: Database) {}

  /** Numbers of these terms; those that are new get one. */
  async numbered(manager: EntityManager, terms: readonly Term[]): Promise<(term: Term) => number> {
    for (;;) {
      const { byKey } = indexed(await this.database.rows<OfferTerm>(EVERY_TERM, manager));
      const missing = new Map(
        terms.filter((term) => !byKey.has(keyOf(term))).map((term) => [keyOf(term), term]),
      );
      if (missing.size === 0) {
        return (term) => {
          const number = byKey.get(keyOf(term));
          if (number === undefined) throw new Error(`A ${term.kind} was not among the terms to be numbered`);
          return number;
        };
      }
      let next = Math.max(-1, ...byKey.values());
      for (const some of inChunks([...missing.values()], TERMS_A_STATEMENT)) {
        const rows = some.map(({ kind, code }) => sql`(${(next += 1)}, ${kind}, ${code})`);
        // Another transaction may have taken a number or a term meanwhile. Those are looked up again.
        await this.database.change(
          sql`INSERT INTO offer_term (number, kind, code) VALUES ${join(rows, ', ')} ON CONFLICT DO NOTHING`,
          manager,
        );
      }
    }
  }

  /** Numbers of the terms that some offer was ever listed under; the others are left out. */
  async numbersOf(kind: TermKind, codes: readonly string[]): Promise<number[]> {
    const isKnown = (code: string) => this.byKey.has(keyOf({ kind, code }));
    if (!codes.every(isKnown)) await this.read();
    return codes.flatMap((code) => this.byKey.get(keyOf({ kind, code })) ?? []);
  }

  async termsOf(numbers: Iterable<number>): Promise<ReadonlyMap<number, Term>> {
    for (const number of numbers) {
      if (this.byNumber.has(number)) continue;
      await this.read();
      break;
    }
    return this.byNumber;
  }

  private async read(): Promise<void> {
    const { byKey, byNumber } = indexed(await this.database.rows<OfferTerm>(EVERY_TERM));
    this.byKey = byKey;
    this.byNumber = byNumber;
  }
}

function indexed(terms: readonly OfferTerm[]) {
  return {
    byKey: new Map(terms.map((term) => [keyOf(term), term.number])),
    byNumber: new Map<number, Term>(terms.map((term) => [term.number, term])),
  };
}

function keyOf({ kind, code }: Term): string {
  return `${kind} ${code}`;
}
