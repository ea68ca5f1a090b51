import { type Role, ROLE_NAMES, type Route, RouteCatalogue } from '../../src/access/index.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { twoOfEach, type TwoOfEach } from '../support/two-of-each.js';
import { cellOf, routeName } from './access-table.js';
import { ABOUT_ONESELF, type Ask, caseFor, SAMPLES } from './route-samples.js';

jest.setTimeout(180_000);

const LONG = 'x'.repeat(200_000);
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  9_007_199_254_740_993,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e\u2066',
  '9'.repeat(400),
  LONG,
  "' OR 1=1 --",
  '%00',
  '../../etc/passwd',
  [],
  [[]],
  [null],
  ['x', 'x'],
  [{}],
  {},
  { length: 5 },
  { toString: 'x' },
  { $gt: '' },
];

/** Fields that we keep and nobody may set. */
const NOT_YOURS = {
  id: '01a2033b-0000-4000-8000-000000000000',
  organisationId: '01a2033b-0000-4000-8000-000000000000',
  ownerId: '01a2033b-0000-4000-8000-000000000000',
  createdAt: '2000-01-01T00:00:00.000Z',
  publishedAt: '2000-01-01T00:00:00.000Z',
  isBarred: false,
  state: 'approved',
  nameKey: 'x',
  roles: ['administrator'],
  actor: 'operator',
  constructor: { name: 'x' },
  toString: 'x',
};

const ODD_IDS = [
  'x',
  'null',
  'undefined',
  '0',
  '-1',
  '%00',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  "'%20OR%201=1%20--",
  '%f0%9f%92%a9',
  'a'.repeat(2_000),
  '01A2033B-0000-4000-8000-00000000000G',
  '%7B%7D',
  '__proto__',
  'constructor',
];

