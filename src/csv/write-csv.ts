import { guardCell } from './cells.js';

export type CsvValue = string | number | boolean | null | undefined;

const NEEDS_QUOTES = /[",\r\n]/;
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Writes a header and a row for each item, by RFC 4180 with CR LF, in pieces of about 64 KB. Text that a
 * spreadsheet program would take for a formula is guarded, and `readCsv` takes the guard off again: text
 * without NUL characters and lone surrogates comes back as it was. Nothing (`null`, `undefined`) is an
 * empty cell. Quotes stand only where they are needed.
 *
 * @throws Error if a number is not finite
 */
export async function* writeCsv<Column extends string>(
  rows: Iterable<CsvRecordOf<Column>> | AsyncIterable<CsvRecordOf<Column>>,
  columns: readonly Column[],
): AsyncGenerator<string, void, undefined> {
  let piece = csvLine(columns);
  for await (const row of rows) {
    piece += csvLine(columns.map((column) => row[column]));
    if (piece.length >= PIECE_CHARACTERS) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** A row to write. Values of columns that are not written are passed over. */
export type CsvRecordOf<Column extends string> = Readonly<Partial<Record<Column, CsvValue>>>;

/** One row as text, line break included. */
export function csvLine(values: readonly CsvValue[]): string {
  const cells = values.map(cellText);
  // A row with nothing in it would read as a blank line; a pair of quotes says that it is a row.
  const isBlank = cells.every((cell) => cell.trim() === '');
  const written = cells.map((cell, place) =>
    NEEDS_QUOTES.test(cell) || (isBlank && place === 0) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${written.join(',')}\r\n`;
}

function cellText(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return guardCell(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`No cell for ${value}`);
  return String(value);
}
