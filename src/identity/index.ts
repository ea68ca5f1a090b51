export { AuditEvent } from './audit-event.entity.js';
export { AuditService, type AuditVerdict } from './audit.service.js';
export { type Changes, changesBetween } from './rules/changes.js';
export { type EventData, type NewEvent, recordEvent } from './audit-trail.js';
export { Authentication } from './authentication.js';
export { IdentityModule } from './identity.module.js';
export { Invitation } from './invitation.entity.js';
export { Membership, Organisation } from './organisation.entity.js';
export { Person } from './person.entity.js';
export {
  type Actor,
  type Belonging,
  type Decision,
  may,
  mayUse,
  type Member,
  type Scope,
  scopeOf,
} from '../access/index.js';
export { type Permission, PERMISSION_NAMES, PERMISSIONS } from '../access/index.js';
export { isRole, type Role, ROLE_NAMES, ROLES } from '../access/index.js';
export { SessionsService } from './sessions.service.js';
export { SignInLink } from './session.entity.js';
export { emailKey, isEmailAddress, SignInService } from './sign-in.service.js';
export type { Viewer } from '../access/index.js';
export { LINK_MINUTES } from './rules/session-life.js';
export { type NewMember, PeopleService, SYSTEM_TEAM } from './people.service.js';
export {
  CLAIM_DAYS,
  type ClaimedRecords,
  ClaimsService,
  type KnownOrganisation,
  type NewClaim,
} from './claims.service.js';
export { INVITATION_DAYS, InvitationsService } from './invitations.service.js';
export { OrganisationClaim } from './organisation-claim.entity.js';
export { domainOf } from './rules/claims.js';
export { dayWords, minuteWords } from './rules/moment-words.js';
export { ClaimantForm } from './claimant-form.js';
