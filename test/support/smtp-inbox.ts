import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly to: string;
  readonly messageId: string;
  readonly content: string;
}

/** A real SMTP server on loopback that keeps what it takes. */
export interface SmtpInbox {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** @param answer - called with each mail before it is taken; an error it gives is the server's refusal */
export async function openSmtpInbox(
  answer: (mail: Received) => (Error & { responseCode?: number }) | undefined = () => undefined,
): Promise<SmtpInbox> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, callback) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const content = Buffer.concat(pieces).toString();
        const mail = {
          to: session.envelope.rcptTo[0]?.address ?? '',
          messageId: /^message-id:\s*<([^>]+)>/im.exec(content)?.[1] ?? '',
          content,
        };
        const refusal = answer(mail);
        if (!refusal) received.push(mail);
        callback(refusal);
      });
    },
  });
  // A client that is killed leaves its connection in pieces. That is what the tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
