import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { problem } from '../web/index.js';
import type { Run } from './run.entity.js';
import { maySeeRun, mayPublishRun, mayStopRun, proposalsWithin, readerOf } from './run.policy.js';
import { nextPairs, type NextPairs } from './rules/next-pairs.js';
import { RunShares } from './run-shares.repository.js';
import { RunsRepository, type RunTally } from './runs.repository.js';
import type { ProposalReader } from './rules/told-proposal.js';

/** A run as one reader has it. */
export interface FoundRun {
  readonly run: Run;
  readonly reader: ProposalReader;
  /** What it came to for the requests that the reader sees. */
  readonly tally: RunTally;
  /** Whether the reader may stop it, and choose what the next run is to do otherwise. */
  readonly canSteer: boolean;
  readonly canPublish: boolean;
  /** Pairs of the next run: this one's and what was chosen since. None for those who may not choose. */
  readonly pairs: NextPairs;
}

/** Finds runs for pages, as far as they are the reader's to see. */
@Injectable()
export class RunFinder {
  constructor(
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(RunShares) private readonly shares: RunShares,
  ) {}

  /** @throws Problem 404 when there is no such run, or none for this actor */
  async find(id: string, actor: Actor): Promise<FoundRun> {
    const run = await this.runs.run(id);
    const heiIds = await this.runs.heisOf(id);
    if (!run || !maySeeRun(actor, { ...run, heiIds }).isAllowed) throw problem(404, 'There is no such run.');
    const canSteer = mayStopRun(actor, run).isAllowed;
    const none: NextPairs = { pinned: [], forbidden: [] };
    return {
      run,
      reader: readerOf(actor, run),
      tally: await this.runs.tally(id, proposalsWithin(actor)),
      canSteer,
      canPublish: mayPublishRun(actor, run).isAllowed,
      pairs: canSteer ? nextPairs(run.scope.policy, await this.shares.choices(id)) : none,
    };
  }

  /** @throws Problem 404 as {@link find}, and 409 when the run has no result */
  async findResult(id: string, actor: Actor): Promise<FoundRun> {
    const found = await this.find(id, actor);
    if (found.run.status !== 'succeeded') {
      throw problem(409, 'This run has no result to look at. Go back to the run.');
    }
    return found;
  }
}
