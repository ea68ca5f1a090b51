import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, Allows, By, mayUse, organisationOf, scopeOf } from '../../../access/index.js';
import { CohortsRepository, ofHeisWithin } from '../../../cohorts/index.js';
import { fixed, newId } from '../../../database/index.js';
import { defaultPolicy, textKey } from '../../../exchange/index.js';
import { dayWords, minuteWords } from '../../../identity/index.js';
import { OffersRepository, offersWithin, Onlookers } from '../../../placements/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import {
  checkForm,
  faultsInPage,
  type FieldFault,
  pageOf,
  PageQuery,
  RateLimits,
  readCursor,
  MayBeLeftOut,
} from '../../../web/index.js';
import type { Policy } from '../../engine/types.js';
import { type RunInput, runScopeOf } from '../../run.dto.js';
import { proposalsWithin, runsWithin } from '../../run.policy.js';
import { RunFinder } from '../../run-finder.service.js';
import { RunShares } from '../../run-shares.repository.js';
import { RunsRepository } from '../../runs.repository.js';
import { RunsService } from '../../runs.service.js';
import type { NextPairs } from '../../rules/next-pairs.js';
import { RULES_IN_WORDS } from '../../rules/run-words.js';
import { referencesIn, StartRunForm } from './start-run.form.js';
import { blockItems, shownRun, typedPolicy } from './start-run.presenter.js';

const VIEWS = 'matching/pages/start-run';
const RUNS_A_PAGE = 20;

class NewQuery {
  /** A block to choose from the first. */
  @MayBeLeftOut() @IsUUID() block?: string;
  /** A run whose blocks, weights and pairs are taken over. */
  @MayBeLeftOut() @IsUUID() from?: string;
}

/** The runs there are, and asking for a new one. */
@ApiExcludeController()
@Controller('matching')
export class StartRunController {
  constructor(
    @Inject(RunsService) private readonly service: RunsService,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunShares) private readonly shares: RunShares,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  @Allows('runs.read')
  async list(@By() actor: Actor, @Query() { cursor }: PageQuery, @Res() reply: FastifyReply): Promise<void> {
    const after = readCursor(cursor, ['string']);
    const found = await this.runs.list(runsWithin(actor), RUNS_A_PAGE, after);
    const { items, next } = pageOf(found, RUNS_A_PAGE, (run) => [run.id]);
    const within = proposalsWithin(actor);
    const runs = await Promise.all(
      items.map(async (run) =>
        shownRun(run, await this.runs.tally(run.id, within), minuteWords(run.createdAt)),
      ),
    );
    await reply.view(`${VIEWS}/runs.njk`, {
      runs,
      canStart: mayUse(actor, 'runs.start').isAllowed,
      first: after ? '/matching' : null,
      next: next && `/matching?cursor=${next}`,
    });
  }

  @Get('new')
  @Allows('runs.start')
  async ask(
    @By() actor: Actor,
    @Query() { block, from }: NewQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const before = from === undefined ? undefined : await this.finder.find(from, actor);
    const goesOn = before?.canSteer ? before : undefined;
    const policy = goesOn?.run.scope.policy ?? defaultPolicy(0);
    const without = goesOn?.run.scope.withoutOfferIds ?? [];
    const chosen = goesOn ? goesOn.run.scope.blockIds : block === undefined ? [] : [block];
    const label = goesOn ? `${goesOn.run.label}, again`.slice(0, 200) : `Matching of ${dayWords(new Date())}`;
    await this.show(actor, reply, {
      typed: {
        ...typedPolicy(policy),
        label,
        blockIds: chosen,
        withoutOffers: (await this.offers.byIds(without)).map(({ offer }) => offer.ref).join('\n'),
        from: goesOn?.run.id ?? '',
      },
      pairs: goesOn?.pairs,
    });
  }

