import type { CsvRow } from '../../csv/index.js';
import {
  allColumns,
  CAP_COLUMNS,
  type CapRecord,
  checkCapHeader,
  checkPools,
  checkStudents,
  type FileColumns,
  type FileFault,
  fileFaultOf,
  type FileNote,
  gatherOffers,
  type Lined,
  OFFER_COLUMNS,
  type OfferRow,
  POOL_COLUMNS,
  type PoolRecord,
  readCap,
  readOfferRow,
  readPool,
  readStudent,
  STUDENT_COLUMNS,
  type StudentRecord,
  type Vocabulary,
} from '../../exchange/index.js';
import type { ImportKind, RowFault } from '../import.entity.js';
import { type ParsedFile, parsedOffers } from './parsed-file.js';

export const COLUMNS_OF: Readonly<Record<ImportKind, FileColumns>> = {
  students: STUDENT_COLUMNS,
  offers: OFFER_COLUMNS,
  pools: POOL_COLUMNS,
  caps: CAP_COLUMNS,
};

/** Columns that a file of a kind may have, in the order in which we write them. */
export function columnsOf(kind: ImportKind): readonly string[] {
  return allColumns(COLUMNS_OF[kind]);
}

/** Columns without which a file of a kind cannot be read. */
export function columnsNeededBy(kind: ImportKind): readonly string[] {
  return COLUMNS_OF[kind].needed;
}

/** Judges the rows of one file as they come, and what only the whole of it shows at its end. */
export interface Staging {
  /** Everything that is wrong with the row by itself. */
  faultsOf(row: CsvRow): readonly FileFault[];
  /** Everything that is wrong between rows, by line, what is merely odd, and what the good rows say. */
  finish(): { faults: readonly FileFault[]; notes: readonly FileNote[]; parsed: ParsedFile };
}

/** @returns a new judge, or the fault of a header with which no row can be read */
export function stagingOf(kind: ImportKind, vocabulary: Vocabulary): Staging {
  switch (kind) {
    case 'students':
      return stagingOfRows<StudentRecord>(
        (row) => readStudent(row, vocabulary),
        (records) => ({ ...checkStudents(records), parsed: { kind, records } }),
      );
    case 'pools':
      return stagingOfRows<PoolRecord>(readPool, (records) => ({
        ...checkPools(records),
        parsed: { kind, records },
      }));
    case 'caps':
      return stagingOfRows<CapRecord>(readCap, (records) => ({
        faults: [],
        notes: [],
        parsed: { kind, records },
      }));
    case 'offers':
      return stagingOfOffers(vocabulary);
  }
}

/** What is wrong with a header as a whole, beyond columns that are missing. */
export function headerFaults(kind: ImportKind, columns: readonly string[]): readonly FileFault[] {
  return kind === 'caps' ? checkCapHeader(columns) : [];
}

type ReadRow<Record> = (
  row: CsvRow,
) => { ok: true; value: Record } | { ok: false; refusal: readonly FileFault[] };

function stagingOfRows<Record>(
  read: ReadRow<Record>,
  finish: (records: readonly Lined<Record>[]) => ReturnType<Staging['finish']>,
): Staging {
  const records: Lined<Record>[] = [];
  return {
    faultsOf: (row) => {
      if (row.fault) return [fileFaultOf(row.fault)];
      const result = read(row);
      if (!result.ok) return result.refusal;
      records.push({ line: row.line, record: result.value });
      return [];
    },
    finish: () => finish(records),
  };
}

function stagingOfOffers(vocabulary: Vocabulary): Staging {
  const rows: Lined<OfferRow>[] = [];
  const refusedRefs = new Map<string, number>();
  return {
    faultsOf: (row) => {
      if (row.fault) return [fileFaultOf(row.fault)];
      const result = readOfferRow(row, vocabulary);
      if (result.ok) {
        rows.push({ line: row.line, record: result.value });
        return [];
      }
      refusedRefs.set(result.refusal.offerRef, row.line);
      return result.refusal.faults;
    },
    finish: () => {
      const gathered = gatherOffers(rows, new Set(refusedRefs.keys()));
      for (const fault of gathered.faults) {
        const blamed = rows.find((row) => row.line === fault.line);
        if (blamed) refusedRefs.set(blamed.record.offerRef, fault.line);
      }
      // An offer is taken whole or not at all: its good rows wait for the one that is not.
      const waiting = rows
        .filter(
          (row) =>
            refusedRefs.has(row.record.offerRef) && !gathered.faults.some((fault) => fault.line === row.line),
        )
        .map((row) => ({
          line: row.line,
          column: 'offer_ref',
          found: row.record.offerRef.slice(0, 60),
          wanted: `the other rows of the offer to be right: see line ${refusedRefs.get(row.record.offerRef)}`,
        }));
      return {
        faults: [...gathered.faults, ...waiting],
        notes: gathered.notes,
        parsed: parsedOffers(rows, gathered.offers),
      };
    },
  };
}

/** A fault as it is kept with its row. */
export function faultOfRow({ column, found, wanted }: FileFault): RowFault {
  return { column: column || null, found, wanted };
}
