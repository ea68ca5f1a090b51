import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, type Route, RouteCatalogue, TOKEN_SCOPES } from '../../src/access/index.js';
import { sql } from '../../src/database/index.js';
import { ApiTokensService } from '../../src/identity/api-tokens.service.js';
import { IMPORT_KINDS } from '../../src/imports/import.entity.js';
import { readMailbox, readMailboxMail } from '../../src/mail/mailbox.reader.js';
import { Placement } from '../../src/placements/index.js';
import { PersonalDataService } from '../../src/privacy/index.js';
import { Queues } from '../../src/queue/index.js';
import { signedIn } from '../support/people.js';
import { IS_POSTGRES } from '../support/test-database.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';
import {
  HEI_ROLES,
  HOST_ROLES,
  offerInput,
  SYSTEM_ROLES,
  twoOfEach,
  type TwoOfEach,
} from '../support/two-of-each.js';
import {
  type Audience,
  canariesIn,
  canaryFile,
  type CanaryKind,
  type CanaryStudent,
  MAY_KNOW,
  SPECIAL,
  STUDENT_NAMES,
  STUDENTS,
} from './canaries.js';

interface Asker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What they are to each of the students. */
  readonly to: (student: CanaryStudent) => Audience;
}

/** Offers say which needs they meet, and one meets that of a student; there it says nothing of the student. */
const TELLS_OF_OFFERS = /^\/api\/v1\/(offers|exports\/offers)/;
const LISTS = '?limit=100';

// Each step asks for some thousand pages.
jest.setTimeout(180_000);

