import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { ClaimantForm, ClaimsService, emailKey } from '../../../identity/index.js';
import { tokenHash } from '../../../secrets/index.js';
import { checkForm, faultsInPage, RateLimits } from '../../../web/index.js';
import { FindHosts } from '../../find-hosts.repository.js';
import { PROVIDER_TYPES } from '../../rules/provider-types.js';

const FOUND = /^(provider|directory-entry):(.{1,40})$/;
const NEW = 'new';

class HostForm extends ClaimantForm {
  @Matches(/^(new|(provider|directory-entry):.{1,40})$/, { message: 'Choose your organisation' })
  @IsString({ message: 'Choose your organisation' })
  host: string;

  @MaxLength(200, { message: 'Enter a name of at most 200 characters' })
  @IsNotEmpty({ message: 'Enter the name of your organisation' })
  @ValidateIf((form: HostForm) => form.host === NEW)
  organisationName: string;

  @IsIn(PROVIDER_TYPES.map(({ code }) => code), { message: 'Choose what kind of organisation it is' })
  @ValidateIf((form: HostForm) => form.host === NEW)
  providerType: string;
}

/** How a host comes in: finds itself by name or postcode, and says who is asking. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('join/host')
export class JoinAsHostController {
  constructor(
    @Inject(FindHosts) private readonly hosts: FindHosts,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
  ) {}

  @Get()
  async find(@Query('q') q: string | string[] | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.show(reply, typeof q === 'string' ? q : '');
  }

  @Post()
  async claim(
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const q = typeof body.q === 'string' ? body.q : '';
    const filled = await checkForm(HostForm, body);
    if (!filled.isRight) {
      void reply.status(422);
      return this.show(reply, q, { typed: body, ...faultsInPage(filled.faults) });
    }
    const { host, name, email, organisationName, providerType } = filled.form;
    const [, subject, subjectKey] = FOUND.exec(host) ?? [];
    const known =
      subject === 'provider' || subject === 'directory-entry'
        ? await this.hosts.one(subject, subjectKey ?? '')
        : undefined;
    if (host !== NEW && !known) {
      void reply.status(422);
      const faults = [{ field: 'host', message: 'Choose your organisation' }];
      return this.show(reply, q, { typed: body, ...faultsInPage(faults) });
    }
    await this.limits.take(request, 'join-from', request.ip);
    await this.limits.take(request, 'join-address', tokenHash(emailKey(email)));
    await this.claims.claim({
      kind: 'provider',
      subject: known?.subject ?? 'new',
      subjectKey: known?.key ?? '',
      organisationName: known?.name ?? organisationName,
      providerType: known ? null : providerType,
      name,
      email,
    });
    await reply.redirect('/join/sent', 303);
  }

  private async show(reply: FastifyReply, q: string, more: object = {}): Promise<void> {
    const wanted = q.trim().slice(0, 200);
    const found = wanted.length < 3 ? [] : await this.hosts.find(wanted);
    await reply.view('providers/pages/join-as-host/join-as-host.njk', {
      q: wanted,
      isTooShort: wanted.length > 0 && wanted.length < 3,
      found: found.map(({ subject, key, name, address }) => ({
        value: `${subject}:${key}`,
        text: name,
        hint: { text: address },
      })),
      types: PROVIDER_TYPES.map(({ code, name }) => ({ value: code, text: name })),
      ...more,
    });
  }
}
