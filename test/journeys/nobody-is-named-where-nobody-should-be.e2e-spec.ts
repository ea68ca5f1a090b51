import { readConfig } from '../../src/config/index.js';
import { openDatabase } from '../../src/database/index.js';
import { ENTITIES } from '../../src/entities.js';
import { importSample, type RunAnswer, sampleFile, samplePolicy } from '../support/sample.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { openSmtpInbox, type SmtpInbox } from '../support/smtp-inbox.js';
import { eventually, newInstallation, type TestApp } from '../support/test-app.js';

/** What would give a student away: family name, e-mail address, home postcode. */
const canaries = sampleFile('students.csv')
  .toString()
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .flatMap((line) => {
    const cells = line.split(',');
    return [cells.at(-1) ?? '', cells[4] ?? ''];
  })
  .filter((text) => text.length > 4);

const givenAway = (text: string) => canaries.filter((canary) => text.includes(canary));

describe('Nobody is named where nobody should be', () => {
  let inbox: SmtpInbox;
  let installation: Awaited<ReturnType<typeof newInstallation>>;
  let server: ServerProcess;

  beforeAll(async () => {
    // Every third mail is refused, with the address in the server's words, as servers do.
    let count = 0;
    inbox = await openSmtpInbox(({ to }) => {
      count += 1;
      return count % 3 === 0
        ? Object.assign(new Error(`mailbox <${to}> is unknown`), { responseCode: 550 })
        : undefined;
    });
    installation = await newInstallation({ SMTP_URL: inbox.url, LOG_LEVEL: 'debug' });
    server = await startServer(installation.environment, installation.cookie);
    await importSample(server as unknown as TestApp);
    const { body } = await server.http.post('/api/v1/runs').send({ policy: samplePolicy() }).expect(202);
    await eventually(
      async () => (await server.http.get(`/api/v1/runs/${body.id}`).expect(200)).body as RunAnswer,
      ({ status }) => status === 'succeeded',
    );
    await server.http.post(`/api/v1/runs/${body.id}/publish`).expect(200);
    await server.http.get('/api/v1/offers').query({ near: canaries[1], q: canaries[0] });
    await server.http.post('/api/v1/heis').send({ contactEmail: canaries[0] });
    // Two in three of 241 are taken, and the students' come last.
    await eventually(
      async () => inbox.received.filter(({ to }) => canaries.includes(to)).length,
      (students) => students > 100,
    );
  });
  afterAll(async () => {
    await server.kill();
    await installation.remove();
    await inbox.close();
  });

  it('has something to give away', () => {
    expect(canaries.length).toBeGreaterThan(400);
    expect(inbox.received.some(({ to }) => canaries.includes(to))).toBe(true);
  });

  it('not in the log, at its most talkative', () => {
    expect(server.said()).toContain('/api/v1/runs');
    expect(givenAway(server.said())).toEqual([]);
  });

  it('not in what the API shows of students, placements, deliveries and failed jobs', async () => {
    for (const path of [
      'students',
      'placements',
      'deliveries',
      'deliveries?status=failed',
      'queue/failed-jobs',
    ]) {
      const { text } = await server.http.get(`/api/v1/${path}`).expect(200);
      expect([path, givenAway(text)]).toEqual([path, []]);
    }
  });

  it('not in the audit trail, the outbox or the record of deliveries', async () => {
    const { database: config } = readConfig(installation.environment);
    const database = await openDatabase(config, ENTITIES);
    for (const table of ['audit_event', 'outbox', 'delivery', 'run', 'proposal', 'placement']) {
      const rows = await database.reader.query(`SELECT * FROM ${table}`);
      expect([table, givenAway(JSON.stringify(rows))]).toEqual([table, []]);
    }
    await database.close();
  });

  it('and asked to stop, it puts its things away and goes', async () => {
    expect(await server.stop()).toBe(0);
    expect(server.said()).not.toMatch(/"level":(50|60)/);
  });
});
