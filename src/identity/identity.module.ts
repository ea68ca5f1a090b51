import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard, RouteCatalogue } from '../access/index.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuditService } from './audit.service.js';
import { Authentication } from './authentication.js';
import { ClaimsService } from './claims.service.js';
import { InstitutionSignIn } from './institution-sign-in.service.js';
import { InvitationsService } from './invitations.service.js';
import { InvitationController } from './pages/accept-invitation/invitation.controller.js';
import { ApprovalsController } from './pages/approve-organisations/approvals.controller.js';
import { ConfirmClaimController } from './pages/confirm-claim/confirm-claim.controller.js';
import { TokensController } from './pages/manage-tokens/tokens.controller.js';
import { AuditController } from './pages/read-audit-trail/audit.controller.js';
import { PeopleController } from './pages/see-people/people.controller.js';
import { AccountController } from './pages/see-account/account.controller.js';
import { InstitutionController } from './pages/sign-in/institution.controller.js';
import { SignInController } from './pages/sign-in/sign-in.controller.js';
import { PeopleService } from './people.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Who people are, whom they act for, and what they may do. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [
    SignInController,
    InstitutionController,
    AccountController,
    PeopleController,
    InvitationController,
    TokensController,
    ConfirmClaimController,
    ApprovalsController,
    AuditController,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    RouteCatalogue,
    SessionsService,
    PeopleService,
    InvitationsService,
    ClaimsService,
    AuditService,
    ApiTokensService,
    SignInService,
    InstitutionSignIn,
    Authentication,
  ],
  exports: [
    AuditService,
    ClaimsService,
    RouteCatalogue,
    InvitationsService,
    SessionsService,
    PeopleService,
    SignInService,
    Authentication,
  ],
})
export class IdentityModule {}
