import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose } from './compose.js';
import type { Mail, MailAnswer, Mailer } from './mailer.js';

/** Writes each mail as an `.eml` file that the local mailbox shows. For trying out, and for tests. */
export class FileMailer implements Mailer {
  constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {}

  async send(mail: Mail, lastMoment: () => void): Promise<MailAnswer> {
    const content = await compose(mail, this.from);
    await mkdir(this.folder, { recursive: true });
    // Named by its id: written twice, it is still one mail.
    const file = join(this.folder, `${mail.messageId.replace(/[^\w.-]/g, '_')}.eml`);
    const draft = `${file}.draft`;
    await writeFile(draft, content);
    lastMoment();
    await rename(draft, file);
    return { kind: 'taken', answer: 'written to the local mailbox' };
  }

  async close(): Promise<void> {
    // Nothing is kept open.
  }
}
