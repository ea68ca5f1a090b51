/**
 * A piece of SQL with its values, safe to put inside another. Values never enter the text: they
 * become `?` on SQLite and `$1`, `$2` ... on PostgreSQL.
 */
export class Sql {
  constructor(
    private readonly texts: readonly string[],
    private readonly values: readonly (SqlValue | Sql)[],
  ) {}

  /** The text and values that a driver takes. */
  compile(placeholder: 'question-mark' | 'numbered'): { text: string; values: SqlValue[] } {
    const values: SqlValue[] = [];
    const write = (piece: Sql): string => {
      let text = piece.texts[0] ?? '';
      piece.values.forEach((value, index) => {
        if (value instanceof Sql) {
          text += write(value);
        } else {
          values.push(value);
          text += placeholder === 'numbered' ? `$${values.length}` : '?';
        }
        text += piece.texts[index + 1] ?? '';
      });
      return text;
    };
    return { text: write(this), values };
  }
}

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

/** A fixed piece of text that the code itself chose. Never pass anything that came from outside. */
export function fixed(text: string): Sql {
  return new Sql([text], []);
}
