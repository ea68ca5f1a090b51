import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { finishedRun, importSample } from '../support/sample.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';

describe('A stranger reads the mails that were sent', () => {
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

  it('finds an empty mailbox that says so', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/mailbox`);
    expect(await page.title()).toBe('Mailbox – Fairplace');
    expect(await page.getByText('No mail has been sent yet.').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.close();
  });

  describe('after a run was published', () => {
    beforeAll(async () => {
      await importSample(app);
      const run = await finishedRun(app);
      await app.http.post(`/api/v1/runs/${run.id}/publish`).expect(200);
      await eventually(
        async () =>
          (await app.http.get('/api/v1/deliveries?status=sent&limit=100').expect(200)).body.items.length,
        (count) => count === 100,
      );
    });

    describe.each(WAYS)('%s', (_way, options) => {
      let context: BrowserContext;
      let page: Page;
      beforeAll(async () => {
        context = await browser.newContext(options);
        page = await context.newPage();
      });
      afterAll(() => context?.close());

      it('goes from the start page to a mail and back', async () => {
        await page.goto(address);
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
          'Practice placements, matched fairly',
        );
        await page.getByRole('navigation').getByRole('link', { name: 'Mailbox' }).click();
        await page
          .getByRole('link', { name: /^Your placement from/ })
          .first()
          .click();
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Your placement from/);
        expect(await page.getByLabel('The mail as text').textContent()).toContain('Who to contact:');
        expect(await page.getByLabel('placement.ics').textContent()).toContain('BEGIN:VEVENT');
        await page.getByRole('link', { name: 'Back to the mailbox' }).click();
        expect(await page.title()).toBe('Mailbox – Fairplace');
      });

      it('sees nothing wider than the screen', async () => {
        for (const path of ['/', '/mailbox']) {
          await page.goto(`${address}${path}`);
          const { scroll, width } = (await page.evaluate(
            '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
          )) as { scroll: number; width: number };
          expect([path, scroll <= width]).toEqual([path, true]);
        }
      });

      if (options.javaScriptEnabled !== false) {
        it('meets no barrier on any page', async () => {
          await page.goto(address);
          expect(await accessibilityFaults(page)).toEqual([]);
          await page.goto(`${address}/mailbox`);
          expect(await accessibilityFaults(page)).toEqual([]);
          await page
            .getByRole('link', { name: /^Your placement from/ })
            .first()
            .click();
          expect(await accessibilityFaults(page)).toEqual([]);
          await page.goto(`${page.url()}/html`);
          expect(await page.getByRole('cell').count()).toBeGreaterThan(3);
        });
      }
    });
  });
});
