import {
  type Actor,
  type Decision,
  may,
  mayUse,
  organisationOf,
  type Permission,
  scopeOf,
} from '../access/index.js';
import { EVERY_ROW, NO_ROW, type Sql, sql } from '../database/index.js';
import type { ImportKind } from './import.entity.js';

/** What it takes to bring in, or take out, files of a kind. */
const PERMISSION_FOR = {
  students: 'imports.students',
  offers: 'imports.hosting',
  pools: 'imports.hosting',
  caps: 'imports.hosting',
} as const satisfies Readonly<Record<ImportKind, Permission>>;

/** Whose records somebody brings in or takes out. */
export interface FileOwner {
  /** The provider or HEI. */
  readonly ownerId: string;
}

/** Whether the actor may bring in, or take out, files of a kind. */
export function mayUseFiles(actor: Actor, kind: ImportKind): Decision {
  return mayUse(actor, PERMISSION_FOR[kind]);
}

/**
 * Whether the actor may see a staged file and do something with it: their organisation sent it. Its rows are as
 * they were sent, names included, and for nobody else, whatever else they may see.
 */
export function maySeeImport(
  actor: Actor,
  { organisationId }: { readonly organisationId: string | null },
): Decision {
  return may(actor, 'imports.review', { owners: [organisationId] });
}

/** {@link maySeeImport} as a narrowing of a query over `file`. */
export function importsWithin(actor: Actor): Sql {
  const scope = scopeOf(actor, 'imports.review');
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return sql`file.organisation_id = ${scope.organisationId}`;
    default:
      return NO_ROW;
  }
}

/**
 * Whose records the actor's files of a kind may be about; `null`: everybody's.
 *
 * @throws Error if the actor may not use such files at all
 */
export function fileOwnerOf(actor: Actor, kind: ImportKind): FileOwner | null {
  const scope = scopeOf(actor, PERMISSION_FOR[kind]);
  switch (scope.reach) {
    case 'all':
      return null;
    case 'own':
      return { ownerId: scope.ownerId };
    default:
      throw new Error(`A file of ${kind} by somebody who may not bring any`);
  }
}

/** Narrows a query to what the actor takes out in files of a kind. @param ownerId - the column of the owner */
export function takenOutWithin(actor: Actor, kind: ImportKind, ownerId: Sql): Sql {
  const owner = fileOwnerOf(actor, kind);
  return owner === null ? EVERY_ROW : sql`${ownerId} = ${owner.ownerId}`;
}

/** Narrows a query over `file` to files whose columns may go out again: one's own, and what was brought in for all. */
export function carriedWithin(actor: Actor, kind: ImportKind): Sql {
  const organisationId = organisationOf(actor);
  if (fileOwnerOf(actor, kind) === null) return EVERY_ROW;
  return sql`(file.organisation_id = ${organisationId} OR file.organisation_id IS NULL
    OR file.organisation_id IN (SELECT id FROM organisation WHERE kind = 'system'))`;
}
