export { AccessGuard } from './access.guard.js';
export { Allows, AllowsAnyone, AllowsSignedIn, By, MaybeBy, type RouteAccess, SignedIn } from './allows.js';
export {
  type Actor,
  type Belonging,
  type Decision,
  may,
  mayUse,
  type Member,
  organisationOf,
  type Scope,
  scopeOf,
} from './decisions.js';
export {
  type Permission,
  PERMISSION_NAMES,
  type PermissionFacts,
  PERMISSIONS,
  type Reach,
  TOKEN_SCOPES,
  type TokenScope,
} from './permissions.js';
export {
  isRole,
  ORGANISATION_KINDS,
  type OrganisationKind,
  type Role,
  ROLE_NAMES,
  type RoleFacts,
  ROLES,
  rolesOf,
} from './roles.js';
export { type Route, RouteCatalogue } from './route-catalogue.js';
export type { Viewer } from './viewer.js';
