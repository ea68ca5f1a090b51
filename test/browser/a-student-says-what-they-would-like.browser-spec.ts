import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Placement } from '../../src/placements/index.js';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { placed, type TwoOfEach, twoOfEach } from '../support/two-of-each.js';

describe('A student says what they would like, and finds out where they go', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  describe.each(WAYS)('%s', (_way, options) => {
    let context: BrowserContext;
    let page: Page;
    beforeAll(async () => {
      context = await browser.newContext(options);
      const [name = '', value = ''] = world.person('student').cookie.split('=');
      await context.addCookies([{ name, value, url: address }]);
      page = await context.newPage();
      await app.database.inTransaction((manager) => manager.clear(Placement));
    });
    afterAll(() => context?.close());

    const barriers = () =>
      options.javaScriptEnabled === false ? Promise.resolve([]) : accessibilityFaults(page);

    it('from the start page, where their own page opens at once', async () => {
      await page.goto(address);
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('My placements');
      await page.getByRole('link', { name: /Say what you would like/ }).click();
      expect(await page.getByText(/offers fit/).count()).toBe(1);
    });

    it('is told what is wrong with what they typed, which stays', async () => {
      await page.getByLabel('Longest journey').fill('an hour');
      await page.getByLabel('By bus or train').check();
      await page.getByRole('button', { name: 'Save and look again' }).click();
      expect(await page.getByRole('alert').textContent()).toContain('Enter minutes as a whole number');
      expect(await page.getByLabel('Longest journey').inputValue()).toBe('an hour');
      expect(await page.getByLabel('By bus or train').isChecked()).toBe(true);
      expect(await barriers()).toEqual([]);
    });

    it('sees at once what a shorter journey leaves open', async () => {
      await page.getByLabel('Longest journey').fill('5');
      await page.getByLabel('By car').check();
      await page.getByRole('button', { name: 'Save and look again' }).click();
      expect(await page.getByText('0 offers fit').count()).toBe(1);
      expect(await page.getByText('further than your longest journey').count()).toBe(1);
      await page.getByLabel('Longest journey').fill('');
      await page.getByRole('button', { name: 'Save and look again' }).click();
      expect(await page.getByText('0 offers fit').count()).toBe(0);
    });

    it('ranks offers', async () => {
      const list = page.locator('#list + ol > li');
      await page.getByRole('button', { name: 'Put on my list' }).first().click();
      await page.getByRole('button', { name: 'Put on my list' }).first().click();
      const before = await list.allTextContents();
      await page.getByRole('button', { name: 'Down' }).first().click();
      const after = await list.allTextContents();
      const title = (text: string | undefined) => /Offer \S+?(?=,)/.exec(text ?? '')?.[0];
      expect(after.map(title)).toEqual(before.map(title).reverse());
      expect(await barriers()).toEqual([]);
      await page.getByRole('button', { name: 'Take off' }).first().click();
      await page.getByRole('button', { name: 'Take off' }).first().click();
      expect(await list.count()).toBe(0);
    });

    it('and finds the placement, the way there, and a file for the calendar', async () => {
      const requestId = world.heis[0].students[0]?.requestId ?? '';
      await placed(app, world.hosts[0].openOfferId, requestId, 'confirmed');
      await page.goto(`${address}/my-placements`);
      await page.getByRole('link', { name: /Offer / }).click();
      expect(await page.getByText('This placement is yours').count()).toBe(1);
      expect(await page.getByText(/About \d+ minutes each way by car/).count()).toBe(1);
      expect(await barriers()).toEqual([]);
      const link = await page.getByRole('link', { name: 'Add it to your calendar' }).getAttribute('href');
      const file = await context.request.get(`${address}${link}`);
      expect(file.headers()['content-type']).toContain('text/calendar');
      expect(await file.text()).toContain('DTSTART;VALUE=DATE:20270201');
    });
  });
});
