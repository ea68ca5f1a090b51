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
  | { readonly kind: 'refused-for-good'; readonly answer: string };

/** Hands mails to whatever carries them. Knows no wording and keeps no record. */
export interface Mailer {
  /**
   * Sends a mail. Calls `lastMoment` just before the one byte after which the carrier has the mail, and
   * lets nothing else happen in between: whoever must not send twice writes down there that it is going.
   *
   * @throws Error when the carrier cannot be reached, or is lost before it answers: if `lastMoment` was
   *   called by then, the mail may be out
   */
  send(mail: Mail, lastMoment: () => void): Promise<MailAnswer>;
  close(): Promise<void>;
}

export const MAILER = Symbol('MAILER');

/** Asks for the folder in which the processes of one machine keep their {@link HandoverJournal}s. */
export const HANDOVER_FOLDER = Symbol('HANDOVER_FOLDER');
