import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsEmail, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tokenHash } from '../../../secrets/index.js';
import { checkForm, faultsInPage, RateLimits } from '../../../web/index.js';
import { AllowsAnyone } from '../../../access/index.js';
import { Authentication } from '../../authentication.js';
import { InstitutionSignIn } from '../../institution-sign-in.service.js';
import { browserWords } from '../../rules/browser-words.js';
import { nextPath } from '../../rules/next-path.js';
import { LINK_MINUTES } from '../../rules/session-life.js';
import { emailKey, type LinkRefusal, SignInService } from '../../sign-in.service.js';

class EmailForm {
  @MaxLength(254, { message: 'Enter an e-mail address of at most 254 characters' })
  @IsEmail({}, { message: 'Enter an e-mail address, such as name@example.org' })
  email: string;
}

const REFUSALS: Readonly<Record<LinkRefusal, string>> = {
  unknown: 'This link is not complete. Copy all of it from the mail, or ask for a new one.',
  used: 'This link has been used. Each works once. Ask for a new one.',
  expired: `This link is too old. A link works for ${LINK_MINUTES} minutes. Ask for a new one.`,
  'other-browser':
    'Open the link in the browser in which you asked for it. If that is not possible, ask for a new one here.',
};

/** Sign-in by a link that is sent by mail. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('sign-in')
export class SignInController {
  constructor(
    @Inject(SignInService) private readonly signIn: SignInService,
    @Inject(InstitutionSignIn) private readonly institutions: InstitutionSignIn,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(Authentication) private readonly authentication: Authentication,
  ) {}

  @Get()
  async ask(
    @Query('next') next: string | string[] | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = nextPath(typeof next === 'string' ? next : undefined);
    if (request.viewer?.person) return void (await reply.redirect(wanted, 303));
    await reply.view('identity/pages/sign-in/ask.njk', { next: wanted });
  }

  @Post()
  async send(
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const next = nextPath(typeof body.next === 'string' ? body.next : undefined);
    const filled = await checkForm(EmailForm, {
      email: typeof body.email === 'string' ? body.email.trim() : '',
    });
    if (!filled.isRight) {
      void reply.status(422);
      return reply.view('identity/pages/sign-in/ask.njk', {
        next,
        email: filled.typed.email,
        ...faultsInPage(filled.faults),
      });
    }
    await this.limits.take(request, 'sign-in-from', request.ip);
    await this.limits.take(request, 'sign-in-address', tokenHash(emailKey(filled.form.email)));
    const institution = this.institutions.issuerFor(filled.form.email);
    if (institution) {
      const query = new URLSearchParams({ next }).toString();
      return void (await reply.redirect(`/sign-in/institution/${institution.name}?${query}`, 303));
    }
    const { browserToken } = await this.signIn.askForLink({
      email: filled.form.email,
      next,
      browserToken: this.authentication.read(request, 'browser'),
    });
    this.authentication.keep(reply, 'browser', browserToken);
    await reply.redirect('/sign-in/sent', 303);
  }

  @Get('sent')
  async sent(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('identity/pages/sign-in/sent.njk', { minutes: LINK_MINUTES });
  }

  /** Only shows a button: programs that look into mails open links, and must not use them up. */
  @Get('link/:link')
  async look(
    @Param('link') link: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const looked = await this.signIn.look(link, this.authentication.read(request, 'browser'));
    if (!looked.ok) return this.refuse(looked.refusal, reply);
    await reply.view('identity/pages/sign-in/confirm.njk', { link });
  }

  @Post('link/:link')
  async use(
    @Param('link') link: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.limits.take(request, 'link-from', request.ip);
    const used = await this.signIn.useLink({
      link,
      browserToken: this.authentication.read(request, 'browser'),
      browser: browserWords(request.headers['user-agent']),
      before: this.authentication.read(request, 'session'),
    });
    if (!used.ok) return this.refuse(used.refusal, reply);
    this.authentication.keep(reply, 'session', used.value.token);
    this.authentication.forget(reply, 'browser');
    await reply.redirect(used.value.nextPath, 303);
  }

  private async refuse(refusal: LinkRefusal, reply: FastifyReply): Promise<void> {
    void reply.status(refusal === 'unknown' ? 404 : 410);
    await reply.view('identity/pages/sign-in/refused.njk', { words: REFUSALS[refusal] });
  }
}
