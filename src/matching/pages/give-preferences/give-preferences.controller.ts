import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, MaxLength, Max, Min, ValidateIf } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { type Transport, TRANSPORTS } from '../../../shared/travel-time.js';
import { checkForm, faultsInPage, problem, ParseId } from '../../../web/index.js';
import { OwnWishesService, type WishRefusal } from '../../own-wishes.service.js';
import { RANK_MOVES, type RankMove } from '../../rules/ranked-offers.js';
import { wishesPage } from './wishes-page.js';

const LONGEST_MINUTES = 240;
const MOST_SETTINGS = 20;

class TravelForm {
  @IsIn(TRANSPORTS, { message: 'Choose how you will travel' })
  transport: Transport;

  @ValidateIf(({ maxTravelMinutes }: TravelForm) => maxTravelMinutes !== null)
  @IsInt({ message: 'Enter minutes as a whole number, such as 60' })
  @Max(LONGEST_MINUTES, { message: `Enter at most ${LONGEST_MINUTES} minutes` })
  @Min(5, { message: 'Enter at least 5 minutes' })
  @Transform(({ value }: { value: unknown }) => minutesOf(value))
  maxTravelMinutes: number | null = null;

  @MaxLength(80, { each: true, message: 'Enter at most 80 characters on each line' })
  @ArrayMaxSize(MOST_SETTINGS, { message: `Enter at most ${MOST_SETTINGS} lines` })
  @Transform(({ value }: { value: unknown }) => linesOf(value))
  settingsDone: string[] = [];
}

class RankForm {
  @MaxLength(120)
  offer: string;

  @IsIn(RANK_MOVES)
  move: RankMove;
}

const REFUSALS: Readonly<Record<WishRefusal, [status: number, words: string]>> = {
  'not-found': [404, 'There is no such block of yours that still waits for a place.'],
  'does-not-fit': [409, 'This offer no longer fits. Look at the list again.'],
  'too-many': [409, 'Your list is full. Take something off first.'],
};

/** Where students say what they would like, and see at once what that leaves open. */
@ApiExcludeController()
@Allows('own-placements.see')
@Controller('my-preferences/:requestId')
export class GivePreferencesController {
  constructor(@Inject(OwnWishesService) private readonly wishes: OwnWishesService) {}

  @Get()
  async see(
    @By() member: Member,
    @Param('requestId', ParseId) requestId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(member, requestId, reply);
  }

  @Post('travel')
  async setTravel(
    @By() member: Member,
    @Param('requestId', ParseId) requestId: string,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(TravelForm, body);
    if (!filled.isRight) {
      void reply.status(422);
      return this.show(member, requestId, reply, { typed: body, ...faultsInPage(filled.faults) });
    }
    const { transport, maxTravelMinutes, settingsDone } = filled.form;
    const answer = await this.wishes.setTravel(member, requestId, {
      transport,
      maxTravelMinutes,
      settingsDone,
    });
    if (!answer.ok) throw problem(...REFUSALS[answer.refusal]);
    await reply.redirect(`/my-preferences/${requestId}`, 303);
  }

  @Post('rank')
  async rank(
    @By() member: Member,
    @Param('requestId', ParseId) requestId: string,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(RankForm, body);
    if (!filled.isRight) throw problem(422, 'Choose an offer, and what to do with it.');
    const answer = await this.wishes.rank(member, requestId, filled.form.offer, filled.form.move);
    if (!answer.ok) throw problem(...REFUSALS[answer.refusal]);
    await reply.redirect(`/my-preferences/${requestId}#list`, 303);
  }

  private async show(
    member: Member,
    requestId: string,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const wishes = await this.wishes.see(member, requestId);
    if (!wishes) throw problem(...REFUSALS['not-found']);
    await reply.view('matching/pages/give-preferences/preferences.njk', { ...wishesPage(wishes), ...more });
  }
}

/** What was typed as minutes: nothing is `null`, and what is no number stays as it is, to be found fault with. */
function minutesOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return null;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function linesOf(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return value
    .split('\n')
    .map((line) => line.trim().replaceAll('|', '/'))
    .filter((line) => line !== '');
}
