import { DirectoryEntry } from '../../src/providers/directory-entry.entity.js';
import { linkInMail, signInByMail, TestBrowser } from '../support/pages.js';
import { startApp, type TestApp } from '../support/test-app.js';

const CONFIRM = /\/join\/confirm\/\S+/;

describe('Organisations come in and people join them', () => {
  let app: TestApp;
  let lead: TestBrowser;
  beforeAll(async () => {
    app = await startApp();
    const entry: DirectoryEntry = {
      cqcLocationId: '1-100000001',
      cqcProviderId: '1-100000000',
      name: 'Larch House',
      nameKey: 'larch house',
      providerName: 'Larch Care Limited',
      address: '1 Larch Road, York',
      postcode: 'YO24 1AA',
      district: 'YO24',
      authorityName: 'York',
      region: 'Yorkshire and The Humber',
      phone: null,
      website: 'www.larchcare.example.org/homes',
      serviceTypes: [],
      specialisms: [],
      latestCheckOn: null,
      digest: 'x',
      seenIn: 'test',
      updatedAt: new Date(),
      goneAt: null,
    };
    await app.database.inTransaction((manager) => manager.insert(DirectoryEntry, entry));
  });
  afterAll(() => app.close());

  const claim = async (fields: Readonly<Record<string, string>>) => {
    const browser = new TestBrowser(app);
    const found = await browser.open('/join/host?q=larch');
    expect(found.text).toContain('Larch House');
    expect(found.text).toContain('1 Larch Road, York');
    return browser.send('/join/host?q=larch', '/join/host', { q: 'larch', ...fields });
  };

  it('a home finds itself in the care directory, and whoever has an address at it is in at once', async () => {
    const email = 'meera@larchcare.example.org';
    const sent = await claim({ host: 'directory-entry:1-100000001', name: 'Meera', email });
    expect(sent.status).toBe(303);
    const link = await linkInMail(app, email, CONFIRM);
    const confirmed = await new TestBrowser(app).send(link, link);
    expect(confirmed.text).toContain('You may act for Larch House now');
    lead = await signInByMail(app, email);
    const people = await lead.open('/people');
    expect(people.text).toContain('People at Larch Care Limited');
    expect(people.text).toContain('Meera');
    const sites = await app.http.get('/api/v1/providers?limit=100').expect(200);
    expect(JSON.stringify(sites.body)).toContain('Larch Care Limited');
  });

  it('a second stranger with the same domain is not made its lead, and a coordinator decides', async () => {
    const email = 'other@larchcare.example.org';
    await claim({ host: 'directory-entry:1-100000001', name: 'Other', email });
    const link = await linkInMail(app, email, CONFIRM);
    const confirmed = await new TestBrowser(app).send(link, link);
    expect(confirmed.text).toContain('looks at it');
    const coordinator = new TestBrowser(app, app.cookie);
    const waiting = await coordinator.open('/approvals');
    const action = /\/approvals\/[0-9a-f-]{36}\/refuse/.exec(waiting.text)?.[0] ?? '';
    const without = await coordinator.send('/approvals', action, { reason: '' });
    expect(without.status).toBe(422);
    expect(without.text).toContain('they will read it');
    await coordinator.send('/approvals', action, { reason: 'Ask Meera to invite you.' });
    await linkInMail(app, email, /Ask Meera to invite you/);
    expect((await coordinator.open('/approvals')).text).toContain('Nobody waits');
  });

  it('a lead invites a colleague, who accepts, signs in, and may not do what leads do', async () => {
    const email = 'sam@personal.example.net';
    const bad = await lead.send('/people', '/people/invitations', { name: '', email: 'x', role: 'hei-lead' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('Enter their name');
    expect(bad.text).toContain('href="#email"');
    await lead.send('/people', '/people/invitations', { name: 'Sam', email, role: 'provider-editor' });
    expect((await lead.open('/people')).text).toContain('sam@personal.example.net');
    const link = await linkInMail(app, email, /\/invitations\/\S+/);
    const joined = await new TestBrowser(app).send(link, `${link}/accept`);
    expect(joined.text).toContain('You have joined Larch Care Limited');
    const again = await new TestBrowser(app).send('/sign-in', `${link}/accept`);
    expect(again.status).toBe(410);
    const sam = await signInByMail(app, email);
    expect((await sam.open('/people')).text).not.toContain('Invite somebody');
    expect((await sam.open('/tokens')).status).toBe(403);
    const forced = await sam.send('/account', '/people/invitations', { name: 'X', email, role: 'educator' });
    expect(forced.status).toBe(403);
  });

  it('a role of another kind of organisation cannot be given', async () => {
    const refused = await lead.send('/people', '/people/invitations', {
      name: 'Eve',
      email: 'eve@personal.example.net',
      role: 'administrator',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('one of the roles of your organisation');
  });

  it('the last lead cannot leave, until there is another', async () => {
    const own = async () => {
      const page = await lead.open('/people');
      return /name="membershipId" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    };
    const kept = await lead.send('/people', '/people/leave', { membershipId: await own() });
    expect(kept.status).toBe(409);
    expect(kept.text).toContain('last lead');
    const page = await lead.open('/people');
    const sam = /\/people\/memberships\/([0-9a-f-]+)\/role/.exec(page.text)?.[0] ?? '';
    await lead.send('/people', sam, { role: 'provider-lead' });
    const left = await lead.send('/people', '/people/leave', { membershipId: await own() });
    expect(left.status).toBe(303);
    expect((await lead.open('/people')).status).toBe(403);
  });

  it('a token is shown once, does what it was made for and no more, and ends when it is revoked', async () => {
    const sam = await signInByMail(app, 'sam@personal.example.net');
    const made = await sam.send('/tokens', '/tokens', {
      name: 'Roster system',
      scopes: ['offers:read', 'providers:read'],
      days: '90',
    });
    const token = /fpl_[\w-]{43}/.exec(made.text)?.[0] ?? '';
    expect(token).not.toBe('');
    const list = await sam.open('/tokens');
    expect(list.text).not.toContain(token);
    expect(list.text).toContain('Roster system');
    const bearer = { Authorization: `Bearer ${token}` };
    await app.as().get('/api/v1/offers').set(bearer).expect(200);
    await app.as().post('/api/v1/offers').set(bearer).send({}).expect(403);
    await app.as().get('/people').set(bearer).expect(403);
    const rows = await app.database.source.query(`SELECT token_hash FROM api_token`);
    expect(JSON.stringify(rows)).not.toContain(token);
    const revoke = /\/tokens\/[0-9a-f-]+\/revoke/.exec(list.text)?.[0] ?? '';
    await sam.send('/tokens', revoke);
    await app.as().get('/api/v1/offers').set(bearer).expect(401);
  });

  it('an HEI is let in by a coordinator', async () => {
    const email = 'placements@northuni.example.org';
    const browser = new TestBrowser(app);
    const page = await browser.open('/join/hei');
    const ukprn = /<option value="(1\d{7})"/.exec(page.text)?.[1] ?? '';
    await browser.send('/join/hei', '/join/hei', { ukprn, name: 'Noor', email });
    const link = await linkInMail(app, email, CONFIRM);
    await browser.send(link, link);
    const coordinator = new TestBrowser(app, app.cookie);
    const action = /\/approvals\/[0-9a-f-]{36}\/approve/.exec((await coordinator.open('/approvals')).text);
    await coordinator.send('/approvals', action?.[0] ?? '');
    const noor = await signInByMail(app, email);
    expect((await noor.open('/people')).text).toContain('Noor');
  });
});
