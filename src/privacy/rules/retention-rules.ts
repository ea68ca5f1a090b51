/** What is done with data whose time is over. `pseudonymise`: what says who it was goes; what planning needs stays. */
export type RetentionAction = 'erase' | 'pseudonymise';

export interface RetentionRule {
  readonly code: string;
  /** First day on which the rule holds. A later rule with the same code takes its place. */
  readonly validFrom: string;
  /** What is kept, in words for the people whom it is about. */
  readonly what: string;
  /** What it is kept for. */
  readonly why: string;
  /** From when the days count, in words. */
  readonly since: string;
  readonly days: number;
  readonly action: RetentionAction;
}

/**
 * How long data about people is kept, as dated data: the job erases by it and the privacy notice says it. The
 * periods are this service's own choice, to be confirmed by whoever runs it as data controller; none is taken from a law.
 */
export const RETENTION_RULES = [
  {
    code: 'sign-in-links',
    validFrom: '2026-11-01',
    what: 'Links that were asked for to sign in',
    why: 'To let you in, and to see when somebody tries too often',
    since: 'the link ended',
    days: 1,
    action: 'erase',
  },
  {
    code: 'oidc-attempts',
    validFrom: '2026-11-01',
    what: 'Visits to your institution to sign in that did not come back',
    why: 'To know you when you come back',
    since: 'the visit ended',
    days: 1,
    action: 'erase',
  },
  {
    code: 'sessions',
    validFrom: '2026-11-01',
    what: 'Where you were signed in: browser and times',
    why: 'So that you can see it and end it',
    since: 'the session ended',
    days: 1,
    action: 'erase',
  },
  {
    code: 'invitations',
    validFrom: '2026-11-01',
    what: 'Invitations: name, e-mail address, role',
    why: 'To let people join their organisation, and to see who invited whom',
    since: 'the invitation was answered, taken back or ended',
    days: 90,
    action: 'erase',
  },
  {
    code: 'claims',
    validFrom: '2026-11-01',
    what: 'Requests to act for an organisation: name, e-mail address',
    why: 'To decide them, and to answer questions about the decision',
    since: 'the request was decided or ended',
    days: 90,
    action: 'erase',
  },
  {
    code: 'import-rows',
    validFrom: '2026-11-01',
    what: 'Rows of files as universities and hosts sent them in',
    why: 'To put faults right before and after they are taken over',
    since: 'the file was taken over, discarded or left lying',
    days: 30,
    action: 'erase',
  },
  {
    code: 'students',
    validFrom: '2026-11-01',
    what: 'Students: name, e-mail address, postcode, access needs, hosts to avoid, other columns of their file',
    why: 'To find a placement that suits them, and to tell them and, once it is confirmed, the host',
    since: 'their last block ended',
    days: 365,
    action: 'pseudonymise',
  },
  {
    code: 'persons',
    validFrom: '2026-11-01',
    what: 'People who sign in: name, e-mail address',
    why: 'To know who acts for which organisation',
    since: 'they left their last organisation',
    days: 365,
    action: 'erase',
  },
  {
    code: 'deliveries',
    validFrom: '2026-11-01',
    what: 'Which mail was sent when, without its words',
    why: 'So that nobody hears twice, and to find lost mails',
    since: 'it was sent',
    days: 365,
    action: 'erase',
  },
  {
    code: 'api-tokens',
    validFrom: '2026-11-01',
    what: 'API tokens that have ended: name, who made them',
    why: 'To see what a program did',
    since: 'the token ended',
    days: 365,
    action: 'erase',
  },
] as const satisfies readonly RetentionRule[];

export type RetentionCode = (typeof RETENTION_RULES)[number]['code'];

/** The rules that hold on a day: of each code the latest that has begun. */
export function rulesOn(day: string, rules: readonly RetentionRule[] = RETENTION_RULES): RetentionRule[] {
  const held = new Map<string, RetentionRule>();
  for (const rule of rules) {
    const before = held.get(rule.code);
    if (rule.validFrom <= day && (!before || before.validFrom <= rule.validFrom)) held.set(rule.code, rule);
  }
  return [...held.values()];
}

/** The instant before which data's time is over. */
export function cutoff({ days }: Pick<RetentionRule, 'days'>, now: Date): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
