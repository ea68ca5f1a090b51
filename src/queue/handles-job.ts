import { DiscoveryService } from '@nestjs/core';
import { type JobHandler, type JobName, JOB_NAMES } from './jobs.js';

/** Marks the class that does one kind of job: `@HandlesJob('send-mail')`. */
export const HandlesJob = DiscoveryService.createDecorator<JobName>();

/**
 * One handler for every job in the catalogue.
 *
 * @throws Error naming every job with no handler and every job with more than one
 */
export function handlersByJob(
  found: readonly { job: JobName | undefined; handler: JobHandler }[],
): ReadonlyMap<JobName, JobHandler> {
  const faults: string[] = [];
  const handlers = new Map<JobName, JobHandler>();
  for (const name of JOB_NAMES) {
    const [handler, ...more] = found.filter(({ job }) => job === name).map((each) => each.handler);
    if (!handler) faults.push(`Job ${name} has no handler`);
    else if (more.length > 0) faults.push(`Job ${name} has ${more.length + 1} handlers`);
    else handlers.set(name, handler);
  }
  if (faults.length > 0) throw new Error(faults.join('. '));
  return handlers;
}
