import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migratedDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { HandoverJournal, type Mail, type MailAnswer, type Mailer } from '../mail/index.js';
import { OutboxRow } from '../queue/outbox-row.entity.js';
import type { JobContext } from '../queue/index.js';
import { newId } from '../database/index.js';
import { Delivery } from './delivery.entity.js';
import type { MailWriter, NoMail } from './mail-writer.service.js';
import { SendMailJob } from './send-mail.job.js';

const context: JobContext = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };
const MAIL = { messageId: 'x@fairplace' } as Mail;

describe('Sending a mail', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await migratedDatabase();
  });
  afterAll(() => test.drop());

  const delivery = async (more: Partial<Delivery> = {}): Promise<string> => {
    const id = newId();
    await test.database.inTransaction((manager) =>
      manager.insert(Delivery, {
        id,
        eventId: newId(),
        template: 'run-published-know',
        recipientKind: 'hei',
        recipientId: newId(),
        subjectId: null,
        messageId: `${id}@fairplace`,
        status: 'waiting',
        attempts: 0,
        claimedBy: null,
        leasedUntil: null,
        lastAnswer: null,
        createdAt: new Date(),
        sentAt: null,
        ...more,
      }),
    );
    return id;
  };
  const read = (id: string) => test.database.reader.findOneByOrFail(Delivery, { id });

  const folder = mkdtempSync(join(tmpdir(), 'fairplace-handover-'));
  const jobs: SendMailJob[] = [];
  afterAll(() => {
    for (const each of jobs) each.onApplicationShutdown();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A mailer that comes to the last moment, as all do, and then answers as it is told. */
  const mailer = (answer: () => MailAnswer | Promise<MailAnswer>) => {
    const sent: string[] = [];
    const send: Mailer['send'] = async (mail, lastMoment) => {
      lastMoment();
      sent.push(mail.messageId);
      return answer();
    };
    return { sent, send, close: async () => undefined };
  };
  /** A process of its own that sends through the mailer. */
  const job = async (target: Mailer, written: Mail | NoMail = MAIL) => {
    const writer = { write: async () => written } as unknown as MailWriter;
    const begun = new SendMailJob(test.database, target, writer, folder);
    await begun.begin();
    jobs.push(begun);
    return begun;
  };
  const taken = () => mailer(() => ({ kind: 'taken', answer: '250 ok' }));
  /** A process that claimed deliveries and died; some of them were in its journal. */
  const deadProcess = (journalled: readonly string[]): string => {
    const journal = HandoverJournal.open(folder);
    for (const id of journalled) journal.record(id);
    journal.record('keeps the file');
    journal.close();
    return journal.owner;
  };
  const inAWhile = () => new Date(Date.now() + 30_000);

  it('is done once, however often it is asked for', async () => {
    const id = await delivery();
    const target = taken();
    await (await job(target)).handle({ deliveryId: id }, context);
    await (await job(target)).handle({ deliveryId: id }, context);
    expect(target.sent).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: 'sent', attempts: 1, lastAnswer: '250 ok' });
  });

  it('is done by one of two who come at the same moment', async () => {
    const id = await delivery();
    const target = taken();
    const both = [await job(target), await job(target)].map((each) =>
      each.handle({ deliveryId: id }, context),
    );
    await Promise.allSettled(both);
    expect(target.sent).toHaveLength(1);
  });

  it('waits while a process that lives has it, and does not touch the mail', async () => {
    const other = await job(taken());
    const { owner } = (other as unknown as { journal: HandoverJournal }).journal;
    const id = await delivery({ status: 'sending', claimedBy: owner, leasedUntil: inAWhile() });
    const target = taken();
    await expect((await job(target)).handle({ deliveryId: id }, context)).rejects.toMatchObject({
      name: 'TryLater',
    });
    expect(target.sent).toEqual([]);
    expect((await read(id)).status).toBe('sending');
  });

  it('goes on with what a dead process had not handed over, and leaves the rest to a person', async () => {
    const [unsent, out] = [newId(), newId()];
    const claimedBy = deadProcess([out]);
    for (const id of [unsent, out])
      await delivery({ id, status: 'sending', claimedBy, leasedUntil: inAWhile() });
    await job(taken());
    expect((await read(unsent)).status).toBe('waiting');
    expect((await read(out)).status).toBe('unconfirmed');
    const asked = await test.database.reader.findBy(OutboxRow, { job: 'send-mail' });
    expect(asked.map(({ payload }) => payload)).toEqual([{ deliveryId: unsent }]);
  });

  it('gives up waiting for a process of another machine when its lease is over', async () => {
    const id = await delivery({
      status: 'sending',
      claimedBy: newId(),
      leasedUntil: new Date(Date.now() - 1),
    });
    const target = taken();
    await (await job(target)).handle({ deliveryId: id }, context);
    expect(target.sent).toEqual([]);
    expect((await read(id)).status).toBe('unconfirmed');
  });

  it('leaves to a person a mail whose connection broke after it was handed over', async () => {
    const id = await delivery();
    const target = mailer(() => Promise.reject(new Error('ECONNRESET')));
    await (await job(target)).handle({ deliveryId: id }, context);
    expect((await read(id)).status).toBe('unconfirmed');
  });

  it('waits for another try when the server asks for that, and fails at the last', async () => {
    const id = await delivery();
    const target = mailer(() => ({ kind: 'refused-for-now', answer: '451 later' }));
    await expect((await job(target)).handle({ deliveryId: id }, context)).rejects.toThrow('451 later');
    expect((await read(id)).status).toBe('waiting');
    const last = { ...context, attempt: 12, isLastAttempt: true };
    await expect((await job(target)).handle({ deliveryId: id }, last)).rejects.toThrow('451 later');
    expect(await read(id)).toMatchObject({ status: 'failed', lastAnswer: '451 later' });
  });

  it('fails at once when the server will never take it, or nobody knows where to send it', async () => {
    const refused = await delivery();
    await (
      await job(mailer(() => ({ kind: 'refused-for-good', answer: '550 no' })))
    ).handle({ deliveryId: refused }, context);
    expect(await read(refused)).toMatchObject({ status: 'failed', lastAnswer: '550 no' });
    const nowhere = await delivery();
    await (await job(taken(), 'no-address')).handle({ deliveryId: nowhere }, context);
    expect(await read(nowhere)).toMatchObject({ status: 'failed', lastAnswer: 'no address is known' });
  });

  it('stays waiting when the server cannot be reached', async () => {
    const id = await delivery();
    const away: Mailer = {
      send: () => Promise.reject(new Error('ECONNREFUSED')),
      close: async () => undefined,
    };
    await expect((await job(away)).handle({ deliveryId: id }, context)).rejects.toThrow('ECONNREFUSED');
    expect((await read(id)).status).toBe('waiting');
  });
});
