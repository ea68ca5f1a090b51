import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { importCsv, sampleFile } from '../support/sample.js';
import { startApp, type TestApp } from '../support/test-app.js';

const MOST_BYTES = 100_000;

describe('Anybody looks through offers', () => {
  let app: TestApp;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    app = await startApp();
    await importCsv(app, 'offers', sampleFile('offers.csv'));
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  describe.each(WAYS)('%s', (_way, options) => {
    const isScripted = options.javaScriptEnabled !== false;
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      context = await browser.newContext(options);
      page = await context.newPage();
      page.setDefaultTimeout(8_000);
    });
    afterAll(() => context?.close());

    const isClean = async () => {
      const { scroll, width } = (await page.evaluate(
        '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
      )) as { scroll: number; width: number };
      expect([page.url(), scroll <= width]).toEqual([page.url(), true]);
      if (isScripted) expect([page.url(), await accessibilityFaults(page)]).toEqual([page.url(), []]);
      expect(Buffer.byteLength(await page.content())).toBeLessThan(MOST_BYTES);
    };
    const count = () => page.getByRole('status').innerText();

    it('reads what it is all for, and the pages that every service owes its readers', async () => {
      await page.goto(address);
      for (const link of [
        'I could have a student with us',
        'I place students',
        'I am a student',
        'I look after an area',
      ]) {
        await page.goto(address);
        await page.getByRole('link', { name: link }).click();
        await isClean();
      }
      for (const link of ['Help', 'Accessibility', 'Cookies']) {
        await page.getByRole('contentinfo').getByRole('link', { name: link, exact: true }).click();
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(link);
        await isClean();
      }
    });

    it('narrows a list by a filter that says how many it leaves', async () => {
      await page.goto(`${address}/offers`);
      await isClean();
      const before = await count();
      await page.locator('summary', { hasText: 'Profession' }).click();
      const box = page.getByRole('checkbox', { name: /^Dietitian \(\d+\)/ });
      const text = await page.locator('label', { hasText: 'Dietitian (' }).innerText();
      const [, wanted = ''] = /\((\d+)\)/.exec(text) ?? [];
      await box.check();
      if (isScripted) await page.waitForURL(/profession=dietitian/);
      else await page.getByRole('button', { name: 'Show placements' }).click();
      expect(await count()).toBe(`${wanted} placements`);
      expect(await count()).not.toBe(before);
      expect(await box.isChecked()).toBe(true);
      await isClean();
    });

    it('searches around a postcode, and is told when that is none', async () => {
      await page.goto(`${address}/offers`);
      await page.getByLabel('Near a postcode').fill('OX4 1ZZ');
      await page.getByLabel('How near').selectOption({ label: 'Within 10 miles' });
      await page.getByRole('button', { name: 'Show placements' }).click();
      expect(await page.getByText(/about \d+ miles away/).count()).toBeGreaterThan(3);
      await isClean();
      await page.getByLabel('Near a postcode').fill('<b>nowhere</b> \u202e🦊');
      await page.getByRole('button', { name: 'Show placements' }).click();
      await page
        .getByRole('alert')
        .getByRole('link', { name: /^Enter a postcode/ })
        .click();
      await isClean();
    });

    it('sees where the offers are on a map of little weight, which is kept', async () => {
      await page.goto(`${address}/offers`);
      const src = (await page.getByRole('img', { name: /^Map of England/ }).getAttribute('src')) ?? '';
      const map = await context.request.get(`${address}${src}`);
      expect(map.headers()['cache-control']).toBe('public, max-age=300');
      const body = await map.body();
      expect(body.length).toBeLessThan(60_000);
      expect(body.toString().match(/<circle/g)?.length).toBeGreaterThan(10);
    });

    it('turns the pages of the list, opens an offer, and its host', async () => {
      await page.goto(`${address}/offers`);
      await page.getByRole('link', { name: 'More placements' }).click();
      await isClean();
      await page.goto(`${address}/offers?q=larkspill`);
      await page.getByRole('link', { name: 'Later life at Larkspill Court' }).click();
      await isClean();
      await page.getByRole('link', { name: 'Larkspill Court Care Home' }).click();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Larkspill Court Care Home');
      expect(await page.getByText('Denise').count()).toBe(0);
      await isClean();
    });

    it('finds nothing of what is kept for one university, or is not there', async () => {
      const [row] = await app.database.reader.query<{ id: string }[]>(
        `SELECT id FROM offer WHERE reserved_for <> '' AND release_on IS NULL LIMIT 1`,
      );
      const answer = await page.goto(`${address}/offers/${row?.id}`);
      expect(answer?.status()).toBe(404);
      await isClean();
    });
  });
});
