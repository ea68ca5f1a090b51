import { openSecrets, SealBroken } from '../../src/secrets/index.js';
import { KeyRing } from '../../src/secrets/index.js';
import { readConfig } from '../../src/config/index.js';
import { StudentRecords, StudentSeals } from '../../src/cohorts/index.js';
import { Explanations, Proposal } from '../../src/matching/index.js';
import { importCsv } from '../support/sample.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';

const STUDENTS = [
  'student_ref,hei,profession,year,postcode,transport,starts_on,ends_on,days_per_week,access_needs,excluded_providers',
  'STUDENT-1,Northern University,physiotherapy,2,YO24 1AA,car,2027-02-01,2027-03-12,5,step-free|hearing-loop,Larch Care',
  'STUDENT-2,Northern University,physiotherapy,2,YO24 1AA,car,2027-02-01,2027-03-12,5,,',
].join('\n');

describe('What is sensitive is sealed in the database', () => {
  const first = KeyRing.newKey('first');
  const second = KeyRing.newKey('second');
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ DATA_KEYS: first });
    await importCsv(app, 'students', STUDENTS);
  });
  afterAll(() => app.close());

  const columns = () =>
    app.database.source.query<{ access_needs: string; excluded_providers: string }[]>(
      'SELECT access_needs, excluded_providers FROM student ORDER BY ref',
    );
  const needs = async (dataKeys: string) => {
    const secrets = await openSecrets(readConfig({ ...app.environment, DATA_KEYS: dataKeys }));
    const records = new StudentRecords(app.database, secrets);
    const found: string[][] = [];
    for await (const page of records.pages({}))
      found.push(...page.map(({ record }) => [...record.accessNeeds]));
    return found;
  };

  it('so that whoever reads the tables learns nothing, not even who has needs', async () => {
    const rows = await columns();
    const staged = await app.database.source.query<unknown[]>('SELECT * FROM import_row');
    expect(staged).toHaveLength(2);
    expect(JSON.stringify(staged)).not.toMatch(/step-free|hearing|Larch|YO24 1AA|STUDENT-1/);
    expect(JSON.stringify(rows)).not.toMatch(/step-free|hearing|Larch/);
    for (const row of rows) expect(row.access_needs).toMatch(/^sealed\.first\.[\w-]{38,}$/);
    expect(await needs(first)).toEqual([['step-free', 'hearing-loop'], []]);
  });

  it('and the same file again changes nothing', async () => {
    const before = await columns();
    expect(await importCsv(app, 'students', STUDENTS)).toMatchObject({ unchanged: 2, updated: 0 });
    expect(await columns()).toEqual(before);
  });

  it('and what runs say of students, which names what they need, is sealed and moves to a new key', async () => {
    const body = { policy: { asOf: '2027-01-01' } };
    const { id } = (await app.http.post('/api/v1/runs').send(body).expect(202)).body;
    await eventually(
      async () => (await app.http.get(`/api/v1/runs/${id}`).expect(200)).body,
      ({ status }) => status === 'succeeded',
    );
    const both = await openSecrets(readConfig({ ...app.environment, DATA_KEYS: `${second},${first}` }));
    const explanations = new Explanations(app.database, both);
    expect(await explanations.sealAnew()).toEqual({ seen: 2, sealed: 2 });
    expect(await explanations.sealAnew()).toEqual({ seen: 2, sealed: 0 });
    const rows = await app.database.reader.find(Proposal);
    expect(rows.map((row) => explanations.of(row)?.reason)).toEqual([
      'There are no offers',
      'There are no offers',
    ]);
    const [one, other] = rows as [Proposal, Proposal];
    expect(() => explanations.of({ ...one, explanation: other.explanation })).toThrow(SealBroken);
  });

  it('and moves to a new key, after which the old one can go', async () => {
    const both = await openSecrets(readConfig({ ...app.environment, DATA_KEYS: `${second},${first}` }));
    const seals = new StudentSeals(app.database, both);
    expect(await seals.sealAnew()).toEqual({ seen: 2, sealed: 2, key: 'second' });
    expect(await seals.sealAnew()).toEqual({ seen: 2, sealed: 0, key: 'second' });
    expect(await needs(second)).toEqual([['step-free', 'hearing-loop'], []]);
    await expect(needs(first)).rejects.toThrow(SealBroken);
  });

  it('and weak keys stop the start, without a word of the keys themselves', async () => {
    const weak = `only:${Buffer.alloc(32, 7).toString('base64')}`;
    const opening = openSecrets(readConfig({ ...app.environment, DATA_KEYS: weak }));
    await expect(opening).rejects.toThrow("DATA_KEYS: key 'only' is not random");
  });
});
