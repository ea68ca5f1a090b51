import { freePort } from '../support/server-process.js';
import { CLIENT, type Institution, startInstitution } from '../support/institution.js';
import { signedIn } from '../support/people.js';
import { TestBrowser } from '../support/pages.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** The institution is a large program, read and compiled for the test. */
const LOADING_MILLISECONDS = 180_000;

describe('People sign in at their institution', () => {
  let app: TestApp;
  let north: Institution;
  let doubtful: Institution;
  let publicUrl: string;
  beforeAll(async () => {
    publicUrl = `http://localhost:${await freePort()}`;
    const callback = `${publicUrl}/sign-in/institution/callback`;
    north = await startInstitution(callback);
    doubtful = await startInstitution(callback, false);
    const issuer = (name: string, institution: string, domain: string) => ({
      name,
      title: 'Northern University',
      issuer: institution,
      ...CLIENT,
      domains: [domain],
    });
    app = await startApp({
      PUBLIC_URL: publicUrl,
      OIDC_ISSUERS: JSON.stringify([
        issuer('north', north.issuer, 'north.example.ac.uk'),
        issuer('doubtful', doubtful.issuer, 'doubtful.example.ac.uk'),
        issuer('away', 'http://127.0.0.1:9', 'away.example.ac.uk'),
      ]),
    });
    for (const domain of ['north', 'doubtful', 'away'])
      await signedIn(app.database, {
        kind: 'system',
        ownerId: null,
        roles: ['system-coordinator'],
        email: `kim@${domain}.example.ac.uk`,
      });
  }, LOADING_MILLISECONDS);
  afterAll(async () => {
    await app.close();
    await north.close();
    await doubtful.close();
  });

  const leave = async (browser: TestBrowser, email: string) => {
    const asked = await browser.send('/sign-in', '/sign-in', { email, next: '/account' });
    expect(asked.status).toBe(303);
    const page = await browser.open(asked.headers.location ?? '');
    return { page, href: (/href="(http:\/\/127[^"]+)"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&') };
  };
  const back = (address: string) => address.replace(publicUrl, '');

  it('chosen by their e-mail domain, and come back signed in to where they wanted to go', async () => {
    const browser = new TestBrowser(app);
    const { page, href } = await leave(browser, 'kim@north.example.ac.uk');
    expect(page.text).toContain('Continue to Northern University');
    expect(href).toContain('code_challenge_method=S256');
    const address = await north.signIn(href, 'kim@north.example.ac.uk');
    const done = await browser.open(back(address));
    expect([done.status, done.headers.location]).toEqual([303, '/account']);
    expect((await browser.open('/account')).text).toContain('kim@north.example.ac.uk');
    // The same answer again, as somebody would who read it over a shoulder.
    expect((await browser.open(back(address))).status).toBe(403);
  });

  it('also after the institution has changed its signing keys', async () => {
    north.rotateKeys();
    const browser = new TestBrowser(app);
    const { href } = await leave(browser, 'kim@north.example.ac.uk');
    const done = await browser.open(back(await north.signIn(href, 'kim@north.example.ac.uk')));
    expect(done.status).toBe(303);
  });

  it('but not in another browser than they left with', async () => {
    const { href } = await leave(new TestBrowser(app), 'kim@north.example.ac.uk');
    const address = await north.signIn(href, 'kim@north.example.ac.uk');
    const other = new TestBrowser(app);
    await leave(other, 'kim@north.example.ac.uk');
    expect((await other.open(back(address))).status).toBe(403);
  });

  it('and an institution speaks for its own people only', async () => {
    const browser = new TestBrowser(app);
    const { href } = await leave(browser, 'kim@north.example.ac.uk');
    const done = await browser.open(back(await north.signIn(href, 'coordinator@system.example.org')));
    expect(done.status).toBe(403);
    expect(done.text).toContain('not one of its own');
  });

  it('nor for an address that it has not confirmed, nor for people whom nobody invited', async () => {
    const browser = new TestBrowser(app);
    const { href } = await leave(browser, 'kim@doubtful.example.ac.uk');
    const done = await browser.open(back(await doubtful.signIn(href, 'kim@doubtful.example.ac.uk')));
    expect(done.text).toContain('confirmed e-mail address');
    const stranger = new TestBrowser(app);
    const left = await leave(stranger, 'new@north.example.ac.uk');
    const refused = await stranger.open(back(await north.signIn(left.href, 'new@north.example.ac.uk')));
    expect(refused.text).toContain('nobody here has invited you');
  });

  it('and hear it when the institution cannot be reached', async () => {
    const browser = new TestBrowser(app);
    const { page } = await leave(browser, 'kim@away.example.ac.uk');
    expect(page.status).toBe(503);
    expect(page.text).toContain('cannot be reached now');
  });
});
