import { TOKEN_SCOPES, type TokenScope } from '../../src/access/index.js';
import { sql } from '../../src/database/index.js';
import { ApiTokensService } from '../../src/identity/api-tokens.service.js';
import { readMailbox, readMailboxMail } from '../../src/mail/mailbox.reader.js';
import { linkInMail, signInByMail, TestBrowser } from '../support/pages.js';
import { signedIn } from '../support/people.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';
import { twoOfEach, type TwoOfEach } from '../support/two-of-each.js';

const SIGN_IN_LINK = /\/sign-in\/link\/\S+/;
const ELSEWHERE = [
  'https://elsewhere.example.org',
  '//elsewhere.example.org',
  '///elsewhere.example.org',
  '/\\elsewhere.example.org',
  '\\\\elsewhere.example.org',
  '/%09/elsewhere.example.org',
  '/\t/elsewhere.example.org',
  '/..//elsewhere.example.org',
  '/.//elsewhere.example.org',
  'javascript:alert(1)',
  'data:text/html,x',
  ' https://elsewhere.example.org',
  'https:elsewhere.example.org',
  '/@elsewhere.example.org:80\\@x',
];

const cookiesOf = (answer: { headers: Record<string, unknown> }): string[] =>
  ((answer.headers['set-cookie'] as string[] | undefined) ?? []).map((each) => each.split(';')[0] ?? '');
const tokenIn = (text: string): string => /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';

