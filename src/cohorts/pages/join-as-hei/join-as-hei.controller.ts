import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { Database } from '../../../database/index.js';
import { ClaimantForm, ClaimsService, emailKey } from '../../../identity/index.js';
import { HeiRegisterEntry } from '../../../reference/index.js';
import { tokenHash } from '../../../secrets/index.js';
import { checkForm, faultsInPage, RateLimits } from '../../../web/index.js';

class HeiForm extends ClaimantForm {
  @Matches(/^1\d{7}$/, { message: 'Choose your university or college' })
  ukprn: string;
}

/** How an HEI comes in: finds itself in the public register, and says who is asking. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('join/hei')
export class JoinAsHeiController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
  ) {}

  @Get()
  async see(@Res() reply: FastifyReply): Promise<void> {
    await this.show(reply);
  }

  @Post()
  async claim(
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(HeiForm, body);
    const entry = filled.isRight
      ? await this.database.reader.findOneBy(HeiRegisterEntry, { ukprn: filled.form.ukprn })
      : null;
    if (!filled.isRight || !entry) {
      const unknown = [{ field: 'ukprn', message: 'Choose your university or college' }];
      void reply.status(422);
      return this.show(reply, { typed: body, ...faultsInPage(filled.isRight ? unknown : filled.faults) });
    }
    await this.limits.take(request, 'join-from', request.ip);
    await this.limits.take(request, 'join-address', tokenHash(emailKey(filled.form.email)));
    await this.claims.claim({
      kind: 'hei',
      subject: 'hei-register-entry',
      subjectKey: entry.ukprn,
      organisationName: entry.name,
      providerType: null,
      name: filled.form.name,
      email: filled.form.email,
    });
    await reply.redirect('/join/sent', 303);
  }

  private async show(reply: FastifyReply, more: object = {}): Promise<void> {
    const entries = await this.database.reader.find(HeiRegisterEntry, { order: { name: 'ASC' } });
    await reply.view('cohorts/pages/join-as-hei/join-as-hei.njk', {
      heis: entries.map(({ ukprn, name }) => ({ value: ukprn, text: name })),
      ...more,
    });
  }
}
