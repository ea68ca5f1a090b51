import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from '../config/index.js';
import { createContext, openDatabaseOnly, openFoundations } from '../create-app.js';
import {
  MatchingModule,
  progressBar,
  RunInput,
  RunsRepository,
  RunsService,
  runScopeOf,
} from '../matching/index.js';
import { QueueFolderTaken } from '../queue/index.js';
import type { CommandOutput } from './output.js';

const MILLISECONDS_BETWEEN_LOOKS = 200;

/**
 * Puts a run on the queue and waits for its end. Works it here, unless another process on this machine
 * has the embedded queue: then that one does. Exit code 1 when the run does not succeed.
 */
export async function runMatching(
  config: Config,
  { label }: { label: string },
  { stdout, stderr, isTerminal }: CommandOutput,
): Promise<number> {
  const context = await workingContext(config);
  try {
    const input = Object.assign(new RunInput(), { label });
    const scope = runScopeOf(input, new Date().toISOString().slice(0, 10));
    const created = await context
      .get(RunsService)
      .createRun({ label, scope, asked: input, idempotencyKey: null }, 'operator');
    if (!created.ok) throw new Error(`The run was refused: ${created.refusal.kind}`);
    const runs = context.select(MatchingModule).get(RunsRepository);
    for (;;) {
      const run = await runs.run(created.value.id);
      if (!run) throw new Error('The run has vanished');
      if (isTerminal && run.stage) stderr(`\r${progressBar(run.stage, run.percent, 100)}`);
      if (run.status === 'succeeded' && run.summary) {
        const { objective, counts, isExact } = run.summary;
        if (isTerminal) stderr('\r');
        stdout(
          `Run ${run.id}: ${objective.placed} of ${counts.requests} placed, cost ${objective.cost}, ${isExact ? 'proven best' : 'best found'}\n`,
        );
        return 0;
      }
      if (run.status === 'failed' || run.status === 'cancelled') {
        stderr(`Run ${run.id} ${run.status}${run.failure ? `: ${run.failure}` : ''}\n`);
        return 1;
      }
      await wait(MILLISECONDS_BETWEEN_LOOKS);
    }
  } finally {
    await context.close();
  }
}

async function workingContext(config: Config): Promise<INestApplicationContext> {
  try {
    return await createContext(await openFoundations(config), 'working');
  } catch (error) {
    if (!(error instanceof QueueFolderTaken)) throw error;
    return createContext(await openDatabaseOnly(config), 'idle');
  }
}