describe('Whoever wants to be somebody else', () => {
  let app: TestApp;
  let world: TwoOfEach;
  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
  });
  afterAll(() => app.close());

  const person = (email: string) =>
    signedIn(app.database, { kind: 'system', ownerId: null, roles: ['system-coordinator'], email });
  /** A browser that asked for a link: its cookies, and the link. */
  const asked = async (email: string, before: readonly string[] = []) => {
    const page = await app.as().get('/sign-in');
    const form = cookiesOf(page);
    const sent = await app
      .as(form.join('; '))
      .post('/sign-in')
      .type('form')
      .send({ _csrf: tokenIn(page.text), email, next: '/account' })
      .expect(303);
    const link = await linkInMail(app, email, SIGN_IN_LINK, before);
    return { cookies: [...form, ...cookiesOf(sent)], link };
  };
  const press = async (link: string, cookies: readonly string[]) => {
    const browser = app.as(cookies.join('; '));
    // A link that is refused shows no button; then the token is that of the page before.
    const shown = tokenIn((await browser.get(link)).text) || tokenIn((await browser.get('/sign-in')).text);
    return app.as(cookies.join('; ')).post(link).type('form').send({ _csrf: shown });
  };
  const sessionIn = (cookies: readonly string[]) =>
    cookies.find((each) => each.startsWith('fairplace-session='));

  describe('by a link', () => {
    it('that was used gets nowhere, from the same browser or another, also once its session has ended', async () => {
      const { email } = await person('used@system.example.org');
      const { cookies, link } = await asked(email);
      const first = await press(link, cookies);
      expect(first.status).toBe(303);
      const session = sessionIn(cookiesOf(first)) ?? '';
      await app.as(session).get('/api/v1/runs').expect(200);
      const form = await app.as(session).get('/account');
      await app
        .as([session, ...cookiesOf(form)].join('; '))
        .post('/sign-out')
        .type('form')
        .send({ _csrf: tokenIn(form.text) })
        .expect(303);
      await app.as(session).get('/api/v1/runs').expect(401);
      for (const browser of [cookies, []]) {
        const page = await app.as(browser.join('; ')).get('/sign-in');
        const again = await app
          .as([...browser, ...cookiesOf(page)].join('; '))
          .post(link)
          .type('form')
          .send({ _csrf: tokenIn(page.text) });
        expect([again.status, sessionIn(cookiesOf(again))]).toEqual([410, undefined]);
      }
    });

    it('that is another’s, signed for something else, cut or lengthened gets nowhere', async () => {
      const { email } = await person('cut@system.example.org');
      const { cookies, link } = await asked(email);
      const [, id = '', signature = ''] = /link\/([^.]+)\.(.+)$/.exec(link) ?? [];
      const other = await asked((await person('other@system.example.org')).email);
      const [, otherId = '', otherSignature = ''] = /link\/([^.]+)\.(.+)$/.exec(other.link) ?? [];
      for (const wrong of [
        `${id}.${otherSignature}`,
        `${otherId}.${signature}`,
        `${id}.${signature.slice(0, -1)}`,
        `${id}.${signature}A`,
        `${id}.${signature.toUpperCase()}`,
        `${id}.`,
        `${id}`,
        `.${signature}`,
        `${id.toUpperCase()}.${signature}`,
      ]) {
        const { status } = await press(`/sign-in/link/${wrong}`, cookies);
        expect([wrong, status]).toEqual([wrong, 404]);
      }
      await app.as().get(`/invitations/${id}.${signature}`).expect(404);
      await app
        .as()
        .get(`/join/confirm/${id}.${signature}`)
        .expect((answer) => {
          expect(answer.status).toBeGreaterThanOrEqual(404);
        });
      expect((await press(link, cookies)).status).toBe(303);
    });

    it('leads where it says and nowhere else, whatever is asked for, and names this server whatever Host says', async () => {
      for (const next of ELSEWHERE) {
        const page = await app.as().get('/sign-in').query({ next }).expect(200);
        expect([next, /name="next" value="([^"]*)"/.exec(page.text)?.[1]]).toEqual([
          next,
          expect.stringMatching(/^\/(?![/\\])[^\\]*$/),
        ]);
        const signed = await app.as(world.person('hei-lead').cookie).get('/sign-in').query({ next });
        expect([next, signed.status]).toEqual([next, 303]);
        const to = new URL(String(signed.headers.location), 'http://here.invalid');
        expect([next, to.host]).toEqual([next, 'here.invalid']);
      }
      const { email } = await person('host@system.example.org');
      const page = await app.as().get('/sign-in');
      await app
        .as(cookiesOf(page).join('; '))
        .post('/sign-in')
        .set({
          host: 'elsewhere.example.org',
          'x-forwarded-host': 'elsewhere.example.org',
          forwarded: 'host=elsewhere.example.org',
        })
        .type('form')
        .send({ _csrf: tokenIn(page.text), email, next: ELSEWHERE[0] })
        .expect(303)
        .expect('location', '/sign-in/sent');
      await linkInMail(app, email, SIGN_IN_LINK);
      const { entries } = await readMailbox(app.config.mail.folder, 100);
      for (const entry of entries.filter(({ to }) => to.includes(email))) {
        const mail = await readMailboxMail(app.config.mail.folder, entry.id);
        expect(mail?.text).toContain(`${app.config.publicUrl}/sign-in/link/`);
        expect(JSON.stringify(mail)).not.toContain('elsewhere');
      }
    });
  });

  describe('by a cookie', () => {
    it('that was set before signing in is nobody’s afterwards', async () => {
      const fixed = `fairplace-session=${'A'.repeat(43)}`;
      const { email } = await person('fixed@system.example.org');
      const { cookies, link } = await asked(email);
      const answer = await press(link, [fixed, ...cookies]);
      const session = sessionIn(cookiesOf(answer));
      expect(session).toMatch(/^fairplace-session=[\w-]{43}$/);
      expect(session).not.toBe(fixed);
      await app.as(fixed).get('/api/v1/runs').expect(401);
    });

    it('of before is over when the same browser signs in anew, as anybody', async () => {
      const first = await person('first@system.example.org');
      await app.as(first.cookie).get('/account').expect(200);
      const { email } = await person('second@system.example.org');
      const { cookies, link } = await asked(email);
      // A form's token is the session's: without the right one the link is not used.
      const page = await app.as([first.cookie, ...cookies].join('; ')).get(link);
      const answer = await app
        .as([first.cookie, ...cookies, ...cookiesOf(page)].join('; '))
        .post(link)
        .type('form')
        .send({ _csrf: tokenIn(page.text) });
      expect(answer.status).toBe(303);
      await app.as(first.cookie).get('/api/v1/runs').expect(401);
    });

    it('that is cut, changed, doubled or made of something else is nobody’s', async () => {
      const { cookie } = await person('bent@system.example.org');
      const value = cookie.split('=')[1] ?? '';
      for (const wrong of [
        value.slice(0, -1),
        `${value}A`,
        value.toLowerCase(),
        value.split('').reverse().join(''),
        `${value}%00`,
        'null',
        '',
        '{}',
        '%',
        "' OR '1'='1",
        'x'.repeat(8_000),
      ]) {
        const answer = await app.as(`fairplace-session=${wrong}`).get('/api/v1/runs');
        expect([wrong.slice(0, 50), answer.status]).toEqual([wrong.slice(0, 50), 401]);
      }
      await app.as(`fairplace-browser=${value}`).get('/api/v1/runs').expect(401);
      await app.as(`__Host-fairplace-session=${value}`).get('/api/v1/runs').expect(401);
      await app.as(cookie).get('/api/v1/runs').expect(200);
    });

    it('is of no use to a page of another site', async () => {
      const { cookie } = world.person('hei-lead');
      const others: readonly Record<string, string>[] = [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://elsewhere.example.org' },
        { origin: 'null' },
      ];
      for (const headers of others) {
        await app.as(cookie).post('/api/v1/runs').set(headers).send({}).expect(403);
      }
      const answer = await app.as(cookie).get('/api/v1/runs').set('origin', 'https://elsewhere.example.org');
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  describe('by the token of a form', () => {
    it('of another session, of before signing in or of before signing out gets nowhere', async () => {
      const [mine, theirs] = [world.person('hei-lead', 0), world.person('hei-lead', 1)];
      const formAs = async (cookie?: string) => {
        const page = await app
          .as(cookie)
          .get(cookie ? '/account' : '/sign-in')
          .set('accept', 'text/html');
        return { cookies: cookiesOf(page), token: tokenIn(page.text) };
      };
      const [own, foreign, visitor] = [
        await formAs(mine.cookie),
        await formAs(theirs.cookie),
        await formAs(),
      ];
      const invite = (cookies: readonly string[], _csrf?: string) =>
        app
          .as([mine.cookie, ...cookies].join('; '))
          .post('/people/invitations')
          .type('form')
          .send({
            ...(_csrf === undefined ? {} : { _csrf }),
            name: 'X',
            email: 'x@people.example.org',
            role: 'hei-team',
          });
      for (const [cookies, token] of [
        [own.cookies, foreign.token],
        [foreign.cookies, foreign.token],
        [visitor.cookies, visitor.token],
        [own.cookies, visitor.token],
        [own.cookies, ''],
        [own.cookies, undefined],
        [[], own.token],
        [foreign.cookies, own.token],
      ] as const) {
        expect((await invite(cookies, token)).status).toBe(403);
      }
      const twice = await app
        .as([mine.cookie, ...own.cookies].join('; '))
        .post('/people/invitations')
        .type('form')
        .send(`_csrf=${own.token}&_csrf=${own.token}&name=X&email=x@people.example.org&role=hei-team`);
      expect(twice.status).toBe(403);
      const inQuery = await app
        .as([mine.cookie, ...own.cookies].join('; '))
        .post(`/people/invitations?_csrf=${own.token}`)
        .type('form')
        .send({ name: 'X', email: 'x@people.example.org', role: 'hei-team' });
      expect(inQuery.status).toBe(403);
      expect((await invite(own.cookies, own.token)).status).toBe(303);
    });
  });

  describe('by an API token', () => {
    const made = async (role: 'hei-lead' | 'provider-lead', place: 0 | 1, scopes: readonly TokenScope[]) => {
      const { personId, organisationId } = world.person(role, place);
      const whole = { kind: 'member', personId, tokenId: null, organisationId, ownerId: null } as const;
      const organisationKind = role === 'hei-lead' ? 'hei' : 'provider';
      const member = { ...whole, organisationKind, roles: [role], studentIds: [], scopes: null } as const;
      return (await app.app.get(ApiTokensService).make(member, { name: 'T', scopes: [...scopes], days: 30 }))
        .token;
    };
    const by = (token: string, path: string) => app.as().get(path).set('authorization', `Bearer ${token}`);

    it('of another organisation sees what that organisation sees', async () => {
      const mine = await made('hei-lead', 0, TOKEN_SCOPES);
      const theirs = await made('hei-lead', 1, TOKEN_SCOPES);
      const path = `/api/v1/students?blockId=${world.heis[0].blockId}`;
      expect((await by(mine, path).expect(200)).body.items).not.toHaveLength(0);
      expect((await by(theirs, path)).text).not.toContain('RI-1');
      // It does not add to what a cookie may, nor the cookie to it.
      const both = await by(theirs, path).set('cookie', world.person('hei-lead', 0).cookie);
      expect(both.text).not.toContain('RI-1');
    });

    it('does what it was made for and nothing else, and opens no page about a person', async () => {
      const reading = await made('hei-lead', 0, ['offers:read']);
      await by(reading, '/api/v1/offers').expect(200);
      for (const path of [
        '/api/v1/students',
        '/api/v1/runs',
        '/api/v1/exports/students',
        '/api/v1/placements',
      ])
        await by(reading, path).expect(403);
      for (const path of [
        '/account',
        '/people',
        '/tokens',
        '/account/data/file.json',
        '/audit-trail/events.csv',
      ])
        expect((await by(await made('hei-lead', 0, TOKEN_SCOPES), path)).status).toBe(403);
    });

    it('that was revoked, has ended, is cut, in the wrong place or of another kind is refused', async () => {
      const [revoked, ended, right] = [
        await made('hei-lead', 0, TOKEN_SCOPES),
        await made('hei-lead', 0, TOKEN_SCOPES),
        await made('hei-lead', 0, TOKEN_SCOPES),
      ];
      const ids = await app.database.rows<{ id: string }>(
        sql`SELECT id AS "id" FROM api_token WHERE organisation_id = ${world.person('hei-lead').organisationId} ORDER BY id DESC LIMIT 3`,
      );
      const at = new Date(Date.now() - 1_000).toISOString();
      await app.database.write(sql`UPDATE api_token SET revoked_at = ${at} WHERE id = ${ids[2]?.id ?? ''}`);
      await app.database.write(sql`UPDATE api_token SET expires_at = ${at} WHERE id = ${ids[1]?.id ?? ''}`);
      await by(right, '/api/v1/offers').expect(200);
      for (const wrong of [
        revoked,
        ended,
        right.slice(0, -1),
        `${right}A`,
        right.toLowerCase(),
        right.slice(4),
        'x',
      ])
        expect([wrong.slice(0, 8), (await by(wrong, '/api/v1/offers')).status]).toEqual([
          wrong.slice(0, 8),
          401,
        ]);
      for (const header of [
        `Basic ${Buffer.from(`${right}:`).toString('base64')}`,
        right,
        `Bearer ${right} ${right}`,
        'Bearer',
        '',
      ])
        expect((await app.as().get('/api/v1/offers').set('authorization', header)).status).toBe(401);
      await app.as().get(`/api/v1/offers?access_token=${right}`).expect(401);
      await app.as(`fairplace-session=${right}`).get('/api/v1/offers').expect(401);
    });
  });

  it('by an id of another’s session, role or organisation finds nothing', async () => {
    const mine = await signInByMail(app, world.person('hei-team', 0).email);
    const ids = await app.database.rows<{ session: string; membership: string }>(
      sql`SELECT s.id AS "session", m.id AS "membership" FROM session s JOIN membership m ON m.person_id = s.person_id
           WHERE s.person_id = ${world.person('hei-lead', 1).personId}`,
    );
    expect(ids.length).toBeGreaterThan(0);
    for (const { session, membership } of ids) {
      expect((await mine.send('/account', '/account/sessions/end', { id: session })).status).toBe(404);
      expect((await mine.send('/account', '/people/leave', { membershipId: membership })).status).toBe(404);
      const lead = new TestBrowser(app, world.person('hei-lead', 0).cookie);
      expect((await lead.send('/account', `/people/memberships/${membership}/remove`)).status).toBe(404);
      expect(
        (await lead.send('/account', `/people/memberships/${membership}/role`, { role: 'hei-team' })).status,
      ).toBe(404);
    }
    const { organisationId } = world.person('provider-lead', 1);
    expect((await mine.send('/account', '/account/organisation', { organisationId })).status).toBe(404);
    await app.as(world.person('hei-lead', 1).cookie).get('/account').expect(200);
  });

  it('by a name with line breaks, commas or direction marks writes no header of a mail', async () => {
    const lead = new TestBrowser(app, world.person('hei-lead', 0).cookie);
    const email = 'invited-oddly@people.example.org';
    const name =
      'Ann\r\nBcc: thief@elsewhere.example.org\r\n\r\n<b>x</b>, "Bo" <bo@elsewhere.example.org>\u202e\u2028x';
    expect(
      (await lead.send('/people', '/people/invitations', { name, email, role: 'hei-team' })).status,
    ).toBe(303);
    const mails = async () =>
      (await readMailbox(app.config.mail.folder, 500)).entries.filter(({ to }) => to.includes(email));
    const [entry] = await eventually(mails, (found) => found.length > 0);
    const { readFile } = await import('node:fs/promises');
    const raw = await readFile(`${app.config.mail.folder}/${entry?.id}.eml`, 'utf8');
    const head = raw.slice(0, raw.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
    expect(head).not.toMatch(/^(bcc|cc):/im);
    expect(head.match(/^to:/gim)).toHaveLength(1);
    // One recipient, whatever stands in the name.
    expect((/^to: (.*)$/im.exec(head)?.[1] ?? '').match(/<[^>]*>\s*$/)?.[0]).toBe(`<${email}>`);
    const mail = await readMailboxMail(app.config.mail.folder, entry?.id ?? '');
    expect(mail?.html).not.toContain('<b>x</b>');
    expect(mail?.to).toContain(email);
  });
});
