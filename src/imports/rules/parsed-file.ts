import type { CsvRow } from '../../csv/index.js';
import {
  type CapRecord,
  gatherOffers,
  type Lined,
  type OfferRecord,
  type OfferRow,
  type PoolRecord,
  readCap,
  readOfferRow,
  readPool,
  readStudent,
  type StudentRecord,
  type Vocabulary,
} from '../../exchange/index.js';
import type { ImportKind } from '../import.entity.js';

/** What the good rows of a file say. Lines are those on which a record begins. */
export type ParsedFile =
  | { readonly kind: 'students'; readonly records: readonly Lined<StudentRecord>[] }
  | {
      readonly kind: 'offers';
      readonly records: readonly Lined<OfferRecord>[];
      /** Lines of all rows of an offer, by its reference. */
      readonly linesOf: ReadonlyMap<string, readonly number[]>;
    }
  | { readonly kind: 'pools'; readonly records: readonly Lined<PoolRecord>[] }
  | { readonly kind: 'caps'; readonly records: readonly Lined<CapRecord>[] };

/** A row as it is kept. */
type KeptRow = Pick<CsvRow, 'line' | 'cells'>;

/** Reads rows that have been staged without a fault. */
export function parseRows(kind: ImportKind, rows: readonly KeptRow[], vocabulary: Vocabulary): ParsedFile {
  switch (kind) {
    case 'students':
      return { kind, records: rows.map((row) => lined(row, readStudent(row, vocabulary))) };
    case 'pools':
      return { kind, records: rows.map((row) => lined(row, readPool(row))) };
    case 'caps':
      return { kind, records: rows.map((row) => lined(row, readCap(row))) };
    case 'offers': {
      const offerRows = rows.map((row) => lined(row, readOfferRow(row, vocabulary)));
      return parsedOffers(offerRows, gatherOffers(offerRows, new Set()).offers);
    }
  }
}

export function parsedOffers(
  rows: readonly Lined<OfferRow>[],
  records: readonly Lined<OfferRecord>[],
): ParsedFile {
  const linesOf = new Map<string, number[]>();
  for (const { line, record } of rows) {
    linesOf.set(record.offerRef, [...(linesOf.get(record.offerRef) ?? []), line]);
  }
  return { kind: 'offers', records, linesOf };
}

function lined<Value>({ line }: KeptRow, result: { ok: true; value: Value } | { ok: false }): Lined<Value> {
  if (!result.ok) throw new Error('A row that was staged without a fault has one');
  return { line, record: result.value };
}
