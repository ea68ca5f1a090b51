import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, mayUse } from '../../../access/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { faultsInPage, type FieldFault, problem, ParseId } from '../../../web/index.js';
import { HostedRepository } from '../../hosted.repository.js';
import { OffersRepository } from '../../offers.repository.js';
import { PlacementsService } from '../../placements.service.js';
import { DECLINE_REASONS, type DeclineReason } from '../../rules/placement-states.js';
import { one, type Typed } from '../publish-offer/read-answers.js';
import { OfferPresenter } from '../see-offers/offer-facts.service.js';
import { DECLINE_WORDS, learnerRow } from '../see-hosting/hosting.presenter.js';

/** One learner who was matched to the host: can you take them? */
@ApiExcludeController()
@Controller('hosting/learners/:id')
export class AnswerPlacementController {
  private readonly professionNames: ReadonlyMap<string, string>;

  constructor(
    @Inject(HostedRepository) private readonly hosted: HostedRepository,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(OfferPresenter) private readonly presenter: OfferPresenter,
    @Inject(PlacementsService) private readonly service: PlacementsService,
    @Inject(PROFESSIONS) professions: readonly ProfessionFacts[],
  ) {
    this.professionNames = new Map(professions.map(({ code, name }) => [code, name]));
  }

  @Get()
  @Allows('hosting.read')
  async see(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Query('done') done: string | string[] | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.show(member, id, reply, {
      done:
        done === 'yes'
          ? 'You said yes. Thank you.'
          : done === 'no'
            ? 'You said no. The university knows why.'
            : null,
    });
  }

  @Post('answer')
  @Allows('hosting.edit')
  async answer(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Typed,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.hosted.learner(member.ownerId ?? '', id);
    if (!found) throw noLearner();
    const answer = one(body.answer);
    const reason = DECLINE_REASONS.find((each) => each === one(body.reason));
    const faults = faultsOf(answer, reason);
    if (faults.length > 0) {
      void reply.status(422);
      return this.show(member, id, reply, { typed: body, ...faultsInPage(faults) });
    }
    if (found.legsToAnswer.length === 0) throw problem(409, 'This has been answered already.');
    // A host with two legs on one offer answers for both. A no to the first ends it.
    for (const leg of answer === 'yes' ? found.legsToAnswer : found.legsToAnswer.slice(0, 1)) {
      const given =
        answer === 'yes' || !reason
          ? ({ kind: 'accepted' } as const)
          : ({ kind: 'declined', reason } as const);
      const result = await this.service.answerLeg(id, leg, given, member);
      if (result.ok) continue;
      if (result.refusal.kind === 'not-found') throw noLearner();
      throw problem(409, 'This has been answered or withdrawn meanwhile. Look again.');
    }
    await reply.redirect(`/hosting/learners/${id}?done=${answer}`, 303);
  }

  private async show(member: Member, id: string, reply: FastifyReply, more: object): Promise<void> {
    const found = await this.hosted.learner(member.ownerId ?? '', id);
    const offer = found && (await this.offers.one(found.offerId));
    if (!found || !offer) throw noLearner();
    await reply.view('placements/pages/answer-placement/answer-placement.njk', {
      learner: learnerRow(found, this.professionNames),
      offer: await this.presenter.facts(offer, null, true),
      mayEdit: mayUse(member, 'hosting.edit').isAllowed,
      reasons: DECLINE_REASONS.map((code) => ({ value: code, text: DECLINE_WORDS[code] })),
      ...more,
    });
  }
}

function faultsOf(answer: string, reason: DeclineReason | undefined): FieldFault[] {
  if (answer === 'yes') return [];
  if (answer !== 'no') return [{ field: 'answer', message: 'Say yes or no' }];
  return reason ? [] : [{ field: 'reason', message: 'Choose why you cannot take this student' }];
}

function noLearner() {
  return problem(404, 'There is no such student here.');
}
