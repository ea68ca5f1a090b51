import type { Role } from './roles.js';

/**
 * Which records of a kind a role may have to do with: those of its own organisation, those about the person,
 * or every one.
 */
export type Reach = 'own' | 'self' | 'all';

/** What an API token may be made for: reading or changing one kind of record. */
export const TOKEN_SCOPES = [
  'providers:read',
  'providers:write',
  'offers:read',
  'offers:write',
  'cohorts:read',
  'cohorts:write',
  'runs:read',
  'runs:write',
  'placements:read',
  'placements:write',
  'imports:write',
] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export interface PermissionFacts {
  /** What it lets people do, as in "may not ...". */
  readonly words: string;
  /** The scope that a token needs for it; `null`: no token may, only a person who is signed in. */
  readonly scope: TokenScope | null;
  readonly roles: Readonly<Partial<Record<Role, Reach>>>;
}

const HOSTS = { 'provider-editor': 'own', 'provider-lead': 'own' } as const;
const HOST_PEOPLE = { ...HOSTS, educator: 'own', assessor: 'own' } as const;
const HEI_STAFF = { 'hei-team': 'own', 'hei-lead': 'own' } as const;
const COORDINATOR = { 'system-coordinator': 'all' } as const;
const EVERYBODY = {
  'provider-editor': 'all',
  'provider-lead': 'all',
  educator: 'all',
  assessor: 'all',
  'hei-team': 'all',
  'hei-lead': 'all',
  student: 'all',
  'system-coordinator': 'all',
  administrator: 'all',
} as const;

/**
 * Who may do what, as data: the one place that says so. Routes name a permission; policies and scopes look up
 * the reach that the caller's roles have for it. What stands nowhere is refused.
 */
export const PERMISSIONS = {
  'providers.read': { words: 'look at providers', scope: 'providers:read', roles: EVERYBODY },
  'providers.create': { words: 'add a provider', scope: 'providers:write', roles: COORDINATOR },
  'providers.edit': {
    words: 'change a provider',
    scope: 'providers:write',
    roles: { ...HOSTS, ...COORDINATOR },
  },
  'providers.contact': {
    words: 'see whom to contact at a provider',
    scope: 'providers:read',
    roles: { ...HOST_PEOPLE, ...COORDINATOR },
  },
  'educators.read': {
    words: 'look at educators',
    scope: 'providers:read',
    roles: { ...HOST_PEOPLE, ...COORDINATOR },
  },
  'supervision.read': {
    words: 'look at supervision pools and caps',
    scope: 'providers:read',
    roles: { ...HOST_PEOPLE, ...COORDINATOR },
  },
  'offers.read': { words: 'look at offers', scope: 'offers:read', roles: EVERYBODY },
  'offers.read-closed': {
    words: 'look at offers that are not open to all',
    scope: 'offers:read',
    roles: { ...HOST_PEOPLE, ...COORDINATOR },
  },
  'offers.edit': { words: 'change an offer', scope: 'offers:write', roles: { ...HOSTS, ...COORDINATOR } },
  'hosting.read': {
    words: 'see to what your organisation hosts',
    scope: null,
    roles: HOST_PEOPLE,
  },
  'hosting.edit': {
    words: 'offer placements and answer for your organisation',
    scope: null,
    roles: HOSTS,
  },
  'placements.read': {
    words: 'look at placements',
    scope: 'placements:read',
    roles: { ...HOST_PEOPLE, ...HEI_STAFF, student: 'self', ...COORDINATOR },
  },
  'own-placements.see': {
    words: 'see one’s own placements and say what one would like',
    scope: null,
    roles: { student: 'self' },
  },
  'placements.answer': {
    words: 'answer for a host',
    scope: 'placements:write',
    roles: { ...HOSTS, ...COORDINATOR },
  },
  'cohorts.read': {
    words: 'look at cohorts',
    scope: 'cohorts:read',
    roles: { ...HEI_STAFF, ...COORDINATOR },
  },
  'cohorts.edit': {
    words: 'change an HEI',
    scope: 'cohorts:write',
    roles: { 'hei-lead': 'own', ...COORDINATOR },
  },
  'runs.read': {
    words: 'look at matching runs',
    scope: 'runs:read',
    roles: { ...HEI_STAFF, ...COORDINATOR },
  },
  'runs.start': {
    words: 'start or stop a matching run',
    scope: 'runs:write',
    roles: { ...HEI_STAFF, ...COORDINATOR },
  },
  'runs.publish': {
    words: 'publish or withdraw a run',
    scope: 'runs:write',
    roles: { ...HEI_STAFF, ...COORDINATOR },
  },
  'imports.use': {
    words: 'bring in or take out files',
    scope: 'imports:write',
    roles: { ...HOSTS, ...HEI_STAFF, ...COORDINATOR },
  },
  'imports.students': {
    words: 'bring in or take out students',
    scope: 'imports:write',
    roles: { ...HEI_STAFF, ...COORDINATOR },
  },
  'imports.hosting': {
    words: 'bring in or take out offers, supervision pools and caps',
    scope: 'imports:write',
    roles: { ...HOSTS, ...COORDINATOR },
  },
  // Rows are as they were sent, names included: for those who sent them alone, coordinators too.
  'imports.review': {
    words: 'look through what was brought in',
    scope: 'imports:write',
    roles: { ...HOSTS, ...HEI_STAFF, 'system-coordinator': 'own' },
  },
  'people.read': {
    words: 'see who belongs to an organisation',
    scope: null,
    roles: { ...HOST_PEOPLE, ...HEI_STAFF, 'system-coordinator': 'own', administrator: 'own' },
  },
  'people.manage': {
    words: 'invite people and change their roles',
    scope: null,
    roles: { 'provider-lead': 'own', 'hei-lead': 'own', administrator: 'own' },
  },
  'students.invite': {
    words: 'invite students to their own record',
    scope: null,
    roles: HEI_STAFF,
  },
  'tokens.manage': {
    words: 'make and end API tokens',
    scope: null,
    roles: { 'provider-lead': 'own', 'hei-lead': 'own', administrator: 'own' },
  },
  'organisations.approve': {
    words: 'approve organisations',
    scope: null,
    roles: { 'system-coordinator': 'all', administrator: 'all' },
  },
  'organisations.see': {
    words: 'see every organisation and who leads it',
    scope: null,
    roles: { administrator: 'all' },
  },
  'gaps.see': {
    words: 'see where students are without a place',
    scope: null,
    roles: COORDINATOR,
  },
  'audit.read': {
    words: 'read the audit trail',
    scope: null,
    roles: { 'provider-lead': 'own', 'hei-lead': 'own', administrator: 'all' },
  },
  'persons.export': {
    words: 'take out or erase what is kept about a person',
    scope: null,
    roles: { 'hei-lead': 'own', administrator: 'all' },
  },
  'service.operate': {
    words: 'see to the queue and the mails',
    scope: null,
    roles: { administrator: 'all' },
  },
} as const satisfies Readonly<Record<string, PermissionFacts>>;

export type Permission = keyof typeof PERMISSIONS;
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[];
