import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';

/** A mail of the local mailbox, as a list shows it. */
export interface MailboxEntry {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: Date;
}

export interface MailboxMail extends MailboxEntry {
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
}

const HEADER_BYTES = 4_096;
const ID = /^[\w.-]{1,200}$/;

/** Newest first, at most `limit`, with how many there are in all. */
export async function readMailbox(
  folder: string,
  limit: number,
): Promise<{ total: number; entries: MailboxEntry[] }> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  files.sort((one, other) => other.at - one.at || (one.name < other.name ? -1 : 1));
  const entries = await Promise.all(
    files.slice(0, limit).map(async ({ name, at }) => {
      const mail = await PostalMime.parse(await head(join(folder, name)));
      return {
        id: name.slice(0, -'.eml'.length),
        to: recipient(mail.to),
        subject: mail.subject ?? '',
        sentAt: new Date(at),
      };
    }),
  );
  return { total: files.length, entries };
}

/** One mail, or `undefined` when the mailbox has none of that id. */
export async function readMailboxMail(folder: string, id: string): Promise<MailboxMail | undefined> {
  if (!ID.test(id) || id.includes('..')) return undefined;
  const file = join(folder, `${id}.eml`);
  const content = await readFile(file).catch(() => undefined);
  if (!content) return undefined;
  const mail = await PostalMime.parse(content, { attachmentEncoding: 'utf8' });
  return {
    id,
    to: recipient(mail.to),
    subject: mail.subject ?? '',
    sentAt: (await stat(file)).mtime,
    text: mail.text ?? '',
    html: mail.html ?? '',
    // A calendar is in a mail twice, for programs that look for it here and there. Only one has a name.
    attachments: mail.attachments.flatMap(({ filename, content }) =>
      // Text, because `utf8` was asked for above.
      filename ? [{ name: filename, content: content as string }] : [],
    ),
  };
}

type Addresses = Awaited<ReturnType<typeof PostalMime.parse>>['to'];

function recipient(to: Addresses): string {
  const [first] = to ?? [];
  return first ? `${first.name ?? ''} <${first.address ?? ''}>`.trim() : '';
}

async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
