import { Body, Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, mayUse } from '../../../access/index.js';
import { dayNumber, isoDay } from '../../../shared/days.js';
import { checkForm, faultsInPage, type FieldFault, problem } from '../../../web/index.js';
import { HostProfiles, type ProfileAnswers } from '../../host-profiles.service.js';
import { readiness } from '../../rules/readiness.js';

const MOST = 2_000;
const tooLong = { message: `Enter at most ${MOST} characters` };

class ProfileForm {
  @MaxLength(200, { message: 'Enter at most 200 characters' }) safeguardingContact: string = '';
  @MaxLength(MOST, tooLong) induction: string = '';
  @MaxLength(MOST, tooLong) arrival: string = '';
  @MaxLength(MOST, tooLong) hours: string = '';
  @MaxLength(MOST, tooLong) clothes: string = '';
  @MaxLength(MOST, tooLong) travel: string = '';
}
const TEXTS = ['safeguardingContact', 'induction', 'arrival', 'hours', 'clothes', 'travel'] as const;
const DAYS = ['insured', 'risk'] as const;

type Typed = Readonly<Record<string, unknown>>;

/** A host's way to its first learner: what learners do, what supervision is, and what has to be ready. */
@ApiExcludeController()
@Controller('hosting/readiness')
export class GetReadyController {
  constructor(@Inject(HostProfiles) private readonly profiles: HostProfiles) {}

  @Get()
  @Allows('hosting.read')
  async see(
    @By() member: Member,
    @Query('done') done: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const profile = await this.profiles.of(member.ownerId ?? '');
    const items = readiness(profile, new Date().toISOString().slice(0, 10));
    await reply.view('providers/pages/get-ready/get-ready.njk', {
      items,
      isReady: items.every(({ state }) => state === 'done'),
      mayEdit: mayUse(member, 'hosting.edit').isAllowed,
      isSaved: done === 'saved',
      providerId: member.ownerId,
    });
  }

  @Get('checklist')
  @Allows('hosting.edit')
  async ask(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    const profile = await this.profiles.of(member.ownerId ?? '');
    await this.show(reply, {
      ...profile,
      ...dayParts('insured', profile.insuredUntil),
      ...dayParts('risk', profile.riskAssessedOn),
    });
  }

  @Post('checklist')
  @Allows('hosting.edit')
  async save(@By() member: Member, @Body() body: Typed, @Res() reply: FastifyReply): Promise<void> {
    const texts = Object.fromEntries(TEXTS.map((field) => [field, textOf(body[field])]));
    const filled = await checkForm(ProfileForm, texts);
    const faults: FieldFault[] = filled.isRight ? [] : [...filled.faults];
    const [insuredUntil, riskAssessedOn] = DAYS.map((prefix) => {
      const day = dayOf(body, prefix);
      if (day === undefined)
        faults.push({ field: `${prefix}-day`, message: 'Enter a day such as 31 3 2027, or leave it empty' });
      return day ?? null;
    });
    if (faults.length > 0 || !filled.isRight) {
      void reply.status(422);
      return this.show(reply, body, faultsInPage(faults));
    }
    const answers: ProfileAnswers = {
      insuredUntil: insuredUntil ?? null,
      riskAssessedOn: riskAssessedOn ?? null,
      safeguardingContact: filled.form.safeguardingContact || null,
      induction: filled.form.induction || null,
      arrival: filled.form.arrival || null,
      hours: filled.form.hours || null,
      clothes: filled.form.clothes || null,
      travel: filled.form.travel || null,
    };
    if (!(await this.profiles.save(member.ownerId ?? '', answers, member)))
      throw problem(404, 'There is no such organisation.');
    await reply.redirect('/hosting/readiness?done=saved', 303);
  }

  private async show(reply: FastifyReply, typed: Typed, more: object = {}): Promise<void> {
    await reply.view('providers/pages/get-ready/checklist.njk', { typed, ...more });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function dayParts(prefix: string, day: string | null): Record<string, string> {
  const [year = '', month = '', date = ''] = (day ?? '').split('-');
  return {
    [`${prefix}-day`]: date.replace(/^0/, ''),
    [`${prefix}-month`]: month.replace(/^0/, ''),
    [`${prefix}-year`]: year,
  };
}

/** A day; `null` where nothing was typed, `undefined` where it is none. */
function dayOf(typed: Typed, prefix: string): string | null | undefined {
  const parts = ['year', 'month', 'day'].map((part) => textOf(typed[`${prefix}-${part}`]));
  if (parts.every((part) => part === '')) return null;
  const number = dayNumber(parts.map((part) => part.padStart(2, '0')).join('-'));
  return number === undefined ? undefined : isoDay(number);
}
