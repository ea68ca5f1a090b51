import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By } from '../../../access/index.js';
import { proposalsWithin } from '../../run.policy.js';
import { faultsInPage, problem, ParseId } from '../../../web/index.js';
import { type FoundRun, RunFinder } from '../../run-finder.service.js';
import { RunShares } from '../../run-shares.repository.js';
import type { Overtaken } from '../../runs.repository.js';
import { type RunRefusal, RunsService } from '../../runs.service.js';

const VIEWS = 'matching/pages/publish-run';

/** The step after which others know: looked at once more, then done; and taken back. */
@ApiExcludeController()
@Allows('runs.publish')
@Controller('matching/:id')
export class PublishRunController {
  constructor(
    @Inject(RunFinder) private readonly finder: RunFinder,
    @Inject(RunsService) private readonly service: RunsService,
    @Inject(RunShares) private readonly shares: RunShares,
  ) {}

  @Get('publish')
  async check(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    if (found.run.publishedAt) return void (await reply.redirect(`/matching/${id}`, 303));
    await this.show('publish', found, actor, reply);
  }

  @Post('publish')
  async publish(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    const result = await this.service.publishRun(id, actor);
    if (result.ok) return void (await reply.redirect(`/matching/${id}`, 303));
    await this.refuse('publish', found, result.refusal, actor, reply);
  }

  @Get('withdraw')
  async checkWithdrawal(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    if (!found.run.publishedAt || found.run.withdrawnAt) {
      return void (await reply.redirect(`/matching/${id}`, 303));
    }
    await this.show('withdraw', found, actor, reply);
  }

  @Post('withdraw')
  async withdraw(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.publishable(id, actor);
    const result = await this.service.withdrawRun(id, actor);
    if (result.ok) return void (await reply.redirect(`/matching/${id}`, 303));
    await this.refuse('withdraw', found, result.refusal, actor, reply);
  }

  private async refuse(
    step: 'publish' | 'withdraw',
    found: FoundRun,
    refusal: RunRefusal,
    actor: Actor,
    reply: FastifyReply,
  ): Promise<void> {
    if (refusal.kind === 'not-found') throw problem(404, 'There is no such run.');
    void reply.status(409);
    const faults = [{ field: 'step', message: refusalWords(refusal) }];
    await this.show(step, found, actor, reply, faultsInPage(faults));
  }

  private async show(
    step: 'publish' | 'withdraw',
    { run, tally }: FoundRun,
    actor: Actor,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const groups = await this.shares.groups(run.id, proposalsWithin(actor));
    await reply.view(`${VIEWS}/${step}.njk`, {
      run: { id: run.id, label: run.label },
      tally: { ...tally, without: tally.requests - tally.placed },
      universities: new Set(groups.map(({ hei }) => hei)).size,
      ...more,
    });
  }

  /** @throws Problem 404 where the run is another's to publish, and 409 where it has no result */
  private async publishable(id: string, actor: Actor): Promise<FoundRun> {
    const found = await this.finder.findResult(id, actor);
    if (!found.canPublish) throw problem(404, 'There is no such run.');
    return found;
  }
}

function refusalWords(refusal: Exclude<RunRefusal, { readonly kind: 'not-found' }>): string {
  if (refusal.kind === 'overtaken') {
    return `Things have changed since this run: ${overtakenWords(refusal.by).join(', ')}. Run it again`;
  }
  if (refusal.kind === 'not-allowed' && refusal.from === 'published') return 'It is published already';
  if (refusal.kind === 'not-allowed' && refusal.from === 'withdrawn') return 'It was taken back already';
  return 'This cannot be done with the run as it is now';
}

function overtakenWords({ requestsHeld, offersGone, offersOverfull, limitsOverfull }: Overtaken): string[] {
  const told: readonly (readonly [number, string, string])[] = [
    [requestsHeld, 'student has a place by now', 'students have a place by now'],
    [offersGone, 'offer is no longer there', 'offers are no longer there'],
    [offersOverfull, 'offer has fewer places left', 'offers have fewer places left'],
    [limitsOverfull, 'supervisor or provider has less room', 'supervisors or providers have less room'],
  ];
  return told.flatMap(([count, one, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]));
}
