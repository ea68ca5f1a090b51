import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

export interface PutCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

export interface Put {
  readonly counts: PutCounts;
  /** Ids of the rows that were created or updated. */
  readonly touched: readonly string[];
}

export const NOTHING_PUT: PutCounts = { created: 0, updated: 0, unchanged: 0 };

export function addCounts(one: PutCounts, other: PutCounts): PutCounts {
  return {
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
  };
}

const ROWS_A_STATEMENT = 100;

/**
 * Makes the table say what `rows` say: rows whose id is new are inserted, those that differ in a field
 * are updated, the others left alone. Yields to the event loop between statements. A field that a row
 * leaves out is left as it is.
 */
export async function putRows<Row extends ObjectLiteral & { id: string }>(
  manager: EntityManager,
  table: EntityTarget<Row>,
  rows: readonly Row[],
  existing: readonly Row[],
  fields: readonly (keyof Row & string)[],
): Promise<Put> {
  const stored = new Map(existing.map((row) => [row.id, row]));
  const created = rows.filter((row) => !stored.has(row.id));
  for (const some of inChunks(created, ROWS_A_STATEMENT)) {
    await manager.createQueryBuilder().insert().into(table).values(some).updateEntity(false).execute();
    await nextTurn();
  }
  const updated: string[] = [];
  for (const row of rows) {
    const before = stored.get(row.id);
    if (!before) continue;
    const changed = fields.filter((field) => row[field] !== undefined && !isSame(row[field], before[field]));
    if (changed.length === 0) continue;
    const changes: ObjectLiteral = Object.fromEntries(
      [...changed, ...('updatedAt' in row ? ['updatedAt'] : [])].map((field) => [field, row[field]]),
    );
    await manager
      .createQueryBuilder()
      .update(table)
      .set(changes as never)
      .whereInIds([row.id])
      .execute();
    updated.push(row.id);
    if (updated.length % ROWS_A_STATEMENT === 0) await nextTurn();
  }
  return {
    counts: {
      created: created.length,
      updated: updated.length,
      unchanged: rows.length - created.length - updated.length,
    },
    touched: [...created.map((row) => row.id), ...updated],
  };
}

export function* inChunks<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
