import {
  learnerRefOf,
  shown,
  textKey,
  type FileFault,
  type FileFindings,
  type Lined,
  type StudentRecord,
} from '../../exchange/index.js';
import { isoDay } from '../../shared/days.js';
import { MOST_BLOCKS } from '../engine/sequences/types.js';

type Row = Lined<StudentRecord>;

/** The rows of each learner, in the order of the file. */
export function rowsOfLearners(students: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const rowsOf = new Map<string, Row[]>();
  for (const row of students) {
    const learner = learnerRefOf(row.record);
    const rows = rowsOf.get(learner);
    if (rows) rows.push(row);
    else rowsOf.set(learner, [row]);
  }
  return rowsOf;
}

/**
 * Rules over rows that are blocks of one learner. Faults: blocks that overlap in time, more than are looked at together,
 * and an HEI or profession that is not that of the learner's first row, which mostly is somebody else's reference.
 */
export function checkLearners(students: readonly Row[]): FileFindings {
  // A reference used twice is a fault by itself; its second row is nobody's block.
  const refs = new Set<string>();
  const own = students.filter(({ record: { studentRef } }) => !refs.has(studentRef) && refs.add(studentRef));
  const faults = [...rowsOfLearners(own)].flatMap(([learner, rows]) =>
    rows.length === 1
      ? []
      : [...strangers(learner, rows), ...overlaps(learner, rows), ...beyond(learner, rows)],
  );
  return { faults, notes: [] };
}

function strangers(learner: string, [first, ...others]: readonly Row[]): FileFault[] {
  if (!first) return [];
  return others.flatMap(({ line, record }) =>
    (['hei', 'profession'] as const)
      .filter((column) => textKey(record[column]) !== textKey(first.record[column]))
      .map((column) => ({
        line,
        column,
        found: shown(record[column]),
        wanted: `'${shown(first.record[column])}', as line ${first.line} of learner '${shown(learner)}' has`,
      })),
  );
}

function overlaps(learner: string, rows: readonly Row[]): FileFault[] {
  const byStart = [...rows].sort((a, b) => a.record.startsOn - b.record.startsOn || a.line - b.line);
  const faults: FileFault[] = [];
  let last = byStart[0];
  for (const row of byStart.slice(1)) {
    if (last && row.record.startsOn <= last.record.endsOn) {
      faults.push({
        line: row.line,
        column: 'starts_on',
        found: isoDay(row.record.startsOn),
        wanted: `a day after ${isoDay(last.record.endsOn)}, when the block of line ${last.line} ends: both are of learner '${shown(learner)}'`,
      });
    }
    if (!last || row.record.endsOn > last.record.endsOn) last = row;
  }
  return faults;
}

function beyond(learner: string, rows: readonly Row[]): FileFault[] {
  const row = rows[MOST_BLOCKS];
  if (!row) return [];
  return [
    {
      line: row.line,
      column: 'learner_ref',
      found: `${rows.length} blocks of '${shown(learner)}'`,
      wanted: `at most ${MOST_BLOCKS} blocks of one learner`,
      isDescribed: true,
    },
  ];
}
