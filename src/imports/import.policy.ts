import { type Actor, type Decision, mayUse, type OrganisationKind, scopeOf } from '../access/index.js';
import { EVERY_ROW, type Sql, sql } from '../database/index.js';
import type { ImportKind } from './import.entity.js';

/** Files that the people of an organisation bring in and take out: those about what is theirs. */
const KINDS_OF: Readonly<Record<OrganisationKind, readonly ImportKind[]>> = {
  provider: ['offers', 'pools', 'caps'],
  hei: ['students'],
  system: ['students', 'offers', 'pools', 'caps'],
};

/** Whose records somebody brings in or takes out; `null`: everybody's. */
export interface FileOwner {
  readonly kind: 'provider' | 'hei';
  readonly ownerId: string;
}

const ALLOWED: Decision = { isAllowed: true };

/** Whether the actor may bring in, or take out, files of a kind. */
export function mayUseFiles(actor: Actor, kind: ImportKind): Decision {
  const use = mayUse(actor, 'imports.use');
  if (!use.isAllowed || typeof actor === 'string') return use;
  return KINDS_OF[actor.organisationKind].includes(kind) ? ALLOWED : { isAllowed: false, reason: 'role' };
}

/**
 * Whether the actor may see a staged file and do something with it. Its rows are as they were sent, names
 * included, so that it is for the organisation that sent it alone, whatever else the actor may see.
 */
export function maySeeImport(
  actor: Actor,
  { organisationId }: { readonly organisationId: string | null },
): Decision {
  const use = mayUse(actor, 'imports.use');
  if (!use.isAllowed || typeof actor === 'string') return use;
  return organisationId === actor.organisationId ? ALLOWED : { isAllowed: false, reason: 'other' };
}

/** Whose records the actor's files may be about. */
export function fileOwnerOf(actor: Actor): FileOwner | null {
  const scope = scopeOf(actor, 'imports.use');
  if (scope.reach === 'all' || typeof actor === 'string') return null;
  const ownerId = scope.reach === 'own' ? scope.ownerId : '';
  return { kind: actor.organisationKind === 'hei' ? 'hei' : 'provider', ownerId };
}

/** Narrows a query over `file` to files whose columns may go out again: one's own, and what was brought in for all. */
export function carriedWithin(actor: Actor): Sql {
  if (typeof actor === 'string' || fileOwnerOf(actor) === null) return EVERY_ROW;
  return sql`(file.organisation_id = ${actor.organisationId} OR file.organisation_id IS NULL
    OR file.organisation_id IN (SELECT id FROM organisation WHERE kind = 'system'))`;
}
