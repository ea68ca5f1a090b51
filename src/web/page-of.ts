import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from './may-be-left-out.js';
import { problem } from './problem.js';

const MOST_A_PAGE = 100;

/** How a list is asked for: at most so many, from where the last page ended. */
export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST_A_PAGE, default: 20 })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_A_PAGE)
  limit: number = 20;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(400)
  cursor?: string;
}

/** The place of a row in an ordered list: the values it is ordered by, last of all its id. */
export type CursorKey = readonly (string | number)[];

export function writeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads what {@link writeCursor} wrote.
 *
 * @throws Problem 400 when the text is no cursor of a list ordered by `kinds`
 */
export function readCursor(
  cursor: string | undefined,
  kinds: readonly ('string' | 'number')[],
): CursorKey | undefined {
  if (cursor === undefined) return undefined;
  const key = parse(cursor);
  const isOurs =
    Array.isArray(key) &&
    key.length === kinds.length &&
    key.every((part, index) => isOfKind(part, kinds[index]));
  if (!isOurs) {
    throw problem(400, 'Please check cursor.', {
      errors: [{ field: 'cursor', message: 'is not the `next` of a page of this list' }],
    });
  }
  return key as CursorKey;
}

function isOfKind(part: unknown, kind: 'string' | 'number' | undefined): boolean {
  return kind === 'number' ? Number.isSafeInteger(part) : typeof part === 'string' && !part.includes('\0');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Cuts a list that was asked for with one row too many into a page and the cursor of the next. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => CursorKey,
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor(keyOf(last)) : null };
}
