import { type Actor, type Decision, may, scopeOf } from '../access/index.js';
import { isRequestOfHei, isRequestOfStudents } from '../cohorts/index.js';
import { EVERY_ROW, fixed, NO_ROW, type Sql, sql } from '../database/index.js';
import type { PlacementViewer } from './rules/disclosure.js';

/** Whom a placement concerns. */
export interface Concerned {
  /** Providers of its legs. */
  readonly providerIds: readonly string[];
  readonly heiId: string;
  readonly studentId: string;
}

/** Whether the actor may see a placement: it has a leg of theirs, or is of a student of theirs, or about them. */
export function maySeePlacement(actor: Actor, { providerIds, heiId, studentId }: Concerned): Decision {
  return may(actor, 'placements.read', { owners: [...providerIds, heiId], studentId });
}

/** How somebody who may see a placement stands to it, which says how much of the student they see. */
export function viewerOf(actor: Actor): PlacementViewer {
  const scope = scopeOf(actor, 'placements.read');
  if (scope.reach === 'self') return 'student';
  if (scope.reach !== 'own' || typeof actor === 'string') return 'coordinator';
  return actor.organisationKind === 'provider' ? 'provider' : 'hei';
}

/** {@link maySeePlacement} as a narrowing of a query over `placement`. */
export function placementsWithin(actor: Actor): Sql {
  const scope = scopeOf(actor, 'placements.read');
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return viewerOf(actor) === 'provider'
        ? sql`EXISTS (SELECT 1 FROM offer_leg g
                       WHERE g.offer_id = placement.offer_id AND g.provider_id = ${scope.ownerId})`
        : isRequestOfHei(fixed('placement.request_id'), scope.ownerId);
    case 'self':
      return isRequestOfStudents(fixed('placement.request_id'), scope.studentIds);
    case 'none':
      return NO_ROW;
  }
}

/** Whether the actor may answer for the provider of a leg. */
export function mayAnswerFor(actor: Actor, providerId: string): Decision {
  return may(actor, 'placements.answer', { owners: [providerId] });
}
