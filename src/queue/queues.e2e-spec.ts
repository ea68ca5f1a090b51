import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { eventually } from '../../test/support/test-app.js';
import { openEmbeddedBackend, QueueFolderTaken } from './embedded-backend.js';
import { type JobHandler, type JobName, JOB_NAMES, PermanentFailure, TryLater } from './jobs.js';
import { openQueueBackend, type QueueBackend } from './queue-backend.js';
import { Queues } from './queues.js';

const REDIS = process.env.TEST_REDIS_URL;

describe('The queue', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-queue-'));
  let backend: QueueBackend;
  let queues: Queues;
  const tries = new Map<string, number>();

  /** Every job is done by what its id says. */
  const handler: JobHandler = {
    handle: async (payload, { attempt }) => {
      const id = Object.values(payload)[0] ?? '';
      tries.set(id, (tries.get(id) ?? 0) + 1);
      if (id.startsWith('never')) throw new PermanentFailure('It cannot be done');
      if (id.startsWith('second-time') && attempt === 1) throw new Error('Not yet');
      if (id.startsWith('later') && tries.get(id) === 1) throw new TryLater('Busy', 50);
    },
  };

  beforeAll(async () => {
    backend = await openQueueBackend({
      queue: REDIS ? { kind: 'redis', url: REDIS } : { kind: 'embedded', folder },
      queuePrefix: `test-${randomBytes(4).toString('hex')}`,
    });
    queues = new Queues(backend, pino({ level: 'silent' }));
    queues.know(new Map<JobName, JobHandler>(JOB_NAMES.map((name) => [name, handler])));
    queues.work();
  });
  afterAll(async () => {
    await queues.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (id: string) => queues.add('announce-event', [{ id, payload: { eventId: id } }]);
  const done = (id: string, times: number) =>
    eventually(
      async () => tries.get(id) ?? 0,
      (count) => count === times,
    );

  it('does a job once that is added again while it waits', async () => {
    const job = { id: 'once', payload: { eventId: 'once' } };
    await queues.add('announce-event', [job, job]);
    await add('after');
    await done('after', 1);
    expect(tries.get('once')).toBe(1);
  });

  it('tries again what failed', async () => {
    await add('second-time');
    await done('second-time', 2);
  });

  it('puts a job off that asks for it, and does not count that as a failure', async () => {
    await add('later');
    await done('later', 2);
    expect((await queues.failed(10)).map(({ id }) => id)).not.toContain('announce-event_later');
  });

  it('keeps what cannot be done for a person to see, who may have it tried again', async () => {
    await add('never');
    const [failed] = await eventually(
      async () => (await queues.failed(10)).filter(({ id }) => id === 'announce-event_never'),
      (list) => list.length === 1,
    );
    expect(failed).toMatchObject({
      job: 'announce-event',
      reason: 'It cannot be done',
      payload: { eventId: 'never' },
    });
    expect(await queues.retry('announce-event', 'announce-event_never')).toBe(true);
    await done('never', 2);
    expect(await queues.retry('announce-event', 'announce-event_unheard-of')).toBe(false);
  });

  it('answers when it is asked whether it is there', async () => {
    await expect(queues.ping()).resolves.toBeUndefined();
  });

  if (!REDIS) {
    it('belongs to one process: whoever comes second is told so', async () => {
      await expect(openEmbeddedBackend(folder)).rejects.toThrow(QueueFolderTaken);
    });
  }
});
