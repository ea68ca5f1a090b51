import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { CLAIM_DAYS, ClaimsService, type ConfirmRefusal } from '../../claims.service.js';

const REFUSALS: Readonly<Record<ConfirmRefusal, string>> = {
  unknown: 'This link is not complete. Copy all of it from the mail.',
  used: 'You have confirmed this already.',
  expired: 'This link is too old. Please ask again.',
};

/** How somebody who wants in chooses a door, and proves their address. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('join')
export class ConfirmClaimController {
  constructor(@Inject(ClaimsService) private readonly claims: ClaimsService) {}

  @Get()
  async choose(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('identity/pages/confirm-claim/choose.njk', {});
  }

  @Get('sent')
  async sent(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('identity/pages/confirm-claim/sent.njk', { days: CLAIM_DAYS });
  }

  @Get('confirm/:link')
  async look(@Param('link') link: string, @Res() reply: FastifyReply): Promise<void> {
    const looked = await this.claims.look(link);
    if (!looked.ok) return this.refuse(looked.refusal, reply);
    await reply.view('identity/pages/confirm-claim/confirm.njk', { link, claim: looked.value });
  }

  @Post('confirm/:link')
  async confirm(@Param('link') link: string, @Res() reply: FastifyReply): Promise<void> {
    const confirmed = await this.claims.confirm(link);
    if (!confirmed.ok) return this.refuse(confirmed.refusal, reply);
    await reply.view('identity/pages/confirm-claim/confirmed.njk', { ...confirmed.value });
  }

  private async refuse(refusal: ConfirmRefusal, reply: FastifyReply): Promise<void> {
    void reply.status(refusal === 'unknown' ? 404 : 410);
    await reply.view('identity/pages/confirm-claim/refused.njk', { words: REFUSALS[refusal] });
  }
}