describe('Odd input', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let routes: readonly Route[];

  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
    routes = app.app.get(RouteCatalogue).routes;
  });
  afterAll(() => app.close());

  /** Somebody whom a route lets in. */
  const whoMay = (route: Route): Role =>
    ROLE_NAMES.find((role) => cellOf(route, role).own === 'yes') ?? 'administrator';

  const forms = new Map<Role, Promise<{ cookie: string; token: string }>>();
  const formOf = (role: Role) => {
    const known =
      forms.get(role) ??
      app
        .as(world.person(role).cookie)
        .get('/account')
        .set('accept', 'text/html')
        .then((page) => {
          const set = (page.headers['set-cookie'] as unknown as string[] | undefined) ?? [];
          const cookies = set.map((each) => each.split(';')[0] ?? '');
          const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
          return { cookie: [world.person(role).cookie, ...cookies].join('; '), token };
        });
    forms.set(role, known);
    return known;
  };

  const send = async (
    route: Route,
    role: Role,
    ask: Pick<Ask, 'path'> & { body?: unknown; form?: object },
  ) => {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    if (ask.form) {
      const { cookie, token } = await formOf(role);
      return app
        .as(cookie)
        [method](ask.path)
        .type('form')
        .send({ _csrf: token, ...ask.form });
    }
    const request = app.as(world.person(role).cookie)[method](ask.path);
    return ask.body === undefined ? request : request.type('json').send(JSON.stringify(ask.body));
  };

  const sampleOf = (route: Route) => SAMPLES[routeName(route)] ?? ABOUT_ONESELF[routeName(route)];
  const asking = async (route: Route, role: Role): Promise<Ask> => {
    const sample = sampleOf(route);
    if (!sample) throw new Error(`${routeName(route)} has no sample`);
    return sample.ask(caseFor(app, world, role, 'own'));
  };
  const changing = () =>
    routes.filter((route) => route.method !== 'GET' && sampleOf(route) && route.access.to !== 'anyone');

  it('in any field of a body is refused by its name, and never a fault of ours', async () => {
    const faults: string[] = [];
    let tries = 0;
    for (const route of changing()) {
      const role = whoMay(route);
      let { path, body, form } = await asking(route, role);
      if (form || !body) continue;
      for (const field of Object.keys(body)) {
        for (const odd of ODD_VALUES) {
          tries += 1;
          const { status, text } = await send(route, role, { path, body: { ...body, [field]: odd } });
          // What was asked for is used up where it was right after all.
          if (status < 400) ({ path, body = {}, form } = await asking(route, role));
          const shown = `${routeName(route)} ${field}=${JSON.stringify(odd)?.slice(0, 30)}: ${status}`;
          if (status >= 500) faults.push(`${shown} ${text.slice(0, 200)}`);
          if (status === 400 && !text.includes(`"field":"${field}`))
            faults.push(`${shown} ${text.slice(0, 200)}`);
        }
      }
    }
    expect(tries).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  });

  it('nested without end', async () => {
    const faults: string[] = [];
    const deep = (open: string, close: string) => `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    for (const route of changing()) {
      const role = whoMay(route);
      const { path, body, form } = await asking(route, role);
      if (form || !body) continue;
      const method = route.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
      const [field = 'x'] = Object.keys(body);
      for (const value of [deep('[', ']'), deep('{"a":', '}')]) {
        for (const text of [value, `{"${field}":${value}}`]) {
          const { status } = await app.as(world.person(role).cookie)[method](path).type('json').send(text);
          if (status >= 500) faults.push(`${routeName(route)}: ${status}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it('instead of a body', async () => {
    const faults: string[] = [];
    for (const route of changing()) {
      const role = whoMay(route);
      const { path, form } = await asking(route, role);
      if (form) continue;
      for (const body of [null, [], [1], 'text', 5, true, {}]) {
        const { status, text } = await send(route, role, { path, body });
        if (status >= 500)
          faults.push(`${routeName(route)} ${JSON.stringify(body)}: ${status} ${text.slice(0, 200)}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('in any field of a form', async () => {
    const faults: string[] = [];
    for (const route of changing()) {
      const role = whoMay(route);
      const { path, form } = await asking(route, role);
      if (!form) continue;
      for (const field of [...Object.keys(form), 'more']) {
        for (const odd of [
          '',
          '\0',
          '\ud800',
          LONG.slice(0, 50_000),
          ['a', 'b'],
          '__proto__',
          '\r\nBcc: x@example.org',
        ]) {
          const { status, text } = await send(route, role, { path, form: { ...form, [field]: odd } });
          if (status >= 500)
            faults.push(
              `${routeName(route)} ${field}=${JSON.stringify(odd).slice(0, 30)}: ${status} ${text.slice(0, 200)}`,
            );
        }
      }
    }
    expect(faults).toEqual([]);
  });

  it('in fields that nobody may set is refused by name, and changes nothing', async () => {
    const faults: string[] = [];
    for (const route of changing()) {
      const role = whoMay(route);
      const { path, body, form } = await asking(route, role);
      // Where nothing is asked for, nothing is read.
      if (form || !body || Object.keys(body).length === 0) continue;
      for (const [field, value] of Object.entries(NOT_YOURS)) {
        const { status, text } = await send(route, role, { path, body: { ...body, [field]: value } });
        if (status !== 400 || !text.includes(`"field":"${field}"`))
          faults.push(`${routeName(route)} ${field}: ${status} ${text.slice(0, 200)}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('in place of an id is refused by the name of the parameter, or as not there', async () => {
    const faults: string[] = [];
    let named = 0;
    for (const route of routes.filter(({ path }) => /:/.test(path))) {
      const role = whoMay(route);
      const isApi = route.path.startsWith('/api/');
      const sample = sampleOf(route)
        ? await asking(route, role)
        : isApi || route.method === 'GET'
          ? {}
          : { form: {} };
      for (const odd of ODD_IDS) {
        for (const [, parameter = ''] of route.path.matchAll(/:(\w+)/g)) {
          const path = route.path
            .replace(`:${parameter}`, odd)
            .replace(':leg', '1')
            .replace(/:(\w+)/g, '01a2033b-0000-4000-8000-000000000000');
          const { status, text } = await send(route, role, { ...sample, path });
          const shown = `${route.method} ${path.slice(0, 90)}: ${status} ${text.slice(0, 150)}`;
          if (status >= 500 || status < 300) faults.push(shown);
          if (status !== 400 || !isApi) continue;
          if (text.includes(`"field":"${parameter}"`)) named += 1;
          else faults.push(shown);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(named).toBeGreaterThan(100);
  });

  it('in a query: twice, as a list, as an object, or not known at all', async () => {
    const { body: api } = await app.http.get('/api/openapi.json').expect(200);
    const faults: string[] = [];
    let tries = 0;
    for (const route of routes.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/'))) {
      const role = whoMay(route);
      const sample = sampleOf(route);
      const path = sample ? ((await asking(route, role)).path.split('?')[0] ?? '') : route.path;
      const described = api.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.get.parameters ?? [];
      const names: string[] = described
        .filter((each: { in: string }) => each.in === 'query')
        .map(({ name }: { name: string }) => name);
      for (const name of [...names, 'more', '__proto__', 'constructor', 'limit', 'cursor']) {
        for (const query of [
          `${name}=1&${name}=2`,
          `${name}[]=1`,
          `${name}[x]=1`,
          `${name}=`,
          `${name}`,
          `${name}=%00`,
          `${name}=%ff`,
          `${name}=%`,
          `${name}=${'9'.repeat(400)}`,
          `${name}=-1`,
          `${name}=1e99`,
          `${name}=${encodeURIComponent('\u{1f4a9}')}`,
          `${name}=%27%20OR%201%3D1--`,
          `${name}=${'x'.repeat(5_000)}`,
          `${name}=bnVsbA`,
          `${name}=W10`,
          `${name}=WyJ4IiwieCIsIngiXQ`,
        ]) {
          tries += 1;
          const { status, text } = await app.as(world.person(role).cookie).get(`${path}?${query}`);
          if (status >= 500) faults.push(`${path}?${query.slice(0, 40)}: ${status} ${text.slice(0, 200)}`);
        }
      }
    }
    expect(tries).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  });

  it('in queries of pages', async () => {
    const faults: string[] = [];
    for (const route of routes.filter(({ method, path }) => method === 'GET' && !/^\/api\/|:/.test(path))) {
      const role = whoMay(route);
      for (const name of [
        'next',
        'q',
        'page',
        'from',
        'to',
        'organisation',
        'cursor',
        'before',
        'after',
        'type',
      ]) {
        for (const value of ['a', '%00', '%ff', '%F0%9F%92%A9', '9'.repeat(400), "'", '-1', '[]']) {
          for (const query of [`${name}=${value}`, `${name}=${value}&${name}=b`, `${name}[x]=${value}`]) {
            const { status, text } = await app.as(world.person(role).cookie).get(`${route.path}?${query}`);
            if (status >= 500)
              faults.push(`${route.path}?${query.slice(0, 40)}: ${status} ${text.slice(0, 200)}`);
          }
        }
      }
    }
    expect(faults).toEqual([]);
  });
});
