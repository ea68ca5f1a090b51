import type { CsvHeader } from '../csv/index.js';
import { shown, type FileNote } from './file-fault.js';

/** The columns of one kind of file: those that must be there, and those that may. */
export interface FileColumns {
  readonly needed: readonly string[];
  readonly optional: readonly string[];
  /** Columns that others make something of: kept with the unknown ones, and not reported as such. */
  readonly carried?: readonly string[];
  /** Columns that are looked at and not kept. */
  readonly judged?: readonly string[];
}

/** Every column that a file may have without anybody being told that it is not known. */
export function knownColumns({ judged = [], ...columns }: FileColumns): readonly string[] {
  return [...allColumns(columns), ...judged];
}

/** Every column of a format, in the order in which it is written. */
export function allColumns({ needed, optional, carried = [] }: FileColumns): readonly string[] {
  return [...needed, ...optional, ...carried];
}

/** The columns that become members of a record; all others are its `extra`. */
export function readColumns({ needed, optional, judged = [] }: FileColumns): ReadonlySet<string> {
  return new Set([...needed, ...optional, ...judged]);
}

/** One note for each column that the format does not know, with the known name that it resembles. */
export function unknownColumnNotes({ line, unknownColumns }: CsvHeader): readonly FileNote[] {
  return unknownColumns.map(({ name, nearest }) => {
    const meant = nearest === null ? '' : ` (did you mean ${nearest}?)`;
    return { line, column: shown(name), text: `not a column that is known here${meant}; kept, not used` };
  });
}

/** The columns of a row whose text a spreadsheet program would run as a formula. */
export function formulaColumns(cells: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(cells).filter((column) => FORMULA.test(cells[column] ?? ''));
}

/** A number with a sign before it is no formula, and is common in files. */
const FORMULA = /^\s*(?:[=@]|[+-](?![\d.]+\s*$))/;
