/** Who can be written to. */
export const RECIPIENT_KINDS = [
  'provider',
  'hei',
  'student',
  'person',
  'coordinator',
  'invitation',
  'claim',
] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** The mails there are: record, what happened to it, and what the reader is to do. */
export type TemplateName =
  | 'placements-offered-answer'
  | 'placements-withdrawn-provider'
  | 'run-finished-review'
  | 'run-published-know'
  | 'run-withdrawn-know'
  | 'placement-answered-know'
  | 'placement-offered-know'
  | 'placement-withdrawn-know'
  | 'sign-in-link-use'
  | 'invitation-answer'
  | 'claim-confirm'
  | 'claim-waiting-decide'
  | 'claim-approved-know'
  | 'claim-refused-know';

export interface Audience {
  /** Type of the event, as the audit trail has it. */
  readonly event: string;
  readonly recipient: RecipientKind;
  readonly template: TemplateName;
}

/** Who hears of what. An event that stands in no row is nobody's news. */
export const AUDIENCES: readonly Audience[] = [
  { event: 'run-succeeded', recipient: 'hei', template: 'run-finished-review' },
  { event: 'run-published', recipient: 'provider', template: 'placements-offered-answer' },
  { event: 'run-published', recipient: 'hei', template: 'run-published-know' },
  { event: 'run-published', recipient: 'student', template: 'placement-offered-know' },
  { event: 'run-withdrawn', recipient: 'provider', template: 'placements-withdrawn-provider' },
  { event: 'run-withdrawn', recipient: 'hei', template: 'run-withdrawn-know' },
  { event: 'run-withdrawn', recipient: 'student', template: 'placement-withdrawn-know' },
  { event: 'placement-leg-accepted', recipient: 'hei', template: 'placement-answered-know' },
  { event: 'placement-leg-declined', recipient: 'hei', template: 'placement-answered-know' },
  { event: 'sign-in-asked', recipient: 'person', template: 'sign-in-link-use' },
  { event: 'person-invited', recipient: 'invitation', template: 'invitation-answer' },
  { event: 'organisation-claimed', recipient: 'claim', template: 'claim-confirm' },
  { event: 'organisation-claim-waiting', recipient: 'coordinator', template: 'claim-waiting-decide' },
  { event: 'organisation-claim-approved', recipient: 'claim', template: 'claim-approved-know' },
  { event: 'organisation-claim-refused', recipient: 'claim', template: 'claim-refused-know' },
];

export function audiencesOf(event: string): readonly Audience[] {
  return AUDIENCES.filter((audience) => audience.event === event);
}
