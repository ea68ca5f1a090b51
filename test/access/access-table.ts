import {
  PERMISSION_NAMES,
  type PermissionFacts,
  PERMISSIONS,
  type Role,
  ROLE_NAMES,
  type Route,
} from '../../src/access/index.js';
import { discloseStudent, type PlacementViewer } from '../../src/placements/rules/disclosure.js';
import { PLACEMENT_STATES } from '../../src/placements/rules/placement-states.js';

/** Where a route looks closer than its permission says; the policies have it, and the cells' test tries it. */
const CLOSER: Readonly<Record<string, string>> = {
  'GET /api/v1/providers/:id': 'Contact only with `providers.contact`.',
  'GET /api/v1/providers': 'Contact only with `providers.contact`.',
  'GET /api/v1/offers':
    'What is not open to all only with `offers.read-closed`, or to an HEI that it is kept for.',
  'GET /api/v1/offers/:id':
    'What is not open to all only with `offers.read-closed`, or to an HEI that it is kept for; else 404.',
  'POST /api/v1/offers': 'At least one leg is at the own provider (422).',
  'POST /api/v1/offers/:id/publish': 'A hybrid only by a coordinator (409).',
  'POST /api/v1/placements/:id/legs/:leg/accept': 'Own legs; another of the same placement is 404.',
  'POST /api/v1/placements/:id/legs/:leg/decline': 'Own legs; another of the same placement is 404.',
  'POST /api/v1/runs': 'Over the own students; blocks of others are unknown (422).',
  'GET /api/v1/runs':
    'An HEI also sees runs that others started over its students, and of them what is about its students.',
  'GET /api/v1/runs/:id':
    'An HEI also sees runs that others started over its students, and of them what is about its students.',
  'POST /api/v1/imports':
    'With `imports.students` or `imports.hosting`, as the kind wants (403). A row about others has a fault.',
  'GET /api/v1/exports/:kind':
    'With `imports.students` or `imports.hosting`, as the kind wants (403). A coordinator takes students out without who they are.',
};

const SHORT: Readonly<Record<Role, string>> = {
  'provider-editor': 'editor',
  'provider-lead': 'provider lead',
  educator: 'educator',
  assessor: 'assessor',
  'hei-team': 'HEI team',
  'hei-lead': 'HEI lead',
  student: 'student',
  'system-coordinator': 'coordinator',
  administrator: 'administrator',
};

/** A kind of file is no record. */
const NAMES_A_RECORD = /:(?!kind$)/;

/** What a cell of the table holds: what becomes of a request for what is one's own, and for what is another's. */
export interface Cell {
  readonly own: 'yes' | '403';
  /** `left out`: there is nothing to name; what is another's is neither shown nor taken. */
  readonly other: 'yes' | '403' | '404' | 'left out';
}

/** What the permissions say of a route for somebody who is signed in. */
export function cellOf({ path, access }: Route, role: Role): Cell {
  if (access.to !== 'permitted') return { own: 'yes', other: access.to === 'anyone' ? 'yes' : 'left out' };
  const { roles }: PermissionFacts = PERMISSIONS[access.permission];
  const reach = roles[role];
  if (reach === undefined) return { own: '403', other: '403' };
  if (reach === 'all') return { own: 'yes', other: 'yes' };
  return { own: 'yes', other: NAMES_A_RECORD.test(path) ? '404' : 'left out' };
}

export const routeName = ({ method, path }: Route): string => `${method} ${path}`;

/** The page `docs/access.md`, from the routes, the permissions and the rule of disclosure. */
export function accessPage(routes: readonly Route[]): string {
  return [
    '# Who may do what',
    '',
    'Written by `npm run access-table` from the routes, `src/access/permissions.ts` and the rule of disclosure; a test fails when it is out of date, and tries each cell over HTTP. Nothing here is written by hand.',
    '',
    '## Permissions',
    '',
    "*own*: what belongs to the organisation that one acts for. *self*: what is about oneself. *all*: everybody's. Empty: not at all. A token needs the scope, and acts as its organisation's staff would.",
    '',
    ...permissionRows(),
    '',
    '## Routes',
    '',
    "Each cell says what becomes of a request for a record of the own organisation, and for one of another. *yes*: answered. *403*: the role does not do this. *404*: the record is as though it were not there. *left out*: the request names no record; what is another's is neither shown nor taken. Visitors are asked to sign in (401) wherever it does not say *anyone*.",
    '',
    ...routeRows(routes),
    '',
    '## What is disclosed of a student',
    '',
    'With a placement, by its state. Home address, adjustments and exclusions are disclosed to nobody with a placement; the HEI that brought them in has them in its own files.',
    '',
    ...disclosureRows(),
    '',
  ].join('\n');
}

function permissionRows(): string[] {
  return [
    row(['permission', 'to', 'token scope', ...ROLE_NAMES.map((role) => SHORT[role])]),
    row(['---', '---', '---', ...ROLE_NAMES.map(() => '---')]),
    ...PERMISSION_NAMES.map((name) => {
      const { words, scope, roles }: PermissionFacts = PERMISSIONS[name];
      const reaches = ROLE_NAMES.map((role) => roles[role] ?? '');
      return row([`\`${name}\``, words, scope ? `\`${scope}\`` : 'none', ...reaches]);
    }),
  ];
}

function routeRows(routes: readonly Route[]): string[] {
  const unknown = Object.keys(CLOSER).filter((name) => !routes.some((route) => routeName(route) === name));
  if (unknown.length > 0) throw new Error(`Said of routes that are not there: ${unknown.join(', ')}`);
  return [
    row(['route', 'for', ...ROLE_NAMES.map((role) => SHORT[role]), 'and closer']),
    row(['---', '---', ...ROLE_NAMES.map(() => '---'), '---']),
    ...routes.map((route) => {
      const { access } = route;
      const isPermitted = access.to === 'permitted';
      const wanted = isPermitted
        ? `\`${access.permission}\``
        : access.to === 'anyone'
          ? 'anyone'
          : 'signed in';
      const cells = ROLE_NAMES.map((role) => (isPermitted ? cellText(cellOf(route, role)) : ''));
      return row([`\`${routeName(route)}\``, wanted, ...cells, CLOSER[routeName(route)] ?? '']);
    }),
  ];
}

function cellText({ own, other }: Cell): string {
  return own === other ? own : `${own} / ${other}`;
}

const VIEWERS: Readonly<Record<PlacementViewer, string>> = {
  provider: 'provider of a leg',
  hei: "the student's HEI",
  student: 'the student',
  coordinator: 'coordinator',
};

function disclosureRows(): string[] {
  const whole = {
    hei: 'HEI',
    profession: 'profession',
    year: 1,
    ref: 'reference',
    givenName: 'name',
    familyName: null,
    email: 'e-mail',
  };
  const viewers = Object.keys(VIEWERS) as PlacementViewer[];
  return [
    row(['state', ...viewers.map((viewer) => VIEWERS[viewer])]),
    row(['---', ...viewers.map(() => '---')]),
    ...PLACEMENT_STATES.map((state) =>
      row([
        state,
        ...viewers.map((viewer) => {
          const { ref, name, email } = discloseStudent(whole, state, viewer);
          return ['token', 'HEI', 'profession', 'year', ref, name, email].filter(Boolean).join(', ');
        }),
      ]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
