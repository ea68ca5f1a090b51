import { randomBytes } from 'node:crypto';
import type { Role } from '../../src/access/index.js';
import { ROLES } from '../../src/access/index.js';
import { newId } from '../../src/database/index.js';
import { ApiToken } from '../../src/identity/api-token.entity.js';
import { Invitation, Membership, Organisation, recordEvent } from '../../src/identity/index.js';
import { OrganisationClaim } from '../../src/identity/organisation-claim.entity.js';
import { Student } from '../../src/cohorts/index.js';
import { ImportFile } from '../../src/imports/import.entity.js';
import { Delivery } from '../../src/notifications/delivery.entity.js';
import { type Offer, OffersRepository, type PlacementState } from '../../src/placements/index.js';
import { OffersService } from '../../src/placements/offers.service.js';
import type { OfferDraft } from '../../src/placements/rules/offer-draft.js';
import { Run } from '../../src/matching/index.js';
import { signedIn } from '../support/people.js';
import type { TestApp } from '../support/test-app.js';
import { STUDENT_PAGES } from './samples/student-pages.js';
import { SYSTEM_PAGES } from './samples/system-pages.js';
import { UNIVERSITY_PAGES } from './samples/university-pages.js';
import { HOSTING_SAMPLES, OPEN_PAGES } from './samples/hosting.js';
import {
  offerInput,
  placed,
  runOf,
  STUDENT_HEADER,
  studentRow,
  type TestHei,
  type TestHost,
  type TwoOfEach,
} from '../support/two-of-each.js';