  @Post()
  @Allows('runs.start')
  async start(
    @By() actor: Actor,
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(StartRunForm, body);
    if (!filled.isRight) return this.refuse(actor, reply, body, filled.faults);
    const { form } = filled;
    const before = form.from === undefined ? undefined : await this.finder.find(form.from, actor);
    const pairs = before?.canSteer ? before.pairs : undefined;
    const without = await this.offersNamed(referencesIn(form.withoutOffers), actor);
    if (without.unknown.length > 0) {
      const message = `There is no offer with the reference ${without.unknown.slice(0, 3).join(', ')}`;
      return this.refuse(actor, reply, body, [{ field: 'withoutOffers', message }], pairs);
    }
    await this.limits.take(request, 'run-organisation', organisationOf(actor) ?? '');
    const input = inputOf(form, without.ids, pairs);
    const scope = runScopeOf(input, new Date().toISOString().slice(0, 10));
    const idempotencyKey = `page:${form.key}`;
    const result = await this.service.createRun(
      { label: form.label, scope, asked: input, idempotencyKey },
      actor,
    );
    if (result.ok) return void (await reply.redirect(`/matching/${result.value.id}`, 303));
    const message =
      result.refusal.kind === 'key-used-for-another'
        ? 'You have started a run with this form already. Start again from here for another'
        : 'Choose blocks of the list';
    await this.refuse(actor, reply, body, [{ field: 'blockIds', message }], pairs);
  }

  private async refuse(
    actor: Actor,
    reply: FastifyReply,
    typed: Record<string, unknown>,
    faults: readonly FieldFault[],
    pairs?: NextPairs,
  ): Promise<void> {
    void reply.status(422);
    await this.show(actor, reply, { typed, pairs, ...faultsInPage(faults) });
  }

  private async show(
    actor: Actor,
    reply: FastifyReply,
    more: { readonly typed: Readonly<Record<string, unknown>>; readonly pairs?: NextPairs | undefined },
  ): Promise<void> {
    const blocks = await this.cohorts.blocks(ofHeisWithin(actor, 'runs.start', fixed('h.id')));
    const today = new Date().toISOString().slice(0, 10);
    const ofMany = scopeOf(actor, 'runs.start').reach === 'all';
    await reply.view(`${VIEWS}/new.njk`, {
      ...more,
      ...blockItems(
        blocks.filter(({ startsOn }) => startsOn >= today),
        more.typed.blockIds,
        { ofMany, professionName: (code) => this.professionName(code) },
      ),
      ofMany,
      rules: RULES_IN_WORDS,
      key: newId(),
      pinned: more.pairs?.pinned.length ?? 0,
      forbidden: more.pairs?.forbidden.length ?? 0,
    });
  }

  /** Published offers that the actor may see, by the references that people know. */
  private async offersNamed(references: readonly string[], actor: Actor) {
    const within = offersWithin(await this.onlookers.of(actor));
    const ids: string[] = [];
    const unknown: string[] = [];
    for (const reference of references) {
      const id = await this.shares.offerId(textKey(reference), within);
      if (id === undefined) unknown.push(reference.slice(0, 60));
      else ids.push(id);
    }
    return { ids, unknown };
  }

  private professionName(code: string): string {
    return this.professions.find((each) => each.code === code)?.name ?? code;
  }
}

function inputOf(form: StartRunForm, withoutOfferIds: string[], pairs: NextPairs | undefined): RunInput {
  const { travel, preference, variety, fairness, defaultMaxTravelMinutes, maxSeconds } = form;
  const pairInputs = (list: Policy['pinned']) =>
    list.map(({ request, offer }) => ({ requestId: request, offerId: offer }));
  return {
    label: form.label,
    blockIds: form.blockIds,
    heiIds: [],
    ...(withoutOfferIds.length > 0 ? { withoutOfferIds } : {}),
    policy: {
      weights: { travel, preference, variety },
      ...(fairness ? { fairness } : {}),
      defaultMaxTravelMinutes,
      maxSeconds,
      forbidRepeatProvider: form.forbidRepeatProvider === 'yes',
      pinned: pairInputs(pairs?.pinned ?? []),
      forbidden: pairInputs(pairs?.forbidden ?? []),
    },
  };
}
