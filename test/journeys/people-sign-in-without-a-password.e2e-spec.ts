import { signedIn } from '../support/people.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';
import { readMailbox, readMailboxMail } from '../../src/mail/mailbox.reader.js';

describe('People sign in without a password', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await signedIn(app.database, {
      kind: 'system',
      ownerId: null,
      roles: ['system-coordinator'],
      email: 'Asha.Lead@system.example.org',
    });
  });
  afterAll(() => app.close());

  type Browser = ReturnType<TestApp['as']>;

  const formToken = async (browser: Browser, path: string): Promise<string> => {
    const { text } = await browser.get(path);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };

  const askForLink = async (browser: Browser, email: string, next = '/account') => {
    const _csrf = await formToken(browser, '/sign-in');
    await browser
      .post('/sign-in')
      .type('form')
      .send({ _csrf, email, next })
      .expect(303)
      .expect('location', '/sign-in/sent');
  };

  const mails = async () => (await readMailbox(app.config.mail.folder, 100)).entries;

  const newestLink = async (before: number): Promise<string> => {
    const entries = await eventually(mails, (found) => found.length > before);
    const mail = await readMailboxMail(app.config.mail.folder, entries[0]?.id ?? '');
    return /\/sign-in\/link\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  };

  const linkFor = async (browser: Browser, email: string): Promise<string> => {
    const before = (await mails()).length;
    await askForLink(browser, email);
    return newestLink(before);
  };

  it('with a link that shows a button, signs in once, and leads to where they wanted to go', async () => {
    const browser = app.as();
    await browser
      .get('/account')
      .set('accept', 'text/html')
      .expect(303)
      .expect('location', '/sign-in?next=%2Faccount');
    const link = await linkFor(browser, ' asha.lead@SYSTEM.example.org ');
    // A program that looks into mails opens it first, as often as it likes.
    await app.as().get(link).expect(410);
    const page = await browser.get(link).expect(200);
    expect(page.text).toContain('Sign in');
    const _csrf = await formToken(browser, link);
    const answer = await browser
      .post(link)
      .type('form')
      .send({ _csrf })
      .expect(303)
      .expect('location', '/account');
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/fairplace-session=[\w-]{43};/);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const account = await browser.get('/account').expect(200);
    expect(account.text).toContain('Asha.Lead@system.example.org');
    expect(account.text).toContain('This browser');
    const again = await formToken(browser, '/account');
    await browser.post(link).type('form').send({ _csrf: again }).expect(410);
  });

  it('but not with a link in another browser, nor with one that was changed', async () => {
    const browser = app.as();
    const link = await linkFor(browser, 'asha.lead@system.example.org');
    const other = app.as();
    const _csrf = await formToken(other, '/sign-in');
    const refused = await other.post(link).type('form').send({ _csrf }).expect(410);
    expect(refused.text).toContain('in the browser in which you asked');
    await browser.get(`${link}x`).expect(404);
    await browser.get('/sign-in/link/no.thing').expect(404);
  });

  it('and nobody learns whether an address is known', async () => {
    const before = (await mails()).length;
    const browser = app.as();
    await askForLink(browser, 'nobody@system.example.org');
    const link = await linkFor(browser, 'asha.lead@system.example.org');
    expect(link).not.toBe('');
    expect(await mails()).toHaveLength(before + 1);
  });

  it('nor with a form that lacks its token, or has another browser’s', async () => {
    const browser = app.as();
    const foreign = await formToken(app.as(), '/sign-in');
    const email = 'asha.lead@system.example.org';
    await browser.post('/sign-in').type('form').send({ email }).expect(403);
    await browser.post('/sign-in').type('form').send({ email, _csrf: foreign }).expect(403);
  });

  it('and end a session elsewhere, which is over at once', async () => {
    const person = { kind: 'system', ownerId: null, roles: ['system-coordinator'] } as const;
    const here = await signedIn(app.database, { ...person, email: 'ola@system.example.org' });
    const there = await signedIn(app.database, { ...person, email: 'ola@system.example.org' });
    const browser = app.as(here.cookie);
    await app.as(there.cookie).get('/api/v1/runs').expect(200);
    // The agent keeps the form's cookie beside the session's.
    const page = await browser.get('/account').expect(200);
    const form = String(page.headers['set-cookie']).split(';')[0];
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
    await browser
      .post('/account/sessions/end')
      .set('Cookie', `${here.cookie}; ${form}`)
      .type('form')
      .send({ _csrf, id: 'others' })
      .expect(303);
    await app.as(there.cookie).get('/api/v1/runs').expect(401);
    await app.as(here.cookie).get('/api/v1/runs').expect(200);
  });

  it('and leave nothing of their pages in the browser', async () => {
    const { cookie } = await signedIn(app.database, {
      kind: 'system',
      ownerId: null,
      roles: ['system-coordinator'],
      email: 'shared.desk@system.example.org',
    });
    await app.as(cookie).get('/people').expect(200).expect('cache-control', 'no-store');
  });

  it('sends nobody to another site', async () => {
    const browser = app.as();
    for (const next of [
      '//elsewhere.example.org',
      '/\\elsewhere.example.org',
      'https://elsewhere.example.org',
    ]) {
      const { text } = await browser.get('/sign-in').query({ next }).expect(200);
      expect(text).toContain('name="next" value="/"');
    }
  });
});
