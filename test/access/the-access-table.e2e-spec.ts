import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, ROLE_NAMES, type Route, RouteCatalogue } from '../../src/access/index.js';
import { newId } from '../../src/database/index.js';
import { routesOf } from '../support/routes.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { twoOfEach, type TwoOfEach } from '../support/two-of-each.js';
import { accessPage, cellOf, routeName } from './access-table.js';
import {
  ABOUT_ONESELF,
  type Ask,
  type Case,
  caseFor,
  OPEN_ROUTES,
  type Sample,
  SAMPLES,
} from './route-samples.js';

const PAGE = join(__dirname, '../../docs/access.md');
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

// Some two thousand requests, each over HTTP.
jest.setTimeout(180_000);

describe('The access table', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let routes: readonly Route[];
  const forms = new Map<string, Promise<{ cookie: string; token: string }>>();

  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
    routes = app.app.get(RouteCatalogue).routes;
  });
  afterAll(() => app.close());

  /** The cookies of a browser in which somebody is signed in and has opened a page with a form. */
  const formOf = (cookie: string) => {
    const known = forms.get(cookie);
    if (known) return known;
    const opened = app
      .as(cookie)
      .get('/account')
      .set('accept', 'text/html')
      .then((page) => {
        const set = (page.headers['set-cookie'] as unknown as string[] | undefined) ?? [];
        const more = set.map((each) => each.split(';')[0] ?? '');
        const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
        return { cookie: [cookie, ...more].join('; '), token };
      });
    forms.set(cookie, opened);
    return opened;
  };

  const send = async (route: Route, ask: Ask, cookie?: string): Promise<Answer> => {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const form = ask.form && cookie ? await formOf(cookie) : undefined;
    let request = app.as(form?.cookie ?? cookie)[method](ask.path);
    if (ask.form) request = request.type('form').send({ _csrf: form?.token ?? '', ...ask.form });
    else if (ask.csv !== undefined) request = request.type('text/csv').send(ask.csv);
    else if (ask.body) request = request.send(ask.body);
    const { status, text, type } = await request;
    return { status, text, type };
  };

  const cookieOf = (role: Role) => world.person(role).cookie;
  const isAllowed = ({ status }: Answer, { allowed }: Sample) =>
    allowed === undefined ? status >= 200 && status < 400 : status === allowed;

  it('is written down as it is', () => {
    const page = accessPage(routes);
    if (process.env.UPDATE_ACCESS_TABLE) writeFileSync(PAGE, page);
    // Out of date? `npm run access-table` writes it anew.
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('has a sample for every route that wants a permission, and a word on every other', () => {
    const wanting = (to: Route['access']['to']) =>
      routes.filter(({ access }) => access.to === to).map(routeName);
    expect(Object.keys(SAMPLES).sort()).toEqual([...wanting('permitted')].sort());
    expect(Object.keys(ABOUT_ONESELF).sort()).toEqual([...wanting('signed-in')].sort());
    expect(Object.keys(OPEN_ROUTES).sort()).toEqual([...wanting('anyone')].sort());
  });

  it('leaves out no route that the server answers, but files of the design and the description of the API', () => {
    const known = new Set(routes.map(routeName));
    const answered = routesOf(app);
    expect(answered.length).toBeGreaterThan(80);
    const others = answered.filter((route) => !known.has(route));
    // The router tells the wildcard of the files in /assets/ without its beginning.
    const open = /^GET \/(assets\/|\*$|api\/docs|api\/openapi\.json)/;
    expect(others.filter((route) => !open.test(route))).toEqual([]);
  });

  it('turns visitors away wherever it does not say that anyone may come', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ access }) => access.to !== 'anyone')) {
      const sample = SAMPLES[routeName(route)] ?? ABOUT_ONESELF[routeName(route)];
      if (!sample) continue;
      const ask = await sample.ask(caseFor(app, world, 'administrator', 'own'));
      const answer = await send(route, ask);
      const isPage = !route.path.startsWith('/api/');
      // A page asks to sign in; a form without its token is turned away before anybody asks who sends it.
      const wanted = isPage ? (route.method === 'GET' ? 303 : 403) : 401;
      if (answer.status !== wanted) wrong.push(`${routeName(route)}: ${answer.status}, wanted ${wanted}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lets everybody who is signed in see to themselves, and nobody to others', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ access }) => access.to === 'signed-in')) {
      const sample = ABOUT_ONESELF[routeName(route)];
      if (!sample) continue;
      await Promise.all(
        ROLE_NAMES.map(async (role) => {
          const ask = await sample.ask(caseFor(app, world, role, 'other'));
          const answer = await send(route, ask, cookieOf(role));
          if (!isAllowed(answer, sample)) wrong.push(`${routeName(route)} as ${role}: ${answer.status}`);
        }),
      );
    }
    expect(wrong).toEqual([]);
  });

  it('holds cell by cell, over HTTP', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const route of routes.filter(({ access }) => access.to === 'permitted')) {
      const sample = SAMPLES[routeName(route)];
      if (!sample) continue;
      await Promise.all(
        ROLE_NAMES.flatMap((role) =>
          (['own', 'other'] as const).map(async (whose) => {
            const found = await tryCell(route, sample, caseFor(app, world, role, whose));
            if (found === undefined) return;
            cells += 1;
            if (found !== '') wrong.push(`${routeName(route)} as ${role}, ${whose}: ${found}`);
          }),
        ),
      );
    }
    expect(wrong.sort()).toEqual([]);
    expect(cells).toBeGreaterThan(1_000);
  });

  /** What is wrong with a cell: nothing, or in words; `undefined` where there is nothing to try. */
  async function tryCell(route: Route, sample: Sample, about: Case): Promise<string | undefined> {
    const cell = cellOf(route, about.role);
    const wanted = cell[about.whose];
    const cookie = cookieOf(about.role);
    const asking = await sample.ask(about);
    if (wanted === 'left out' && sample.mark === undefined && sample.aboutOthers === undefined)
      return undefined;
    const mark = await sample.mark?.(about);
    const answer = await send(route, asking, cookie);
    const { status, text } = answer;
    // Where a kind of record is nobody's business of that organisation, even those who see all of it say so.
    if (sample.aboutOthers !== undefined && about.whose === 'other' && cell.own === 'yes' && wanted !== 'yes')
      return status === sample.aboutOthers ? '' : `${status}, wanted ${sample.aboutOthers}`;
    switch (wanted) {
      case '403':
        return status === 403 ? '' : `${status}, wanted 403`;
      case 'yes':
        if (!isAllowed(answer, sample)) return `${status}, wanted to be let in: ${text.slice(0, 200)}`;
        return mark === undefined || text.includes(mark) ? '' : 'what is theirs to see is not shown';
      case 'left out':
        if (!isAllowed(answer, sample)) return `${status}, wanted to be let in`;
        return text.includes(mark ?? '') ? "another's is shown" : '';
      case '404': {
        if (status !== 404) return `${status}, wanted 404: ${text.slice(0, 200)}`;
        const nothing = await send(route, { ...asking, path: asking.path.replace(UUID, newId) }, cookie);
        const isSame = nothing.status === 404 && (nothing.type === 'text/html' || nothing.text === text);
        return isSame ? '' : `not as if it were not there: ${text} and ${nothing.status} ${nothing.text}`;
      }
    }
  }
});
