import { sql } from '../../src/database/index.js';
import { PersonalDataService, RetentionService } from '../../src/privacy/index.js';
import { Queues } from '../../src/queue/index.js';
import { signedIn } from '../support/people.js';
import { TestBrowser } from '../support/pages.js';
import { importCsv } from '../support/sample.js';
import { startApp, type TestApp } from '../support/test-app.js';

const STUDENTS = [
  'student_ref,hei,profession,year,postcode,transport,starts_on,ends_on,days_per_week,access_needs,given_name,family_name,email,notes',
  'OLD-1,Northern University,physiotherapy,2,YO24 1AA,car,2027-02-01,2027-03-12,5,step-free,Ada,Past,ada@students.example.org,likes tea',
  'NEW-1,Northern University,physiotherapy,2,YO24 1AA,car,2028-02-01,2028-03-12,5,,Bea,Present,bea@students.example.org,',
  'NEW-2,Northern University,physiotherapy,2,YO24 1AA,car,2028-02-01,2028-03-12,5,,Cas,Here,cas@students.example.org,',
].join('\n');

describe('Data about people goes when its time is over', () => {
  let app: TestApp;
  let retention: RetentionService;
  beforeAll(async () => {
    app = await startApp();
    await importCsv(app, 'students', STUDENTS);
    retention = app.app.get(RetentionService, { strict: false });
  });
  afterAll(() => app.close());

  const students = () =>
    app.database.rows<Record<string, unknown>>(sql`SELECT * FROM student ORDER BY created_at, ref_key`);
  const recordsOf = async (code: string, now: Date) =>
    (await retention.look(now)).lines.find((line) => line.code === code)?.records;

  it('a dry run says what would go, and nothing goes', async () => {
    expect(await recordsOf('students', new Date('2028-03-11T00:00:00Z'))).toBe(0);
    const later = new Date('2028-03-20T00:00:00Z');
    expect(await recordsOf('students', later)).toBe(1);
    expect(await recordsOf('import-rows', later)).toBe(1);
    expect(JSON.stringify(await students())).toContain('ada@students.example.org');
  });

  it('then who it was goes and what planning needs stays, and a second time there is nothing left to do', async () => {
    const later = new Date('2028-03-20T00:00:00Z');
    const report = await retention.apply('service', later);
    expect(report.lines.find(({ code }) => code === 'students')?.records).toBe(1);
    const rows = JSON.stringify(await students());
    for (const gone of ['OLD-1', 'Ada', 'Past', 'ada@students', 'YO24 1AA"', 'likes tea'])
      expect(rows.split('NEW-1')[0]).not.toContain(gone === 'YO24 1AA"' ? '"postcode":"YO24 1AA"' : gone);
    expect(rows).toContain('bea@students.example.org');
    expect(rows).toContain('"district":"YO24"');
    const [left] = await app.database.rows<{ count: number | string }>(
      sql`SELECT count(*) AS "count" FROM import_row`,
    );
    expect(Number(left?.count)).toBe(0);
    const again = await retention.apply('service', later);
    expect(again.lines.every(({ records }) => records === 0)).toBe(true);
  });

  it('the queue asks for it by itself, every night', async () => {
    const queues = app.app.get(Queues);
    await queues.schedule();
    const counts = await queues.counts();
    expect(counts['apply-retention'].delayed).toBe(1);
  });

  it('somebody reads and takes away all that is kept about them, and nothing about others', async () => {
    const [bea] = await app.database.rows<{ id: string; heiId: string }>(
      sql`SELECT id AS "id", hei_id AS "heiId" FROM student WHERE email = 'bea@students.example.org'`,
    );
    const person = await signedIn(app.database, {
      kind: 'hei',
      ownerId: bea?.heiId ?? '',
      organisation: 'Northern University',
      roles: ['student'],
      email: 'bea@students.example.org',
      studentId: bea?.id ?? '',
    });
    const browser = new TestBrowser(app, person.cookie);
    const page = await browser.open('/account/data');
    expect(page.text).toContain('YO24 1AA');
    const file = await browser.open('/account/data/file.json');
    const text = JSON.stringify(file.body);
    expect(text).toContain('bea@students.example.org');
    expect(text).toContain('Present');
    expect(text).not.toMatch(/ada@|token_hash|coordinator@/);
  });

  it('and can be erased: what they did stays under an id that leads to nobody', async () => {
    const data = app.app.get(PersonalDataService, { strict: false });
    const erased = await data.erase('bea@students.example.org', 'operator');
    expect(erased).toMatchObject({ students: 1, persons: 1 });
    expect((await data.about('bea@students.example.org')).sections).toEqual([]);
    const rows = await app.database.rows(sql`SELECT * FROM student`);
    expect(JSON.stringify(rows)).not.toMatch(/Bea|Present|bea@/);
  });

  it('a lead of the university sees to what it keeps about its own students, and to nothing else', async () => {
    const [cas] = await app.database.rows<{ heiId: string }>(
      sql`SELECT hei_id AS "heiId" FROM student WHERE email = 'cas@students.example.org'`,
    );
    const lead = await signedIn(app.database, {
      kind: 'hei',
      ownerId: cas?.heiId ?? '',
      organisation: 'Northern University',
      roles: ['hei-lead'],
      email: 'lead@northern.example.org',
    });
    await signedIn(app.database, {
      kind: 'system',
      ownerId: null,
      roles: ['system-coordinator'],
      email: 'cas@students.example.org',
    });
    const browser = new TestBrowser(app, lead.cookie);
    const shown = await browser.send('/persons', '/persons', { email: ' Cas@students.example.org ' });
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('You as student');
    expect(shown.text).not.toContain('Organisations</h2>');
    const unsure = await browser.send('/persons', '/persons/erase', { email: 'cas@students.example.org' });
    expect(unsure.status).toBe(422);
    expect(unsure.text).toContain('cannot be undone');
    const erased = await browser.send('/persons', '/persons/erase', {
      email: 'cas@students.example.org',
      isSure: 'yes',
    });
    expect(erased.text).toContain('1 student records made nobody in particular');
    const [kept] = await app.database.rows<{ people: number | string }>(
      sql`SELECT count(*) AS "people" FROM person WHERE email_key = 'cas@students.example.org'`,
    );
    expect(Number(kept?.people)).toBe(1);
    const others = await browser.send('/persons', '/persons', { email: 'nobody@students.example.org' });
    expect(others.text).toContain('Nothing is kept about');
  });

  it('and the notice says just what the rules are', async () => {
    const notice = await new TestBrowser(app).open('/privacy');
    expect(notice.status).toBe(200);
    expect(notice.text).toContain('365 days after their last block ended');
    expect(notice.text).toContain('Learners must be 18 or older');
  });
});
