import { dayNumber, type DayNumber } from '../shared/days.js';
import { MOST_HALF_DAYS_A_WEEK, readHalfDaysAWeek } from './learner-days.js';
import { halfDays, type HalfDays } from '../shared/half-days.js';
import { splitList } from '../csv/index.js';
import { shown, type FileFault } from './file-fault.js';
import { codeKey, textKey } from './text-key.js';

/** One row of a CSV file, as the header names its cells. A column that the file lacks reads as blank. */
export interface FileRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

interface WholeNumber {
  readonly from: number;
  readonly to: number;
  /** What a blank cell stands for; left out when the cell must be filled. */
  readonly blank?: number;
  readonly wanted: string;
}

const WHOLE_NUMBER = /^[+-]?\d{1,9}$/;
const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['', 'no', 'n', 'false', '0']);
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
/** One for all: most lists of most rows are empty. */
const NO_ITEMS: readonly string[] = Object.freeze([]);
const WANTED_DAY = 'a day like 2027-02-28';

/**
 * Reads the cells of one row and remembers every fault, so that whoever keeps the file hears of all
 * of them at once. After a fault the value handed back is a stand-in: nobody may use the record
 * unless {@link faults} is empty.
 */
export class CellReader {
  readonly faults: FileFault[] = [];

  constructor(private readonly row: FileRow) {}

  /** The cell without spaces around it. */
  text(column: string): string {
    return (this.row.cells[column] ?? '').trim();
  }

  filled(column: string, wanted: string): string {
    const text = this.text(column);
    if (text === '') this.refuse(column, wanted);
    return text;
  }

  whole(column: string, { from, to, blank, wanted }: WholeNumber): number {
    const text = this.text(column);
    if (text === '' && blank !== undefined) return blank;
    const number = Number(text);
    if (WHOLE_NUMBER.test(text) && number >= from && number <= to) return number;
    this.refuse(column, wanted);
    return from;
  }

  wholeOrNull(column: string, limits: Omit<WholeNumber, 'blank'>): number | null {
    return this.text(column) === '' ? null : this.whole(column, limits);
  }

  day(column: string): DayNumber {
    const day = dayNumber(this.text(column));
    if (day === undefined) this.refuse(column, WANTED_DAY);
    return day ?? 0;
  }

  dayOrNull(column: string): DayNumber | null {
    return this.text(column) === '' ? null : this.day(column);
  }

  /** Two days of which the second must not come before the first. */
  period(startColumn: string, endColumn: string): { startsOn: DayNumber; endsOn: DayNumber } {
    const faultsBefore = this.faults.length;
    const startsOn = this.day(startColumn);
    const endsOn = this.day(endColumn);
    if (this.faults.length === faultsBefore && endsOn < startsOn) {
      this.refuse(endColumn, `a day not before ${startColumn}, which is ${this.text(startColumn)}`);
    }
    return { startsOn, endsOn };
  }

  halfDaysPerWeek(column: string): HalfDays {
    const halves = halfDays(this.text(column));
    if (halves === undefined) this.refuse(column, 'days a week in halves from 0.5 to 7, like 2.5');
    return halves ?? 1;
  }

  /** Learner-days a week of a pool: halves, and more than a week has days. */
  learnerHalfDaysPerWeek(column: string): number {
    const halves = readHalfDaysAWeek(this.text(column));
    if (halves === undefined) {
      this.refuse(column, `learner-days a week in halves from 0 to ${MOST_HALF_DAYS_A_WEEK / 2}, like 7.5`);
    }
    return halves ?? 0;
  }

  yesNo(column: string): boolean {
    const key = textKey(this.text(column));
    if (!YES.has(key) && !NO.has(key)) this.refuse(column, 'yes or no (blank means no)');
    return YES.has(key);
  }

  /** An e-mail address, or nothing. */
  email(column: string): string {
    const text = this.text(column);
    if (text !== '' && !EMAIL.test(text)) {
      // A fault is kept and shown to others than its owner: the address itself stays out of it.
      this.refuse(column, 'an address like name@example.org', 'something else');
    }
    return text;
  }

  list(column: string): readonly string[] {
    const text = this.text(column);
    return text === '' ? NO_ITEMS : splitList(text);
  }

  filledList(column: string, wanted: string): readonly string[] {
    const items = this.list(column);
    if (items.length === 0) this.refuse(column, wanted);
    return items;
  }

  /** One of a few codes, in any case; the first when blank. */
  oneOf<Code extends string>(column: string, codes: readonly [Code, ...Code[]]): Code {
    const key = codeKey(this.text(column));
    if (key === '') return codes[0];
    const code = codes.find((known) => known === key);
    if (code === undefined) this.refuse(column, `one of ${codes.join(', ')} (blank means ${codes[0]})`);
    return code ?? codes[0];
  }

  /** Notes a fault; `found` is the cell unless something more telling, or less private, is given. */
  refuse(column: string, wanted: string, found: string = this.text(column)): void {
    this.faults.push({ line: this.row.line, column, found: shown(found), wanted });
  }

  /** Whether a fault was already noted for the column. */
  isRefused(column: string): boolean {
    return this.faults.some((fault) => fault.column === column);
  }

  /** The cells of columns that the format does not know, as written; those left blank are dropped. */
  extra(known: ReadonlySet<string>): Readonly<Record<string, string>> {
    const { cells } = this.row;
    const extra: Record<string, string> = {};
    for (const column of Object.keys(cells)) {
      const text = cells[column] ?? '';
      if (text !== '' && !known.has(column)) extra[column] = text;
    }
    return extra;
  }
}
