import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { compose } from './compose.js';
import type { Mail, MailAnswer, Mailer } from './mailer.js';

const CONNECTIONS = 8;
const MILLISECONDS_TO_CONNECT = 10_000;
const MILLISECONDS_OF_SILENCE = 30_000;
const MOST_ANSWER_CHARACTERS = 200;

class HeldBack extends Error {}

/** Sends over SMTP, on connections that are kept open. */
export class SmtpMailer implements Mailer {
  private readonly transport;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: CONNECTIONS,
      maxMessages: Number.POSITIVE_INFINITY,
      connectionTimeout: MILLISECONDS_TO_CONNECT,
      greetingTimeout: MILLISECONDS_TO_CONNECT,
      socketTimeout: MILLISECONDS_OF_SILENCE,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: Mail, mayGo: () => Promise<boolean>): Promise<MailAnswer> {
    const content = await compose(mail, this.from);
    try {
      const { response } = await this.transport.sendMail({
        envelope: { from: addressOf(this.from), to: [mail.to.address] },
        raw: gated(content, mayGo),
      });
      return { kind: 'taken', answer: answerText(response) };
    } catch (error) {
      if (isHeldBack(error)) return { kind: 'held-back' };
      const code = (error as { responseCode?: number }).responseCode;
      const answer = answerText((error as { response?: string }).response ?? '');
      if (code && code >= 500) return { kind: 'refused-for-good', answer };
      if (code && code >= 400) return { kind: 'refused-for-now', answer };
      throw error;
    }
  }

  async close(): Promise<void> {
    this.transport.close();
  }
}

/**
 * The mail's bytes, of which the end comes only when `mayGo` agrees. SMTP's closing dot, on which the
 * server takes the mail, follows the end at once: whatever `mayGo` wrote down is on disk before it.
 */
function gated(content: Buffer, mayGo: () => Promise<boolean>): Readable {
  let isGiven = false;
  return new Readable({
    read() {
      if (!isGiven) {
        isGiven = true;
        this.push(content);
        return;
      }
      // Asked for more: what went before has been passed on.
      mayGo().then(
        (isAllowed) => {
          if (isAllowed) this.push(null);
          else this.destroy(new HeldBack('Held back'));
        },
        (error: Error) => this.destroy(error),
      );
    },
  });
}

function isHeldBack(error: unknown): boolean {
  return error instanceof HeldBack || (error instanceof Error && /^Held back$/.test(error.message));
}

function addressOf(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}

/** A server's answer often repeats the address it refuses; the record of it must not. */
function answerText(response: string): string {
  return response
    .replace(/<?[^\s<>@]+@[^\s<>]+>?/g, '<address>')
    .replace(/\s+/g, ' ')
    .slice(0, MOST_ANSWER_CHARACTERS);
}
