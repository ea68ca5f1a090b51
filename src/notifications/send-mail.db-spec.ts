import { migratedDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { Mail, MailAnswer, Mailer } from '../mail/index.js';
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

  /** A mailer that asks first, as all do, and then answers as it is told. */
  const mailer = (answer: () => MailAnswer | Promise<MailAnswer>) => {
    const sent: string[] = [];
    const send: Mailer['send'] = async (mail, mayGo) => {
      if (!(await mayGo())) return { kind: 'held-back' };
      sent.push(mail.messageId);
      return answer();
    };
    return { sent, send, close: async () => undefined };
  };
  const job = (target: Mailer, written: Mail | NoMail = MAIL) =>
    new SendMailJob(test.database, target, { write: async () => written } as unknown as MailWriter);
  const taken = () => mailer(() => ({ kind: 'taken', answer: '250 ok' }));

  it('is done once, however often it is asked for', async () => {
    const id = await delivery();
    const target = taken();
    await job(target).handle({ deliveryId: id }, context);
    await job(target).handle({ deliveryId: id }, context);
    expect(target.sent).toHaveLength(1);
    expect(await read(id)).toMatchObject({ status: 'sent', attempts: 1, lastAnswer: '250 ok' });
  });

  it('is done by one of two who come at the same moment', async () => {
    const id = await delivery();
    const target = taken();
    const both = [job(target), job(target)].map((each) => each.handle({ deliveryId: id }, context));
    await Promise.allSettled(both);
    expect(target.sent).toHaveLength(1);
  });

  it('waits while somebody else may still be at it, and does not touch the mail', async () => {
    const id = await delivery({ status: 'handing-over', leasedUntil: new Date(Date.now() + 30_000) });
    const target = taken();
    await expect(job(target).handle({ deliveryId: id }, context)).rejects.toMatchObject({ name: 'TryLater' });
    expect(target.sent).toEqual([]);
    expect((await read(id)).status).toBe('handing-over');
  });

  it('leaves to a person what a process that died may have sent', async () => {
    const id = await delivery({ status: 'handing-over', leasedUntil: new Date(Date.now() - 1) });
    const target = taken();
    await job(target).handle({ deliveryId: id }, context);
    expect(target.sent).toEqual([]);
    expect((await read(id)).status).toBe('unconfirmed');
  });

  it('leaves to a person a mail whose connection broke after it was handed over', async () => {
    const id = await delivery();
    const target = mailer(() => Promise.reject(new Error('ECONNRESET')));
    await job(target).handle({ deliveryId: id }, context);
    expect((await read(id)).status).toBe('unconfirmed');
  });

  it('waits for another try when the server asks for that, and fails at the last', async () => {
    const id = await delivery();
    const target = mailer(() => ({ kind: 'refused-for-now', answer: '451 later' }));
    await expect(job(target).handle({ deliveryId: id }, context)).rejects.toThrow('451 later');
    expect((await read(id)).status).toBe('waiting');
    const last = { ...context, attempt: 12, isLastAttempt: true };
    await expect(job(target).handle({ deliveryId: id }, last)).rejects.toThrow('451 later');
    expect(await read(id)).toMatchObject({ status: 'failed', lastAnswer: '451 later' });
  });

  it('fails at once when the server will never take it, or nobody knows where to send it', async () => {
    const refused = await delivery();
    await job(mailer(() => ({ kind: 'refused-for-good', answer: '550 no' }))).handle(
      { deliveryId: refused },
      context,
    );
    expect(await read(refused)).toMatchObject({ status: 'failed', lastAnswer: '550 no' });
    const nowhere = await delivery();
    await job(taken(), 'no-address').handle({ deliveryId: nowhere }, context);
    expect(await read(nowhere)).toMatchObject({ status: 'failed', lastAnswer: 'no address is known' });
  });

  it('stays waiting when the server cannot be reached', async () => {
    const id = await delivery();
    const away: Mailer = {
      send: () => Promise.reject(new Error('ECONNREFUSED')),
      close: async () => undefined,
    };
    await expect(job(away).handle({ deliveryId: id }, context)).rejects.toThrow('ECONNREFUSED');
    expect((await read(id)).status).toBe('waiting');
  });
});
