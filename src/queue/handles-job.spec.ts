import { handlersByJob } from './handles-job.js';
import { JOB_NAMES } from './jobs.js';

const handler = { handle: async () => undefined };
const all = JOB_NAMES.map((job) => ({ job, handler }));

describe('The check of job handlers at the start', () => {
  it('is content when every job has one', () => {
    expect([...handlersByJob(all).keys()]).toEqual(JOB_NAMES);
  });

  it('names every job that has none', () => {
    const few = all.filter(({ job }) => job !== 'send-mail' && job !== 'solve-run');
    expect(() => handlersByJob(few)).toThrow('Job solve-run has no handler. Job send-mail has no handler');
  });

  it('names a job that has two', () => {
    expect(() => handlersByJob([...all, { job: 'send-mail', handler }])).toThrow(
      'Job send-mail has 2 handlers',
    );
  });
});
