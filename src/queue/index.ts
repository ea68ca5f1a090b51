export { HandlesJob } from './handles-job.js';
export {
  type JobContext,
  type JobHandler,
  type JobName,
  type Jobs,
  JOB_NAMES,
  JOBS,
  PermanentFailure,
  TryLater,
} from './jobs.js';
export { putInOutbox } from './outbox.js';
export { QueueFolderTaken } from './embedded-backend.js';
export { idleBackend, openQueueBackend, type QueueBackend } from './queue-backend.js';
export { type QueueMode, QueueModule } from './queue.module.js';
export { type FailedJob, Queues } from './queues.js';
