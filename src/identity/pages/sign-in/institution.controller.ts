import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { problem } from '../../../web/index.js';
import { Authentication } from '../../authentication.js';
import { type InstitutionRefusal, InstitutionSignIn } from '../../institution-sign-in.service.js';
import { browserWords } from '../../rules/browser-words.js';

const REFUSALS: Readonly<Record<InstitutionRefusal, string>> = {
  'unknown-issuer': 'Your institution no longer signs people in here.',
  unreachable: 'Your institution cannot be reached now. Try again in a few minutes.',
  'other-browser': 'You came back in another browser than you left with, or it took too long.',
  failed: 'Your institution did not sign you in, or it took too long.',
  'no-address': 'Your institution did not tell us a confirmed e-mail address of yours.',
  'foreign-address': 'Your institution told us an address that is not one of its own.',
  nobody:
    'You are signed in there, but nobody here has invited you yet. Ask the placement team for an invitation.',
};

/** The way to an institution's own sign-in, and back. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('sign-in/institution')
export class InstitutionController {
  constructor(
    @Inject(InstitutionSignIn) private readonly institutions: InstitutionSignIn,
    @Inject(Authentication) private readonly authentication: Authentication,
  ) {}

  @Get('callback')
  async comeBack(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const finished = await this.institutions.finish(request.url.split('?')[1] ?? '', {
      browserToken: this.authentication.read(request, 'browser'),
      browser: browserWords(request.headers['user-agent']),
      before: this.authentication.read(request, 'session'),
    });
    if (!finished.ok) return this.refuse(finished.refusal, reply);
    this.authentication.keep(reply, 'session', finished.value.token);
    this.authentication.forget(reply, 'browser');
    await reply.redirect(finished.value.nextPath, 303);
  }

  /** Shows a link instead of sending the browser on: forms of ours may lead nowhere else. */
  @Get(':name')
  async leave(
    @Param('name') name: string,
    @Query('next') next: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const issuer = this.institutions.issuerNamed(name);
    if (!issuer) throw problem(404, 'There is no such institution.');
    const begun = await this.institutions.begin(issuer, {
      next: typeof next === 'string' ? next : undefined,
      browserToken: this.authentication.read(request, 'browser'),
    });
    if (!begun.ok) return this.refuse(begun.refusal, reply);
    this.authentication.keep(reply, 'browser', begun.value.browserToken);
    await reply.view('identity/pages/sign-in/institution.njk', {
      title: issuer.title,
      href: begun.value.href,
    });
  }

  private async refuse(refusal: InstitutionRefusal, reply: FastifyReply): Promise<void> {
    void reply.status(refusal === 'unreachable' ? 503 : 403);
    await reply.view('identity/pages/sign-in/refused.njk', { words: REFUSALS[refusal] });
  }
}
