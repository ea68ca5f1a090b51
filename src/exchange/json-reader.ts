import { dayNumber, type DayNumber } from '../shared/days.js';
import { shown, type FileFault } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';

/** Reads the members of one JSON object, notes faults under their path, and refuses members not known (`null`: all are). */
export class JsonReader {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(
    json: unknown,
    private readonly path: string,
    private readonly faults: FileFault[],
    known: readonly string[] | null,
  ) {
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    this.members = isObject ? { ...json } : {};
    if (!isObject) this.faults.push({ line: 0, column: path, found: inJson(json), wanted: 'a JSON object' });
    for (const key of Object.keys(this.members)) {
      if (known === null || known.includes(key)) continue;
      const meant = meantPerhaps(key, known);
      this.refuse(key, `one of the known keys ${known.join(', ')}${meant}`, shown(key));
    }
  }

  value(key: string): unknown {
    return Object.hasOwn(this.members, key) ? (this.members[key] ?? undefined) : undefined;
  }

  whole(key: string, from: number, to: number, absent: number): number {
    const value = this.value(key);
    if (value === undefined) return absent;
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    this.refuse(key, `a whole number from ${from} to ${to}`);
    return absent;
  }

  day(key: string, absent: DayNumber): DayNumber {
    const value = this.value(key);
    if (value === undefined) return absent;
    const day = typeof value === 'string' ? dayNumber(value) : undefined;
    if (day === undefined) this.refuse(key, 'a day like "2027-02-28"');
    return day ?? absent;
  }

  yesNo(key: string, absent: boolean): boolean {
    const value = this.value(key);
    if (value === undefined) return absent;
    if (typeof value !== 'boolean') this.refuse(key, 'true or false');
    return value === true;
  }

  oneOf<Code extends string>(key: string, codes: readonly Code[], absent: Code): Code {
    const value = this.value(key);
    if (value === undefined) return absent;
    const code = codes.find((known) => known === value);
    if (code === undefined) this.refuse(key, `one of ${codes.join(', ')}`);
    return code ?? absent;
  }

  /** Each item of a list read by itself, with its path; those that come out as `undefined` have been refused. */
  list<Item>(key: string, wanted: string, read: (item: unknown, path: string) => Item | undefined): Item[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) {
      this.refuse(key, wanted);
      return [];
    }
    return value.flatMap((item: unknown, index) => {
      const found = read(item, `${this.pathOf(key)}[${index}]`);
      return found === undefined ? [] : [found];
    });
  }

  /** What is read of a member that must be there. */
  needed<Value>(key: string, read: () => Value, wanted: string, absent: Value): Value {
    if (this.value(key) !== undefined) return read();
    this.refuse(key, wanted, 'nothing');
    return absent;
  }

  /** A text without the spaces around it, not blank. */
  text(key: string, wanted: string): string {
    const value = this.value(key);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.refuse(key, wanted, value === undefined ? 'nothing' : undefined);
    return '';
  }

  /** Texts without the spaces around them: at least one, and none of them blank. */
  texts(key: string, wanted: string): readonly string[] {
    const value = this.value(key);
    const isText = (item: unknown): item is string => typeof item === 'string' && item.trim() !== '';
    if (Array.isArray(value) && value.length > 0 && value.every(isText))
      return value.map((item) => item.trim());
    this.refuse(key, wanted);
    return [];
  }

  refuse(key: string, wanted: string, found = inJson(this.members[key])): void {
    this.faults.push({
      line: 0,
      column: shown(this.pathOf(key)),
      found,
      wanted,
    });
  }

  private pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

/** A value as JSON, cut for showing. */
export function inJson(value: unknown): string {
  return shown(JSON.stringify(value) ?? '');
}
