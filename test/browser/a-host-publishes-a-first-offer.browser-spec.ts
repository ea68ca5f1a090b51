import type { Browser, BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { Effort } from '../support/effort.js';
import { signedIn } from '../support/people.js';
import { startApp, type TestApp } from '../support/test-app.js';

const HOSTILE = `<script>document.title='taken'</script> \u202eright to left 🦊 "quoted" 'single' & more`;

describe('A host publishes a first offer', () => {
  let app: TestApp;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    app = await startApp();
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  describe.each(WAYS)('%s', (way, options) => {
    let context: BrowserContext;
    let page: Page;
    const name = `Larch House ${way}`;

    beforeAll(async () => {
      const made = async (path: string, body: object) =>
        (await app.http.post(`/api/v1/${path}`).send(body).expect(201)).body.id as string;
      const id = await made('providers', { name, type: 'care-home' });
      await made(`providers/${id}/sites`, { name: 'Larch House, Oxford', postcode: 'OX4 1AB' });
      const person = await signedIn(app.database, {
        kind: 'provider',
        ownerId: id,
        organisation: name,
        roles: ['provider-lead'],
        email: `${way.replace(/\W+/g, '-')}@larch.example.org`,
      });
      context = await browser.newContext(options);
      const [, value = ''] = /fairplace-session=(.+)/.exec(person.cookie) ?? [];
      await context.addCookies([{ name: 'fairplace-session', value, url: address }]);
      page = await context.newPage();
      page.setDefaultTimeout(8_000);
    });
    afterAll(() => context?.close());

    const heading = () => page.getByRole('heading', { level: 1 }).innerText();
    const goOn = () => page.getByRole('button', { name: 'Continue' }).click();
    const isClean = async () => {
      const { scroll, width } = (await page.evaluate(
        '({ scroll: document.documentElement.scrollWidth, width: window.innerWidth })',
      )) as { scroll: number; width: number };
      expect([page.url(), scroll <= width]).toEqual([page.url(), true]);
      if (options.javaScriptEnabled !== false)
        expect([page.url(), await accessibilityFaults(page)]).toEqual([page.url(), []]);
    };

    it('in one sitting, with few keystrokes', async () => {
      await page.goto(`${address}/hosting`);
      const effort = new Effort(page);
      await effort.click(page.getByRole('button', { name: 'Offer a placement' }));
      expect(await heading()).toBe('Where will the student be?');
      await effort.click(page.getByRole('button', { name: 'Continue' }));
      await effort.click(page.getByLabel('A new role, supervised from outside'));
      await effort.click(page.getByRole('button', { name: 'Continue' }));
      expect(await page.getByLabel('Occupational therapist').isChecked()).toBe(true);
      await effort.click(page.getByRole('button', { name: 'Continue' }));
      await effort.type(page.getByLabel('Day', { exact: true }), '5');
      await effort.type(page.getByLabel('Month', { exact: true }), '4');
      await effort.type(page.getByLabel('Year', { exact: true }), '2027');
      await effort.type(page.getByLabel('For how many weeks?'), '10');
      for (let question = 0; question < 7; question++)
        await effort.click(page.getByRole('button', { name: 'Continue' }));
      expect(await heading()).toBe('Check your answers');
      await effort.click(page.getByRole('button', { name: 'Publish the offer' }));
      expect(await page.getByRole('alert').innerText()).toContain('Your offer is published');
      expect(effort.questions).toBeLessThanOrEqual(12);
      // eslint-disable-next-line no-console
      console.log(`A first offer ${way}: ${effort.inWords()}`);
      expect(effort.keystrokes).toBeLessThanOrEqual(20);
      await isClean();
    });

    it('finds an answer kept when the phone loses its connection', async () => {
      await page.goto(`${address}/hosting`);
      await page.getByRole('button', { name: 'Offer a placement' }).click();
      await goOn();
      await page.getByLabel('A project').check();
      await goOn();
      await page.goto('about:blank');
      await page.goto(`${address}/hosting`);
      await isClean();
      await page.getByRole('link', { name: /^Go on/ }).click();
      expect(await heading()).toBe('Who can come?');
      await page.getByRole('link', { name: 'Back', exact: true }).click();
      expect(await page.getByLabel('A project').isChecked()).toBe(true);
    });

    it('is told what is wrong beside the question, and finds what was typed', async () => {
      await page.goto(`${address}/hosting`);
      await page.getByRole('link', { name: /^Go on/ }).click();
      await goOn();
      await page.getByRole('alert').getByRole('link', { name: 'Choose at least one profession' }).click();
      await isClean();
      await page.getByLabel('Dietitian').check();
      await page.getByLabel('Year 2').check();
      await goOn();
      await page.getByLabel('Day', { exact: true }).fill('31');
      await page.getByLabel('Month', { exact: true }).fill('2');
      await page.getByLabel('Year', { exact: true }).fill('2027');
      await page.getByLabel('For how many weeks?').fill('no');
      await goOn();
      expect(await page.title()).toMatch(/^Error: /);
      expect(await page.getByRole('alert').getByRole('link').count()).toBe(2);
      expect(await page.getByLabel('For how many weeks?').inputValue()).toBe('no');
      await isClean();
      await page.getByLabel('Day', { exact: true }).fill('1');
      await page.getByLabel('Month', { exact: true }).fill('3');
      await page.getByLabel('For how many weeks?').fill('6');
      await goOn();
      expect(await heading()).toBe('How many students can come at once?');
    });

    it('asks for a supervisor, leaves what can be left, and adds a place by its postcode', async () => {
      await page.getByRole('button', { name: 'Skip this question' }).click();
      await page.getByLabel('We need somebody').check();
      await isClean();
      await goOn();
      for (const question of ['What can they learn?', 'What do they need?']) {
        expect(await heading()).toBe(question);
        await isClean();
        await page.getByRole('button', { name: 'Skip this question' }).click();
      }
      await page.getByLabel('Name of the placement').fill(HOSTILE);
      await page.getByLabel('A few sentences').fill(`${HOSTILE}\n`.repeat(20) + 'x'.repeat(1_000));
      await isClean();
      await goOn();
      await page.getByLabel('Only universities that I name').check();
      await page.getByLabel('University', { exact: true }).fill('University of Nowhere');
      await goOn();
      expect(await page.getByRole('alert').innerText()).toContain('Choose a university from the list');
      await isClean();
      await page.getByLabel('University', { exact: true }).fill('oxford brookes university');
      await page.getByLabel('Day', { exact: true }).fill('1');
      await page.getByLabel('Month', { exact: true }).fill('2');
      await page.getByLabel('Year', { exact: true }).fill('2027');
      await goOn();
      expect(await heading()).toBe('Check your answers');
      await isClean();
      expect(await page.title()).not.toBe('taken');
      await page.getByRole('link', { name: 'Change where' }).click();
      await page.getByLabel('Another place').check();
      await goOn();
      await page.getByLabel('Its postcode, or how its name begins').fill('OX14 3AB');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByLabel('What it is called').fill('Larch House, Abingdon');
      await isClean();
      await goOn();
      expect(await page.getByText('Larch House, Abingdon').count()).toBe(1);
      await page.getByRole('button', { name: 'Publish the offer' }).click();
      expect(await heading()).toBe(HOSTILE.replace(/\s+/g, ' '));
      expect(await page.getByText('Published, supervisor wanted').count()).toBe(1);
      await isClean();
    });

    it('changes, pauses, opens, confirms, offers again and withdraws it', async () => {
      await page.getByRole('button', { name: 'Change it' }).click();
      await page.getByRole('link', { name: 'Change what it is called' }).click();
      await page.getByLabel('Name of the placement').fill('Menus at Larch House');
      await goOn();
      await page.getByRole('button', { name: 'Save the changes' }).click();
      expect(await heading()).toBe('Menus at Larch House');
      const alert = () => page.getByRole('alert').innerText();
      expect(await alert()).toContain('Your changes are saved');
      await page.getByRole('button', { name: 'Pause it' }).click();
      expect(await alert()).toContain('paused');
      await isClean();
      await page.getByRole('button', { name: 'Open it again' }).click();
      expect(await alert()).toContain('open again');
      await page.goto(`${page.url().replace(/\?.*/, '')}/reconfirm`);
      await isClean();
      await page.getByRole('button', { name: 'Yes, it stands' }).click();
      expect(await alert()).toContain('Your offer still stands');
      await page.getByRole('button', { name: 'Offer it again next time' }).click();
      expect(await page.getByText('28 February 2028').count()).toBe(1);
      await page.getByRole('button', { name: 'Publish the offer' }).click();
      await page.getByText('Withdraw it for good').click();
      await page.getByRole('button', { name: 'Withdraw the offer' }).click();
      expect(await alert()).toContain('withdrawn');
      await page.goto(`${address}/hosting/offers`);
      await isClean();
      expect(await page.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);
    });
  });
});
