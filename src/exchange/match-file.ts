import { ok, refused, type Result } from '../shared/result.js';
import { joinList, splitList } from '../csv/index.js';
import { CellReader, type FileRow } from './cell-reader.js';
import { allColumns, type FileColumns } from './columns.js';
import type { FileFault } from './file-fault.js';

/** One row of `matches.csv`: what became of one student. */
export type MatchRecord = PlacedRecord | UnplacedRecord;

export interface PlacedRecord {
  readonly studentRef: string;
  readonly status: 'placed';
  readonly offerRef: string;
  /** Every provider of the offer, in leg order. */
  readonly providers: readonly string[];
  readonly cost: number;
  /** The longest one-way journey of the placement; 0 when all of it is remote. */
  readonly travelMinutes: number;
  /** `null` when the student had not ranked the offer. */
  readonly preferenceRank: number | null;
  readonly reason: string;
}

export interface UnplacedRecord {
  readonly studentRef: string;
  readonly status: 'unplaced';
  readonly reason: string;
  /** Empty when no single change was found that would place the student. */
  readonly changeThatWouldHelp: string;
}

export const MATCH_COLUMNS: FileColumns = {
  needed: [
    'student_ref',
    'status',
    'offer_ref',
    'provider',
    'cost',
    'travel_minutes',
    'preference_rank',
    'reason',
    'change_that_would_help',
  ],
  optional: [],
};

const WANTED_NUMBER = 'a whole number from 0';

export function readMatch(row: FileRow): Result<MatchRecord, readonly FileFault[]> {
  const cells = new CellReader(row);
  const studentRef = cells.filled('student_ref', 'the reference of a student');
  const reason = cells.text('reason');
  const record: MatchRecord =
    cells.oneOf('status', ['placed', 'unplaced']) === 'placed'
      ? {
          studentRef,
          status: 'placed',
          offerRef: cells.filled('offer_ref', 'the reference of the offer'),
          providers: splitList(cells.filled('provider', 'the providers of the offer')),
          cost: cells.whole('cost', { from: 0, to: 999_999_999, wanted: WANTED_NUMBER }),
          travelMinutes: cells.whole('travel_minutes', { from: 0, to: 1440, wanted: WANTED_NUMBER }),
          preferenceRank: cells.wholeOrNull('preference_rank', {
            from: 1,
            to: 100_000,
            wanted: 'a rank from 1, or nothing',
          }),
          reason,
        }
      : {
          studentRef,
          status: 'unplaced',
          reason,
          changeThatWouldHelp: cells.text('change_that_would_help'),
        };
  return cells.faults.length === 0 ? ok(record) : refused(cells.faults);
}

const BLANK = Object.fromEntries(allColumns(MATCH_COLUMNS).map((column) => [column, '']));

/** Writes a record as the cells of a row; the inverse of {@link readMatch}. */
export function writeMatch(match: MatchRecord): Readonly<Record<string, string>> {
  if (match.status === 'unplaced') {
    return {
      ...BLANK,
      student_ref: match.studentRef,
      status: match.status,
      reason: match.reason,
      change_that_would_help: match.changeThatWouldHelp,
    };
  }
  return {
    ...BLANK,
    student_ref: match.studentRef,
    status: match.status,
    offer_ref: match.offerRef,
    provider: joinList(match.providers),
    cost: String(match.cost),
    travel_minutes: String(match.travelMinutes),
    preference_rank: match.preferenceRank === null ? '' : String(match.preferenceRank),
    reason: match.reason,
  };
}
