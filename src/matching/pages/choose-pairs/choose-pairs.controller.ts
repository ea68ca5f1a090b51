import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsUUID, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By } from '../../../access/index.js';
import { textKey } from '../../../exchange/index.js';
import { OffersRepository, offersWithin, Onlookers } from '../../../placements/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import {
  checkForm,
  faultsInPage,
  type FieldFault,
  problem,
  MayBeLeftOut,
  ParseId,
} from '../../../web/index.js';
import { RunFinder, type FoundRun } from '../../run-finder.service.js';
import { RunResults } from '../../run-results.service.js';
import { RunShares } from '../../run-shares.repository.js';
import { CHOICE_KINDS, type ChoiceKind } from '../../rules/next-pairs.js';
import { shownProposal, studentName } from '../see-run/see-run.presenter.js';

const VIEWS = 'matching/pages/choose-pairs';
const MOST_SHOWN = 200;

class ChoiceForm {
  @IsUUID() requestId: string;
  @MayBeLeftOut() @IsUUID() offerId?: string;
  /** The reference of an offer as people know it, where the form does not bring its id. */
  @MayBeLeftOut() @MaxLength(120, { message: 'Enter the reference of an offer' }) reference?: string;
  @IsIn(CHOICE_KINDS, { message: 'Choose what is wanted' }) kind: ChoiceKind;
  @MayBeLeftOut() @MaxLength(600) next?: string;
}

/** Which students are to stay, and which pairs not to be, when the run is done again. */
@ApiExcludeController()
@Allows('runs.start')
@Controller('matching/:id')
export class ChoosePairsController {
  constructor(
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunResults) private readonly results: RunResults,
    @Inject(RunShares) private readonly shares: RunShares,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get('choices')
  async list(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.steerable(id, actor);
    const { pinned, forbidden } = found.pairs;
    const shown = [
      ...pinned.map((pair) => ({ ...pair, kind: 'pinned' })),
      ...forbidden.map((pair) => ({ ...pair, kind: 'forbidden' })),
    ].slice(0, MOST_SHOWN);
    const told = await this.results.of(found.run, actor, [...new Set(shown.map(({ request }) => request))]);
    const offers = await this.offers.byIds([...new Set(shown.map(({ offer }) => offer))]);
    const byId = new Map(offers.map(({ offer }) => [offer.id, offer]));
    await reply.view(`${VIEWS}/choices.njk`, {
      run: { id, label: found.run.label },
      choices: shown.flatMap(({ request, offer, kind }) => {
        const student = told.get(request);
        const of = byId.get(offer);
        if (!student || !of) return [];
        const who = studentName(student, found.reader, (code) => this.professionName(code));
        return [{ requestId: request, offerId: offer, kind, ...who, title: of.title, ref: of.ref }];
      }),
      left: pinned.length + forbidden.length - shown.length,
    });
  }

  @Get('students/:requestId')
  async student(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('requestId', ParseId) requestId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.showStudent(await this.steerable(id, actor), requestId, actor, reply);
  }

  @Post('choices')
  async choose(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.steerable(id, actor);
    const filled = await checkForm(ChoiceForm, body);
    if (!filled.isRight) throw problem(422, 'Choose a student and a place.', { errors: filled.faults });
    const { requestId, kind, reference = '', next } = filled.form;
    const [student] = (await this.results.of(found.run, actor, [requestId])).values();
    if (!student) throw problem(404, 'There is no such student in this run.');
    const offerId = await this.offerOf(filled.form, student.proposal.offerId, found, actor);
    if (offerId === undefined) {
      void reply.status(422);
      const message =
        reference === '' ? 'Enter the reference of an offer' : 'There is no offer with this reference';
      return this.showStudent(found, requestId, actor, reply, {
        typed: body,
        faults: [{ field: 'reference', message }],
      });
    }
    await this.shares.choose(id, { requestId, offerId, kind });
    await reply.redirect(within(id, next) ?? `/matching/${id}/choices`, 303);
  }

  /** The offer that a form means: one that this run or a choice names already, or one that the actor may see. */
  private async offerOf(
    { requestId, offerId, reference }: ChoiceForm,
    proposed: string | null,
    { pairs }: FoundRun,
    actor: Actor,
  ): Promise<string | undefined> {
    if (offerId !== undefined) {
      const chosen = [...pairs.pinned, ...pairs.forbidden].some(
        (pair) => pair.request === requestId && pair.offer === offerId,
      );
      return offerId === proposed || chosen ? offerId : undefined;
    }
    const key = textKey(reference ?? '');
    if (key === '') return undefined;
    return this.shares.offerId(key, offersWithin(await this.onlookers.of(actor)));
  }

  private async showStudent(
    { run, reader, pairs }: FoundRun,
    requestId: string,
    actor: Actor,
    reply: FastifyReply,
    more?: { readonly typed: Readonly<Record<string, unknown>>; readonly faults: readonly FieldFault[] },
  ): Promise<void> {
    const [told] = (await this.results.of(run, actor, [requestId])).values();
    if (!told) throw problem(404, 'There is no such student in this run.');
    await reply.view(`${VIEWS}/student.njk`, {
      run: { id: run.id, label: run.label },
      student: shownProposal(told, reader, pairs, (code) => this.professionName(code)),
      typed: more?.typed,
      ...(more ? faultsInPage(more.faults) : {}),
    });
  }

  /** @throws Problem 404 where the run is another's to steer, and 409 where it has no result */
  private async steerable(id: string, actor: Actor): Promise<FoundRun> {
    const found = await this.finder.findResult(id, actor);
    if (!found.canSteer) throw problem(404, 'There is no such run.');
    return found;
  }

  private professionName(code: string): string {
    return this.professions.find((each) => each.code === code)?.name ?? code;
  }
}

/** A way back that stays within the run; whatever else was sent is not followed. */
function within(id: string, next: string | undefined): string | undefined {
  return next !== undefined && /^[\w/?=&-]+$/.test(next) && next.startsWith(`/matching/${id}/`)
    ? next
    : undefined;
}
