import { Table, TableCheck, TableForeignKey, TableIndex, type TableColumnOptions } from 'typeorm';

/** Short ways to write a table through TypeORM's schema API, in types that both engines know. */
type ColumnMore = Partial<TableColumnOptions>;

const column =
  (type: string, length?: number) =>
  (name: string, more: ColumnMore = {}): TableColumnOptions => ({
    name,
    type,
    ...(length ? { length: String(length) } : {}),
    ...more,
  });

export const id = column('varchar', 36);
export const instant = column('varchar', 24);
export const day = column('varchar', 10);
export const text = column('text');
export const json = column('text');
export const list = column('text');
export const count = column('integer');
export const flag = column('boolean');
export const code = (name: string, length = 60, more: ColumnMore = {}): TableColumnOptions =>
  column('varchar', length)(name, more);

export const key: ColumnMore = { isPrimary: true };
export const optional: ColumnMore = { isNullable: true };
export const otherwise = (value: string | number | boolean): ColumnMore => ({ default: String(value) });

interface Links {
  /** `name: [columns, table, what happens to the row when that one goes]` */
  readonly foreignKeys?: Readonly<Record<string, readonly [string, string, ('CASCADE' | 'SET NULL')?]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly checks?: Readonly<Record<string, string>>;
}

export function table(name: string, columns: readonly TableColumnOptions[], links: Links = {}): Table {
  return new Table({
    name,
    columns: columns.map((each) => ({ ...each, primaryKeyConstraintName: undefined })),
    foreignKeys: Object.entries(links.foreignKeys ?? {}).map(
      ([foreignKey, [columnName, referencedTableName, onDelete]]) =>
        new TableForeignKey({
          name: foreignKey,
          columnNames: [columnName],
          referencedColumnNames: ['id'],
          referencedTableName,
          onDelete: onDelete ?? 'NO ACTION',
        }),
    ),
    indices: [
      ...Object.entries(links.indexes ?? {}).map(
        ([index, columnNames]) => new TableIndex({ name: index, columnNames: [...columnNames] }),
      ),
      ...Object.entries(links.unique ?? {}).map(
        ([index, columnNames]) =>
          new TableIndex({ name: index, columnNames: [...columnNames], isUnique: true }),
      ),
    ],
    checks: Object.entries(links.checks ?? {}).map(
      ([check, expression]) => new TableCheck({ name: check, expression }),
    ),
  });
}
