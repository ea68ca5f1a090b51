import {
  type Permission,
  type PermissionFacts,
  PERMISSIONS,
  type Reach,
  type TokenScope,
} from './permissions.js';
import type { OrganisationKind, Role } from './roles.js';

/** A person, or a program with an organisation's token, acting for one organisation. */
export interface Member {
  readonly kind: 'member';
  /** `null` for a token. */
  readonly personId: string | null;
  readonly tokenId: string | null;
  readonly organisationId: string;
  readonly organisationKind: OrganisationKind;
  /** The provider or HEI that the organisation is; `null` for a system team. */
  readonly ownerId: string | null;
  readonly roles: readonly Role[];
  /** Student records that are about this person. */
  readonly studentIds: readonly string[];
  /** What a token was made for; `null` for a person, who may do what the roles may. */
  readonly scopes: readonly TokenScope[] | null;
}

/** Who does something: a member, whoever runs this machine, or the service itself. */
export type Actor = Member | 'operator' | 'service';

/** Whom a record belongs to: organisations, providers and HEIs by id, and the student whom it is about. */
export interface Belonging {
  readonly owners: readonly (string | null)[];
  readonly studentId?: string | null;
}

export type Decision =
  | { readonly isAllowed: true }
  /** `other`: a record out of reach, of which the caller is told nothing, not even that it is there. */
  | { readonly isAllowed: false; readonly reason: 'role' | 'scope' | 'other' };

/** Which records of a kind an actor may have to do with, for narrowing a query. */
export type Scope =
  | { readonly reach: 'all' }
  /** `ownerId` is the provider or HEI; for a system team, which is neither, the organisation itself. */
  | { readonly reach: 'own'; readonly ownerId: string; readonly organisationId: string }
  | { readonly reach: 'self'; readonly studentIds: readonly string[] }
  | { readonly reach: 'none' };

const ALLOWED: Decision = { isAllowed: true };
const WIDEST_FIRST: readonly Reach[] = ['all', 'own', 'self'];

/** Whether the actor may use the permission at all, on whichever record. */
export function mayUse(actor: Actor, permission: Permission): Decision {
  if (actor === 'operator' || actor === 'service') return ALLOWED;
  if (!reachOf(actor, permission)) return { isAllowed: false, reason: 'role' };
  const { scope }: PermissionFacts = PERMISSIONS[permission];
  if (actor.scopes && (scope === null || !actor.scopes.includes(scope)))
    return { isAllowed: false, reason: 'scope' };
  return ALLOWED;
}

/** Whether the actor may use the permission on a record that belongs to the given. */
export function may(actor: Actor, permission: Permission, { owners, studentId }: Belonging): Decision {
  const use = mayUse(actor, permission);
  if (!use.isAllowed) return use;
  const scope = scopeOf(actor, permission);
  switch (scope.reach) {
    case 'all':
      return ALLOWED;
    case 'own':
      return owners.includes(scope.ownerId) || owners.includes(scope.organisationId)
        ? ALLOWED
        : { isAllowed: false, reason: 'other' };
    case 'self':
      return studentId && scope.studentIds.includes(studentId)
        ? ALLOWED
        : { isAllowed: false, reason: 'other' };
    case 'none':
      return { isAllowed: false, reason: 'other' };
  }
}

/** The records that the actor may use the permission on. */
export function scopeOf(actor: Actor, permission: Permission): Scope {
  if (actor === 'operator' || actor === 'service') return { reach: 'all' };
  if (!mayUse(actor, permission).isAllowed) return { reach: 'none' };
  switch (reachOf(actor, permission)) {
    case 'all':
      return { reach: 'all' };
    case 'own':
      return {
        reach: 'own',
        ownerId: actor.ownerId ?? actor.organisationId,
        organisationId: actor.organisationId,
      };
    case 'self':
      return { reach: 'self', studentIds: actor.studentIds };
    default:
      return { reach: 'none' };
  }
}

/** The organisation that an actor acts for; `null` for whoever runs the machine, and the service itself. */
export function organisationOf(actor: Actor): string | null {
  return typeof actor === 'string' ? null : actor.organisationId;
}

/** The widest reach that any of the member's roles has. */
function reachOf({ roles }: Member, permission: Permission): Reach | undefined {
  const facts: PermissionFacts = PERMISSIONS[permission];
  return WIDEST_FIRST.find((reach) => roles.some((role) => facts.roles[role] === reach));
}
