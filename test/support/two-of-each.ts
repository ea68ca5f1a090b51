import type { OrganisationKind, Role } from '../../src/access/index.js';
import { newId } from '../../src/database/index.js';
import { defaultPolicy } from '../../src/exchange/index.js';
import { type OfferInput } from '../../src/placements/offer.dto.js';
import { Placement } from '../../src/placements/index.js';
import type { PlacementState } from '../../src/placements/index.js';
import { Run } from '../../src/matching/index.js';
import { signedIn, type TestPerson } from './people.js';
import { importCsv } from './sample.js';
import type { TestApp } from './test-app.js';

/** A provider with one of everything that a provider has. */
export interface TestHost {
  readonly id: string;
  readonly name: string;
  readonly siteId: string;
  readonly educatorId: string;
  readonly poolId: string;
  readonly poolRef: string;
  /** Published and open to all. */
  readonly openOfferId: string;
  readonly draftOfferId: string;
  /** Published and kept for the HEI of the same place in the world, for good. */
  readonly keptOfferId: string;
}

/** An HEI with two students who need a place in one block. */
export interface TestHei {
  readonly id: string;
  readonly name: string;
  readonly blockId: string;
  readonly students: readonly { readonly id: string; readonly requestId: string; readonly ref: string }[];
}

export const HOST_ROLES = ['provider-editor', 'provider-lead', 'educator', 'assessor'] as const;
export const HEI_ROLES = ['hei-team', 'hei-lead', 'student'] as const;
export const SYSTEM_ROLES = ['system-coordinator', 'administrator'] as const;

/** Two providers, two HEIs and a system team, with a person for each role in each. */
export interface TwoOfEach {
  readonly hosts: readonly [TestHost, TestHost];
  readonly heis: readonly [TestHei, TestHei];
  /** A draft with a leg at each provider. */
  readonly hybridOfferId: string;
  /** By role and place, such as `hei-lead 0`; of the system team there is one of each. */
  person(role: Role, place?: 0 | 1): TestPerson;
}

const HOST_NAMES = ['Larch House', 'Maple House'] as const;
const HEI_NAMES = ['Ridgeway University', 'Downs University'] as const;
const PLACES = [0, 1] as const;

export const STUDENT_HEADER =
  'student_ref,hei,profession,year,postcode,transport,starts_on,ends_on,days_per_week,clearances,access_needs,excluded_providers,given_name,family_name,email';

/** A row of `students.csv` for {@link STUDENT_HEADER}. */
export function studentRow(ref: string, hei: string, more: Readonly<Record<string, string>> = {}): string {
  const cells: Record<string, string> = {
    student_ref: ref,
    hei,
    profession: 'occupational therapy',
    year: '2',
    postcode: 'OX4 1AB',
    transport: 'car',
    starts_on: '2027-02-01',
    ends_on: '2027-03-12',
    days_per_week: '4',
    clearances: 'enhanced-dbs',
    ...more,
  };
  return STUDENT_HEADER.split(',')
    .map((column) => cells[column] ?? '')
    .join(',');
}

/** An offer of one leg that {@link studentRow}'s students fit. */
export function offerInput(
  ref: string,
  { id, siteId, poolId }: Pick<TestHost, 'id' | 'siteId'> & { poolId?: string },
  more: Partial<OfferInput> = {},
): OfferInput {
  return {
    ref,
    title: `Offer ${ref}`,
    summary: null,
    model: 'long-arm',
    professions: ['occupational-therapist'],
    years: [2],
    startsOn: '2027-02-01',
    endsOn: '2027-03-12',
    places: 2,
    minGroup: 1,
    requires: [],
    isDriverNeeded: false,
    accessFeatures: [],
    reservedFor: [],
    releaseOn: null,
    standards: [],
    pillars: [],
    supervision: '',
    legs: [
      {
        providerId: id,
        siteId,
        poolId: poolId ?? null,
        daysPerWeek: 4,
        mode: 'in-person',
        setting: 'care-home',
      },
    ],
    ...more,
  };
}

/** @param students - cells of the students of each HEI beside the ordinary, by place */
export async function twoOfEach(
  app: TestApp,
  students: readonly (readonly Readonly<Record<string, string>>[])[] = [],
): Promise<TwoOfEach> {
  const rows = PLACES.flatMap((place) =>
    [1, 2].map((number) =>
      studentRow(`${HEI_NAMES[place].slice(0, 2).toUpperCase()}-${number}`, HEI_NAMES[place], {
        given_name: `Given${place}${number}`,
        family_name: `Family${place}${number}`,
        email: `student${place}${number}@students.example.org`,
        ...students[place]?.[number - 1],
      }),
    ),
  );
  await importCsv(app, 'students', [STUDENT_HEADER, ...rows].join('\n'));
  const heis = await Promise.all(PLACES.map((place) => theHei(app, HEI_NAMES[place])));
  const hosts: TestHost[] = [];
  for (const place of PLACES) hosts.push(await makeHost(app, HOST_NAMES[place], HEI_NAMES[place]));
  const [larch, maple] = hosts as [TestHost, TestHost];
  const hybrid = offerInput('HYBRID-DRAFT', larch, {
    legs: [larch, maple].flatMap((host) =>
      offerInput('', host).legs.map((leg) => ({ ...leg, daysPerWeek: 2 })),
    ),
  });
  const { body } = await app.http.post('/api/v1/offers').send(hybrid).expect(201);
  const people = await makePeople(app, hosts, heis);
  return {
    hosts: [larch, maple],
    heis: heis as [TestHei, TestHei],
    hybridOfferId: body.id,
    person: (role, place = 0) => {
      const found = people.get(`${role} ${place}`) ?? people.get(`${role} 0`);
      if (!found) throw new Error(`Nobody is ${role}`);
      return found;
    },
  };
}

