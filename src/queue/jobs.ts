/**
 * Every kind of job and what it carries. Ids only: a job outlives what it was made from, and a queue
 * is no place for personal data.
 */
export interface Jobs {
  'solve-run': { readonly runId: string };
  'announce-event': { readonly eventId: string };
  'send-mail': { readonly deliveryId: string };
  'apply-retention': Readonly<Record<string, never>>;
}

export type JobName = keyof Jobs;

export interface JobSettings {
  /** Tries in all before the job is put with the failed ones for a person to look at. */
  readonly attempts: number;
  /** Wait before the second try; doubles with each, give or take half, so that a herd spreads out. */
  readonly backoffMilliseconds: number;
  /** Jobs of this kind that one process works on at once. */
  readonly concurrency: number;
  /** When the queue itself asks for it, as cron says it, in England's time. */
  readonly schedule?: string;
}

export const JOBS: { readonly [Name in JobName]: JobSettings } = {
  'solve-run': { attempts: 5, backoffMilliseconds: 1_000, concurrency: 1 },
  'announce-event': { attempts: 10, backoffMilliseconds: 1_000, concurrency: 4 },
  'send-mail': { attempts: 12, backoffMilliseconds: 2_000, concurrency: 16 },
  'apply-retention': { attempts: 5, backoffMilliseconds: 60_000, concurrency: 1, schedule: '40 3 * * *' },
};

export const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** What a job body is told about the try it is in. */
export interface JobContext {
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Aborted when the process is asked to stop: leave off where another try can take over. */
  readonly signal: AbortSignal;
}

/** The body of one kind of job. Done twice it must do no more than done once. */
export interface JobHandler<Name extends JobName = JobName> {
  handle(payload: Jobs[Name], context: JobContext): Promise<void>;
  /** Called when a person has a failed job tried again: puts back what its last try had given up on. */
  beforeRetry?(payload: Jobs[Name]): Promise<void>;
  /** Called once in a process that works, before its first job. */
  begin?(): Promise<void>;
}

/** Thrown by a job body when another try cannot help. */
export class PermanentFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PermanentFailure';
  }
}

/** Thrown by a job body that wants another try later without this one counting as a fault of its own. */
export class TryLater extends Error {
  constructor(
    message: string,
    readonly afterMilliseconds: number,
  ) {
    super(message);
    this.name = 'TryLater';
  }
}
