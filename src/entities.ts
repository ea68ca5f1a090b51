import { REFERENCE_ENTITIES } from './reference/index.js';
import { AuditEvent, AuditHead } from './identity/audit-event.entity.js';
import { ApiToken } from './identity/api-token.entity.js';
import { Invitation } from './identity/invitation.entity.js';
import { OrganisationClaim } from './identity/organisation-claim.entity.js';
import { Membership, Organisation } from './identity/organisation.entity.js';
import { OidcAttempt } from './identity/oidc-attempt.entity.js';
import { Person } from './identity/person.entity.js';
import { Session, SignInLink } from './identity/session.entity.js';
import { OutboxRow } from './queue/outbox-row.entity.js';
import { Provider } from './providers/provider.entity.js';
import { HostProfile } from './providers/host-profile.entity.js';
import { Site } from './providers/site.entity.js';
import { Educator } from './providers/educator.entity.js';
import { SupervisionPool } from './providers/supervision-pool.entity.js';
import { LearnerCap } from './providers/learner-cap.entity.js';
import { DirectoryEntry } from './providers/directory-entry.entity.js';
import { Offer } from './placements/offer.entity.js';
import { UnfinishedOffer } from './placements/unfinished-offer.entity.js';
import { OfferLeg } from './placements/offer-leg.entity.js';
import { OfferDistrict, OfferListing, OfferTerm } from './placements/offer-listing.entity.js';
import { Placement, PlacementAnswer } from './placements/placement.entity.js';
import { Hei } from './cohorts/hei.entity.js';
import { Cohort, Programme } from './cohorts/programme.entity.js';
import { Block } from './cohorts/block.entity.js';
import { PlacementRequest, Student } from './cohorts/student.entity.js';
import { ImportFile, ImportRow } from './imports/import.entity.js';
import { Proposal, Run, RunHei } from './matching/run.entity.js';
import { RunChoice } from './matching/run-choice.entity.js';
import { Delivery } from './notifications/delivery.entity.js';

/** Every table's entity, in one place, so that tests and tools open the database as the app does. */
export const ENTITIES = [
  ...REFERENCE_ENTITIES,
  AuditEvent,
  AuditHead,
  Person,
  Organisation,
  Membership,
  OrganisationClaim,
  Session,
  SignInLink,
  OidcAttempt,
  Invitation,
  ApiToken,
  OutboxRow,
  Provider,
  HostProfile,
  Site,
  Educator,
  SupervisionPool,
  LearnerCap,
  DirectoryEntry,
  Offer,
  OfferLeg,
  UnfinishedOffer,
  OfferListing,
  OfferTerm,
  OfferDistrict,
  Hei,
  Programme,
  Cohort,
  Block,
  Student,
  PlacementRequest,
  ImportFile,
  ImportRow,
  Run,
  RunHei,
  Proposal,
  RunChoice,
  Placement,
  PlacementAnswer,
  Delivery,
];
