/** A mail ready to go, to one person. */
export interface Mail {
  /** Without angle brackets. The same delivery always has the same. */
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar file, where the mail is about dates. */
  readonly calendar?: { readonly fileName: string; readonly content: string };
  readonly writtenAt: Date;
}

/** What became of a mail. `answer` is the server's line, cut short, without addresses. */
export type MailAnswer =
  | { readonly kind: 'taken'; readonly answer: string }
  | { readonly kind: 'refused-for-now'; readonly answer: string }
  | { readonly kind: 'refused-for-good'; readonly answer: string }
  | { readonly kind: 'held-back' };

/** Hands mails to whatever carries them. Knows no wording and keeps no record. */
export interface Mailer {
  /**
   * Sends a mail. Just before the one byte after which the carrier has the mail, asks `mayGo`; on
   * `false` the mail is taken back and the answer is `held-back`. Whoever must not send twice writes
   * down in `mayGo` that the mail is going.
   *
   * @throws Error when the carrier cannot be reached; `mayGo` was then not asked, or the mail may be out
   */
  send(mail: Mail, mayGo: () => Promise<boolean>): Promise<MailAnswer>;
  close(): Promise<void>;
}

export const MAILER = Symbol('MAILER');
