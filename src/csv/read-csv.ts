import { unguardCell } from './cells.js';
import { CsvFault, type CsvRowFault } from './csv-fault.js';
import { nearestName } from './nearest-name.js';
import { type CsvRecord, RecordScanner } from './record-scanner.js';
import { utf8Text } from './utf8-text.js';

/** One row below the header. */
export interface CsvRow {
  /** Physical line of the file on which the row starts, from 1. */
  readonly line: number;
  /** Text by column name, not trimmed; every column of the header is there. Inherits nothing. */
  readonly cells: Readonly<Record<string, string>>;
  /** Set when the row does not fit the header: its cells are then not to be trusted. */
  readonly fault?: CsvRowFault;
}

/** What the header row said. */
export interface CsvHeader {
  readonly line: number;
  readonly columns: readonly string[];
  /** Columns that nobody asked for, with the known one each was perhaps meant to be. Their cells are kept. */
  readonly unknownColumns: readonly { readonly name: string; readonly nearest: string | null }[];
}

export interface ReadCsvOptions {
  /** Longest cell in UTF-16 code units; a row may be 20 times as long. 20,000 when not given. */
  readonly maxCellCharacters?: number;
  /** Most rows below the header, blank ones not counted. 200,000 when not given. */
  readonly maxRows?: number;
  /** The first line that can be the header, from 1: 5 for a file with four title lines. 1 when not given. */
  readonly headerLine?: number;
  readonly requiredColumns?: readonly string[];
  /** Columns that are understood, besides the required ones. When not given, none counts as unknown. */
  readonly knownColumns?: readonly string[];
  /**
   * `snake_case`, when not given: `Student Ref` is read as `student_ref`. `as-written`: only trimmed.
   */
  readonly headers?: 'snake_case' | 'as-written';
  /** Called once, before the first row. */
  readonly onHeader?: (header: CsvHeader) => void;
}

/**
 * Reads CSV (UTF-8, comma, RFC 4180, header row) row by row in file order. Holds one row and one piece of
 * 64 KB at a time, and reads on only as fast as rows are taken. Leaving the loop early closes the source.
 * Blank rows are passed over; the apostrophe that `writeCsv` puts before a formula is taken off.
 *
 * @throws CsvFault, in place of the next row, when the file cannot be read on. A row that merely has too
 *   many or too few cells is yielded with its fault.
 */
export async function* readCsv(
  source: AsyncIterable<Uint8Array | string>,
  options: ReadCsvOptions = {},
): AsyncGenerator<CsvRow, void, undefined> {
  const scanner = new RecordScanner(options.maxCellCharacters ?? 20_000);
  const reading = new Reading(scanner, options);
  for await (const text of utf8Text(source)) {
    for (const record of scanner.scan(text)) {
      const row = reading.rowOf(record);
      if (row) yield row;
    }
  }
  const last = scanner.finish();
  const row = last && reading.rowOf(last);
  if (row) yield row;
  reading.finish();
}

/**
 * An object that inherits nothing, whatever a column is called. Made by a constructor because all that come from one are laid
 * out alike, which makes them quicker to fill and to read than what `Object.create(null)` makes.
 */
const Cells = function () {
  // The columns are filled in by the reading.
} as unknown as new () => Record<string, string>;
Object.defineProperty(Cells, 'prototype', { value: Object.create(null) });

class Reading {
  private columns: readonly string[] | undefined;
  /** Cells in the header row, those without a name at its end included. */
  private headerWidth = 0;
  private rows = 0;
  private isEmpty = true;

  constructor(
    private readonly scanner: RecordScanner,
    private readonly options: ReadCsvOptions,
  ) {}

  rowOf(record: CsvRecord): CsvRow | undefined {
    this.isEmpty = false;
    if (record.isBlank) return undefined;
    if (!this.columns) {
      if (record.line >= (this.options.headerLine ?? 1)) this.readHeader(record);
      return undefined;
    }
    const maxRows = this.options.maxRows ?? 200_000;
    if (++this.rows > maxRows) {
      throw new CsvFault('too-many-rows', {
        line: record.line,
        found: `more than ${maxRows} rows`,
        wanted: `at most ${maxRows} rows in a file; split it`,
      });
    }
    const cells = new Cells();
    for (let place = 0; place < this.columns.length; place++)
      cells[this.columns[place]!] = unguardCell(record.cells[place] ?? '');
    const fault = record.fault ?? this.widthFault(record, this.columns.length);
    return fault ? { line: record.line, cells, fault } : { line: record.line, cells };
  }

