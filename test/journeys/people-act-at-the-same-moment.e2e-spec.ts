import { finishedRun, importCsv, importSample, type RunAnswer, sampleFile } from '../support/sample.js';
import { startApp, type TestApp } from '../support/test-app.js';

describe('People act at the same moment', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await importSample(app);
  });
  afterAll(() => app.close());

  const statuses = (answers: readonly { readonly status: number }[]) =>
    answers.map(({ status }) => status).sort((one, other) => one - other);
  const all = (count: number, ask: (index: number) => PromiseLike<{ status: number }>) =>
    Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
  const offered = async (runId: string) =>
    (await app.http.get(`/api/v1/placements?runId=${runId}&status=offered&limit=100`).expect(200)).body
      .items as {
      id: string;
      offerId: string;
    }[];
  let published: RunAnswer;

  it('six commit one import: one does it, and all are told what it did', async () => {
    const [header, ...lines] = sampleFile('students.csv').toString().trim().split(/\r?\n/);
    const csv = [
      header,
      ...lines.slice(0, 20).map((line, index) => `SIX-${index}${line.slice(line.indexOf(','))}`),
    ].join('\n');
    const { body } = await app.http
      .post('/api/v1/imports?kind=students')
      .type('text/csv')
      .send(csv)
      .expect(201);
    const answers = await all(6, () => app.http.post(`/api/v1/imports/${body.id}/commit`).send({}));
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 200, 200]);
    const outcomes = answers.map(
      (answer) => (answer as unknown as { body: { outcome: object } }).body.outcome,
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ created: 20 });
  });

  it('two publish two runs over the same students: one is first, and nobody is placed twice', async () => {
    const runs = [await finishedRun(app), await finishedRun(app)];
    const answers = await all(2, (index) => app.http.post(`/api/v1/runs/${runs[index]?.id}/publish`));
    expect(statuses(answers)).toEqual([200, 409]);
    published = runs[answers[0]?.status === 200 ? 0 : 1] as RunAnswer;
    const [row] = await app.database.reader.query<{ twice: number | string }[]>(
      'SELECT count(*) AS twice FROM (SELECT request_id FROM placement GROUP BY request_id HAVING count(*) > 1) t',
    );
    expect(Number(row?.twice)).toBe(0);
  });

  it('six publish one run: it is published once', async () => {
    const answers = await all(6, () => app.http.post(`/api/v1/runs/${published.id}/publish`));
    expect(statuses(answers)).toEqual([409, 409, 409, 409, 409, 409]);
  });

  it('an offer on which learners have placements keeps its legs and dates, and cannot be withdrawn', async () => {
    const [placement] = await offered(published.id);
    const { body } = await app.http.get(`/api/v1/offers/${placement?.offerId}`).expect(200);
    const refused = await app.http.post(`/api/v1/offers/${body.id}/withdraw`).expect(409);
    expect(refused.body.detail).toMatch(/^\d+ learners have a placement/);
    const edit = {
      ...Object.fromEntries(
        ['ref', 'title', 'model', 'professions', 'years', 'startsOn', 'endsOn', 'places', 'version'].map(
          (field) => [field, body[field]],
        ),
      ),
      legs: body.legs.map(
        (leg: {
          providerId: string;
          siteId: string;
          daysPerWeek: number;
          mode: string;
          setting: string;
        }) => ({
          providerId: leg.providerId,
          siteId: leg.siteId,
          daysPerWeek: leg.daysPerWeek,
          mode: leg.mode,
          setting: leg.setting,
        }),
      ),
    };
    await app.http
      .put(`/api/v1/offers/${body.id}`)
      .send({ ...edit, places: 0 })
      .expect(409);
    await app.http
      .put(`/api/v1/offers/${body.id}`)
      .send({ ...edit, title: 'A better title' })
      .expect(200);
  });

  it('some decline while the run is withdrawn: each placement ends by one of the two', async () => {
    const some = (await offered(published.id)).slice(0, 30);
    await Promise.all([
      ...some.map(({ id }) =>
        app.http.post(`/api/v1/placements/${id}/legs/1/decline`).send({ reason: 'no-capacity' }),
      ),
      app.http.post(`/api/v1/runs/${published.id}/withdraw`).expect(200),
    ]);
    const [row] = await app.database.reader.query<{ wrong: number | string }[]>(
      `SELECT count(*) AS wrong FROM placement p JOIN placement_answer a ON a.placement_id = p.id
        WHERE a.answer = 'declined' AND p.status <> 'declined'`,
    );
    expect(Number(row?.wrong)).toBe(0);
    expect(await offered(published.id)).toEqual([]);
    await app.http.post(`/api/v1/runs/${published.id}/withdraw`).expect(409);
  });

  it('a student whose dates are put right still needs one place', async () => {
    const count = async () => {
      const [row] = await app.database.reader.query<{ requests: number | string }[]>(
        'SELECT count(*) AS requests FROM placement_request',
      );
      return Number(row?.requests);
    };
    const before = await count();
    const [header, line = ''] = sampleFile('students.csv').toString().split(/\r?\n/);
    const outcome = await importCsv(
      app,
      'students',
      [header, line.replace('2027-01-18', '2027-01-25')].join('\n'),
    );
    expect(outcome).toMatchObject({ unchanged: 1, requestsCreated: 0, requestsUpdated: 1 });
    expect(await count()).toBe(before);
  });

  it('text with a NUL character is refused by name, and a made-up cursor too', async () => {
    const { body } = await app.http.post('/api/v1/runs').send({ label: 'a\u0000b' }).expect(400);
    expect(body.errors[0]).toMatchObject({ field: 'label' });
    const cursor = Buffer.from(JSON.stringify(['\u0000'])).toString('base64url');
    await app.http.get(`/api/v1/runs?cursor=${cursor}`).expect(400);
  });
});
