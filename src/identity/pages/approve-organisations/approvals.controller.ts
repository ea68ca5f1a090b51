import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsNotEmpty, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { checkForm, faultsInPage, problem, ParseId } from '../../../web/index.js';
import { ClaimsService } from '../../claims.service.js';
import { dayWords } from '../../rules/moment-words.js';

class RefusalForm {
  @MaxLength(1_000, { message: 'Enter at most 1,000 characters' })
  @IsNotEmpty({ message: 'Enter the reason: they will read it' })
  reason: string;
}

const GONE = 'This one waits no longer. Somebody else may have decided.';

/** Where coordinators vouch for people whose address does not show where they work. */
@ApiExcludeController()
@Allows('organisations.approve')
@Controller('approvals')
export class ApprovalsController {
  constructor(@Inject(ClaimsService) private readonly claims: ClaimsService) {}

  @Get()
  async see(@Res() reply: FastifyReply): Promise<void> {
    await this.show(reply);
  }

  @Post(':id/approve')
  async approve(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.claims.approve(id, member))) throw problem(404, GONE);
    await reply.redirect('/approvals', 303);
  }

  @Post(':id/refuse')
  async refuse(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(RefusalForm, body);
    if (!filled.isRight) {
      void reply.status(422);
      const faults = filled.faults.map((fault) => ({ ...fault, field: `reason-${id}` }));
      return this.show(reply, faultsInPage(faults));
    }
    if (!(await this.claims.refuse(id, filled.form.reason, member))) throw problem(404, GONE);
    await reply.redirect('/approvals', 303);
  }

  private async show(reply: FastifyReply, more: object = {}): Promise<void> {
    const waiting = await this.claims.waiting();
    await reply.view('identity/pages/approve-organisations/approvals.njk', {
      claims: waiting.map((claim) => ({ ...claim, askedOn: dayWords(claim.createdAt) })),
      ...more,
    });
  }
}
