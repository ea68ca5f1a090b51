import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard, RouteCatalogue } from '../access/index.js';
import { ApiTokensService } from './api-tokens.service.js';
import { Authentication } from './authentication.js';
import { AccountController } from './pages/see-account/account.controller.js';
import { SignInController } from './pages/sign-in/sign-in.controller.js';
import { PeopleService } from './people.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Who people are, whom they act for, and what they may do. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [SignInController, AccountController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    RouteCatalogue,
    SessionsService,
    PeopleService,
    ApiTokensService,
    SignInService,
    Authentication,
  ],
  exports: [RouteCatalogue, SessionsService, PeopleService, SignInService, Authentication],
})
export class IdentityModule {}
