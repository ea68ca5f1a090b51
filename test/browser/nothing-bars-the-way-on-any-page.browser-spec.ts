import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { cellOf, routeName } from '../access/access-table.js';
import { ABOUT_ONESELF, caseFor, OPEN_PATHS, SAMPLES } from '../access/route-samples.js';
import { ROLE_NAMES, type Role, type Route, RouteCatalogue } from '../../src/access/index.js';
import { isPage } from '../../src/web/is-page.js';
import { accessibilityFaults, openBrowser, WAYS } from '../support/browser.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { type TwoOfEach, twoOfEach } from '../support/two-of-each.js';

/** Files to take away, and pages of the demo alone that another journey walks. */
const NO_PAGE = /\.(csv|json|ics|svg|pdf)$|^\/mailbox|\/callback$/;

/** With `SCREENSHOTS=folder`, what each page looks like is kept there for a person to look through. */
const FOLDER = process.env.SCREENSHOTS;

describe('Nothing bars the way on any page', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let browser: Browser;
  let address: string;
  let routes: readonly Route[];

  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
    browser = await openBrowser();
    address = (await app.app.getUrl()).replace('[::1]', 'localhost');
    routes = app.app
      .get(RouteCatalogue)
      .routes.filter(({ method, path }) => method === 'GET' && isPage({ url: path }) && !NO_PAGE.test(path));
    if (FOLDER) mkdirSync(FOLDER, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** Whoever may open a page: one for each kind of organisation, as each sees it in its own way. */
  const readersOf = (route: Route): (Role | null)[] => {
    if (route.access.to === 'anyone') return [null];
    if (route.access.to === 'signed-in') return ['administrator'];
    const may = ROLE_NAMES.filter((role) => cellOf(route, role).own === 'yes');
    const kinds = ['provider-lead', 'hei-lead', 'student', 'system-coordinator', 'administrator'] as const;
    const some = kinds.filter((role) => may.includes(role));
    return some.length > 0 ? some : may.slice(0, 1);
  };

  const pathOf = async (route: Route, role: Role | null): Promise<string> => {
    const name = routeName(route);
    if (role === null) return OPEN_PATHS[name] ?? route.path.replaceAll(/:\w+/g, 'unknown');
    const sample = SAMPLES[name] ?? ABOUT_ONESELF[name];
    if (!sample) throw new Error(`No sample of ${name}`);
    return (await sample.ask(caseFor(app, world, role, 'own'))).path;
  };

  const isNarrow = async (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth');

  describe.each(WAYS.filter(([, { javaScriptEnabled }]) => javaScriptEnabled !== false))(
    '%s',
    (way, options) => {
      const contexts = new Map<Role | null, Promise<BrowserContext>>();
      const contextOf = (role: Role | null) => {
        const made = contexts.get(role) ?? openContext(role);
        contexts.set(role, made);
        return made;
      };
      const openContext = async (role: Role | null) => {
        const context = await browser.newContext(options);
        const [name, value] = role === null ? [] : world.person(role).cookie.split('=');
        if (name && value) await context.addCookies([{ name, value, url: address }]);
        return context;
      };
      afterAll(async () => {
        for (const context of contexts.values()) await (await context).close();
      });

      it('for a reader with any aid, on any screen', async () => {
        const wrong: unknown[] = [];
        for (const route of routes) {
          for (const role of readersOf(route)) {
            const page = await (await contextOf(role)).newPage();
            const answer = await page.goto(`${address}${await pathOf(route, role)}`);
            const name = `${routeName(route)} as ${role ?? 'a visitor'}`;
            if ((answer?.status() ?? 500) >= 500) wrong.push([name, answer?.status()]);
            if (!(await isNarrow(page))) wrong.push([name, 'wider than the screen']);
            // The slow part, once for each page: its structure is the same on every screen.
            const faults = way === 'on a phone' ? await accessibilityFaults(page) : [];
            if (faults.length > 0) wrong.push([name, faults]);
            if (FOLDER) {
              const file = `${name} ${way}`.replaceAll(/[^a-z0-9-]+/gi, '_');
              await page.screenshot({ path: join(FOLDER, `${file}.png`), fullPage: true });
            }
            await page.close();
          }
        }
        expect(wrong).toEqual([]);
      }, 300_000);
    },
  );
});
