import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database, inChunks, join, type Sql, sql } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { HandlesJob, type JobContext, type JobHandler, TryLater } from '../queue/index.js';
import { Cancelled } from '../shared/cancelled.js';
import { Explanations } from './explanations.repository.js';
import { Proposal, Run } from './run.entity.js';
import { outcomeByIds } from './rules/outcome-by-ids.js';
import { type ProblemKeys, RunProblem } from './run-problem.service.js';
import { RunsRepository } from './runs.repository.js';
import { isFinished } from './rules/run-states.js';
import { solveInThread, UnsolvableInput } from './solver.js';
import type { SolvedSummary, ToldOutcome } from './solve-messages.js';

const MILLISECONDS_BETWEEN_LOOKS = 100;
const PROPOSALS_A_STATEMENT = 50;
const MOST_FAILURE_CHARACTERS = 500;

/** Another attempt has taken the run over. Its answer is the same; this one leaves quietly. */
class Overtaken extends Error {}

/**
 * Carries a run from queued to its end. Each attempt takes a number, and writes only while that number
 * is the run's: a worker that was thought dead can do no harm. Proposals written before the end belong
 * to a run that has not succeeded, so nobody sees them; the next attempt begins without them.
 */
@Injectable()
@HandlesJob('solve-run')
export class SolveRunJob implements JobHandler<'solve-run'> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunProblem) private readonly problem: RunProblem,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  async handle({ runId }: { runId: string }, context: JobContext): Promise<void> {
    const run = await this.take(runId);
    if (!run) return;
    const stop = new AbortController();
    const progress = { stage: 'reading', percent: 0 };
    const looking = this.lookAfter(run, progress, stop, context.signal);
    try {
      const keys = { requestIds: new Map<string, string>(), offerIds: new Map<string, string>() };
      const summary = await solveInThread(
        this.problem.parts(run, keys),
        {
          progress: (stage, percent) => Object.assign(progress, { stage, percent }),
          signal: stop.signal,
        },
        (outcomes) => this.save(run, outcomes, keys),
      );
      await this.succeed(run, summary);
    } catch (error) {
      if (error instanceof Overtaken) return;
      if (error instanceof Cancelled) {
        // Asked to stop with the process: the job stays on the queue for whoever comes next.
        if (context.signal.aborted) throw new TryLater('The process is stopping', 1);
        await this.end(run, 'cancelled', null);
        return;
      }
      if (error instanceof UnsolvableInput) {
        await this.end(run, 'failed', error.message);
        return;
      }
      if (context.isLastAttempt) {
        await this.end(run, 'failed', 'Something went wrong on our side. Nothing was saved.');
      }
      throw error;
    } finally {
      clearInterval(looking);
    }
  }

  /** Takes the run for this attempt; `undefined` when there is nothing left to do. */
  private take(runId: string): Promise<Run | undefined> {
    return this.database.inTransaction(async (manager) => {
      const run = await this.runs.run(runId, manager);
      if (!run || isFinished(run.status)) return undefined;
      const changes = {
        status: 'running' as const,
        attempt: run.attempt + 1,
        startedAt: run.startedAt ?? new Date(),
        stage: 'reading',
        percent: 0,
      };
      const update = await manager.update(
        Run,
        { id: runId, attempt: run.attempt, status: run.status },
        changes,
      );
      if (update.affected === 0) return undefined;
      // What an earlier attempt saved may be of data that has changed since.
      await manager.delete(Proposal, { runId });
      return { ...run, ...changes };
    });
  }

  /** Writes progress where pages see it, and stops the work when somebody has asked for that. */
  private lookAfter(
    run: Run,
    progress: { readonly stage: string; readonly percent: number },
    stop: AbortController,
    ending: AbortSignal,
  ): NodeJS.Timeout {
    let written = '';
    let isLooking = false;
    ending.addEventListener('abort', () => stop.abort(), { once: true });
    if (ending.aborted) stop.abort();
    const look = async (): Promise<void> => {
      const now = await this.runs.run(run.id);
      if (now?.cancelAskedAt || now?.attempt !== run.attempt) stop.abort();
      const told = `${progress.stage} ${progress.percent}`;
      if (told === written) return;
      written = told;
      await this.database.inTransaction((manager) =>
        this.database.change(
          sql`UPDATE run SET stage = ${progress.stage}, percent = ${progress.percent}
               WHERE id = ${run.id} AND attempt = ${run.attempt} AND status = 'running'`,
          manager,
        ),
      );
    };
    return setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      // A look that fails is made good by the next; the run itself will meet the same fault if it lasts.
      look()
        .catch(() => undefined)
        .finally(() => {
          isLooking = false;
        });
    }, MILLISECONDS_BETWEEN_LOOKS);
  }

  private async save(run: Run, outcomes: readonly ToldOutcome[], keys: ProblemKeys): Promise<void> {
    for (const some of inChunks(outcomes, PROPOSALS_A_STATEMENT)) {
      const rows = some.map((told) => this.proposalRow(run.id, told, keys));
      await this.database.inTransaction(async (manager) => {
        const now = await manager.findOne(Run, { select: { attempt: true }, where: { id: run.id } });
        if (now?.attempt !== run.attempt) throw new Overtaken();
        // Written out: there are many, and this is the process that answers people.
        await this.database.change(
          sql`INSERT INTO proposal (run_id, request_id, status, offer_id, cost, travel_minutes, preference_rank,
                                    explanation)
              VALUES ${join(rows, ', ')}
              ON CONFLICT (run_id, request_id) DO UPDATE SET
                status = excluded.status, offer_id = excluded.offer_id, cost = excluded.cost,
                travel_minutes = excluded.travel_minutes, preference_rank = excluded.preference_rank,
                explanation = excluded.explanation`,
          manager,
        );
      });
      await nextTurn();
    }
  }

  private async succeed(run: Run, { inputDigest, timings, ...found }: SolvedSummary): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      const now = await this.runs.run(run.id, manager);
      if (now?.attempt !== run.attempt || now.status !== 'running') throw new Overtaken();
      if (now.cancelAskedAt) throw new Cancelled();
      await manager.update(
        Run,
        { id: run.id },
        {
          status: 'succeeded',
          finishedAt: new Date(),
          stage: null,
          percent: 100,
          engine: found.engine,
          inputDigest,
          summary: { ...found, timings },
        },
      );
      await this.runs.noteHeis(run.id, manager);
      await recordEvent(manager, {
        type: 'run-succeeded',
        actor: 'service',
        subjectType: 'run',
        subjectId: run.id,
        data: { requests: found.counts.requests, placed: found.objective.placed },
      });
    });
  }

  private async end(run: Run, status: 'failed' | 'cancelled', failure: string | null): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      const update = await manager.update(
        Run,
        { id: run.id, attempt: run.attempt, status: 'running' },
        {
          status,
          failure: failure?.slice(0, MOST_FAILURE_CHARACTERS) ?? null,
          finishedAt: new Date(),
          stage: null,
        },
      );
      if (update.affected === 0) return;
      await manager.delete(Proposal, { runId: run.id });
      await recordEvent(manager, {
        type: `run-${status}`,
        actor: 'service',
        subjectType: 'run',
        subjectId: run.id,
      });
    });
  }

  /** A proposal by our ids of requests and offers. The explanation keeps the references of offers, which people know. */
  private proposalRow(
    runId: string,
    { outcome, reason, changeThatWouldHelp }: ToldOutcome,
    { requestIds, offerIds }: ProblemKeys,
  ): Sql {
    const requestId = requestIds.get(outcome.request);
    if (!requestId) throw new Error('The engine answered for a request that was not asked about');
    const { offerId, cost, minutes, rank } =
      outcome.status === 'unplaced'
        ? { offerId: null, cost: null, minutes: null, rank: null }
        : {
            offerId: offerIds.get(outcome.offer) ?? null,
            cost: outcome.cost.total,
            minutes: Math.max(0, ...outcome.legMinutes),
            rank: outcome.preferenceRank,
          };
    const byIds = { reason, changeThatWouldHelp, outcome: outcomeByIds(outcome, requestIds) };
    const explanation = this.explanations.sealed(runId, requestId, byIds);
    return sql`(${runId}, ${requestId}, ${outcome.status}, ${offerId}, ${cost}, ${minutes}, ${rank},
                ${explanation})`;
  }
}