async function theHei({ http }: TestApp, name: string): Promise<TestHei> {
  const { body: heis } = await http.get('/api/v1/heis').expect(200);
  const { id } = heis.items.find((hei: { name: string }) => hei.name === name);
  const { body } = await http.get(`/api/v1/students?heiId=${id}`).expect(200);
  return {
    id,
    name,
    blockId: body.items[0].blockId,
    students: body.items.map((row: { studentId: string; requestId: string; ref: string }) => ({
      id: row.studentId,
      requestId: row.requestId,
      ref: row.ref,
    })),
  };
}

async function makeHost({ http }: TestApp, name: string, keptFor: string): Promise<TestHost> {
  const made = async (path: string, body: object) =>
    (await http.post(`/api/v1/${path}`).send(body).expect(201)).body as { id: string };
  const key = name.split(' ')[0] ?? '';
  const { id } = await made('providers', {
    name,
    type: 'care-home',
    contactName: `Contact of ${name}`,
    contactEmail: `contact@${key.toLowerCase()}.example.org`,
  });
  const { id: siteId } = await made(`providers/${id}/sites`, { name: `Main ${key}`, postcode: 'OX4 1AB' });
  const { id: educatorId } = await made(`providers/${id}/educators`, {
    name: `Educator of ${name}`,
    profession: 'occupational-therapist',
    registrationNumber: key === 'Larch' ? 'OT12345' : 'OT54321',
  });
  const poolRef = `pool-${key.toLowerCase()}`;
  const { id: poolId } = await made(`providers/${id}/supervision-pools`, {
    ref: poolRef,
    learnerHalfDaysPerWeek: 20_000,
  });
  await http.put(`/api/v1/providers/${id}/learner-cap`).send({ maxLearners: 10_000 }).expect(200);
  const host = { id, siteId, poolId };
  const published = async (ref: string, more: Partial<OfferInput> = {}) => {
    const offer = await made('offers', offerInput(ref, host, more));
    await http.post(`/api/v1/offers/${offer.id}/publish`).expect(200);
    return offer.id;
  };
  const { id: draftOfferId } = await made('offers', offerInput(`${key}-DRAFT`, host));
  return {
    ...host,
    name,
    educatorId,
    poolRef,
    draftOfferId,
    openOfferId: await published(`${key}-OPEN`),
    keptOfferId: await published(`${key}-KEPT`, { reservedFor: [keptFor] }),
  };
}

async function makePeople(app: TestApp, hosts: readonly TestHost[], heis: readonly TestHei[]) {
  const people = new Map<string, TestPerson>();
  const make = async (
    role: Role,
    place: number,
    organisation: { kind: OrganisationKind; ownerId: string | null; name?: string; studentId?: string },
  ) => {
    const { kind, ownerId, name, studentId } = organisation;
    const person = await signedIn(app.database, {
      kind,
      ownerId,
      roles: [role],
      email: `${role}-${place}@people.example.org`,
      ...(name ? { organisation: name } : {}),
      ...(studentId ? { studentId } : {}),
    });
    people.set(`${role} ${place}`, person);
  };
  for (const place of PLACES) {
    const [host, hei] = [hosts[place], heis[place]];
    if (!host || !hei) throw new Error('There are two of each');
    for (const role of HOST_ROLES) {
      await make(role, place, { kind: 'provider', ownerId: host.id, name: host.name });
    }
    for (const role of HEI_ROLES) {
      const studentId = role === 'student' ? (hei.students[0]?.id ?? '') : '';
      await make(role, place, { kind: 'hei', ownerId: hei.id, name: hei.name, studentId });
    }
  }
  for (const role of SYSTEM_ROLES) await make(role, 0, { kind: 'system', ownerId: null });
  return people;
}

/** A placement that nobody has answered, as publishing a run makes it. */
export async function placed(
  app: TestApp,
  offerId: string,
  requestId: string,
  status: PlacementState = 'offered',
): Promise<Placement> {
  const now = new Date();
  const id = newId();
  const placement: Placement = {
    id,
    token: id.replaceAll('-', '').slice(-8).toUpperCase(),
    offerId,
    requestId,
    runId: null,
    status,
    reason: null,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  await app.database.inTransaction((manager) => manager.insert(Placement, placement));
  return placement;
}

/** A run that somebody's organisation started, not solved: it waits for nobody. */
export async function runOf(
  app: TestApp,
  organisationId: string | null,
  status: Run['status'] = 'succeeded',
): Promise<Run> {
  const run = {
    id: newId(),
    organisationId,
    label: 'Run',
    status,
    scope: { blockIds: [], heiIds: [], policy: defaultPolicy(0) },
    idempotencyKey: null,
    scopeDigest: 'x',
    inputDigest: null,
    engine: null,
    stage: null,
    percent: 0,
    summary: null,
    failure: null,
    attempt: 0,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
    cancelAskedAt: null,
    publishedAt: null,
    withdrawnAt: null,
  } as unknown as Run;
  await app.database.inTransaction((manager) => manager.insert(Run, run));
  return run;
}