describe('What is told of a student', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let askers: readonly Asker[];
  let importId: string;
  let runId: string;
  const log: string[] = [];
  const jobs: string[] = [];

  beforeAll(async () => {
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => log.push(String(text)) > 0);
    const add = Queues.prototype.add;
    jest.spyOn(Queues.prototype, 'add').mockImplementation(function (this: Queues, name, asked) {
      jobs.push(JSON.stringify([name, asked]));
      return add.call(this, name, asked);
    });
    app = await startApp({ LOG_LEVEL: 'debug' });
    world = await twoOfEach(app);
    for (const { id } of world.heis) {
      await app.http
        .patch(`/api/v1/heis/${id}`)
        .send({ contactEmail: `team@${id.slice(0, 8)}.example.org` })
        .expect(200);
    }
    await offersToFit();
    askers = await everybody();
    const lead = as('hei-lead');
    const { body } = await lead
      .post('/api/v1/imports?kind=students')
      .type('text/csv')
      .send(canaryFile(world.heis[0].name))
      .expect(201);
    importId = body.id;
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  const as = (role: Role, place: 0 | 1 = 0) => app.as(world.person(role, place).cookie);

  /** At the far site of the first host: one offer for each of the two who are to be placed, which meets their needs. */
  async function offersToFit(): Promise<void> {
    const [host] = world.hosts;
    const { body: site } = await app.http
      .post(`/api/v1/providers/${host.id}/sites`)
      .send({ name: 'Far wing', postcode: 'OX28 6AA' })
      .expect(201);
    for (const student of ['taken', 'declined'] as const) {
      const offer = offerInput(
        `FIT-${student}`,
        { ...host, siteId: site.id },
        { accessFeatures: [STUDENTS[student].need], places: 1 },
      );
      const { body } = await app.http.post('/api/v1/offers').send(offer).expect(201);
      await app.http.post(`/api/v1/offers/${body.id}/publish`).expect(200);
    }
  }

  /** A visitor, each role of each organisation, a fellow student, and a token of each organisation that may all that tokens may. */
  async function everybody(): Promise<Asker[]> {
    const found: Asker[] = [{ name: 'visitor', headers: {}, to: () => 'others' }];
    const tokens = app.app.get(ApiTokensService, { strict: false });
    for (const place of [0, 1] as const) {
      const isOwn = place === 0;
      for (const role of HOST_ROLES) {
        found.push(person(role, place, (student) => (isOwn && student !== 'unplaced' ? 'host' : 'others')));
      }
      for (const role of HEI_ROLES) {
        const to = (student: CanaryStudent): Audience => {
          if (!isOwn) return 'others';
          if (role !== 'student') return 'own HEI';
          return student === 'taken' ? 'the student' : 'others';
        };
        found.push(person(role, place, to));
      }
      for (const role of ['provider-lead', 'hei-lead'] as const) {
        const { personId, organisationId } = world.person(role, place);
        const member = {
          kind: 'member',
          personId,
          tokenId: null,
          organisationId,
          organisationKind: role === 'hei-lead' ? 'hei' : 'provider',
          ownerId: null,
          roles: [role],
          studentIds: [],
          scopes: null,
        } as const;
        const made = await tokens.make(member, { name: 'Everything', scopes: [...TOKEN_SCOPES], days: 30 });
        found.push({
          ...person(
            role,
            place,
            found.find(({ name }) => name === `${role} ${place}`)?.to ?? (() => 'others'),
          ),
          name: `token of ${role} ${place}`,
          headers: { authorization: `Bearer ${made.token}` },
        });
      }
    }
    for (const role of SYSTEM_ROLES)
      found.push(person(role, 0, () => (role === 'system-coordinator' ? 'coordinator' : 'others')));
    const fellow = await signedIn(app.database, {
      kind: 'hei',
      ownerId: world.heis[0].id,
      organisation: world.heis[0].name,
      roles: ['student'],
      email: STUDENTS.unplaced.email,
      studentId: world.heis[0].students[1]?.id ?? '',
    });
    found.push({
      name: 'fellow student',
      headers: { cookie: fellow.cookie },
      to: (student) => (student === 'unplaced' ? 'the student' : 'others'),
    });
    return found;
  }

  function person(role: Role, place: 0 | 1, to: Asker['to']): Asker {
    return { name: `${role} ${place}`, headers: { cookie: world.person(role, place).cookie }, to };
  }

  /** Every route that is read, with every id that there is in place of its parameters. */
  async function everyPath(): Promise<string[]> {
    const ids = async (table: string) =>
      (await app.database.reader.query<{ id: string }[]>(`SELECT id FROM ${table}`)).map(({ id }) => id);
    const [providers, offers, placements, runs, imports, requests, blocks, organisations] = await Promise.all(
      [
        'provider',
        'offer',
        'placement',
        'run',
        'import_file',
        'placement_request',
        'block',
        'organisation',
      ].map(ids),
    );
    // Open in the demo alone; here it is enough that none of them is.
    const mails = (await readMailbox(app.config.mail.folder, 2)).entries.map(({ id }) => id);
    const of: Readonly<Record<string, readonly string[] | undefined>> = {
      providers,
      offers,
      placements,
      'my-placements': placements,
      learners: placements,
      runs,
      matching: runs,
      compare: runs,
      imports,
      students: requests,
      'my-preferences': requests,
      cohorts: blocks,
      organisations,
      exports: IMPORT_KINDS,
      mailbox: mails,
      rows: ['2', '3', '4'],
      for: ['students'],
      questions: ['when'],
      // Of offers that nobody has finished there are none, and links and names are none of our ids.
      ...Object.fromEntries(
        ['drafts', 'link', 'confirm', 'invitations', 'institution'].map((room) => [room, [importId]]),
      ),
    };
    const fill = (path: string): string[] => {
      const parameter = /([\w-]+)\/:\w+/.exec(path);
      if (!parameter) return [path];
      const [found, room = ''] = parameter;
      const values = of[room];
      // A new kind of page is to be looked at with whatever it can show.
      if (!values) throw new Error(`Say what there is to look at under ${found}`);
      return values.flatMap((value) => fill(path.replace(found, `${room}/${value}`)));
    };
    const routes: readonly Route[] = app.app.get(RouteCatalogue).routes;
    const paths = routes.filter(({ method }) => method === 'GET').flatMap(({ path }) => fill(path));
    const inLists = paths.filter((path) => /^\/api\/v1\/[\w-]+$|\/(proposals|rows|compare\/.*)$/.test(path));
    return [
      ...paths,
      ...inLists.map((path) => `${path}${LISTS}`),
      `/api/v1/students?heiId=${world.heis[0].id}`,
      `/api/v1/students?blockId=${world.heis[0].blockId}`,
      `/api/v1/runs/${runId ?? importId}/proposals?status=unplaced`,
      '/api/docs',
      '/api/openapi.json',
    ];
  }

  interface Seen {
    readonly asker: Asker;
    readonly canary: string;
    readonly path: string;
  }

  /** Asks for everything as everybody. */
  async function lookEverywhere(): Promise<Seen[]> {
    const paths = await everyPath();
    const seen: Seen[] = [];
    const faults: string[] = [];
    let answered = 0;
    for (const asker of askers) {
      for (const path of paths) {
        const answer = await app.as().get(path).set(asker.headers);
        if (answer.status >= 500) faults.push(`${path} as ${asker.name}: ${answer.status}`);
        if (answer.status === 200) answered += 1;
        const text = `${answer.text ?? ''}${JSON.stringify(answer.headers)}`;
        for (const canary of canariesIn(text)) {
          if (canary.endsWith('.need') && TELLS_OF_OFFERS.test(path)) continue;
          seen.push({ asker, canary, path });
        }
      }
    }
    expect(faults).toEqual([]);
    expect(answered).toBeGreaterThan(400);
    return seen;
  }

  /** Who knows what, and who should: both ways, so that a test that looks in the wrong place fails too. */
  async function expectKnown(confirmed: readonly CanaryStudent[], of = STUDENT_NAMES): Promise<void> {
    const seen = await lookEverywhere();
    const told = new Map(seen.map((each) => [`${each.asker.name} knows ${each.canary}`, each.path]));
    const wanted = askers.flatMap((asker) =>
      of.flatMap((student) =>
        (Object.keys(MAY_KNOW) as CanaryKind[])
          .filter((kind) => {
            const when = MAY_KNOW[kind][asker.to(student)];
            return when === 'always' || (when === 'while confirmed' && confirmed.includes(student));
          })
          .map((kind) => `${asker.name} knows ${student}.${kind}`),
      ),
    );
    const tooMuch = [...told]
      .filter(([what]) => !wanted.includes(what))
      .map(([what, path]) => `${what} from ${path}`);
    const tooLittle = wanted.filter((what) => !told.has(what));
    expect({ tooMuch, tooLittle }).toEqual({ tooMuch: [], tooLittle: [] });
  }

  const placementOf = async (student: CanaryStudent) => {
    const { body } = await as('hei-lead').get('/api/v1/placements?limit=100').expect(200);
    return body.items.find(
      (each: { student: { ref: string } }) => each.student.ref === STUDENTS[student].ref,
    );
  };
  const answer = async (student: CanaryStudent, step: 'accept' | 'decline') => {
    const { id } = await placementOf(student);
    await as('provider-lead')
      .post(`/api/v1/placements/${id}/legs/1/${step}`)
      .send(step === 'decline' ? { reason: 'no-educator' } : {})
      .expect(200);
  };
  const mailsAreSent = () =>
    eventually(
      async () =>
        Number(
          (
            await app.database.reader.query(
              `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM delivery WHERE status IN ('waiting', 'sending')) AS n`,
            )
          )[0].n,
        ),
      (open) => open === 0,
    );

  it('while a file waits: by those who sent it, and those whom it is about', async () => {
    const seen = await lookEverywhere();
    const knowing = new Set(
      seen
        .filter(({ asker, canary }) => {
          const student = canary.split('.')[0] as CanaryStudent;
          // Their references were known before.
          return !canary.endsWith('.ref') && asker.to(student) !== 'the student';
        })
        .map(({ asker }) => asker.name),
    );
    expect([...knowing].sort()).toEqual(['hei-lead 0', 'hei-team 0', 'token of hei-lead 0']);
  });

  it('once it is taken over', async () => {
    await as('hei-lead').post(`/api/v1/imports/${importId}/commit`).send({}).expect(200);
    await expectKnown([]);
  });

  it('once a run has found places', async () => {
    const { body } = await app.http
      .post('/api/v1/runs')
      .send({ label: 'Spring', policy: { asOf: '2026-12-01' } })
      .expect(202);
    runId = body.id;
    const run = await eventually(
      async () => (await app.http.get(`/api/v1/runs/${runId}`).expect(200)).body,
      ({ status }) => ['succeeded', 'failed'].includes(status),
    );
    expect(run).toMatchObject({ status: 'succeeded' });
    await expectKnown([]);
    const { text } = await as('hei-team').get(`/api/v1/runs/${runId}/matches.csv`).expect(200);
    // There is something to give away: why one is where they are, and what the other would need.
    for (const student of ['taken', 'unplaced'] as const) expect(text).toContain(STUDENTS[student].need);
  });

  it('once it is published', async () => {
    await app.http.post(`/api/v1/runs/${runId}/publish`).expect(200);
    await mailsAreSent();
    await expectKnown([]);
  });

  it('once hosts have accepted and declined', async () => {
    await answer('taken', 'accept');
    await answer('declined', 'decline');
    await mailsAreSent();
    expect((await placementOf('taken')).status).toBe('accepted');
    expect((await placementOf('declined')).status).toBe('declined');
    await expectKnown([]);
  });

  it('once a placement is confirmed', async () => {
    const { id } = await placementOf('taken');
    await app.database.inTransaction((manager) => manager.update(Placement, { id }, { status: 'confirmed' }));
    await expectKnown(['taken']);
  });

  it('and once it was withdrawn again', async () => {
    await app.http.post(`/api/v1/runs/${runId}/withdraw`).expect(200);
    await mailsAreSent();
    await expectKnown([]);
  });

  it('in mails: to students their own name and address, to nobody else anything', async () => {
    const { entries } = await readMailbox(app.config.mail.folder, 500);
    expect(entries.length).toBeGreaterThan(6);
    const told: string[] = [];
    for (const { id, to } of entries) {
      const raw = readFileSync(join(app.config.mail.folder, `${id}.eml`), 'utf8');
      const mail = await readMailboxMail(app.config.mail.folder, id);
      const reader = STUDENT_NAMES.find((student) => to.includes(STUDENTS[student].email)) ?? 'another';
      told.push(...canariesIn(raw + JSON.stringify(mail)).map((canary) => `${reader}: ${canary}`));
    }
    const themselves = (['taken', 'declined'] as const).flatMap((student) =>
      ['givenName', 'familyName', 'email'].map((kind) => `${student}: ${student}.${kind}`),
    );
    expect([...new Set(told)].sort()).toEqual(themselves.sort());
  });

  it('not in the log at its most talkative, nor by what is on the queue', () => {
    expect(log.join('')).toContain('/api/v1/imports');
    expect(jobs.join('')).toContain('send-mail');
    expect(canariesIn(log.join(''))).toEqual([]);
    expect(canariesIn(jobs.join(''))).toEqual([]);
  });

  it('not in the trail, the outbox, deliveries, or what is kept of runs and placements', async () => {
    for (const table of [
      'audit_event',
      'outbox',
      'delivery',
      'run',
      'proposal',
      'placement',
      'import_file',
      'import_row',
    ]) {
      const rows = await app.database.reader.query(`SELECT * FROM ${table}`);
      if (table !== 'outbox') expect([table, rows.length > 0]).toEqual([table, true]);
      expect([table, canariesIn(JSON.stringify(rows))]).toEqual([table, []]);
    }
  });

  it('what is sensitive not anywhere on disk, whoever copies it', async () => {
    expect(
      canariesIn(await everythingKept(), SPECIAL).filter(
        (canary) => !/^(taken|declined)\.need$/.test(canary),
      ),
    ).toEqual([]);
    // What an offer meets is no secret; that it is some student's need is.
    const tables = await everyTable(/^(offer|offer_leg|offer_listing)/);
    expect(canariesIn(tables, SPECIAL)).toEqual([]);
  });

  it('and nothing once they are erased: not by anybody, nor in what is left on disk', async () => {
    const data = app.app.get(PersonalDataService, { strict: false });
    for (const student of STUDENT_NAMES) await data.erase(STUDENTS[student].email, 'operator');
    const seen = await lookEverywhere();
    const told = new Map(seen.map(({ asker, canary, path }) => [`${asker.name} knows ${canary}`, path]));
    expect([...told]).toEqual([]);
    expect(canariesIn(await everyTable(/^(offer|offer_leg|offer_listing)/))).toEqual([]);
    if (!IS_POSTGRES) {
      const left = canariesIn(databaseFiles());
      expect(left.filter((canary) => !canary.endsWith('.need'))).toEqual([]);
    }
  });

  /** All rows of all tables, but those whose name is told. */
  async function everyTable(but = /^$/): Promise<string> {
    const names = IS_POSTGRES
      ? sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`
      : sql`SELECT name FROM sqlite_master WHERE type = 'table'`;
    const tables = (await app.database.rows<{ name: string }>(names)).filter(({ name }) => !but.test(name));
    const rows = await Promise.all(
      tables.map(({ name }) => app.database.reader.query(`SELECT * FROM "${name}"`)),
    );
    return JSON.stringify(rows);
  }

  function databaseFiles(): string {
    const { database } = app.config;
    if (database.kind !== 'sqlite') return '';
    return ['', '-wal'].map((end) => bytesOf(`${database.file}${end}`)).join('');
  }

  /** Tables or the bytes of the database's files, and every other file that the app has written. */
  async function everythingKept(): Promise<string> {
    const folder = app.environment.VAR_DIR ?? '';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    );
    expect(files.length).toBeGreaterThan(10);
    return [IS_POSTGRES ? await everyTable() : databaseFiles(), ...files.map(bytesOf)].join('\n');
  }

  function bytesOf(file: string): string {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() ? readFileSync(file, 'latin1') : '';
  }
});
