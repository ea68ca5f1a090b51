import type { ImportFile, ImportKind, ImportState } from '../../import.entity.js';
import type { StagedRow } from '../../staged-rows.repository.js';

/** What pages call each kind of file, and what is in it. */
export const KIND_WORDS: Readonly<Record<ImportKind, { readonly name: string; readonly hint: string }>> = {
  students: { name: 'Students', hint: 'One row for each student and each time they need a placement' },
  offers: { name: 'Offers', hint: 'One row for each part of a placement offer' },
  pools: { name: 'Supervision', hint: 'How many learner days a week each educator or team can supervise' },
  caps: { name: 'Limits', hint: 'The most learners that a provider or a site takes at once' },
};

const STATE_WORDS: Readonly<Record<ImportState, string>> = {
  staging: 'Being read',
  staged: 'Waiting for you',
  committed: 'Brought in',
  discarded: 'Thrown away',
};

const STATE_CLASSES: Readonly<Record<ImportState, string>> = {
  staging: 'nhsuk-tag--grey',
  staged: 'nhsuk-tag--yellow',
  committed: 'nhsuk-tag--green',
  discarded: 'nhsuk-tag--grey',
};

/** Columns whose headers say too little as they stand. */
const COLUMN_WORDS: Readonly<Record<string, string>> = {
  hei: 'University',
  student_ref: 'Student reference',
  offer_ref: 'Offer reference',
  max_travel_minutes: 'Longest journey in minutes',
  days_per_week: 'Days a week',
  leg_days_per_week: 'Days a week in this part',
  leg: 'Part',
};

const MOST_FILE_NAME = 80;

/** The header of a column as words: `starts_on` as `Starts on`. */
export function columnWords(column: string): string {
  const known = COLUMN_WORDS[column];
  if (known) return known;
  const words = column.replace(/_+/g, ' ').trim();
  return words === '' ? 'A column without a name' : words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line about a file in a list. @param day - when it was sent, in words */
export function shownFile(file: ImportFile, day: string) {
  return {
    id: file.id,
    name: file.fileName.slice(0, MOST_FILE_NAME),
    kind: KIND_WORDS[file.kind].name,
    state: STATE_WORDS[file.status],
    stateClasses: STATE_CLASSES[file.status],
    isOpen: file.status === 'staged',
    rows: file.rows,
    faultyRows: file.status === 'staged' ? file.faultyRows : 0,
    day,
  };
}

/** A field of a row: what stands there, and what is wrong with it. `name` is the column's place in the file. */
export interface RowField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly fault: string | null;
}

/** A staged row as its form shows it: what is wrong first, and the rest of its cells. */
export function shownRow({ line, cells, faults }: StagedRow, columns: readonly string[]) {
  const fields = columns.map((column, index): RowField => {
    const wrong = faults.filter((fault) => fault.column === column);
    return {
      name: `c${index}`,
      label: columnWords(column),
      value: cells[column] ?? '',
      fault: wrong.length === 0 ? null : wrong.map(faultWords).join('. '),
    };
  });
  const known = new Set(columns);
  return {
    line,
    title: titleOf(cells),
    faulty: fields.filter(({ fault }) => fault !== null),
    others: fields.filter(({ fault }) => fault === null),
    /** Faults of no column that the file has. */
    whole: faults.filter(({ column }) => column === null || !known.has(column)).map(faultWords),
  };
}

/** The cells of a form by column. Names of fields that no column has are left out. */
export function cellsOf(body: Readonly<Record<string, unknown>>, columns: readonly string[]) {
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      const value = body[`c${index}`];
      return typeof value === 'string' ? [[column, value]] : [];
    }),
  );
}

/** What a commit did or would do: a label and a count for each thing, those of none left out but for what is new. */
export function outcomeLines(kind: ImportKind, outcome: Readonly<Record<string, number>>) {
  const what = KIND_WORDS[kind].name.toLowerCase();
  const told: readonly (readonly [string, string])[] = [
    ['created', `New ${what}`],
    ['updated', `${KIND_WORDS[kind].name} that change`],
    ['unchanged', `${KIND_WORDS[kind].name} that stay as they are`],
    ['blocksCreated', 'New placement blocks'],
    ['requestsCreated', 'New requests for a place'],
    ['requestsUpdated', 'Requests that change'],
    ['refused', 'Rows that cannot be taken'],
  ];
  return told.flatMap(([key, label]) => {
    const count = outcome[key];
    return count === undefined || (count === 0 && key !== 'created') ? [] : [{ label, count }];
  });
}

/** `found` is shown as it is; an empty cell is said to be empty. */
function faultWords({ found, wanted }: { readonly found: string; readonly wanted: string }): string {
  const there = found === '' ? 'This is empty' : `Found “${found}”`;
  return `${there}. Wanted ${wanted}`;
}

function titleOf(cells: Readonly<Record<string, string>>): string {
  const name = [cells.given_name, cells.family_name].filter(Boolean).join(' ');
  const ref = cells.student_ref ?? cells.offer_ref ?? cells.supervision_pool ?? cells.provider ?? '';
  return [ref, name].filter(Boolean).join(', ').slice(0, 120);
}
