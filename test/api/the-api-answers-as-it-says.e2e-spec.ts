import { importCsv, importSample, sampleFile } from '../support/sample.js';
import { describeApi } from '../../src/create-app.js';
import { signedIn } from '../support/people.js';
import { routesOf } from '../support/routes.js';
import { startApp, type TestApp } from '../support/test-app.js';

interface Operation {
  readonly summary?: string;
  readonly responses: Record<string, { readonly content?: object; readonly description?: string }>;
}

describe('The API answers as it says', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await importSample(app);
  });
  afterAll(() => app.close());

  const provider = async (name: string) =>
    (await app.http.post('/api/v1/providers').send({ name, type: 'care-home' }).expect(201)).body;
  const site = async (providerId: string, postcode = 'OX4 1AB') =>
    (
      await app.http
        .post(`/api/v1/providers/${providerId}/sites`)
        .send({ name: 'Main house', postcode })
        .expect(201)
    ).body;
  const offer = async (ref: string, more: object = {}) => {
    const owner = await provider(`Provider of ${ref}`);
    const { id: siteId } = await site(owner.id);
    return {
      ref,
      title: `Offer ${ref}`,
      model: 'long-arm',
      professions: ['occupational-therapist'],
      years: [2],
      startsOn: '2027-02-01',
      endsOn: '2027-03-12',
      places: 2,
      legs: [{ providerId: owner.id, siteId, daysPerWeek: 4.5, setting: 'care-home' }],
      ...more,
    };
  };

  describe('its description', () => {
    it('names every route that exists, with what it is for and what it gives', () => {
      const { paths } = describeApi(app.app);
      const routes = app.app
        .getHttpAdapter()
        .getInstance()
        .printRoutes({ commonPrefix: false, includeHooks: false });
      expect(routes).toContain('api/v1');
      const operations = Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
          path,
          method,
          operation,
        })),
      );
      expect(operations.length).toBeGreaterThan(50);
      for (const { path, method, operation } of operations) {
        const name = `${method.toUpperCase()} ${path}`;
        expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w{3}/)]);
        const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
        expect([name, good.length]).toEqual([name, 1]);
      }
    });

    it('has every route that the server answers under /api/v1', () => {
      const described = new Set(
        Object.entries(describeApi(app.app).paths).flatMap(([path, item]) =>
          Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
        ),
      );
      const answered = routesOf(app).filter((route) => route.includes(' /api/v1'));
      expect(answered.length).toBeGreaterThan(50);
      expect(answered.filter((route) => !described.has(route))).toEqual([]);
    });

    it('is served as JSON and as a page', async () => {
      const { body } = await app.http.get('/api/openapi.json').expect(200);
      expect(body.openapi).toMatch(/^3\./);
      await app.http.get('/api/docs').expect(200).expect('content-type', /html/);
    });
  });

  describe('a refusal', () => {
    it('is a problem document that names each field, what was found and what is wanted', async () => {
      const { body } = await app.http
        .post('/api/v1/offers')
        .send({ ...(await offer('R-1')), places: -2, startsOn: '01/02/2027', colour: 'red' })
        .expect(400)
        .expect('content-type', /application\/problem\+json/);
      expect(body).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
      const messages = Object.fromEntries(
        body.errors.map((error: { field: string; message: string }) => [error.field, error.message]),
      );
      expect(messages.places).toContain("found '-2'");
      expect(messages.startsOn).toContain('wanted a day like 2027-02-28');
      expect(messages.colour).toBe('is not a field of this request');
    });

    it('names a field inside a list by its place', async () => {
      const draft = await offer('R-2');
      const { body } = await app.http
        .post('/api/v1/offers')
        .send({ ...draft, legs: [{ ...draft.legs[0], daysPerWeek: 2.3 }] })
        .expect(400);
      expect(body.errors[0].field).toBe('legs.0.daysPerWeek');
    });

    it('tells of fields that contradict each other', async () => {
      const { body } = await app.http
        .post('/api/v1/offers')
        .send(await offer('R-3', { endsOn: '2027-01-01', minGroup: 5, releaseOn: '2027-01-01' }))
        .expect(422);
      expect(body.errors.map((error: { field: string }) => error.field)).toEqual([
        'endsOn',
        'minGroup',
        'reservedFor',
      ]);
    });

    it('says nothing of the inside when something is broken in JSON or unknown', async () => {
      const broken = await app.http.post('/api/v1/offers').type('json').send('{"ref": ').expect(400);
      expect(broken.body).toMatchObject({ status: 400 });
      await app.http.get('/api/v1/offers/not-an-id').expect(400);
      await app.http.get('/api/v1/offers/01a2033b-0000-7000-8000-000000000000').expect(404);
      await app.http
        .get('/nowhere')
        .expect(404)
        .expect('content-type', /problem\+json/);
    });

    it('meets visitors, and pages of other sites that call in the name of somebody', async () => {
      await app.as().get('/api/v1/runs').expect(401);
      const elsewhere = app.http.post('/api/v1/runs').set('Origin', 'https://elsewhere.example.org');
      await elsewhere.send({}).expect(403);
      await app.http.post('/api/v1/runs').set('Sec-Fetch-Site', 'cross-site').send({}).expect(403);
    });
  });

  describe('a provider', () => {
    it('has its identifiers checked by form, and may have unusual ones with a warning', async () => {
      const { body } = await app.http
        .post('/api/v1/providers')
        .send({ name: 'Lime Court', type: 'care-home', cqcProviderId: '1-10164', charityNumber: '12' })
        .expect(422);
      expect(body.errors[0]).toMatchObject({
        field: 'cqcProviderId',
        message: expect.stringContaining('1-10164'),
      });
      const kept = await app.http
        .post('/api/v1/providers')
        .send({ name: 'Lime Court', type: 'care-home', cqcProviderId: '1-101641521', charityNumber: '12' })
        .expect(201);
      expect(kept.body).toMatchObject({ cqcProviderId: '1-101641521', charityNumber: '12', isPivo: true });
      expect(kept.body.warnings[0]).toContain('charityNumber');
      const again = await app.http
        .post('/api/v1/providers')
        .send({ name: ' lime  COURT', type: 'care-home' })
        .expect(422);
      expect(again.body.errors[0].field).toBe('name');
    });

    it('has sites whose authority, ICB and region follow from the postcode', async () => {
      const { id } = await provider('Elm Lodge');
      expect(await site(id)).toMatchObject({
        district: 'OX4',
        authorityCode: 'E10000025',
        icbCode: 'S0E4D',
        regionCode: 'Y59',
      });
      const { body } = await app.http
        .post(`/api/v1/providers/${id}/sites`)
        .send({ name: 'Nowhere', postcode: 'ZZ9 9ZZ' })
        .expect(422);
      expect(body.errors[0].field).toBe('postcode');
    });

    it('has educators whose registration fits their profession', async () => {
      const { id } = await provider('Ash House');
      const educator = {
        name: 'Sam Field',
        profession: 'occupational-therapist',
        registrationNumber: 'PH12345',
      };
      const { body } = await app.http.post(`/api/v1/providers/${id}/educators`).send(educator).expect(422);
      expect(body.errors[0].message).toContain('OT012345');
      await app.http
        .post(`/api/v1/providers/${id}/educators`)
        .send({ ...educator, registrationNumber: 'ot 12345' })
        .expect(201)
        .expect((answer) => expect(answer.body.registrationNumber).toBe('OT12345'));
    });
  });

  describe('an offer', () => {
    it('lives by its table of states, and a refused step tells which are allowed', async () => {
      const { body: draft } = await app.http
        .post('/api/v1/offers')
        .send(await offer('L-1'))
        .expect(201);
      expect(draft).toMatchObject({ status: 'draft', next: ['published', 'withdrawn'] });
      const refused = await app.http.post(`/api/v1/offers/${draft.id}/pause`).expect(409);
      expect(refused.body.allowed).toEqual(['published', 'withdrawn']);
      await app.http.post(`/api/v1/offers/${draft.id}/publish`).expect(200);
      await app.http.post(`/api/v1/offers/${draft.id}/pause`).expect(200);
      await app.http.post(`/api/v1/offers/${draft.id}/publish`).expect(200);
      await app.http.post(`/api/v1/offers/${draft.id}/withdraw`).expect(200);
      await app.http.post(`/api/v1/offers/${draft.id}/publish`).expect(409);
    });

    it('is found only while it is published, by any of its words', async () => {
      const { body: draft } = await app.http
        .post('/api/v1/offers')
        .send(await offer('W-1', { title: 'Xylophone therapy week' }))
        .expect(201);
      const found = async () =>
        (await app.http.get('/api/v1/offers?q=xylophone').expect(200)).body.items.map(
          (each: { ref: string }) => each.ref,
        );
      expect(await found()).toEqual([]);
      await app.http.post(`/api/v1/offers/${draft.id}/publish`).expect(200);
      expect(await found()).toEqual(['W-1']);
      await app.http.post(`/api/v1/offers/${draft.id}/pause`).expect(200);
      expect(await found()).toEqual([]);
    });

    it('edited from an old version is refused, so that nobody overwrites another', async () => {
      const input = await offer('V-1');
      const { body: draft } = await app.http.post('/api/v1/offers').send(input).expect(201);
      await app.http
        .put(`/api/v1/offers/${draft.id}`)
        .send({ ...input, title: 'Newer', version: 1 })
        .expect(200);
      const { body } = await app.http
        .put(`/api/v1/offers/${draft.id}`)
        .send({ ...input, title: 'Older', version: 1 })
        .expect(409);
      expect(body.detail).toContain('version 2');
    });

    it('is hybrid when its legs are at two providers, and needs both to be told apart', async () => {
      const council = await provider('Thamesmere Council');
      const trust = await provider('Thamesmere NHS Trust');
      const draft = await offer('H-1', {
        model: 'hybrid-la-nhs',
        legs: [
          { providerId: council.id, siteId: (await site(council.id)).id, daysPerWeek: 2, setting: 'council' },
          { providerId: trust.id, siteId: (await site(trust.id)).id, daysPerWeek: 2.5, setting: 'acute' },
        ],
      });
      const { body } = await app.http.post('/api/v1/offers').send(draft).expect(201);
      expect(body).toMatchObject({
        isHybrid: true,
        legs: [
          { leg: 1, daysPerWeek: 2 },
          { leg: 2, daysPerWeek: 2.5 },
        ],
      });
      const crossed = {
        ...draft,
        ref: 'H-2',
        legs: [{ ...draft.legs[0], siteId: (draft.legs[1] as { siteId: string }).siteId }],
      };
      const refused = await app.http.post('/api/v1/offers').send(crossed).expect(422);
      expect(refused.body.errors[0].field).toBe('legs.0.siteId');
    });
  });

  describe('search', () => {
    it('needs what it sorts by, and says so', async () => {
      const { body } = await app.http.get('/api/v1/offers?sort=distance').expect(400);
      expect(body.errors[0]).toMatchObject({ field: 'sort' });
      await app.http.get('/api/v1/offers?withinKm=5').expect(400);
      await app.http.get('/api/v1/offers?near=nowhere').expect(400);
      await app.http.get('/api/v1/offers?cursor=bm9uc2Vuc2U').expect(400);
    });

    it('pages without missing or repeating an offer', async () => {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await app.http
          .get(`/api/v1/offers?limit=7${cursor && `&cursor=${cursor}`}`)
          .expect(200);
        seen.push(...body.items.map((each: { id: string }) => each.id));
        if (!body.next) {
          expect(seen.length).toBe(body.total);
          break;
        }
        cursor = body.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('takes hostile words as words', async () => {
      for (const q of [
        `"'; DROP TABLE offer; --`,
        'a AND (NOT',
        'NEAR(x, y)',
        '%_*',
        '\u202Eabc',
        '😀'.repeat(60),
      ]) {
        await app.http.get('/api/v1/offers').query({ q }).expect(200);
      }
    });
  });

  describe('an import', () => {
    const stage = (kind: string, csv: string | Buffer) =>
      app.http.post(`/api/v1/imports?kind=${kind}`).type('text/csv').send(csv);
    const header = sampleFile('students.csv').toString().split(/\r?\n/)[0] ?? '';
    const good = (ref: string) =>
      `${ref},Ridgeway University,occupational therapy,2,OX4 1AB,car,,2027-01-18,2027-03-12,5,,,enhanced-dbs,,,,Ada,Low,ada@example.org`;

    it('keeps every row with its line and everything that is wrong with it', async () => {
      const bad = 'NEW-2,Ridgeway University,wizardry,2,OX4 1AB,car,,2027-03-18,2027-03-12,9,,,,,,,,,';
      const { body } = await stage('students', [header, good('NEW-1'), bad].join('\r\n')).expect(201);
      expect(body).toMatchObject({ status: 'staged', rows: 2, faultyRows: 1 });
      const { body: rows } = await app.http.get(`/api/v1/imports/${body.id}/rows?faulty=true`).expect(200);
      expect(rows.items).toHaveLength(1);
      expect(rows.items[0]).toMatchObject({ line: 3, cells: { student_ref: 'NEW-2' } });
      expect(rows.items[0].faults.map((fault: { column: string }) => fault.column)).toEqual([
        'profession',
        'ends_on',
        'days_per_week',
      ]);
      const refused = await app.http.post(`/api/v1/imports/${body.id}/commit`).send({}).expect(409);
      expect(refused.body.detail).toContain('1 rows have faults');
      const done = await app.http
        .post(`/api/v1/imports/${body.id}/commit`)
        .send({ goodRowsOnly: true })
        .expect(200);
      expect(done.body.outcome).toMatchObject({ created: 1 });
      const again = await app.http.post(`/api/v1/imports/${body.id}/commit`).send({}).expect(200);
      expect(again.body.outcome).toEqual(done.body.outcome);
    });

    it.each([
      ['an empty file', '', 'empty'],
      [
        'another encoding',
        Buffer.from(`${sampleFile('students.csv').toString().split('\n')[0]}\nA,Universit\xe9,`, 'latin1'),
        'UTF-8',
      ],
      ['semicolons', 'student_ref;hei;profession\nA;B;C', 'semicolon'],
      ['a missing column', 'student_ref,hei\nA,B', 'profession'],
      ['a quote that never ends', `${header}\n"A,B`, 'quote'],
      ['a cell of ten megabytes', `${header}\n${'x'.repeat(10_000_000)},`, '20000'],
    ])('refuses %s in a sentence, and keeps nothing of it', async (_what, file, words) => {
      const before = await countImports(app);
      const { body } = await stage('students', file)
        .expect(422)
        .expect('content-type', /problem\+json/);
      expect(`${body.detail}`.toLowerCase()).toContain(words.toLowerCase());
      expect(await countImports(app)).toBe(before);
    });

    it('finds a reference that stands twice, and names both lines', async () => {
      const { body } = await stage('students', [header, good('TWICE'), good('TWICE')].join('\n')).expect(201);
      const { body: rows } = await app.http.get(`/api/v1/imports/${body.id}/rows?faulty=true`).expect(200);
      expect(rows.items[0]).toMatchObject({
        line: 3,
        faults: [{ wanted: expect.stringContaining('line 2') }],
      });
      await app.http.delete(`/api/v1/imports/${body.id}`).expect(204);
      await app.http.post(`/api/v1/imports/${body.id}/commit`).send({}).expect(409);
    });

    it('takes formula cells as text and gives them back so that no spreadsheet runs them', async () => {
      const row = good('FORMULA-1').replace(',Ada,', ',"=HYPERLINK(""http://example.org"")",');
      await importCsv(app, 'students', [header, row].join('\n'));
      const { body } = await app.http.get('/api/v1/heis').expect(200);
      const { id } = body.items.find((hei: { name: string }) => hei.name === 'Ridgeway University');
      const lead = {
        kind: 'hei',
        ownerId: id,
        roles: ['hei-lead'],
        email: 'lead@ridgeway.example.org',
      } as const;
      const { cookie } = await signedIn(app.database, { ...lead, organisation: 'Ridgeway University' });
      const { text } = await app.as(cookie).get('/api/v1/exports/students').expect(200);
      expect(text).toContain(`"'=HYPERLINK(""http://example.org"")"`);
      expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m);
    });

    it('takes a file from a form as well', async () => {
      const { body } = await app.http
        .post('/api/v1/imports?kind=pools')
        .attach('file', Buffer.from('supervision_pool,learner_days_per_week\nNew pool,7.5'), 'pools.csv')
        .expect(201);
      expect(body).toMatchObject({ fileName: 'pools.csv', rows: 1, faultyRows: 0 });
    });
  });

  describe('a run', () => {
    it('asked for twice under one key is one run, and a key cannot stand for two', async () => {
      const ask = (label: string, more: object = {}) =>
        app.http
          .post('/api/v1/runs')
          .set('Idempotency-Key', 'key-1')
          .send({ label, ...more });
      const first = await ask('Once').expect(202);
      const second = await ask('Once').expect(202);
      expect(second.body.id).toBe(first.body.id);
      await ask('Once', { policy: { fairness: 'max-min' } }).expect(422);
    });

    it('asked for at the same moment under one key is one run', async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () =>
          app.http.post('/api/v1/runs').set('Idempotency-Key', 'key-2').send({}),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(202));
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    });

    it('can be called off, and then never has a result', async () => {
      const { body } = await app.http.post('/api/v1/runs').send({}).expect(202);
      await app.http.post(`/api/v1/runs/${body.id}/cancel`);
      await app.http.post(`/api/v1/runs/${body.id}/publish`).expect(409);
    });
  });
});

async function countImports(app: TestApp): Promise<number> {
  const [row] = await app.database.reader.query<{ count: number | string }[]>(
    'SELECT count(*) AS count FROM import_file',
  );
  return Number(row?.count);
}
