import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../../../web/index.js';
import { AllowsAnyone, AllowsSignedIn, SignedIn } from '../../../access/index.js';
import { Authentication } from '../../authentication.js';
import { ROLES } from '../../../access/index.js';
import { minuteWords } from '../../rules/moment-words.js';
import { SessionsService } from '../../sessions.service.js';

interface Self {
  readonly personId: string;
  readonly sessionId: string;
}

/** A person's own page: whom they act for, and where they are signed in. */
@ApiExcludeController()
@Controller()
export class AccountController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Authentication) private readonly authentication: Authentication,
  ) {}

  @Get('account')
  @AllowsSignedIn()
  async see(
    @SignedIn() { personId, sessionId }: Self,
    @Req() { viewer }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [person, organisations, sessions] = await Promise.all([
      this.sessions.person(personId),
      this.sessions.organisationsOf(personId),
      this.sessions.of(personId),
    ]);
    await reply.view('identity/pages/see-account/account.njk', {
      person,
      organisations: organisations.map(({ id, name, roles }) => ({
        id,
        name,
        isActing: id === viewer?.organisation?.id,
        roles: roles.map((role) => ROLES[role].name).join(', '),
      })),
      sessions: sessions.map(({ id, browser, createdAt, seenAt }) => ({
        id,
        browser,
        isThis: id === sessionId,
        createdAt: minuteWords(createdAt),
        seenAt: minuteWords(seenAt),
      })),
    });
  }

  @Post('account/organisation')
  @AllowsSignedIn()
  async actFor(
    @SignedIn() { personId, sessionId }: Self,
    @Body() { organisationId }: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isOwn =
      typeof organisationId === 'string' && (await this.sessions.actFor(sessionId, personId, organisationId));
    if (!isOwn) throw problem(404, 'You do not belong to such an organisation.');
    await reply.redirect('/account', 303);
  }

  @Post('account/sessions/end')
  @AllowsSignedIn()
  async end(
    @SignedIn() { personId, sessionId }: Self,
    @Body() { id }: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const which = id === 'others' ? { allBut: sessionId } : typeof id === 'string' ? { id } : undefined;
    if (!which || ((await this.sessions.end(personId, which)) === 0 && 'id' in which))
      throw problem(404, 'You have no such session.');
    await reply.redirect('/account', 303);
  }

  @Post('sign-out')
  @AllowsAnyone()
  async signOut(@Req() { viewer }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (viewer?.person && viewer.session) await this.sessions.end(viewer.person.id, viewer.session);
    this.authentication.forget(reply, 'session');
    await reply.redirect('/', 303);
  }
}
