import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import PostalMime, { type Email } from 'postal-mime';
import { runMatchCommand } from '../../src/matching/match-files/index.js';
import { dayNumber } from '../../src/shared/days.js';
import {
  finishedRun,
  importCsv,
  importSample,
  type RunAnswer,
  SAMPLE_FOLDER,
  sampleFile,
} from '../support/sample.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';

describe('An HEI brings two files and everyone is told', () => {
  let app: TestApp;
  let run: RunAnswer;

  beforeAll(async () => {
    app = await startApp();
    await importSample(app);
    run = await finishedRun(app);
  });
  afterAll(() => app.close());

  const matches = async () => (await app.http.get(`/api/v1/runs/${run.id}/matches.csv`).expect(200)).text;
  const read = new Map<string, Email>();
  const mails = async () => {
    for (const name of readdirSync(app.config.mail.folder)) {
      if (!name.endsWith('.eml') || read.has(name)) continue;
      read.set(name, await PostalMime.parse(readFileSync(join(app.config.mail.folder, name))));
    }
    return [...read.values()];
  };

  it('the same file a second time changes nothing', async () => {
    for (const kind of ['offers', 'pools', 'caps', 'students']) {
      const outcome = await importCsv(app, kind, sampleFile(`${kind}.csv`));
      expect(outcome).toMatchObject({ created: 0, updated: 0 });
    }
  });

  it('the queued run says the same as the command line says of the same files', async () => {
    const out = join(app.config.mail.folder, '../by-command.csv');
    const written: string[] = [];
    const code = await runMatchCommand(
      {
        students: join(SAMPLE_FOLDER, 'students.csv'),
        offers: join(SAMPLE_FOLDER, 'offers.csv'),
        pools: join(SAMPLE_FOLDER, 'pools.csv'),
        caps: join(SAMPLE_FOLDER, 'caps.csv'),
        policy: join(SAMPLE_FOLDER, 'policy.json'),
        out,
        report: `${out}.json`,
      },
      {
        stdout: { write: (text) => written.push(text) },
        stderr: { write: (text) => written.push(text) },
        isTerminal: false,
        today: dayNumber('2026-11-22') ?? 0,
      },
    );
    expect(code).toBe(0);
    // A coordinator is not told which access need kept somebody away; whoever has the files knows it.
    const withheld = /; OFF-\d+ \([^)]*\) is without [\w-]+ and would have suited better/g;
    const rows = (text: string) => text.replace(withheld, '').trim().split('\r\n').sort();
    expect(rows(await matches())).toEqual(rows(readFileSync(out, 'utf8')));
  });

  it('the same input gives the same answer and the same digest', async () => {
    const again = await finishedRun(app);
    expect(again).toMatchObject({ inputDigest: run.inputDigest, engine: run.engine, totals: run.totals });
    const { body } = await app.http.get(`/api/v1/runs/${run.id}/compare/${again.id}`).expect(200);
    expect(body).toMatchObject({ changed: 0, morePlaced: 0, moreCost: 0, items: [] });
  });

  it('publishing makes placements, and each who is concerned gets one mail', async () => {
    await app.http.post(`/api/v1/runs/${run.id}/publish`).expect(200);
    const { body: first } = await app.http.get(`/api/v1/placements?runId=${run.id}&limit=100`).expect(200);
    expect(first.items[0]).toMatchObject({ status: 'offered', next: expect.arrayContaining(['accepted']) });

    await eventually(
      async () =>
        (await app.http.get('/api/v1/deliveries?status=sent&limit=100').expect(200)).body.items.length,
      (count) => count === 100,
    );
    const told = await eventually(
      async () => (await mails()).filter((mail) => mail.subject?.startsWith('Your placement')),
      (all) => all.length === run.totals.placed,
    );
    expect(new Set(told.map((mail) => mail.to?.[0]?.address)).size).toBe(run.totals.placed);
  });

  it('a student reads what, where, when, how far and whom to ask, with the dates for the calendar', async () => {
    const mail = (await mails()).find((each) => each.subject?.startsWith('Your placement'));
    for (const words of ['What:', 'Where:', 'When:', 'minutes', 'Who to contact:']) {
      expect(mail?.text).toContain(words);
    }
    expect(mail?.html).toContain('<table');
    const file = mail?.attachments.find((each) => each.filename === 'placement.ics');
    const content =
      typeof file?.content === 'string' ? file.content : Buffer.from(file?.content as ArrayBuffer).toString();
    const event = new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent');
    expect(event?.getFirstPropertyValue('uid')).toMatch(/@fairplace$/);
    expect(new ICAL.Event(event ?? undefined).startDate.isDate).toBe(true);
  });

  it('a provider reads of students without their names', async () => {
    const names = sampleFile('students.csv')
      .toString()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(',').slice(-3))
      .filter(([given]) => given);
    const toProviders = (await mails()).filter((mail) => mail.subject?.includes('please answer'));
    expect(toProviders.length).toBeGreaterThan(20);
    for (const mail of toProviders) {
      for (const [, family, email] of names) {
        if (family && family.length > 4) expect(mail.text).not.toContain(` ${family}`);
        expect(mail.text).not.toContain(email);
      }
    }
  });

  it('a provider accepts, and the HEI hears of it once', async () => {
    const { body } = await app.http.get(`/api/v1/placements?runId=${run.id}&status=offered`).expect(200);
    const [placement] = body.items;
    const answered = await app.http.post(`/api/v1/placements/${placement.id}/legs/1/accept`).expect(200);
    expect(['accepted', 'offered']).toContain(answered.body.status);
    await app.http.post(`/api/v1/placements/${placement.id}/legs/1/accept`).expect(409);
    await eventually(
      async () =>
        (await mails()).filter((mail) => mail.subject?.includes(`placement ${placement.token}`)).length,
      (count) => count === 1,
    );
  });

  it('a published run cannot be published again, and a stale one not at all', async () => {
    await app.http.post(`/api/v1/runs/${run.id}/publish`).expect(409);
    const { body } = await app.http.get('/api/v1/runs').expect(200);
    const other = body.items.find((each: RunAnswer) => each.id !== run.id && each.status === 'succeeded');
    const refused = await app.http.post(`/api/v1/runs/${other.id}/publish`).expect(409);
    expect(refused.body.detail).toContain('students have a placement by now');
  });

  it('a new run leaves those who have a placement alone', async () => {
    const next = await finishedRun(app);
    expect(next.totals.requests).toBe(run.totals.requests - run.totals.placed);
    expect(next.totals.placed).toBe(0);
  });

  it('withdrawing the run frees the places and tells those who were told', async () => {
    await app.http.post(`/api/v1/runs/${run.id}/withdraw`).expect(200);
    const { body } = await app.http.get(`/api/v1/placements?runId=${run.id}&status=offered`).expect(200);
    expect(body.items).toEqual([]);
    await eventually(
      async () => (await mails()).filter((mail) => mail.subject?.endsWith('is off')).length,
      (count) => count === run.totals.placed,
    );
    const next = await finishedRun(app);
    expect(next.totals).toMatchObject({ requests: run.totals.requests, placed: run.totals.placed });
  });

  it('everything that came in goes out again', async () => {
    for (const kind of ['students', 'offers', 'pools', 'caps']) {
      const { text } = await app.http.get(`/api/v1/exports/${kind}`).expect(200);
      const before = sampleFile(`${kind}.csv`).toString().trim().split(/\r?\n/).length;
      expect(text.trim().split(/\r\n/).length).toBe(before);
      expect(await importCsv(app, kind, text)).toMatchObject({ created: 0, updated: 0 });
    }
  });
});
