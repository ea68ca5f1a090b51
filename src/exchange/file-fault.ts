import type { CsvRowFault } from '../csv/index.js';

/**
 * One thing wrong in a file, in words for the person who keeps the file. A fault refuses its row.
 * Lines count from 1; a fault of the whole file has line 0.
 */
export interface FileFault {
  readonly line: number;
  /** Header of the column; empty when the fault is not in one cell. */
  readonly column: string;
  /** What stands there, cut to {@link MOST_FOUND} characters. */
  readonly found: string;
  readonly wanted: string;
  /** True where `found` says in words what is there, and is not itself the text of the cell. */
  readonly isDescribed?: true;
}

/** Something odd that refuses nothing: it was kept, or read in the one way that makes sense. */
export interface FileNote {
  readonly line: number;
  readonly column: string;
  readonly text: string;
}

/** A record with the line on which it begins, so that rules over the whole file can name both ends. */
export interface Lined<Value> {
  readonly line: number;
  readonly record: Value;
}

/** What rules over a whole file have to say. */
export interface FileFindings {
  readonly faults: readonly FileFault[];
  readonly notes: readonly FileNote[];
}

/** Longest piece of a cell that is shown back. */
export const MOST_FOUND = 60;

/**
 * Cuts a cell for showing: one line, no control characters (a terminal would obey them), at most
 * {@link MOST_FOUND} characters, the last of them an ellipsis where something was cut.
 */
export function shown(text: string): string {
  // A cell may be megabytes long: only its beginning is looked at.
  const clean = text
    .slice(0, 4 * MOST_FOUND)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  const letters = [...clean];
  return letters.length > MOST_FOUND || text.length > 4 * MOST_FOUND
    ? `${letters.slice(0, MOST_FOUND - 1).join('')}…`
    : clean;
}

/** A fault as one line of text: `line 7, starts_on: found '31/02/2027', wanted a day like 2027-02-28`. */
export function faultText(fault: FileFault): string {
  const found = fault.isDescribed ? fault.found : fault.found === '' ? 'nothing' : `'${fault.found}'`;
  return `${place(fault)}found ${found}, wanted ${fault.wanted}`;
}

/** A fault that the reading of CSV found, in the shape of the others. */
export function fileFaultOf({ line, column, found, wanted }: CsvRowFault): FileFault {
  return { line, column: column ?? '', found, wanted, isDescribed: true };
}

/** A note as one line of text, placed as a fault is. */
export function noteText(note: FileNote): string {
  return `${place(note)}${note.text}`;
}

function place({ line, column }: { readonly line: number; readonly column: string }): string {
  const parts = [...(line > 0 ? [`line ${line}`] : []), ...(column === '' ? [] : [column])];
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}
