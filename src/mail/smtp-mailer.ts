import { Readable } from 'node:stream';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { compose } from './compose.js';
import type { Mail, MailAnswer, Mailer } from './mailer.js';
import { SmtpConnections } from './smtp-connections.js';

const MOST_ANSWER_CHARACTERS = 200;

/**
 * Sends over SMTP, on connections that are kept open. Speaks to nodemailer's connection itself rather
 * than to its transport, which lets turns of the event loop pass between the end of a mail and the dot
 * that hands it over: a process that ended there would have marked a mail as gone that is not.
 */
export class SmtpMailer implements Mailer {
  private readonly connections: SmtpConnections;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.connections = new SmtpConnections(url);
  }

  async send(mail: Mail, lastMoment: () => void): Promise<MailAnswer> {
    const content = await compose(mail, this.from);
    const envelope = { from: addressOf(this.from), to: [mail.to.address] };
    try {
      return await this.connections.with(async (connection) => {
        const response = await handOver(connection, envelope, ending(content, lastMoment));
        return { kind: 'taken', answer: answerText(response) };
      });
    } catch (error) {
      const { responseCode: code, response = '' } = error as { responseCode?: number; response?: string };
      if (code && code >= 500) return { kind: 'refused-for-good', answer: answerText(response) };
      if (code && code >= 400) return { kind: 'refused-for-now', answer: answerText(response) };
      throw error;
    }
  }

  async close(): Promise<void> {
    this.connections.close();
  }
}

function handOver(
  connection: SMTPConnection,
  envelope: { from: string; to: string[] },
  content: Readable,
): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, content, (error, sent) => {
      if (error) reject(error);
      else resolve(sent?.response ?? '');
    });
  });
}

/**
 * The mail's bytes, with a call just before their end. The text goes out in one turn of the event loop. In
 * the next there is nothing left to do but the call and SMTP's closing dot, on which the server takes the
 * mail: some tens of microseconds, and no other work comes between.
 */
function ending(content: Buffer, lastMoment: () => void): Readable {
  let isGiven = false;
  const stream = new Readable({
    read() {
      if (isGiven) {
        setImmediate(() => this.push(null));
        return;
      }
      isGiven = true;
      this.push(content);
    },
  });
  // The first to hear of the end; the second is the pipe, which writes the dot.
  return stream.once('end', lastMoment);
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