  /** @throws CsvFault if there was no header to read */
  finish(): void {
    if (this.columns) return;
    const line = this.options.headerLine ?? 1;
    throw this.isEmpty
      ? new CsvFault('empty-file', {
          line: 1,
          found: 'an empty file',
          wanted: 'a header row and rows below it',
        })
      : new CsvFault('header-missing', {
          line,
          found: 'no row with column names',
          wanted: `a header row on line ${line} or below`,
        });
  }

  private widthFault(record: CsvRecord, named: number): CsvRowFault | undefined {
    const { cells, line } = record;
    if (cells.length === named) return undefined;
    const isPadded =
      cells.length === this.headerWidth && cells.slice(named).every((cell) => cell.trim() === '');
    if (isPadded) return undefined;
    return {
      line,
      found: `${cells.length} cells`,
      wanted: `${named} cells, as in the header; quote a cell that holds a comma`,
    };
  }

  private readHeader(record: CsvRecord): void {
    const isSnake = (this.options.headers ?? 'snake_case') === 'snake_case';
    const names = record.cells.map((cell) => {
      const name = unguardCell(cell).trim();
      return isSnake ? name.toLowerCase().replace(/[\s-]+/g, '_') : name;
    });
    this.headerWidth = names.length;
    while (names.at(-1) === '') names.pop();

    const required = this.options.requiredColumns ?? [];
    const known = new Set([...required, ...(this.options.knownColumns ?? [])]);
    this.checkSeparator(record);
    const hasKnown = names.some((name) => known.has(name));
    if (required.length > 0 && !hasKnown && !names.some((name) => nearestName(name, known))) {
      throw new CsvFault('header-missing', {
        line: record.line,
        found: 'a first row with none of the expected column names',
        wanted: `a header row with ${required.map(quoted).join(', ')}`,
      });
    }
    checkNames(names, record.line);
    checkRequired(names, required, known, record.line);

    this.columns = names;
    this.scanner.nameOfColumn = (place) => names[place] ?? `column ${place + 1}`;
    const unknown = this.options.knownColumns ? names.filter((name) => !known.has(name)) : [];
    this.options.onHeader?.({
      line: record.line,
      columns: names,
      unknownColumns: unknown.map((name) => ({
        name,
        nearest:
          nearestName(
            name,
            [...known].filter((one) => !names.includes(one)),
          ) ?? null,
      })),
    });
  }

  private checkSeparator(record: CsvRecord): void {
    const only = record.cells.length === 1 ? (record.cells[0] ?? '') : '';
    const separator = only.includes(';') ? 'semicolons' : only.includes('\t') ? 'tabs' : undefined;
    if (!separator) return;
    throw new CsvFault('other-separator', {
      line: record.line,
      found: `a header that looks separated by ${separator}`,
      wanted: 'cells separated by commas',
    });
  }
}

function checkNames(names: readonly string[], line: number): void {
  const unnamed = names.indexOf('');
  if (unnamed !== -1) {
    throw new CsvFault('header-unnamed', {
      line,
      column: `column ${unnamed + 1}`,
      found: 'a column without a name',
      wanted: 'a name for each column',
    });
  }
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw new CsvFault('header-duplicate', {
      line,
      column: twice,
      found: `two columns named ${quoted(twice)}`,
      wanted: 'each column once',
    });
  }
}

function checkRequired(
  names: readonly string[],
  required: readonly string[],
  known: ReadonlySet<string>,
  line: number,
): void {
  const missing = required.filter((name) => !names.includes(name));
  const first = missing[0];
  if (first === undefined) return;
  const strangers = names.filter((name) => !known.has(name));
  const wanted = missing.map((name) => {
    const nearest = nearestName(name, strangers);
    return nearest === undefined ? quoted(name) : `${quoted(name)} (did you mean it by ${quoted(nearest)}?)`;
  });
  throw new CsvFault('column-missing', {
    line,
    column: first,
    found: `no column ${missing.map(quoted).join(', ')}`,
    wanted: `${missing.length === 1 ? 'the column' : 'the columns'} ${wanted.join(', ')}`,
  });
}

function quoted(name: string): string {
  return `"${name.length > 60 ? `${name.slice(0, 59)}…` : name}"`;
}
