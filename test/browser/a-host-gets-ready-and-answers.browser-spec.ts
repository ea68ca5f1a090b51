import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { placed, twoOfEach, type TwoOfEach } from '../support/two-of-each.js';

describe('A host gets ready and answers for its students', () => {
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

  const openAs = async (context: BrowserContext, cookie: string): Promise<Page> => {
    const [, value = ''] = /fairplace-session=(.+)/.exec(cookie) ?? [];
    await context.clearCookies();
    await context.addCookies([{ name: 'fairplace-session', value, url: address }]);
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    return page;
  };

  describe.each(WAYS)('%s', (_way, options) => {
    let context: BrowserContext;
    beforeAll(async () => {
      context = await browser.newContext(options);
    });
    afterAll(() => context?.close());

    const isClean = async (page: Page) => {
      const { scroll, width } = (await page.evaluate(
        '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
      )) as { scroll: number; width: number };
      expect([page.url(), scroll <= width]).toEqual([page.url(), true]);
      if (options.javaScriptEnabled !== false)
        expect([page.url(), await accessibilityFaults(page)]).toEqual([page.url(), []]);
    };

    it('fills in a checklist, and students with a place there read it', async () => {
      const page = await openAs(context, world.person('provider-lead').cookie);
      await page.goto(`${address}/hosting/readiness`);
      await isClean(page);
      await page.getByRole('button', { name: /checklist|answers/ }).click();
      await page.getByLabel('Day').first().fill('31');
      await page.getByLabel('Month').first().fill('13');
      await page.getByLabel('Year').first().fill('2027');
      await page.getByLabel('Where do they come on the first day?').fill('<b>Side door</b>, 9 o’clock');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByRole('link').click();
      expect(await page.getByLabel('Where do they come on the first day?').inputValue()).toContain(
        'Side door',
      );
      await isClean(page);
      await page.getByLabel('Month').first().fill('3');
      await page.getByLabel(/Whom does a student tell/).fill('Duty manager, 01865 000000');
      await page.getByRole('button', { name: 'Save' }).click();
      expect(await page.getByText('Done', { exact: true }).count()).toBe(2);
      await page.getByRole('link', { name: 'See what students read before they start' }).click();
      const path = new URL(page.url()).pathname;
      expect(await page.getByText('<b>Side door</b>').count()).toBe(1);
      await isClean(page);

      const [student] = world.heis[0].students;
      const asStudent = await openAs(context, world.person('student').cookie);
      await placed(app, world.hosts[0].openOfferId, student?.requestId ?? '', 'confirmed');
      await asStudent.goto(`${address}${path}`);
      expect(await asStudent.getByText('Duty manager, 01865 000000').count()).toBe(1);
      const asStranger = await openAs(context, world.person('student', 1).cookie);
      expect((await asStranger.goto(`${address}${path}`))?.status()).toBe(404);
    });

    it('says yes to one student and no to another, with a reason', async () => {
      const [one, other] = world.heis[0].students;
      for (const student of [one, other])
        await placed(app, world.hosts[0].openOfferId, student?.requestId ?? '');
      const page = await openAs(context, world.person('provider-editor').cookie);
      await page.goto(`${address}/`);
      expect(new URL(page.url()).pathname).toBe('/hosting');
      await isClean(page);
      await page
        .getByRole('button', { name: /^Answer/ })
        .first()
        .click();
      expect(await page.getByText('Given').count()).toBe(0);
      await isClean(page);
      await page.getByRole('button', { name: 'Yes, we take them' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('You said yes');
      await page.getByRole('link', { name: 'What needs you' }).first().click();
      await page
        .getByRole('button', { name: /^Answer/ })
        .first()
        .click();
      await page.getByText('No, we cannot').click();
      await page.getByRole('button', { name: 'Say no' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('Choose why');
      await isClean(page);
      await page.getByLabel('We have no room').check();
      await page.getByRole('button', { name: 'Say no' }).click();
      expect(await page.getByText('You said no', { exact: true }).count()).toBe(1);
      await page.goto(`${address}/hosting`);
      expect(await page.getByRole('button', { name: /^Answer/ }).count()).toBe(0);
      await page.goto(`${address}/hosting/learners`);
      await isClean(page);
    });
  });
});
