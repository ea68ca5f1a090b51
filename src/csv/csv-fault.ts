export type CsvFaultKind =
  | 'empty-file'
  | 'not-utf-8'
  | 'utf-16'
  | 'other-file'
  | 'nul-character'
  | 'other-separator'
  | 'header-missing'
  | 'header-unnamed'
  | 'header-duplicate'
  | 'column-missing'
  | 'quote-not-closed'
  | 'cell-too-long'
  | 'row-too-long'
  | 'too-many-rows';

/** What is wrong at one place of a file, in words for the person who made it. Never quotes a cell's content. */
export interface CsvRowFault {
  /** Physical line of the file, from 1; where a row or a quote spans several, the first of them. */
  readonly line: number;
  readonly column?: string;
  readonly found: string;
  readonly wanted: string;
}

/** The file as a whole cannot be read on: rows before the fault are good, nothing after it was looked at. */
export class CsvFault extends Error implements CsvRowFault {
  readonly line: number;
  readonly column?: string;
  readonly found: string;
  readonly wanted: string;

  constructor(
    readonly kind: CsvFaultKind,
    fault: CsvRowFault,
  ) {
    super(csvFaultText(fault));
    this.name = 'CsvFault';
    this.line = fault.line;
    if (fault.column !== undefined) this.column = fault.column;
    this.found = fault.found;
    this.wanted = fault.wanted;
  }
}

/** One line for a log, a terminal or a list of faults. */
export function csvFaultText(fault: CsvRowFault): string {
  const place = fault.column === undefined ? `Line ${fault.line}` : `Line ${fault.line}, ${fault.column}`;
  return `${place}: found ${fault.found}; wanted ${fault.wanted}`;
}
