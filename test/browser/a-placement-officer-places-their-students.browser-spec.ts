import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { startApp, type TestApp } from '../support/test-app.js';
import {
  FAULTY,
  newUniversity,
  rightDayOf,
  sampleOffers,
  UNIVERSITIES,
  type University,
} from './support/university.js';

const SHOTS = process.env.SCREENSHOTS;

describe('A placement officer places their students', () => {
  let app: TestApp;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    app = await startApp();
    await sampleOffers(app);
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  // Each way has a university of its own: once placed, students are not placed again.
  describe.each(WAYS.map(([way, options], index) => [way, options, UNIVERSITIES[index] ?? ''] as const))(
    '%s',
    (way, options, name) => {
      let university: University;
      let context: BrowserContext;
      let page: Page;
      let shot = 0;
      beforeAll(async () => {
        const email = `${way.replace(/\W+/g, '-').toLowerCase()}@hei.example.org`;
        university = await newUniversity(app, name, email);
        context = await browser.newContext(options);
        const [cookieName = '', value = ''] = university.officer.cookie.split('=');
        await context.addCookies([{ name: cookieName, value, url: address }]);
        context.setDefaultTimeout(10_000);
        page = await context.newPage();
      });
      afterAll(() => context?.close());

      const heading = () => page.getByRole('heading', { level: 1 }).textContent();
      const press = (text: string) => page.getByRole('button', { name: text, exact: true }).click();
      const send = async (file: string, fileName: string) => {
        await page
          .getByLabel('A file of students')
          .setInputFiles({ name: fileName, mimeType: 'text/csv', buffer: Buffer.from(file) });
        await press('Read the file');
      };

      /** The page bars nobody's way and is no wider than the screen. */
      const sound = async () => {
        const { scroll, width } = (await page.evaluate(
          '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
        )) as { scroll: number; width: number };
        expect([page.url(), scroll <= width]).toEqual([page.url(), true]);
        if (options.javaScriptEnabled !== false)
          expect([page.url(), await accessibilityFaults(page)]).toEqual([page.url(), []]);
        if (SHOTS) {
          shot += 1;
          const file = `${way.replace(/\W+/g, '-')}-${String(shot).padStart(2, '0')}.png`;
          await page.screenshot({ path: `${SHOTS}/${file}`, fullPage: true });
        }
      };

      it('is told what is missing when no file was chosen', async () => {
        await page.goto(`${address}/imports`);
        expect(await heading()).toBe('Files');
        await sound();
        await press('Read the file');
        expect(await page.getByRole('alert').textContent()).toContain('Choose a file');
        await sound();
        await send('no,columns\n1,2\n', 'wrong.csv');
        expect(await page.getByRole('alert').textContent()).toContain('Nothing of the file was kept');
        await sound();
      });

      it('brings in a file, and mends in the page what is wrong with it', async () => {
        await send(university.files[0], 'first half.csv');
        expect(await heading()).toBe('first half.csv');
        await sound();
        const field = page.getByLabel(FAULTY.column);
        expect(await field.inputValue()).toBe(FAULTY.found);
        await field.fill('<b>soon</b>');
        await page.getByRole('button', { name: /Check again/ }).click();
        expect(await page.getByRole('status').textContent()).toContain('still needs something');
        expect(await page.getByLabel(FAULTY.column).inputValue()).toBe('<b>soon</b>');
        await page.getByRole('link', { name: /The whole row/ }).click();
        await sound();
        await page.getByLabel(FAULTY.column).fill(rightDayOf(university));
        await press('Check this row again');
        expect(await page.getByRole('status').textContent()).toContain('is right now');
        await page.getByRole('link', { name: 'Check before you bring it in' }).click();
        expect(await heading()).toBe('Check before you bring it in');
        await sound();
        await page.getByRole('button', { name: /^Bring in \d+ rows$/ }).click();
        expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(
          'This is what was done',
        );
        await sound();
      });

      it('brings in a second file', async () => {
        await page.getByRole('link', { name: 'Bring in another file' }).click();
        await send(university.files[1], 'second half.csv');
        await page.getByRole('link', { name: 'Check before you bring it in' }).click();
        await page.getByRole('button', { name: /^Bring in \d+ rows$/ }).click();
        await page.goto(`${address}/imports`);
        expect(await page.getByText('Brought in').count()).toBe(2);
        await sound();
      });
    },
  );
});
