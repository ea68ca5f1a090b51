import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ROOT_FOLDER } from '../config/index.js';
import { Cancelled } from '../shared/cancelled.js';
import type { InputFault, Stage } from './engine/types.js';
import type { FromThread, ProblemPart, SolvedSummary, ToldOutcome, ToThread } from './solve-messages.js';

/** A thread can only be started from a file that is JavaScript, so it is always the built one. */
const THREAD_FILE = join(ROOT_FOLDER, 'dist/src/matching/solve.thread.js');

/** The problem itself cannot be solved as it stands. */
export class UnsolvableInput extends Error {
  constructor(readonly faults: readonly InputFault[]) {
    super(faults.map(({ path, found, wanted }) => `${path}: found ${found}, wanted ${wanted}`).join('; '));
    this.name = 'UnsolvableInput';
  }
}

export interface SolveWatch {
  progress(stage: Stage, percent: number): void;
  /** Aborting stops the thread at once, wherever it is. */
  readonly signal: AbortSignal;
}

/**
 * Solves in a thread of its own, so that this one goes on answering.
 *
 * @param takeOutcomes - called with some outcomes at a time; the next come when it is done
 * @throws UnsolvableInput when the parts contradict each other
 * @throws Cancelled when the signal was aborted; outcomes may have been taken before
 */
export async function solveInThread(
  parts: AsyncIterable<ProblemPart>,
  watch: SolveWatch,
  takeOutcomes: (outcomes: readonly ToldOutcome[]) => Promise<void>,
): Promise<SolvedSummary> {
  if (watch.signal.aborted) throw new Cancelled();
  const thread = new Worker(THREAD_FILE);
  try {
    const answers = answersOf(thread, watch.signal);
    const say = (message: ToThread): void => thread.postMessage(message);
    for await (const part of parts) {
      if (watch.signal.aborted) throw new Cancelled();
      say(part);
      await nextTurn();
    }
    let summary: SolvedSummary | undefined;
    for (;;) {
      const answer = await answers.next();
      switch (answer.kind) {
        case 'progress':
          watch.progress(answer.stage, answer.percent);
          break;
        case 'faults':
          throw new UnsolvableInput(answer.faults);
        case 'summary':
          summary = answer.summary;
          say({ kind: 'more' });
          break;
        case 'outcomes':
          await takeOutcomes(answer.outcomes);
          say({ kind: 'more' });
          break;
        case 'end':
          if (!summary) throw new Error('The solving thread ended without a summary');
          return summary;
      }
    }
  } finally {
    await thread.terminate();
  }
}

/** The thread's answers one after another; its failure, or the caller's signal, as the rejection of the next. */
function answersOf(thread: Worker, signal: AbortSignal): { next(): Promise<FromThread> } {
  const arrived: FromThread[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  thread.on('message', (message: FromThread) => {
    arrived.push(message);
    wake();
  });
  thread.on('error', fail);
  thread.on('exit', (code) => fail(new Error(`The solving thread stopped with ${code}`)));
  signal.addEventListener('abort', () => fail(new Cancelled()), { once: true });
  return {
    async next() {
      for (;;) {
        if (failure instanceof Cancelled) throw failure;
        const answer = arrived.shift();
        if (answer) return answer;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
