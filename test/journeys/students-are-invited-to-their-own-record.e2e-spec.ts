import { Invitation, Membership, Person } from '../../src/identity/index.js';
import { linkInMail, signInByMail, TestBrowser } from '../support/pages.js';
import { importCsv } from '../support/sample.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { STUDENT_HEADER, studentRow, twoOfEach, type TwoOfEach } from '../support/two-of-each.js';

const LINK = /\/invitations\/\S+/;

describe('Students are invited to their own record', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let link: string;
  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
  });
  afterAll(() => app.close());

  const student = () => world.heis[0].students[1] ?? { id: '', requestId: '' };
  const email = 'student02@students.example.org';
  const invite = (place: 0 | 1 = 0, id = student().id) =>
    app.as(world.person('hei-team', place).cookie).post(`/api/v1/students/${id}/invitation`).send({});
  const joined = async () => {
    const person = await app.database.reader.findOneBy(Person, { emailKey: email });
    return person ? app.database.reader.findBy(Membership, { personId: person.id }) : [];
  };

  it('by their own university, at the address in the record, once at a time', async () => {
    await invite(1).expect(404);
    await invite(0).expect(202);
    await invite(0).expect(409);
    link = await linkInMail(app, email, LINK);
    expect(link).not.toBe('');
    const [invitation] = await app.database.reader.findBy(Invitation, { emailKey: email });
    expect(invitation).toMatchObject({ role: 'student', studentKey: student().id, name: 'Given02 Family02' });
  });

  it('not when the record has no address, nor when they can sign in already', async () => {
    await importCsv(app, 'students', [STUDENT_HEADER, studentRow('RI-9', world.heis[0].name)].join('\n'));
    const { body } = await app.http.get(`/api/v1/students?heiId=${world.heis[0].id}&limit=100`).expect(200);
    const nameless = body.items.find(({ ref }: { ref: string }) => ref === 'RI-9');
    const answer = await invite(0, nameless.studentId).expect(409);
    expect(answer.body.detail).toContain('no e-mail address');
    const known = await invite(0, world.heis[0].students[0]?.id).expect(409);
    expect(known.body.detail).toContain('can sign in already');
  });

  it('nobody makes a student of somebody else: the role comes with a record alone', async () => {
    const lead = new TestBrowser(app, world.person('hei-lead').cookie);
    const more = { name: 'X', email: 'x@students.example.org', studentId: student().id };
    const answer = await lead.send('/people', '/people/invitations', { ...more, role: 'student' });
    expect(answer.status).toBe(422);
  });

  it('and say first whether they are 18 or older', async () => {
    const browser = new TestBrowser(app);
    expect((await browser.open(link)).text).toContain('Are you 18 or older?');
    const unsaid = await browser.send(link, `${link}/accept`);
    expect(unsaid.status).toBe(422);
    expect(unsaid.text).toContain('Say whether you are 18 or older');
    expect(await joined()).toEqual([]);
  });

  it('who is not is told why not, and nothing of it is kept', async () => {
    const browser = new TestBrowser(app);
    const refused = await browser.send(link, `${link}/accept`, { isAdult: 'no' });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('18 or older');
    expect(await joined()).toEqual([]);
  });

  it('who is joins, tied to that record, and sees it and no other', async () => {
    const browser = new TestBrowser(app);
    expect((await browser.send(link, `${link}/accept`, { isAdult: 'yes' })).status).toBeLessThan(300);
    expect(await joined()).toMatchObject([{ role: 'student', studentKey: student().id }]);
    const own = await signInByMail(app, email);
    const { text } = await own.open('/account/data');
    expect(text).toContain('RI-2');
    expect(text).not.toContain('RI-1');
    await invite(0).expect(409);
  });
});
