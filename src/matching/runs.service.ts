import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CohortsRepository, ofHeisWithin } from '../cohorts/index.js';
import { Database, fixed, isDuplicate, newId, type Sql } from '../database/index.js';
import { type Actor, organisationOf } from '../access/index.js';
import { recordEvent } from '../identity/index.js';
import { PlacementsService } from '../placements/index.js';
import { putInOutbox } from '../queue/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import type { FieldFault } from '../web/index.js';
import { Proposal, Run } from './run.entity.js';
import { mayPublishRun, mayStopRun, runsOverHei } from './run.policy.js';
import type { RunScope } from './rules/run-scope.js';
import { isFinished, type RunState } from './rules/run-states.js';
import { type Overtaken, RunsRepository } from './runs.repository.js';

export type RunRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'faults'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'key-used-for-another' }
  | { readonly kind: 'not-allowed'; readonly from: RunState | 'published' | 'withdrawn' }
  | { readonly kind: 'overtaken'; readonly by: Overtaken };

const PROPOSALS_A_TURN = 500;
const MOST_SHOWN = 5;
/** Word under which only one transaction at a time makes or takes back placements of runs. */
const PLACING = 'placing';

/** Asking for runs, calling them off, and putting what they found into force. */
@Injectable()
export class RunsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(PlacementsService) private readonly placements: PlacementsService,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
  ) {}

  /**
   * Puts a run on the queue. The same key of the same organisation with the same request gives the run that it
   * made before. People of an HEI start runs over their own students alone; blocks of others they do not know.
   */
  async createRun(
    {
      label,
      scope,
      asked,
      idempotencyKey,
    }: {
      label: string;
      scope: RunScope;
      /** The request as it came, before defaults that change with the day. */
      asked: object;
      idempotencyKey: string | null;
    },
    actor: Actor,
  ): Promise<Result<Run, RunRefusal>> {
    const organisationId = organisationOf(actor);
    const key = idempotencyKey === null ? null : keyDigest(organisationId, idempotencyKey);
    const scopeDigest = createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
    const again = async (manager: EntityManager): Promise<Result<Run, RunRefusal> | undefined> => {
      const before = key ? await this.runs.byIdempotencyKey(key, manager) : null;
      if (!before) return undefined;
      return before.scopeDigest === scopeDigest ? ok(before) : refused({ kind: 'key-used-for-another' });
    };
    try {
      return await this.database.inTransaction(async (manager) => {
        const before = await again(manager);
        if (before) return before;
        const faults = await this.unknownIds(scope, actor, manager);
        if (faults.length > 0) return refused({ kind: 'faults', faults });
        const heiId = runsOverHei(actor);
        const narrowed = heiId === null ? scope : { ...scope, heiIds: [heiId] };
        const run = newRun({ organisationId, label, scope: narrowed, scopeDigest, idempotencyKey: key });
        await manager.insert(Run, run);
        await putInOutbox(manager, 'solve-run', [{ runId: run.id }]);
        await recordEvent(manager, { type: 'run-created', actor, subjectType: 'run', subjectId: run.id });
        return ok(run);
      });
    } catch (error) {
      // Two with one key in the same moment: the first has made the run that the second asks for.
      if (!isDuplicate(error)) throw error;
      const before = await again(this.database.reader);
      if (!before) throw error;
      return before;
    }
  }

  /** Stops a run that waits or is under way. One that is solving notices within a tenth of a second. */
  cancelRun(id: string, actor: Actor): Promise<Result<Run, RunRefusal>> {
    return this.database.inTransaction(async (manager) => {
      const run = await this.runs.run(id, manager);
      if (!run || !mayStopRun(actor, run).isAllowed) return refused({ kind: 'not-found' });
      if (isFinished(run.status)) return refused({ kind: 'not-allowed', from: run.status });
      const now = new Date();
      const changed: Run =
        run.status === 'queued'
          ? { ...run, status: 'cancelled', cancelAskedAt: now, finishedAt: now }
          : { ...run, cancelAskedAt: now };
      const update = await manager.update(
        Run,
        { id, status: run.status },
        { status: changed.status, cancelAskedAt: now, finishedAt: changed.finishedAt },
      );
      if (update.affected === 0) return refused({ kind: 'not-allowed', from: run.status });
      await recordEvent(manager, { type: 'run-cancelled', actor, subjectType: 'run', subjectId: id });
      return ok(changed);
    });
  }

  /**
   * Makes placements of a run's proposals and lets everyone know. Refused when students, offers, pools or
   * caps have moved on since so that the proposals no longer fit. One run at a time: what is checked here
   * is what another might be changing.
   */
  publishRun(id: string, actor: Actor): Promise<Result<Run, RunRefusal>> {
    return this.database.inTransaction(async (manager) => {
      await this.database.alone(manager, PLACING);
      const run = await this.runs.run(id, manager);
      if (!run || !mayPublishRun(actor, run).isAllowed) return refused({ kind: 'not-found' });
      if (run.publishedAt) return refused({ kind: 'not-allowed', from: 'published' });
      if (run.status !== 'succeeded') return refused({ kind: 'not-allowed', from: run.status });
      const by = await this.runs.overtaken(id, manager);
      if (Object.values(by).some((count) => count > 0)) return refused({ kind: 'overtaken', by });
      const changed: Run = { ...run, publishedAt: new Date() };
      await manager.update(Run, { id }, { publishedAt: changed.publishedAt });
      let placed = 0;
      for await (const pairs of this.placedPairs(id, manager)) {
        await this.placements.offerPlacements(manager, id, pairs);
        placed += pairs.length;
      }
      await recordEvent(manager, {
        type: 'run-published',
        actor,
        subjectType: 'run',
        subjectId: id,
        data: { placed },
      });
      return ok(changed);
    });
  }

  /** Takes back a published run: every placement of it that is not over is withdrawn. */
  withdrawRun(id: string, actor: Actor): Promise<Result<Run, RunRefusal>> {
    return this.database.inTransaction(async (manager) => {
      await this.database.alone(manager, PLACING);
      const run = await this.runs.run(id, manager);
      if (!run || !mayPublishRun(actor, run).isAllowed) return refused({ kind: 'not-found' });
      if (run.withdrawnAt) return refused({ kind: 'not-allowed', from: 'withdrawn' });
      if (!run.publishedAt) return refused({ kind: 'not-allowed', from: run.status });
      const changed: Run = { ...run, withdrawnAt: new Date() };
      await manager.update(Run, { id }, { withdrawnAt: changed.withdrawnAt });
      const withdrawn = await this.placements.withdrawRun(manager, id, 'run-withdrawn');
      await recordEvent(manager, {
        type: 'run-withdrawn',
        actor,
        subjectType: 'run',
        subjectId: id,
        data: { placements: withdrawn },
      });
      return ok(changed);
    });
  }

  private async unknownIds(
    { blockIds, heiIds, policy }: RunScope,
    actor: Actor,
    manager: EntityManager,
  ): Promise<FieldFault[]> {
    const within = (heiId: Sql) => ofHeisWithin(actor, 'runs.start', heiId);
    const blocks = await this.cohorts.knownBlocks(blockIds, within(fixed('p.hei_id')), manager);
    const weighed = policy.entitlementWeights.map(({ hei }) => hei);
    const heis = await this.cohorts.knownHeis([...heiIds, ...weighed], within(fixed('h.id')), manager);
    const fault = (field: string, ids: readonly string[], known: ReadonlySet<string>, what: string) => {
      const unknown = ids.filter((id) => !known.has(id));
      return unknown.length === 0
        ? []
        : [{ field, message: `found ${unknown.slice(0, MOST_SHOWN).join(', ')}, wanted ids of ${what}` }];
    };
    return [
      ...fault('blockIds', blockIds, blocks, 'blocks'),
      ...fault('heiIds', heiIds, heis, 'HEIs'),
      ...fault('policy.entitlementWeights', weighed, heis, 'HEIs'),
    ];
  }

  private async *placedPairs(runId: string, manager: EntityManager) {
    for (let after = ''; ;) {
      const page = await manager
        .createQueryBuilder(Proposal, 'proposal')
        .select(['proposal.runId', 'proposal.requestId', 'proposal.offerId'])
        .where('proposal.runId = :runId AND proposal.status = :status', { runId, status: 'placed' })
        .andWhere('proposal.requestId > :after', { after })
        .orderBy('proposal.requestId')
        .take(PROPOSALS_A_TURN)
        .getMany();
      const last = page.at(-1);
      if (!last) return;
      after = last.requestId;
      yield page.flatMap(({ requestId, offerId }) => (offerId ? [{ requestId, offerId }] : []));
      await nextTurn();
    }
  }
}

/** Two organisations may use one word; each means its own run by it. */
function keyDigest(organisationId: string | null, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([organisationId, key]))
    .digest('base64url');
}

function newRun(
  asked: Pick<Run, 'organisationId' | 'label' | 'scope' | 'scopeDigest' | 'idempotencyKey'>,
): Run {
  return {
    ...asked,
    id: newId(),
    status: 'queued',
    inputDigest: null,
    engine: null,
    stage: null,
    percent: 0,
    summary: null,
    failure: null,
    attempt: 0,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
    cancelAskedAt: null,
    publishedAt: null,
    withdrawnAt: null,
  };
}
