import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone, ROLES } from '../../../access/index.js';
import { faultsInPage } from '../../../web/index.js';
import { type AcceptRefusal, InvitationsService } from '../../invitations.service.js';

const REFUSALS: Readonly<Record<AcceptRefusal, string>> = {
  unknown: 'This invitation is not complete, or was taken back. Ask whoever invited you.',
  used: 'This invitation has been accepted. You can sign in.',
  expired: 'This invitation is too old. Ask whoever invited you for a new one.',
  'age-unsaid': 'Say whether you are 18 or older.',
  'too-young':
    'Fairplace is for learners who are 18 or older: placements here ask for checks that are made of adults. Your answer was not kept. Ask the placement team of your university how you are placed.',
};

const STATUSES: Readonly<Partial<Record<AcceptRefusal, number>>> = { unknown: 404, 'too-young': 403 };

/** Where an invitation leads. The mail that it came in proves the address; signing in comes after. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('invitations')
export class InvitationController {
  constructor(@Inject(InvitationsService) private readonly invitations: InvitationsService) {}

  /** Only shows a button: programs that look into mails open links, and must not accept for anybody. */
  @Get(':link')
  async look(@Param('link') link: string, @Res() reply: FastifyReply): Promise<void> {
    await this.show(link, reply);
  }

  private async show(link: string, reply: FastifyReply, more: object = {}): Promise<void> {
    const looked = await this.invitations.look(link);
    if (!looked.ok) return this.refuse(looked.refusal, reply);
    const { invitation, organisation } = looked.value;
    await reply.view('identity/pages/accept-invitation/invitation.njk', {
      link,
      organisation: organisation.name,
      roleName: ROLES[invitation.role].name,
      name: invitation.name,
      isStudent: invitation.role === 'student',
      ...more,
    });
  }

  @Post(':link/accept')
  async accept(
    @Param('link') link: string,
    @Body() body: Record<string, unknown> | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const said = body?.isAdult;
    const isAdult = said === 'yes' || said === 'no' ? said === 'yes' : undefined;
    const accepted = await this.invitations.accept(link, isAdult);
    if (!accepted.ok && accepted.refusal === 'age-unsaid') {
      void reply.status(422);
      return this.show(link, reply, {
        ...faultsInPage([{ field: 'isAdult', message: REFUSALS['age-unsaid'] }]),
      });
    }
    if (!accepted.ok) return this.refuse(accepted.refusal, reply);
    await reply.view('identity/pages/accept-invitation/accepted.njk', { organisation: accepted.value.name });
  }

  private async refuse(refusal: AcceptRefusal, reply: FastifyReply): Promise<void> {
    void reply.status(STATUSES[refusal] ?? 410);
    await reply.view('identity/pages/accept-invitation/refused.njk', { words: REFUSALS[refusal] });
  }
}
