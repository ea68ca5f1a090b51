import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { faultsInPage, problem, ParseId } from '../../../web/index.js';
import {
  LEFT_OPEN,
  nextStep,
  OFFER_STEPS,
  type OfferStep,
  NEEDED_STEPS,
  stepsFor,
} from '../../rules/offer-answers.js';
import { UnfinishedOffers } from '../../unfinished-offers.service.js';
import { OfferChoicesRepository } from './offer-choices.repository.js';
import { questionFields, whereInQuestions } from './question.presenter.js';
import { one, readAnswer, type Typed } from './read-answers.js';

/** The questions on the way to an offer, one a page. Each answer is kept when it is given. */
@ApiExcludeController()
@Controller('hosting/drafts')
export class QuestionController {
  constructor(
    @Inject(UnfinishedOffers) private readonly unfinished: UnfinishedOffers,
    @Inject(OfferChoicesRepository) private readonly choices: OfferChoicesRepository,
  ) {}

  @Post()
  @Allows('hosting.edit')
  async begin(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    const { id } = await this.unfinished.begin(member);
    await reply.redirect(`/hosting/drafts/${id}/questions/where`, 303);
  }

  @Get(':id/questions/:step')
  @Allows('hosting.edit')
  async ask(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Param('step') step: string,
    @Query('then') then: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(member, id, asked(step), then === 'check', reply);
  }

  @Post(':id/questions/:step')
  @Allows('hosting.edit')
  async answer(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Param('step') wanted: string,
    @Body() body: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const step = asked(wanted);
    const isThenCheck = one(body.then) === 'check';
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const elsewhere = `/hosting/drafts/${id}/${step === 'where' ? 'place' : 'elsewhere'}`;
    if (step === 'elsewhere' || (step === 'where' && one(body.site) === 'other'))
      return void (await reply.redirect(`${elsewhere}${isThenCheck ? '?then=check' : ''}`, 303));
    const isLeft = one(body.leave) === 'yes' && !NEEDED_STEPS.includes(step);
    const { choices } = await this.choices.of(member, found);
    const read = isLeft
      ? ({ isRight: true, answers: {} } as const)
      : readAnswer(step, body, found.unfinished.answers, choices);
    if (!read.isRight) {
      void reply.status(422);
      return this.show(member, id, step, isThenCheck, reply, { typed: body, ...faultsInPage(read.faults) });
    }
    const answers = await this.unfinished.answer(member, id, step, read.answers);
    if (!answers) throw noDraft();
    const next = nextStep(step, answers);
    const isNewQuestion = next === 'elsewhere' && answers.elsewhere === undefined;
    await reply.redirect(pathOf(id, isThenCheck && !isNewQuestion ? 'check' : next), 303);
  }

  @Post(':id/remove')
  @Allows('hosting.edit')
  async remove(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.unfinished.remove(member, id))) throw noDraft();
    await reply.redirect('/hosting', 303);
  }

  private async show(
    member: Member,
    id: string,
    step: OfferStep,
    isThenCheck: boolean,
    reply: FastifyReply,
    more: { readonly typed?: Typed } & object = {},
  ): Promise<void> {
    const found = await this.unfinished.one(member, id);
    if (!found) throw noDraft();
    const { answers, offerId } = found.unfinished;
    if (!stepsFor(answers).includes(step)) throw problem(404, 'This question is not asked here.');
    if (step === 'elsewhere') return void (await reply.redirect(`/hosting/drafts/${id}/elsewhere`, 303));
    const { world } = await this.choices.of(member, found);
    const { number, of, before } = whereInQuestions(step, answers);
    await reply.view('placements/pages/publish-offer/question.njk', {
      id,
      step,
      number,
      of,
      back: isThenCheck ? pathOf(id, 'check') : before ? pathOf(id, before) : '/hosting',
      isThenCheck,
      isChange: offerId !== null,
      mayLeave: !NEEDED_STEPS.includes(step),
      usualPlaces: LEFT_OPEN.places,
      fields: questionFields(step, answers, world, more.typed),
      ...more,
    });
  }
}

/** Where a question, or the last look, is. */
export function pathOf(id: string, step: OfferStep | 'check'): string {
  if (step === 'check' || step === 'elsewhere') return `/hosting/drafts/${id}/${step}`;
  return `/hosting/drafts/${id}/questions/${step}`;
}

export function noDraft() {
  return problem(404, 'There is no such draft. It may have been published or removed.');
}

function asked(step: string): OfferStep {
  const found = OFFER_STEPS.find((each) => each === step);
  if (!found) throw problem(404, 'There is no such question.');
  return found;
}
