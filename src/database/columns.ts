import type { ColumnOptions, ValueTransformer } from 'typeorm';

/**
 * Column types that mean the same on SQLite and PostgreSQL. Every `@Column` is written with one of
 * these, so that one set of entities and one set of migrations serve both (ADR 0004).
 */

const instant: ValueTransformer = {
  to: (value: Date | null | undefined) => (value instanceof Date ? value.toISOString() : value),
  from: (value: string | null) => (value === null ? null : new Date(value)),
};

const list: ValueTransformer = {
  to: (value: readonly string[] | null | undefined) => (Array.isArray(value) ? value.join('|') : value),
  from: (value: string | null) => (value ? value.split('|') : []),
};

type Filled = Omit<ColumnOptions, 'nullable'> & { nullable?: false };

interface ColumnOf {
  (name: string, more?: Filled): Filled;
  (name: string, more: ColumnOptions): ColumnOptions;
}

const columnOf = (base: ColumnOptions): ColumnOf =>
  ((name: string, more?: ColumnOptions) => ({ name, ...base, ...more })) as ColumnOf;

/** An id that we made: a UUID as text. */
export const idColumn = columnOf({ type: 'varchar', length: '36' });

/** An instant as ISO 8601 in UTC, to the millisecond, always 24 characters: sorts as it reads. */
export const instantColumn = columnOf({ type: 'varchar', length: '24', transformer: instant });

/** A calendar day, `YYYY-MM-DD`, read and written as text. */
export const dayColumn = columnOf({ type: 'varchar', length: '10' });

export const textColumn = columnOf({ type: 'text' });

export const countColumn = columnOf({ type: 'integer' });

export const flagColumn = columnOf({ type: 'boolean' });

/** A list of short texts without `|`, stored as one text. Order is kept. */
export const listColumn = columnOf({ type: 'text', transformer: list });

/** Plain data as JSON text. Never searched inside. */
export const jsonColumn = columnOf({ type: 'simple-json' });

/** A short text of at most `length` characters: a code, a name, an address. */
export function codeColumn(name: string, length?: number, more?: Filled): Filled;
export function codeColumn(name: string, length: number, more: ColumnOptions): ColumnOptions;
export function codeColumn(name: string, length = 60, more: ColumnOptions = {}): ColumnOptions {
  return { name, type: 'varchar', length: String(length), ...more };
}
