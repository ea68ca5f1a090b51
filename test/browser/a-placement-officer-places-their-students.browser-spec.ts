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

      it('sees how far the students have come', async () => {
        await page.goto(`${address}/cohorts`);
        expect(await heading()).toBe('Your students');
        await sound();
        await page.getByRole('main').getByRole('heading', { level: 2 }).first().getByRole('link').click();
        expect(await page.getByText('Without a place').count()).toBeGreaterThan(0);
        await sound();
      });

      /** Waits at the page of a run until it has ended: by itself with JavaScript, by the link without. */
      const runEnds = async () => {
        const end = page.getByRole('heading', { level: 2, name: 'Overview' });
        if (options.javaScriptEnabled !== false) return end.waitFor({ timeout: 60_000 });
        for (const stop = Date.now() + 60_000; (await end.count()) === 0 && Date.now() < stop;) {
          await page.getByRole('link', { name: 'Look again' }).click();
        }
        expect(await end.count()).toBe(1);
      };

      it('starts a run, after putting right what cannot be', async () => {
        await page.goto(`${address}/matching`);
        await sound();
        await page.getByRole('link', { name: 'Start a matching run' }).click();
        await sound();
        await page.getByLabel('A name to know it by').fill('Spring <b>first</b>');
        await page.getByLabel('Short journeys').fill('many');
        await page.getByLabel('Which offers').fill('OFF-001');
        await press('Start');
        expect(await page.getByRole('alert').textContent()).toContain('whole number from 0 to 10');
        expect(await page.getByLabel('A name to know it by').inputValue()).toBe('Spring <b>first</b>');
        await sound();
        await page.getByLabel('Short journeys').fill('2');
        await page.getByLabel('Which offers').fill('OFF-001\nNO-SUCH-OFFER');
        await press('Start');
        expect(await page.getByRole('alert').textContent()).toContain('NO-SUCH-OFFER');
        await page.getByLabel('Which offers').fill('');
        await press('Start');
        await runEnds();
        expect(await heading()).toBe('Spring <b>first</b>');
        await sound();
      });

      it('looks at every part of the result', async () => {
        for (const part of ['By provider', 'Fairness', 'Journeys', /^Not placed/, /^Placed/]) {
          await page
            .getByRole('navigation', { name: 'Parts of the result' })
            .getByRole('link', { name: part })
            .click();
          await sound();
        }
      });

      it('finds everybody who is placed in the drawing of the journeys', async () => {
        await page.getByRole('link', { name: 'Journeys' }).click();
        await page.getByText('The numbers as a table').click();
        const cells = await page.locator('tbody tr td:last-child').allTextContents();
        const placed = /\((\d+)\)/.exec(
          (await page.getByRole('link', { name: /^Placed/ }).textContent()) ?? '',
        );
        expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(Number(placed?.[1]));
        await page.getByRole('link', { name: /^Placed/ }).click();
      });

      let first = '';
      it('keeps one student in place, forbids another theirs, and sees what was chosen', async () => {
        first = page.url().split('/')[4] ?? '';
        await page
          .getByRole('button', { name: /^Keep here/ })
          .first()
          .click();
        expect(await page.getByText('Kept here').count()).toBe(1);
        await page
          .getByRole('button', { name: /^Not here/ })
          .nth(1)
          .click();
        expect(await page.getByText('Not here next time').count()).toBe(1);
        await page.getByRole('main').getByRole('heading', { level: 3 }).nth(4).getByRole('link').click();
        await sound();
        await page.getByLabel('Reference of an offer').fill('nothing like it');
        await press('Place the student there');
        expect(await page.getByRole('alert').textContent()).toContain('no offer with this reference');
        await sound();
        await page.goto(`${address}/matching/${first}/choices`);
        expect(await page.getByRole('listitem').filter({ hasText: 'stays at' }).count()).toBe(1);
        expect(await page.getByRole('listitem').filter({ hasText: 'does not go to' }).count()).toBe(1);
        await sound();
      });

      it('runs again, and sees what became different', async () => {
        await page.getByRole('link', { name: 'Run again' }).click();
        expect(await page.getByText('1 student is kept where you want them').count()).toBe(1);
        await sound();
        await page.getByLabel('A name to know it by').fill('Spring second');
        await press('Start');
        await runEnds();
        await page.getByLabel('The other run').selectOption({ index: 0 });
        await press('Compare');
        expect(await heading()).toBe('Two runs side by side');
        expect(
          await page
            .getByText(/placed otherwise/)
            .first()
            .textContent(),
        ).toMatch(/^[1-9]/);
        await sound();
      });

      it('checks, publishes, and takes it back', async () => {
        await page.getByRole('link', { name: 'Spring second' }).first().click();
        const second = page.url().split('/')[4] ?? '';
        await page.getByRole('link', { name: 'Check and publish' }).click();
        expect(await heading()).toBe('Check before you publish');
        await sound();
        await page.getByRole('link', { name: 'Read the e-mails before they go' }).click();
        await sound();
        await page.locator('.fp-rows a').first().click();
        expect(await heading()).toContain('please answer');
        expect(await page.locator('.fp-letter').textContent()).toContain('You see no names yet');
        await sound();
        await page.getByRole('link', { name: 'All e-mails' }).click();
        await page.getByRole('link', { name: 'To students' }).click();
        await page.locator('.fp-rows a').first().click();
        expect(await heading()).toContain('Your placement from');
        await sound();
        await page.goto(`${address}/matching/${second}/publish`);
        await press('Publish and tell everybody');
        expect(await page.getByText('Published').count()).toBe(1);
        await sound();
        await page.goto(`${address}/cohorts`);
        expect(await page.getByText(/Waiting for an answer: [1-9]/).count()).toBeGreaterThan(0);
        await sound();
        await page.goto(`${address}/matching/${first}/publish`);
        await press('Publish and tell everybody');
        expect(await page.getByRole('alert').textContent()).toContain('Things have changed since this run');
        await sound();
        await page.goto(`${address}/matching`);
        await page.getByRole('link', { name: 'Spring second' }).click();
        await page.getByRole('link', { name: 'Take it back' }).click();
        await sound();
        await press('Take it back and tell everybody');
        expect(await page.getByText('Taken back').count()).toBe(1);
      });
    },
  );
});
