import { type Actor, type Decision, may, type Permission, scopeOf } from '../access/index.js';
import { EVERY_ROW, NO_ROW, type Sql, sql } from '../database/index.js';

/** Whether the actor may change a provider, its sites, educators, pools and caps. */
export function mayEditProvider(actor: Actor, providerId: string): Decision {
  return may(actor, 'providers.edit', { owners: [providerId] });
}

/** Whether the actor may see whom to contact at a provider. */
export function mayContactProvider(actor: Actor, providerId: string): Decision {
  return may(actor, 'providers.contact', { owners: [providerId] });
}

/** Whether the actor may see the educators of a provider. */
export function mayReadEducators(actor: Actor, providerId: string): Decision {
  return may(actor, 'educators.read', { owners: [providerId] });
}

/**
 * Narrows a query to what belongs to the providers that the actor may use the permission on.
 *
 * @param providerId - the column that names the provider; a row without one belongs to no provider
 */
export function ownedWithin(actor: Actor, permission: Permission, providerId: Sql): Sql {
  const scope = scopeOf(actor, permission);
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return sql`${providerId} = ${scope.ownerId}`;
    default:
      return NO_ROW;
  }
}