/** What is asked of a route. */
export interface Ask {
  readonly path: string;
  readonly body?: object;
  readonly csv?: string;
  /** A page's form: sent with the token of its pages. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Who asks, and for whose record: that of the own organisation, or the other of the two. */
export interface Case {
  readonly app: TestApp;
  readonly world: TwoOfEach;
  readonly role: Role;
  readonly whose: 'own' | 'other';
  readonly host: TestHost;
  readonly hei: TestHei;
  /** The organisation whose record is asked for. */
  readonly organisationId: string;
}

export interface Sample {
  /** Makes the record that is asked for, where the asking uses it up, and says how to ask. */
  readonly ask: (about: Case) => Ask | Promise<Ask>;
  /** What an answer is that lets the caller do it, where it is not 2xx or 3xx. */
  readonly allowed?: number;
  /** What a request about others is answered where it names no record of its own; else it is not tried. */
  readonly aboutOthers?: number;
  /** Text that stands in an answer about one's own, and in none that leaves others out. */
  readonly mark?: (about: Case) => string | Promise<string>;
}

export function caseFor(app: TestApp, world: TwoOfEach, role: Role, whose: 'own' | 'other'): Case {
  const place = whose === 'own' ? 0 : 1;
  const kind = ROLES[role].kind;
  const sameKind = { provider: 'provider-lead', hei: 'hei-lead', system: 'system-coordinator' } as const;
  const owner = kind === 'system' && whose === 'other' ? 'provider-lead' : sameKind[kind];
  const { organisationId } = world.person(owner, place);
  return { app, world, role, whose, organisationId, host: world.hosts[place], hei: world.heis[place] };
}

const unique = (): string => randomBytes(5).toString('hex');
const at = (path: (about: Case) => string): Sample => ({ ask: (about) => ({ path: path(about) }) });
const post = (path: (about: Case) => string, body: object = {}): Sample => ({
  ask: (about) => ({ path: path(about), body }),
});
const insert = async <Row extends object>(
  { app }: Pick<Case, 'app'>,
  entity: new () => Row,
  row: Row,
): Promise<void> => {
  await app.database.inTransaction((manager) => manager.insert(entity, row as never));
};

/** An offer of the host's own, in the state that is wanted. */
export async function offerOf({ app, host }: Case, state: 'draft' | 'published'): Promise<Offer> {
  const service = app.app.get(OffersService);
  const { legs, ...terms } = offerInput(`S-${unique()}`, host);
  const draft: OfferDraft = {
    ...terms,
    summary: null,
    releaseOn: null,
    extra: {},
    legs: legs.map(({ daysPerWeek, ...leg }) => ({ ...leg, poolId: null, halfDaysPerWeek: daysPerWeek * 2 })),
  };
  const made = await service.createOffer(draft, 'operator');
  if (!made.ok) throw new Error('The sample offer was refused');
  const { offer } = made.value;
  if (state === 'published') await service.moveOffer(offer.id, 'published', 'operator');
  const found = await app.app.get(OffersRepository).one(offer.id);
  if (!found) throw new Error('The sample offer is not there');
  return found.offer;
}

const onOffer = (step: string, state: 'draft' | 'published'): Sample => ({
  ask: async (about) => ({ path: `/api/v1/offers/${(await offerOf(about, state)).id}/${step}`, body: {} }),
});

const placementOf = ({ app, host, hei }: Case, status: PlacementState = 'offered') =>
  placed(app, host.openOfferId, hei.students[0]?.requestId ?? '', status);

const onRun = (step: string, status: Run['status'] = 'succeeded'): Sample => ({
  ask: async ({ app, organisationId }) => {
    const { id } = await runOf(app, organisationId, status);
    if (step === 'withdraw') {
      await app.database.inTransaction((manager) => manager.update(Run, { id }, { publishedAt: new Date() }));
    }
    return step === '' || /csv|json|proposals/.test(step)
      ? { path: `/api/v1/runs/${id}${step && `/${step}`}` }
      : { path: `/api/v1/runs/${id}/${step}`, body: {} };
  },
});

/** The kind of file that the people of an organisation bring, or one that only others do. */
function fileKind({ role, whose }: Case): 'students' | 'offers' {
  const isHei = ROLES[role].kind === 'hei';
  return isHei === (whose === 'own') ? 'students' : 'offers';
}

const importOf = async (about: Case): Promise<string> => {
  const id = newId();
  await insert(about, ImportFile, {
    id,
    organisationId: about.organisationId,
    kind: ROLES[about.role].kind === 'hei' ? 'students' : 'pools',
    fileName: 'file.csv',
    digest: 'x',
    status: 'staged',
    rows: 0,
    faultyRows: 0,
    columns: [],
    warnings: [],
    outcome: null,
    revision: 0,
    createdAt: new Date(),
    committedAt: null,
  });
  return id;
};

/** Somebody else in the organisation. */
const personOf = async ({ app, organisationId }: Case) => {
  const organisation = await app.database.reader.findOneByOrFail(Organisation, { id: organisationId });
  const { kind, ownerId, name } = organisation;
  const role = kind === 'provider' ? 'educator' : kind === 'hei' ? 'hei-team' : 'system-coordinator';
  const wanted = { kind, ownerId, organisation: name, roles: [role] as const };
  const person = await signedIn(app.database, { ...wanted, email: `${unique()}@people.example.org` });
  return { ...person, role: role as Role };
};

/** A role of somebody else, which the organisation's leads may change or take away. */
const membershipOf = async (about: Case): Promise<{ id: string; role: Role }> => {
  const { personId, role } = await personOf(about);
  const { id } = await about.app.database.reader.findOneByOrFail(Membership, { personId });
  return { id, role };
};

/** The subject of something that was done for the organisation. */
const eventOf = async ({ app, organisationId }: Case): Promise<string> => {
  const { kind, ownerId } = await app.database.reader.findOneByOrFail(Organisation, { id: organisationId });
  const whole = { personId: newId(), tokenId: null, roles: [], studentIds: [], scopes: null } as const;
  const actor = { kind: 'member', organisationId, organisationKind: kind, ownerId, ...whole } as const;
  const subjectId = newId();
  await app.database.inTransaction((manager) =>
    recordEvent(manager, { type: 'sampled', actor, subjectType: 'sample', subjectId, isNews: false }),
  );
  return subjectId;
};

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

const invitationOf = async (about: Case): Promise<string> => {
  const id = newId();
  const email = `${unique()}@people.example.org`;
  await insert(about, Invitation, {
    id,
    organisationId: about.organisationId,
    name: 'Invited',
    email,
    emailKey: email,
    role: 'educator',
    studentKey: '',
    invitedBy: null,
    createdAt: new Date(),
    expiresAt: inDays(5),
    acceptedAt: null,
    withdrawnAt: null,
  });
  return id;
};

const tokenOf = async (about: Case): Promise<{ id: string; name: string }> => {
  const [id, name] = [newId(), `Program ${unique()}`];
  await insert(about, ApiToken, {
    id,
    organisationId: about.organisationId,
    name,
    tokenHash: unique(),
    startsWith: 'fpl_x',
    scopes: ['offers:read'],
    createdBy: about.world.person('provider-lead').personId,
    createdAt: new Date(),
    expiresAt: inDays(5),
    usedAt: null,
    revokedAt: null,
  });
  return { id, name };
};

const claimOf = async (about: Case): Promise<string> => {
  const id = newId();
  const email = `${unique()}@claim.example.org`;
  await insert(about, OrganisationClaim, {
    id,
    kind: 'provider',
    subject: 'provider',
    subjectKey: about.host.id,
    organisationName: about.host.name,
    providerType: null,
    name: 'Claimant',
    email,
    emailKey: email,
    state: 'waiting',
    reason: null,
    decidedBy: null,
    createdAt: new Date(),
    expiresAt: inDays(5),
    decidedAt: null,
  } as OrganisationClaim);
  return id;
};

const failedDelivery = async (about: Case): Promise<string> => {
  const id = newId();
  await insert(about, Delivery, {
    id,
    eventId: newId(),
    template: 'run-published-know',
    recipientKind: 'hei',
    recipientId: newId(),
    subjectId: null,
    messageId: `${id}@fairplace`,
    status: 'failed',
    attempts: 1,
    claimedBy: null,
    leasedUntil: null,
    lastAnswer: null,
    createdAt: new Date(),
    sentAt: null,
  });
  return id;
};

/** How to ask of each route that wants a permission, by its name. A route that has none here fails the test. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  ...STUDENT_PAGES,
  ...SYSTEM_PAGES,
  ...UNIVERSITY_PAGES,
  'GET /api/v1/providers': at(() => '/api/v1/providers'),
  'POST /api/v1/providers': {
    ask: () => ({ path: '/api/v1/providers', body: { name: `Provider ${unique()}`, type: 'care-home' } }),
  },
  'GET /api/v1/providers/:id': at(({ host }) => `/api/v1/providers/${host.id}`),
  'PATCH /api/v1/providers/:id': post(({ host }) => `/api/v1/providers/${host.id}`, { about: 'A house' }),
  'GET /api/v1/providers/:id/sites': at(({ host }) => `/api/v1/providers/${host.id}/sites`),
  'POST /api/v1/providers/:id/sites': {
    ask: ({ host }) => ({
      path: `/api/v1/providers/${host.id}/sites`,
      body: { name: `Site ${unique()}`, postcode: 'OX4 1AB' },
    }),
  },
  'GET /api/v1/providers/:id/educators': at(({ host }) => `/api/v1/providers/${host.id}/educators`),
  'POST /api/v1/providers/:id/educators': post(({ host }) => `/api/v1/providers/${host.id}/educators`, {
    name: 'Sam Field',
    profession: 'occupational-therapist',
    registrationNumber: 'OT11111',
  }),
  'POST /api/v1/providers/:id/supervision-pools': {
    ask: ({ host }) => ({
      path: `/api/v1/providers/${host.id}/supervision-pools`,
      body: { ref: unique(), learnerHalfDaysPerWeek: 4 },
    }),
  },
  'GET /api/v1/supervision-pools': {
    ask: () => ({ path: '/api/v1/supervision-pools' }),
    mark: ({ host }) => host.poolRef,
  },
  'GET /api/v1/learner-caps': {
    ask: () => ({ path: '/api/v1/learner-caps' }),
    mark: ({ host }) => host.id,
  },
  'PUT /api/v1/providers/:id/learner-cap': post(({ host }) => `/api/v1/providers/${host.id}/learner-cap`, {
    maxLearners: 7,
  }),
  'GET /api/v1/directory-entries': at(() => '/api/v1/directory-entries'),

  'GET /api/v1/offers': at(() => '/api/v1/offers?facets=true'),
  'POST /api/v1/offers': {
    ask: ({ host }) => ({ path: '/api/v1/offers', body: offerInput(`S-${unique()}`, host) }),
    aboutOthers: 422,
  },
  'GET /api/v1/offers/:id': at(({ host }) => `/api/v1/offers/${host.openOfferId}`),
  'PUT /api/v1/offers/:id': {
    ask: async (about) => {
      const { id, ref } = await offerOf(about, 'draft');
      return {
        path: `/api/v1/offers/${id}`,
        body: { ...offerInput(ref, about.host), title: 'Another title', version: 1 },
      };
    },
  },
  'POST /api/v1/offers/:id/publish': onOffer('publish', 'draft'),
  'POST /api/v1/offers/:id/pause': onOffer('pause', 'published'),
  'POST /api/v1/offers/:id/withdraw': onOffer('withdraw', 'published'),
  'POST /api/v1/offers/:id/reconfirm': onOffer('reconfirm', 'published'),

  'GET /api/v1/placements': {
    ask: () => ({ path: '/api/v1/placements?status=confirmed&limit=100' }),
    mark: async (about) => (await placementOf(about, 'confirmed')).id,
  },
  'GET /api/v1/placements/:id': {
    ask: async (about) => ({ path: `/api/v1/placements/${(await placementOf(about)).id}` }),
  },
  'POST /api/v1/placements/:id/legs/:leg/accept': {
    ask: async (about) => ({
      path: `/api/v1/placements/${(await placementOf(about)).id}/legs/1/accept`,
      body: {},
    }),
  },
  'POST /api/v1/placements/:id/legs/:leg/decline': {
    ask: async (about) => ({
      path: `/api/v1/placements/${(await placementOf(about)).id}/legs/1/decline`,
      body: { reason: 'no-educator' },
    }),
  },

  'GET /api/v1/heis': { ask: () => ({ path: '/api/v1/heis' }), mark: ({ hei }) => hei.id },
  'PATCH /api/v1/heis/:id': post(({ hei }) => `/api/v1/heis/${hei.id}`, {
    contactEmail: 'placements@hei.example.org',
  }),
  'GET /api/v1/blocks': { ask: () => ({ path: '/api/v1/blocks' }), mark: ({ hei }) => hei.blockId },
  'GET /api/v1/students': {
    ask: ({ hei }) => ({ path: `/api/v1/students?blockId=${hei.blockId}` }),
    mark: ({ hei }) => hei.students[0]?.requestId ?? '',
  },

  'POST /api/v1/students/:id/invitation': {
    ask: async (about) => {
      const { id: like = '' } = about.hei.students[0] ?? {};
      const student = await about.app.database.reader.findOneByOrFail(Student, { id: like });
      const [id, ref] = [newId(), unique()];
      const email = `${ref}@students.example.org`;
      await insert(about, Student, { ...student, id, ref, refKey: ref, email });
      return { path: `/api/v1/students/${id}/invitation`, body: {} };
    },
  },

  'GET /api/v1/runs': {
    ask: () => ({ path: '/api/v1/runs?limit=100' }),
    mark: async ({ app, organisationId }) => (await runOf(app, organisationId)).id,
  },
  'POST /api/v1/runs': {
    ask: ({ hei }) => ({ path: '/api/v1/runs', body: { blockIds: [hei.blockId] } }),
    aboutOthers: 422,
  },
  'GET /api/v1/runs/:id': onRun(''),
  'GET /api/v1/runs/:id/proposals': onRun('proposals'),
  'GET /api/v1/runs/:id/matches.csv': onRun('matches.csv'),
  'GET /api/v1/runs/:id/report.json': onRun('report.json'),
  'GET /api/v1/runs/:id/compare/:otherId': {
    ask: async ({ app, organisationId, world, role }) => {
      const own = ROLES[role].kind === 'hei' ? world.person('hei-lead').organisationId : organisationId;
      const [one, other] = [await runOf(app, own), await runOf(app, organisationId)];
      return { path: `/api/v1/runs/${one.id}/compare/${other.id}` };
    },
  },
  'POST /api/v1/runs/:id/cancel': onRun('cancel', 'queued'),
  'POST /api/v1/runs/:id/publish': onRun('publish'),
  'POST /api/v1/runs/:id/withdraw': onRun('withdraw'),

  'POST /api/v1/imports': {
    ask: (about) => {
      const kind = fileKind(about);
      const csv =
        kind === 'students'
          ? [STUDENT_HEADER, studentRow(unique(), about.hei.name)].join('\n')
          : 'offer_ref,leg,title,provider,setting,postcode,leg_days_per_week,professions,years,starts_on,ends_on,places\n';
      return { path: `/api/v1/imports?kind=${kind}`, csv };
    },
    aboutOthers: 403,
  },
  'GET /api/v1/imports/:id': {
    ask: async (about) => ({ path: `/api/v1/imports/${await importOf(about)}` }),
  },
  'GET /api/v1/imports/:id/rows': {
    ask: async (about) => ({ path: `/api/v1/imports/${await importOf(about)}/rows` }),
  },
  'POST /api/v1/imports/:id/commit': {
    ask: async (about) => ({ path: `/api/v1/imports/${await importOf(about)}/commit`, body: {} }),
  },
  'DELETE /api/v1/imports/:id': {
    ask: async (about) => ({ path: `/api/v1/imports/${await importOf(about)}` }),
  },
  'GET /api/v1/exports/:kind': {
    ask: (about) => ({ path: `/api/v1/exports/${fileKind(about)}` }),
    aboutOthers: 403,
  },

  'GET /api/v1/deliveries': at(() => '/api/v1/deliveries'),
  'POST /api/v1/deliveries/:id/send-again': {
    ask: async (about) => ({
      path: `/api/v1/deliveries/${await failedDelivery(about)}/send-again`,
      body: {},
    }),
  },
  'GET /api/v1/queue/counts': at(() => '/api/v1/queue/counts'),
  'GET /api/v1/queue/failed-jobs': at(() => '/api/v1/queue/failed-jobs'),
  'POST /api/v1/queue/failed-jobs/:job/:id/retry': {
    ask: () => ({ path: `/api/v1/queue/failed-jobs/send-mail/${newId()}/retry`, body: {} }),
    // No job has failed, and to be told so one must be let in.
    allowed: 404,
  },

  'GET /people': {
    ask: () => ({ path: '/people' }),
    mark: async (about) => (await personOf(about)).email,
  },
  'POST /people/invitations': {
    ask: ({ role }) => {
      const invited = ROLES[role].kind === 'provider' ? 'educator' : 'hei-team';
      const wanted = ROLES[role].kind === 'system' ? 'administrator' : invited;
      const email = `${unique()}@people.example.org`;
      return { path: '/people/invitations', form: { name: 'Invited', email, role: wanted } };
    },
  },
  'POST /people/invitations/:id/withdraw': {
    ask: async (about) => ({ path: `/people/invitations/${await invitationOf(about)}/withdraw`, form: {} }),
  },
  'POST /people/memberships/:id/role': {
    ask: async (about) => {
      const { id, role } = await membershipOf(about);
      const next = { educator: 'assessor', 'hei-team': 'hei-lead', 'system-coordinator': 'administrator' };
      return {
        path: `/people/memberships/${id}/role`,
        form: { role: next[role as keyof typeof next] },
      };
    },
  },
  'POST /people/memberships/:id/remove': {
    ask: async (about) => ({
      path: `/people/memberships/${(await membershipOf(about)).id}/remove`,
      form: {},
    }),
  },
  'POST /people/leave': {
    ask: async (about) => ({
      path: '/people/leave',
      form: { membershipId: (await membershipOf(about)).id },
    }),
    // Another's role is not one's own to leave, not even within the organisation.
    allowed: 404,
  },

  'GET /tokens': {
    ask: () => ({ path: '/tokens' }),
    mark: async (about) => (await tokenOf(about)).name,
  },
  'POST /tokens': {
    ask: () => ({ path: '/tokens', form: { name: unique(), scopes: 'offers:read', days: '30' } }),
  },
  'POST /tokens/:id/revoke': {
    ask: async (about) => ({ path: `/tokens/${(await tokenOf(about)).id}/revoke`, form: {} }),
  },

  'GET /approvals': at(() => '/approvals'),
  'POST /approvals/:id/approve': {
    ask: async (about) => ({ path: `/approvals/${await claimOf(about)}/approve`, form: {} }),
  },
  'POST /approvals/:id/refuse': {
    ask: async (about) => ({
      path: `/approvals/${await claimOf(about)}/refuse`,
      form: { reason: 'Not known here' },
    }),
  },

  'GET /audit-trail': { ask: () => ({ path: '/audit-trail' }), mark: (about) => eventOf(about) },
  'GET /audit-trail/events.csv': {
    ask: () => ({ path: '/audit-trail/events.csv' }),
    mark: (about) => eventOf(about),
  },

  ...HOSTING_SAMPLES,

  'GET /persons': { ask: () => ({ path: '/persons' }) },
  ...Object.fromEntries(
    ['', '/file.json', '/erase'].map((rest) => [
      `POST /persons${rest}`,
      { ask: () => ({ path: `/persons${rest}`, form: { email: 'nobody@example.org', isSure: 'yes' } }) },
    ]),
  ),
};

/** Routes about the person alone who is signed in. */
export const ABOUT_ONESELF: Readonly<Record<string, Sample>> = {
  'GET /account': at(() => '/account'),
  'POST /account/organisation': {
    ask: ({ organisationId }) => ({ path: '/account/organisation', form: { organisationId } }),
    allowed: 404,
  },
  'POST /account/sessions/end': {
    ask: () => ({ path: '/account/sessions/end', form: { id: newId() } }),
    allowed: 404,
  },
  'GET /account/data': at(() => '/account/data'),
  'GET /account/data/file.json': at(() => '/account/data/file.json'),
};

/** Routes that need no sign-in, each with why. */
export const OPEN_ROUTES: Readonly<Record<string, string>> = {
  'GET /': 'the start page',
  ...OPEN_PAGES,
  'GET /health/live': 'says that the process answers',
  'GET /health/ready': 'says that database and queue answer',
  'GET /privacy': 'the privacy notice',
  'GET /sign-in': 'signing in',
  'POST /sign-in': 'signing in',
  'GET /sign-in/sent': 'signing in',
  'GET /sign-in/link/:link': 'the link is the key',
  'POST /sign-in/link/:link': 'the link is the key',
  'GET /sign-in/institution/:name': 'signing in at an institution',
  'GET /sign-in/institution/callback': 'signing in at an institution',
  'POST /sign-out': 'signing out',
  'GET /invitations/:link': 'the signed link is the key',
  'POST /invitations/:link/accept': 'the signed link is the key',
  'GET /join': 'asking for an organisation to be let in',
  'GET /join/sent': 'asking for an organisation to be let in',
  'GET /join/confirm/:link': 'the signed link is the key',
  'POST /join/confirm/:link': 'the signed link is the key',
  'GET /join/host': 'asking for a provider to be let in',
  'POST /join/host': 'asking for a provider to be let in',
  'GET /join/hei': 'asking for an HEI to be let in',
  'POST /join/hei': 'asking for an HEI to be let in',
  'GET /mailbox': 'in the demo alone, else 404',
  'GET /mailbox/:id': 'in the demo alone, else 404',
  'GET /mailbox/:id/html': 'in the demo alone, else 404',
  'GET /api/v1/reference/professions': 'public facts',
  'GET /api/v1/reference/placement-models': 'public facts',
  'GET /api/v1/reference/heis': 'public facts',
  'GET /api/v1/reference/nhs-regions': 'public facts',
  'GET /api/v1/reference/adass-regions': 'public facts',
  'GET /api/v1/reference/icbs': 'public facts',
  'GET /api/v1/reference/local-authorities': 'public facts',
};

/** Where an open page is looked at, where its route names something that must be there. */
export const OPEN_PATHS: Readonly<Record<string, string>> = {};
