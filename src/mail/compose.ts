import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from './mailer.js';

const LINE_BREAKS = /[\r\n\u2028\u2029\0]+/g;

/** A header's text in one line: a line break in it would let its author write headers of their own. */
export function headerText(text: string): string {
  return text.replace(LINE_BREAKS, ' ').trim();
}

/** The mail as RFC 5322 text with text, HTML and calendar parts. The same mail gives the same parts. */
export function compose(mail: Mail, from: string): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: { name: headerText(mail.to.name), address: headerText(mail.to.address) },
    subject: headerText(mail.subject),
    messageId: `<${mail.messageId}>`,
    date: mail.writtenAt,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    // What we send is made here. A path or an address in it must never be opened.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(mail.calendar
      ? { icalEvent: { method: 'PUBLISH', filename: mail.calendar.fileName, content: mail.calendar.content } }
      : {}),
  });
  return composer.compile().build();
}
