/** What an organisation is here for. `system` is the local system's placement team, which also runs the service. */
export const ORGANISATION_KINDS = ['provider', 'hei', 'system'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export interface RoleFacts {
  readonly kind: OrganisationKind;
  readonly name: string;
  /** Whether holders decide who belongs to their organisation. Each organisation keeps at least one. */
  readonly isLead: boolean;
  /** Whether leads may invite people to it; other roles come about in other ways. */
  readonly isByInvitation: boolean;
}

/** The roles that people have in organisations. One person may have several, in several organisations. */
export const ROLES = {
  'provider-editor': { kind: 'provider', name: 'Editor', isLead: false, isByInvitation: true },
  'provider-lead': { kind: 'provider', name: 'Lead', isLead: true, isByInvitation: true },
  educator: { kind: 'provider', name: 'Practice educator', isLead: false, isByInvitation: true },
  assessor: { kind: 'provider', name: 'Assessor', isLead: false, isByInvitation: true },
  'hei-team': { kind: 'hei', name: 'Placement team', isLead: false, isByInvitation: true },
  'hei-lead': { kind: 'hei', name: 'Lead', isLead: true, isByInvitation: true },
  // A student's role comes with the student record that it is about.
  student: { kind: 'hei', name: 'Student', isLead: false, isByInvitation: false },
  'system-coordinator': { kind: 'system', name: 'System coordinator', isLead: false, isByInvitation: true },
  administrator: { kind: 'system', name: 'Administrator', isLead: true, isByInvitation: true },
} as const satisfies Readonly<Record<string, RoleFacts>>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

/** Roles of an organisation's kind, in the order of the table. */
export function rolesOf(kind: OrganisationKind): Role[] {
  return ROLE_NAMES.filter((role) => ROLES[role].kind === kind);
}
