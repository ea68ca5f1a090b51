import { openSmtpInbox } from '../../test/support/smtp-inbox.js';
import type { Mail } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

const mail = (id: string, more: Partial<Mail> = {}): Mail => ({
  messageId: `${id}@fairplace`,
  to: { name: 'Ada Low', address: 'ada@example.org' },
  subject: 'Your placement',
  text: 'It is on.\n.\n..two dots\n',
  html: '<p>It is on.</p>',
  writtenAt: new Date('2026-11-22T09:00:00Z'),
  ...more,
});
const nothing = () => undefined;

describe('The SMTP mailer', () => {
  it('hands a mail over, and says what the server said', async () => {
    const inbox = await openSmtpInbox();
    const mailer = new SmtpMailer(inbox.url, 'Fairplace <fairplace@example.org>');
    await expect(mailer.send(mail('one'), nothing)).resolves.toMatchObject({
      kind: 'taken',
      answer: expect.stringMatching(/^250/),
    });
    await expect(mailer.send(mail('two'), nothing)).resolves.toMatchObject({ kind: 'taken' });
    expect(inbox.received.map(({ messageId }) => messageId)).toEqual(['one@fairplace', 'two@fairplace']);
    expect(inbox.received[0]?.content).toContain('..two dots');
    await mailer.close();
    await inbox.close();
  });

  it('tells of the last moment when the server has all but the end', async () => {
    const inbox = await openSmtpInbox();
    const mailer = new SmtpMailer(inbox.url, 'fairplace@example.org');
    const seen: number[] = [];
    await mailer.send(mail('told'), () => seen.push(inbox.received.length));
    expect(seen).toEqual([0]);
    expect(inbox.received).toHaveLength(1);
    await mailer.close();
    await inbox.close();
  });

  it.each([
    [451, 'refused-for-now'],
    [550, 'refused-for-good'],
  ])(
    'tells a %d from other answers, without the address that the server repeats',
    async (responseCode, kind) => {
      const inbox = await openSmtpInbox(() =>
        Object.assign(new Error('no mailbox <ada@example.org> here'), { responseCode }),
      );
      const mailer = new SmtpMailer(inbox.url, 'fairplace@example.org');
      const answer = await mailer.send(mail('x'), nothing);
      expect(answer).toMatchObject({ kind, answer: expect.stringContaining('<address>') });
      expect(JSON.stringify(answer)).not.toContain('ada@example.org');
      await mailer.close();
      await inbox.close();
    },
  );

  it('never comes to the last moment when there is no server', async () => {
    const mailer = new SmtpMailer('smtp://127.0.0.1:9', 'fairplace@example.org');
    const lastMoment = jest.fn();
    await expect(mailer.send(mail('x'), lastMoment)).rejects.toThrow(/ECONNREFUSED/);
    expect(lastMoment).not.toHaveBeenCalled();
    await mailer.close();
  });

  it('lets nobody write headers through a subject or a name', async () => {
    const inbox = await openSmtpInbox();
    const mailer = new SmtpMailer(inbox.url, 'fairplace@example.org');
    await mailer.send(
      mail('x', {
        subject: 'Hello\r\nBcc: all@example.org',
        to: { name: 'Ada\r\nBcc: all@example.org', address: 'ada@example.org' },
      }),
      nothing,
    );
    expect(inbox.received[0]?.content).not.toMatch(/^bcc:/im);
    await mailer.close();
    await inbox.close();
  });
});
