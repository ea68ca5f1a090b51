import { type Actor, type Decision, may, type Permission, scopeOf } from '../access/index.js';
import { EVERY_ROW, isOneOf, NO_ROW, fixed, type Sql, sql } from '../database/index.js';

/** Whether the actor may change an HEI. */
export function mayEditHei(actor: Actor, heiId: string): Decision {
  return may(actor, 'cohorts.edit', { owners: [heiId] });
}

/**
 * Narrows a query to what belongs to the HEIs that the actor may use the permission on.
 *
 * @param heiId - the column that names the HEI
 */
export function ofHeisWithin(actor: Actor, permission: Permission, heiId: Sql): Sql {
  const scope = scopeOf(actor, permission);
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return sql`${heiId} = ${scope.ownerId}`;
    default:
      return NO_ROW;
  }
}

/** Narrows a query to requests of an HEI's students. */
export function isRequestOfHei(requestId: Sql, heiId: string): Sql {
  return isRequestOf(requestId, sql`s.hei_id = ${heiId}`);
}

/** Narrows a query to requests of these students. */
export function isRequestOfStudents(requestId: Sql, studentIds: readonly string[]): Sql {
  return isRequestOf(requestId, isOneOf(fixed('s.id'), studentIds));
}

function isRequestOf(requestId: Sql, condition: Sql): Sql {
  return sql`${requestId} IN (SELECT q.id FROM placement_request q JOIN student s ON s.id = q.student_id
                               WHERE ${condition})`;
}
