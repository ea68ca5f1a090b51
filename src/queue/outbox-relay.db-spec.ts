import { pino } from 'pino';
import { migratedDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { JobName, Jobs } from './jobs.js';
import { putInOutbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxRow } from './outbox-row.entity.js';

describe('The outbox', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await migratedDatabase();
  });
  afterAll(() => test.drop());

  /** Keeps what it is given, and fails for as long as it is told to. */
  const queue = () => {
    const added: { name: JobName; id: string; payload: Jobs[JobName] }[] = [];
    const known = { added, isAway: false };
    return Object.assign(known, {
      add: async (name: JobName, jobs: readonly { id: string; payload: Jobs[JobName] }[]) => {
        if (known.isAway) throw new Error('The queue is away');
        added.push(...jobs.map((job) => ({ name, ...job })));
      },
    });
  };
  const relayTo = (target: ReturnType<typeof queue>) =>
    new OutboxRelay(test.database, target, pino({ level: 'silent' }));
  const waiting = () => test.database.reader.count(OutboxRow);

  it('gives no job to the queue when the transaction that asked for it fails', async () => {
    const target = queue();
    const failing = test.database.inTransaction(async (manager) => {
      await putInOutbox(manager, 'solve-run', [{ runId: 'never' }]);
      throw new Error('Changed my mind');
    });
    await expect(failing).rejects.toThrow('Changed my mind');
    await relayTo(target).drain();
    expect(target.added).toEqual([]);
  });

  it('gives each job once, oldest first, and keeps nothing', async () => {
    const target = queue();
    const ids = Array.from({ length: 450 }, (_, index) => ({ deliveryId: `delivery-${index}` }));
    await test.database.inTransaction((manager) => putInOutbox(manager, 'send-mail', ids));
    await relayTo(target).drain();
    expect(target.added.map(({ payload }) => payload)).toEqual(ids);
    expect(new Set(target.added.map(({ id }) => id)).size).toBe(450);
    expect(await waiting()).toBe(0);
  });

  it('keeps what the queue would not take until it does, under the same id', async () => {
    const target = queue();
    await test.database.inTransaction((manager) =>
      putInOutbox(manager, 'announce-event', [{ eventId: 'event-1' }]),
    );
    target.isAway = true;
    await expect(relayTo(target).drain()).rejects.toThrow('The queue is away');
    expect(await waiting()).toBe(1);
    const [row] = await test.database.reader.find(OutboxRow);
    target.isAway = false;
    await relayTo(target).drain();
    expect(target.added).toEqual([{ name: 'announce-event', id: row?.id, payload: { eventId: 'event-1' } }]);
  });

  it('is looked into right after a commit of this process', async () => {
    const target = queue();
    const relay = relayTo(target);
    relay.start();
    await test.database.inTransaction((manager) => putInOutbox(manager, 'solve-run', [{ runId: 'soon' }]));
    while (target.added.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await relay.stop();
    expect(target.added[0]?.payload).toEqual({ runId: 'soon' });
  });
});
