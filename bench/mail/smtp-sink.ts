import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server in a process of its own that takes every mail and throws it away. Tells its parent the
 * port, then, whenever asked, what it has taken since it was last asked.
 */
export interface Taken {
  readonly mails: number;
  /** Mails with a Message-ID of their own: fewer than `mails` when one came twice. */
  readonly different: number;
  readonly bytes: number;
}

const MESSAGE_ID = /^message-id:\s*<([^>]+)>/im;

let mails = 0;
let bytes = 0;
let messageIds = new Set<string>();

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, callback) {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('end', () => {
      const content = Buffer.concat(pieces);
      mails += 1;
      bytes += content.length;
      messageIds.add(MESSAGE_ID.exec(content.toString('latin1'))?.[1] ?? '');
      callback();
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.server.address() as AddressInfo).port }));
process.on('message', () => {
  process.send?.({ mails, different: messageIds.size, bytes } satisfies Taken);
  mails = 0;
  bytes = 0;
  messageIds = new Set();
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
