import { mayUse, type OrganisationKind, type Permission, type Viewer } from '../access/index.js';

/** A page that people go to from anywhere. */
interface MenuEntry {
  readonly href: string;
  readonly text: string;
  /** What one must be able to do for the page to be of use; `null`: it is open to visitors. */
  readonly permission: Permission | null;
  /** For whose people it is, where not for everybody's who have the permission. */
  readonly kinds?: readonly OrganisationKind[];
}

/** The header, in the order shown. Few: what one needs every day. */
const DAILY: readonly MenuEntry[] = [
  { href: '/my-placements', text: 'My placements', permission: 'own-placements.see' },
  { href: '/system', text: 'The system', permission: 'organisations.approve' },
  { href: '/cohorts', text: 'Students', permission: 'cohorts.read', kinds: ['hei'] },
  { href: '/matching', text: 'Matching', permission: 'runs.read', kinds: ['hei', 'system'] },
  { href: '/imports', text: 'Files', permission: 'imports.students', kinds: ['hei'] },
  { href: '/hosting', text: 'What needs you', permission: 'hosting.read', kinds: ['provider'] },
  { href: '/hosting/readiness', text: 'Get ready', permission: 'hosting.read', kinds: ['provider'] },
  { href: '/hosting/offers', text: 'Your offers', permission: 'hosting.read', kinds: ['provider'] },
  { href: '/offers', text: 'Placements', permission: null },
];

/** What one needs now and then; on the account page. */
const NOW_AND_THEN: readonly MenuEntry[] = [
  { href: '/people', text: 'People', permission: 'people.read' },
  { href: '/approvals', text: 'Organisations to approve', permission: 'organisations.approve' },
  { href: '/tokens', text: 'Keys for programs', permission: 'tokens.manage' },
  { href: '/audit-trail', text: 'What happened', permission: 'audit.read' },
  { href: '/persons', text: 'One person’s data', permission: 'persons.export' },
];

/** The pages that a viewer has a use for, in the order of the menu. */
export function menuOf(viewer: Viewer | undefined): { daily: MenuEntry[]; nowAndThen: MenuEntry[] } {
  const isOfUse = ({ permission, kinds }: MenuEntry) => {
    if (permission === null) return true;
    const member = viewer?.member;
    if (!member || (kinds && !kinds.includes(member.organisationKind))) return false;
    return mayUse(member, permission).isAllowed;
  };
  return { daily: DAILY.filter(isOfUse), nowAndThen: NOW_AND_THEN.filter(isOfUse) };
}

/** Where somebody's work begins: the first page of their menu that is not for everybody, else the start page. */
export function homeOf(viewer: Viewer | undefined): string {
  return menuOf(viewer).daily.find(({ permission }) => permission !== null)?.href ?? '/';
}
