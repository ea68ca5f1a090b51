import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { type CsvRow, readCsv, splitList } from '../csv/index.js';
import { dayNumber } from '../shared/days.js';

/** A file of the shipped reference data is not as it must be. The install is broken, or an edit of it was. */
export class ReferenceDataFault extends Error {
  constructor(file: string, line: number, column: string, found: string, wanted: string) {
    super(`${file}, line ${line}, ${column}: found ${found}; wanted ${wanted}`);
    this.name = 'ReferenceDataFault';
  }
}

/**
 * One row of a reference file, read cell by cell. An empty cell is "not known" and reads as `null` by the
 * `optional...` methods; the others throw {@link ReferenceDataFault} on it, as on anything malformed.
 */
export class ReferenceRow {
  constructor(
    private readonly file: string,
    private readonly row: CsvRow,
  ) {
    if (row.fault) this.refuse(row.fault.column ?? 'row', row.fault.found, row.fault.wanted);
  }

  text(column: string, maxLength = 255): string {
    return this.optionalText(column, maxLength) ?? this.refuse(column, 'nothing', 'a text');
  }

  optionalText(column: string, maxLength = 255): string | null {
    const text = (this.row.cells[column] ?? this.refuse(column, 'no such column', 'the column')).trim();
    if (text.length > maxLength) this.refuse(column, `${text.length} characters`, `at most ${maxLength}`);
    return text === '' ? null : text;
  }

  /** Text of one shape, such as a code. */
  code(column: string, shape: RegExp): string {
    return this.optionalCode(column, shape) ?? this.refuse(column, 'nothing', `text like ${shape.source}`);
  }

  optionalCode(column: string, shape: RegExp): string | null {
    const text = this.optionalText(column);
    if (text !== null && !shape.test(text)) this.refuse(column, `"${text}"`, `text like ${shape.source}`);
    return text;
  }

  list(column: string): string[] {
    return splitList(this.optionalText(column, 1000) ?? '');
  }

  oneOf<Word extends string>(column: string, words: readonly Word[]): Word {
    return this.optionalOneOf(column, words) ?? this.refuse(column, 'nothing', words.join(', '));
  }

  optionalOneOf<Word extends string>(column: string, words: readonly Word[]): Word | null {
    const text = this.optionalText(column);
    if (text === null) return null;
    return words.find((word) => word === text) ?? this.refuse(column, `"${text}"`, words.join(', '));
  }

  number(column: string, least: number, most: number): number {
    return this.optionalNumber(column, least, most) ?? this.refuse(column, 'nothing', 'a number');
  }

  optionalNumber(column: string, least: number, most: number): number | null {
    const text = this.optionalText(column);
    if (text === null) return null;
    const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    return this.refuse(column, `"${text}"`, `a number from ${least} to ${most}`);
  }

  latitude(): number {
    return this.number('latitude', 49, 61);
  }

  longitude(): number {
    return this.number('longitude', -9, 2);
  }

  day(column: string): string {
    return this.optionalDay(column) ?? this.refuse(column, 'nothing', 'a day');
  }

  optionalDay(column: string): string | null {
    const text = this.optionalText(column);
    if (text === null || dayNumber(text) !== undefined) return text;
    return this.refuse(column, `"${text}"`, 'a day, YYYY-MM-DD');
  }

  refuse(column: string, found: string, wanted: string): never {
    throw new ReferenceDataFault(this.file, this.row.line, column, found, wanted);
  }
}

/**
 * Reads a reference file whole, in file order.
 *
 * @throws ReferenceDataFault or CsvFault when it is malformed
 */
export async function readReferenceFile<Facts>(
  directory: string,
  file: string,
  read: (row: ReferenceRow) => Facts,
): Promise<Facts[]> {
  const facts: Facts[] = [];
  for await (const row of readCsv(createReadStream(join(directory, file)))) {
    facts.push(read(new ReferenceRow(file, row)));
  }
  return facts;
}

/** Throws {@link ReferenceDataFault} unless `codes` holds each of `wanted`; `null` points nowhere and is fine. */
export function checkLinks(
  file: string,
  column: string,
  wanted: Iterable<string | null>,
  codes: ReadonlySet<string>,
): void {
  let line = 1;
  for (const code of wanted) {
    line++;
    if (code !== null && !codes.has(code)) {
      throw new ReferenceDataFault(file, line, column, `"${code}"`, 'a code that is there');
    }
  }
}

/** Throws {@link ReferenceDataFault} if two rows have one key. */
export function checkKeys(file: string, keys: Iterable<string>): void {
  const seen = new Set<string>();
  let line = 1;
  for (const key of keys) {
    line++;
    if (seen.has(key)) throw new ReferenceDataFault(file, line, 'key', `"${key}" twice`, 'each row once');
    seen.add(key);
  }
}
