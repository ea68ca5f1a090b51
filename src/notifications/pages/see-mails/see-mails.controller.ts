import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { minuteWords } from '../../../identity/index.js';
import { pageOf, problem, readCursor, ParseId } from '../../../web/index.js';
import { DeliveryLog } from '../../delivery-log.service.js';
import { DELIVERY_STATES, type DeliveryState } from '../../rules/delivery-states.js';

const MAILS_A_PAGE = 50;

const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  waiting: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  unconfirmed: 'Perhaps sent',
  failed: 'Not sent',
};

/** The log of mails, for an administrator: what was sent, what was not and why, and a second try. */
@ApiExcludeController()
@Allows('service.operate')
@Controller('system/mails')
export class SeeMailsController {
  constructor(@Inject(DeliveryLog) private readonly log: DeliveryLog) {}

  @Get()
  async see(
    @Query('state') wanted: unknown,
    @Query('cursor') cursor: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const state = DELIVERY_STATES.find((each) => each === wanted);
    const after = readCursor(typeof cursor === 'string' ? cursor : undefined, ['string']);
    const rows = await this.log.list(state, MAILS_A_PAGE, after ? String(after[0]) : undefined);
    const page = pageOf(rows, MAILS_A_PAGE, (row) => [row.id]);
    await reply.view('notifications/pages/see-mails/see-mails.njk', {
      states: DELIVERY_STATES.map((each) => ({
        value: each,
        text: STATE_WORDS[each],
        isChosen: each === state,
      })),
      state,
      mails: page.items.map(({ id, template, recipientKind, status, attempts, lastAnswer, ...when }) => ({
        id,
        what: template.replaceAll('-', ' '),
        to: recipientKind.replaceAll('-', ' '),
        state: STATE_WORDS[status],
        isInTrouble: status === 'failed' || status === 'unconfirmed',
        attempts,
        lastAnswer,
        asked: minuteWords(when.createdAt),
        sent: when.sentAt ? minuteWords(when.sentAt) : null,
      })),
      next: page.next,
    });
  }

  @Post(':id/send-again')
  async sendAgain(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.log.sendAgain(id, member);
    if (!answer.ok && answer.refusal.kind === 'not-found') throw problem(404, 'There is no such mail.');
    if (!answer.ok) throw problem(409, 'This mail is on its way, or has been sent.');
    await reply.redirect('/system/mails', 303);
  }
}
