import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { linkInMail } from '../support/pages.js';
import { signedIn } from '../support/people.js';
import { startApp, type TestApp } from '../support/test-app.js';

const SIGN_IN_LINK = /\/sign-in\/link\/\S+/;
const OPEN_PAGES = [
  '/',
  '/sign-in',
  '/sign-in/sent',
  '/join',
  '/join/host',
  '/join/hei',
  '/join/sent',
  '/privacy',
];
const LEADS_PAGES = ['/account', '/account/data', '/people', '/tokens', '/audit-trail', '/approvals'];

describe('A lead signs in and sees to their people', () => {
  let app: TestApp;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    app = await startApp({ DEMO: 'yes' });
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  describe.each(WAYS)('%s', (way, options) => {
    const email = `${way.replace(/\W+/g, '-').toLowerCase()}@system.example.org`;
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      await signedIn(app.database, {
        kind: 'system',
        ownerId: null,
        roles: ['administrator', 'system-coordinator'],
        email,
      });
      context = await browser.newContext(options);
      page = await context.newPage();
    });
    afterAll(() => context?.close());

    const heading = () => page.getByRole('heading', { level: 1 }).textContent();

    it('by a link that comes by mail', async () => {
      await page.goto(`${address}/account`);
      expect(await heading()).toBe('Sign in');
      await page.getByRole('button', { name: 'Send me a link' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('Enter an e-mail address');
      await page.getByLabel('Your e-mail address').fill(email);
      await page.getByRole('button', { name: 'Send me a link' }).click();
      expect(await heading()).toBe('Look into your mail');
      await page.goto(`${address}${await linkInMail(app, email, SIGN_IN_LINK)}`);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      expect(await heading()).toBe('Your account');
    });

    it('invites somebody after putting right what was wrong', async () => {
      await page.goto(`${address}/people`);
      await page.getByLabel('Their name').fill('Sam Carer');
      await page.getByRole('button', { name: 'Send the invitation' }).click();
      await page
        .getByRole('alert')
        .getByRole('link', { name: /e-mail address/ })
        .click();
      expect(await page.getByLabel('Their name').inputValue()).toBe('Sam Carer');
      await page.getByLabel('Their e-mail address').fill(`sam.${email}`);
      await page.getByLabel('System coordinator').check();
      await page.getByRole('button', { name: 'Send the invitation' }).click();
      expect(await page.getByText(`sam.${email}`).count()).toBe(1);
    });

    it('sees nothing wider than the screen, and meets no barrier on any page', async () => {
      for (const path of [...LEADS_PAGES, ...OPEN_PAGES]) {
        await page.goto(`${address}${path}`);
        const { scroll, width } = (await page.evaluate(
          '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
        )) as { scroll: number; width: number };
        expect([path, scroll <= width]).toEqual([path, true]);
        if (options.javaScriptEnabled !== false)
          expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
      }
    });

    it('signs out', async () => {
      await page.goto(`${address}/account`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.goto(`${address}/people`);
      expect(await heading()).toBe('Sign in');
    });
  });
});
