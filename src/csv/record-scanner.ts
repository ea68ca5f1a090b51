import { CsvFault, type CsvRowFault } from './csv-fault.js';

/** One record as it stands in the file, before any header is known. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Nothing but white space and commas, and no quotes. */
  readonly isBlank: boolean;
  readonly fault: CsvRowFault | null;
}

const COMMA = 0x2c;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A row may be as long as so many of its longest cells. */
const LONGEST_CELLS_IN_A_ROW = 20;

type State = 'at-cell' | 'plain' | 'quoted' | 'quote-in-quoted' | 'after-quoted';

/**
 * Cuts text into records by RFC 4180, piece by piece, knowing at every moment on which line of the file it
 * is and where an open quote began. Lines end with CR LF, LF or CR. A quote inside a cell that does not
 * start with one is ordinary text. Holds at most one record.
 */
export class RecordScanner {
  /** Name of a column by its place from 0, for faults; set once the header is known. */
  nameOfColumn: (place: number) => string = (place) => `column ${place + 1}`;

  private state: State = 'at-cell';
  private line = 1;
  private isAfterCr = false;
  private recordLine = 1;
  private quoteLine = 1;
  private cells: string[] = [];
  private cell = '';
  private recordCharacters = 0;
  private hasQuotes = false;
  private fault: CsvRowFault | null = null;

  constructor(private readonly maxCellCharacters: number) {}

  /** The records that end within `text`, in order. Exhaust it before the next call. */
  *scan(text: string): Generator<CsvRecord> {
    let at = 0;
    while (at < text.length) {
      if (this.state === 'quoted') {
        const quote = text.indexOf('"', at);
        const stop = quote === -1 ? text.length : quote;
        this.take(text, at, stop);
        this.countLines(text, at, stop);
        at = stop;
        if (quote !== -1) {
          this.state = 'quote-in-quoted';
          at++;
        }
        continue;
      }
      const code = text.charCodeAt(at);
      if (this.isAfterCr) {
        this.isAfterCr = false;
        if (code === LINE_FEED && this.state === 'at-cell' && this.cells.length === 0) {
          at++;
          continue;
        }
      }
      if (code === QUOTE && this.state === 'at-cell') {
        this.state = 'quoted';
        this.hasQuotes = true;
        this.quoteLine = this.line;
        at++;
      } else if (code === QUOTE && this.state === 'quote-in-quoted') {
        this.take(text, at, at + 1);
        this.state = 'quoted';
        at++;
      } else if (code === COMMA) {
        this.endCell();
        at++;
      } else if (code === LINE_FEED || code === CARRIAGE_RETURN) {
        yield this.endRecord();
        this.line++;
        this.recordLine = this.line;
        this.isAfterCr = code === CARRIAGE_RETURN;
        at++;
      } else if (this.state === 'quote-in-quoted' || this.state === 'after-quoted') {
        at = this.passAfterQuoted(text, at);
      } else {
        this.state = 'plain';
        const stop = endOfPlain(text, at);
        this.take(text, at, stop);
        at = stop;
      }
    }
  }

  /**
   * The last record, when the text does not end with a line break.
   *
   * @throws CsvFault if a quote was opened and never closed
   */
  finish(): CsvRecord | undefined {
    if (this.state === 'quoted') {
      throw new CsvFault('quote-not-closed', {
        line: this.quoteLine,
        column: this.nameOfColumn(this.cells.length),
        found: 'a quote that is opened and never closed',
        wanted: 'a closing quote before the end of the file',
      });
    }
    return this.state === 'at-cell' && this.cells.length === 0 ? undefined : this.endRecord();
  }

  /** White space between a closing quote and the comma is nothing; anything else is a fault of the row. */
  private passAfterQuoted(text: string, at: number): number {
    const isSpace = text[at] === ' ' || text[at] === '\t';
    if (isSpace) {
      this.state = 'after-quoted';
      return at + 1;
    }
    this.fault ??= {
      line: this.line,
      column: this.nameOfColumn(this.cells.length),
      found: 'text after a closing quote',
      wanted: 'a comma there, or each quote inside the text doubled',
    };
    this.state = 'plain';
    return at;
  }

  private take(text: string, from: number, to: number): void {
    const length = this.cell.length + to - from;
    this.recordCharacters += to - from;
    if (length > this.maxCellCharacters) {
      const isQuoted = this.state === 'quoted';
      const isOverLines = isQuoted && /[\r\n]/.test(this.cell + text.slice(from, to));
      const found = `a cell of more than ${this.maxCellCharacters} characters`;
      throw new CsvFault('cell-too-long', {
        line: isQuoted ? this.quoteLine : this.line,
        column: this.nameOfColumn(this.cells.length),
        found: isOverLines ? `${found}; its quote is perhaps never closed` : found,
        wanted: `at most ${this.maxCellCharacters} characters in a cell`,
      });
    }
    this.cell += text.slice(from, to);
    this.checkRecordLength();
  }

  private checkRecordLength(): void {
    const most = this.maxCellCharacters * LONGEST_CELLS_IN_A_ROW;
    if (this.recordCharacters <= most) return;
    throw new CsvFault('row-too-long', {
      line: this.recordLine,
      found: `a row of more than ${most} characters`,
      wanted: `at most ${most} characters in a row`,
    });
  }

  private countLines(text: string, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === CARRIAGE_RETURN || (code === LINE_FEED && !this.isAfterCr)) this.line++;
      this.isAfterCr = code === CARRIAGE_RETURN;
    }
    if (to < text.length) this.isAfterCr = false;
  }

  private endCell(): void {
    this.recordCharacters++;
    this.checkRecordLength();
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'at-cell';
  }

  private endRecord(): CsvRecord {
    this.endCell();
    const { cells, fault } = this;
    const isBlank = !this.hasQuotes && cells.every((cell) => cell.trim() === '');
    this.cells = [];
    this.recordCharacters = 0;
    this.hasQuotes = false;
    this.fault = null;
    return { line: this.recordLine, cells, isBlank, fault };
  }
}

function endOfPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === LINE_FEED || code === CARRIAGE_RETURN) break;
    at++;
  }
  return at;
}
