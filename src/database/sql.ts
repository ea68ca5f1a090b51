/**
 * A piece of SQL with its values, safe to put inside another. Values never enter the text: they
 * become `?` on SQLite and `$1`, `$2` ... on PostgreSQL.
 */
export class Sql {
  constructor(
    private readonly texts: readonly string[],
    private readonly values: readonly (SqlValue | Sql)[],
  ) {}

  /** The text and values that a driver takes; `named` is the query builder's way, `:scope1`. */
  compile(placeholder: 'question-mark' | 'numbered' | 'named'): { text: string; values: SqlValue[] } {
    const values: SqlValue[] = [];
    const write = (piece: Sql): string => {
      let text = piece.texts[0] ?? '';
      piece.values.forEach((value, index) => {
        if (value instanceof Sql) {
          text += write(value);
        } else {
          values.push(value);
          text += `${MARKS[placeholder]}${placeholder === 'question-mark' ? '' : values.length}`;
        }
        text += piece.texts[index + 1] ?? '';
      });
      return text;
    };
    return { text: write(this), values };
  }
}

const MARKS = { 'question-mark': '?', numbered: '$', named: ':scope' } as const;

export type SqlValue = string | number | null;

/** Writes a query: sql`SELECT id FROM offer WHERE status = ${status}`. Pieces nest. */
export function sql(texts: TemplateStringsArray, ...values: (SqlValue | Sql)[]): Sql {
  return new Sql(texts, values);
}

/** Puts pieces one after another with a fixed text between them: `join(conditions, ' AND ')`. */
export function join(pieces: readonly (Sql | SqlValue)[], between: string): Sql {
  if (pieces.length === 0) return new Sql([''], []);
  return new Sql(['', ...pieces.slice(1).map(() => between), ''], pieces);
}

/** Conditions that hold for every row, and for none. */
export const EVERY_ROW = new Sql(['1 = 1'], []);
export const NO_ROW = new Sql(['1 = 0'], []);

/** Whether a column holds one of these values; it never holds one of none. */
export function isOneOf(column: Sql, values: readonly SqlValue[]): Sql {
  return values.length === 0 ? NO_ROW : sql`${column} IN (${join(values, ', ')})`;
}

/**
 * A condition of ours as TypeORM's query builder takes it, for queries that it writes otherwise:
 * `query.andWhere(...conditionFor(piece))`. Columns are named `alias.column_name`.
 */
export function conditionFor(condition: Sql): [text: string, values: Record<string, SqlValue>] {
  const { text, values } = condition.compile('named');
  return [`(${text})`, Object.fromEntries(values.map((value, index) => [`scope${index + 1}`, value]))];
}

/** A fixed piece of text that the code itself chose. Never pass anything that came from outside. */
export function fixed(text: string): Sql {
  return new Sql([text], []);
}
