import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, ROOT_FOLDER } from '../config/index.js';
import { createApp, listen, openFoundations } from '../create-app.js';
import { Database } from '../database/index.js';
import { Authentication, PeopleService, SessionsService } from '../identity/index.js';
import { readCsv } from '../csv/index.js';
import type { ImportKind } from '../imports/index.js';
import { progressBar } from '../matching/index.js';
import { putDemoPeople } from './demo-people.js';
import { migrate } from './migrate.command.js';
import { type CommandOutput, printTable } from './output.js';

const SAMPLE = join(ROOT_FOLDER, 'data/sample');
const LABEL = 'Sample matching, spring 2027';
const KEY = 'demo-spring-2027';
const COORDINATOR = { name: 'Robin Coordinator', email: 'coordinator@system.example.org' };
const MILLISECONDS_BETWEEN_LOOKS = 100;
const LINE_WIDTH = 160;

/** Caps name sites that the offers bring, so they come after them. */
const ORDER: readonly ImportKind[] = ['offers', 'pools', 'caps', 'students'];

interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly stage: string | null;
  readonly percent: number;
  readonly failure: string | null;
  readonly publishedAt: string | null;
  readonly totals: { readonly requests: number; readonly placed: number; readonly isExact: boolean } | null;
}

/**
 * Shows the whole of it on invented data, through the API like any other client: imports, a queued run,
 * its result, published, with the mails that follow. Started again it finds what is there.
 */
export async function demo(
  config: Config,
  { isExiting }: { isExiting: boolean },
  output: CommandOutput,
): Promise<number> {
  const { stdout } = output;
  const folder = join(config.mail.folder, '..');
  await mkdir(folder, { recursive: true });
  const { migrations, reference } = await migrate(config);
  const loaded = reference.reduce((sum, table) => sum + table.created + table.updated, 0);
  stdout(`Database: ${migrations.length} migrations run, ${loaded} rows of reference data loaded.\n`);

  const app = await createApp(await openFoundations(config));
  try {
    await listen(app, config);
    const address = `http://127.0.0.1:${new URL(await app.getUrl()).port}`;
    const client = new Client(address, await signInCoordinator(app));
    const before = await client.runLabelled(LABEL);
    if (!before) await importSample(client, output);
    const run = before?.status === 'succeeded' ? before : await runToEnd(client, output);
    if (!run.totals) return 1;
    const files = { matches: join(folder, 'matches.csv'), report: join(folder, 'report.json') };
    const matches = await client.text(`/api/v1/runs/${run.id}/matches.csv`);
    await writeFile(files.matches, matches);
    await writeFile(files.report, await client.text(`/api/v1/runs/${run.id}/report.json`));
    stdout(await resultTable(matches));
    const { placed, requests, isExact } = run.totals;
    stdout(
      `\n${placed} of ${requests} students placed${isExact ? ', which is the most that can be' : ''}.\n`,
    );
    for (const file of Object.values(files)) stdout(`Written: ${relative(process.cwd(), file)}\n`);
    if (!run.publishedAt) {
      await client.post(`/api/v1/runs/${run.id}/publish`);
      stdout('Published: providers, HEIs and students are being told.\n');
    }
    await mailsSent(client, output);
    const people = await putDemoPeople(app);
    stdout('\nSign in as any of these at /sign-in. The link comes to the mailbox, not to a real address:\n');
    stdout(
      printTable(
        ['role', 'at', 'e-mail'],
        people.map(({ roleName, organisation, email }) => [roleName, organisation, email]),
      ),
    );
    if (isExiting) return 0;
    stdout(`\nThe server runs until you press Ctrl+C:\n`);
    stdout(`  ${address.replace('127.0.0.1', 'localhost')}/          start page\n`);
    stdout(`  ${address.replace('127.0.0.1', 'localhost')}/sign-in   sign in\n`);
    stdout(`  ${address.replace('127.0.0.1', 'localhost')}/mailbox   the mails that were sent\n`);
    stdout(`  ${address.replace('127.0.0.1', 'localhost')}/api/docs  the API\n`);
    await untilAskedToStop();
    return 0;
  } finally {
    await app.close();
  }
}

async function importSample(client: Client, { stdout }: CommandOutput): Promise<void> {
  for (const kind of ORDER) {
    const file = join(SAMPLE, `${kind}.csv`);
    const { id, rows } = await client.upload(kind, file);
    const { outcome } = await client.post<{ outcome: Record<string, number> }>(
      `/api/v1/imports/${id}/commit`,
      {},
    );
    stdout(`Imported ${kind}.csv: ${rows} rows, ${outcome.created} new ${kind}.\n`);
  }
  const { items } = await client.get<{ items: { id: string; name: string; contactEmail: string | null }[] }>(
    '/api/v1/heis',
  );
  for (const { id, name, contactEmail } of items) {
    const domain = name.split(' ')[0]?.toLowerCase() ?? 'hei';
    if (!contactEmail)
      await client.patch(`/api/v1/heis/${id}`, { contactEmail: `placements@${domain}.example.org` });
  }
}

async function runToEnd(client: Client, { stdout, stderr, isTerminal }: CommandOutput): Promise<RunAnswer> {
  const policy = JSON.parse(await readFile(join(SAMPLE, 'policy.json'), 'utf8')) as Record<string, unknown>;
  const { id } = await client.post<RunAnswer>(
    '/api/v1/runs',
    { label: LABEL, policy },
    { 'Idempotency-Key': KEY },
  );
  stdout('A matching run is on the queue.\n');
  for (let told = ''; ;) {
    const run = await client.get<RunAnswer>(`/api/v1/runs/${id}`);
    const line = progressBar(run.stage ?? run.status, run.percent, 100);
    if (isTerminal) stderr(`\r${line.padEnd(60)}`);
    else if (line !== told) stderr(`${line}\n`);
    told = line;
    if (run.status === 'succeeded') {
      if (isTerminal) stderr('\n');
      return run;
    }
    if (run.status === 'failed' || run.status === 'cancelled') {
      throw new Error(`The run ${run.status}${run.failure ? `: ${run.failure}` : ''}`);
    }
    await wait(MILLISECONDS_BETWEEN_LOOKS);
  }
}

async function resultTable(csv: string): Promise<string> {
  const rows: string[][] = [];
  for await (const { cells } of readCsv(lines(csv))) {
    const minutes = cells.status === 'placed' ? `${cells.travel_minutes ?? ''} min` : '';
    const where =
      cells.status === 'placed'
        ? `${cells.offer_ref}, ${cells.provider?.replaceAll('|', ' + ')}`
        : 'no place';
    const why = [cells.reason, cells.change_that_would_help].filter(Boolean).join('. Would help: ');
    rows.push([cells.student_ref ?? '', where, minutes, why]);
  }
  rows.sort((one, other) => Number(one[1] === 'no place') - Number(other[1] === 'no place'));
  return `\n${printTable(['student', 'where', 'journey', 'why'], rows, LINE_WIDTH)}`;
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}

/** Waits until no mail waits any more, so that the mailbox is full when it is opened. */
async function mailsSent(client: Client, { stdout }: CommandOutput): Promise<void> {
  for (;;) {
    const { counts } = await client.get<{ counts: Record<string, Record<string, number>> }>(
      '/api/v1/queue/counts',
    );
    const waiting = ['announce-event', 'send-mail']
      .map((job) => counts[job] ?? {})
      .reduce((sum, { waiting: a = 0, active = 0, delayed = 0 }) => sum + a + active + delayed, 0);
    const { items } = await client.get<{ items: unknown[] }>('/api/v1/deliveries?status=waiting&limit=1');
    if (waiting === 0 && items.length === 0) break;
    await wait(MILLISECONDS_BETWEEN_LOOKS);
  }
  const { items } = await client.get<{ items: unknown[] }>('/api/v1/deliveries?status=failed&limit=100');
  stdout(items.length === 0 ? 'Every mail has been sent.\n' : `${items.length} mails could not be sent.\n`);
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** A client of the API, as anybody could write one. */
class Client {
  constructor(
    private readonly address: string,
    private readonly cookie: string,
  ) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.json(path, {});
  }

  async text(path: string): Promise<string> {
    return (await this.ask(path, {})).text();
  }

  post<Answer>(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const withBody = body
      ? { body: JSON.stringify(body), headers: { ...headers, ...JSON_TYPE } }
      : { headers };
    return this.json(path, { method: 'POST', ...withBody });
  }

  patch<Answer>(path: string, body: object): Promise<Answer> {
    return this.json(path, { method: 'PATCH', body: JSON.stringify(body), headers: JSON_TYPE });
  }

  upload(kind: ImportKind, file: string): Promise<{ id: string; rows: number }> {
    const body = createReadStream(file) as unknown as ReadableStream;
    const sending = { method: 'POST', body, headers: { 'Content-Type': 'text/csv' }, duplex: 'half' };
    return this.json(`/api/v1/imports?kind=${kind}`, sending as RequestInit);
  }

  async runLabelled(label: string): Promise<RunAnswer | undefined> {
    const { items } = await this.get<{ items: (RunAnswer & { label: string })[] }>('/api/v1/runs?limit=100');
    return items.find((run) => run.label === label);
  }

  private async json<Answer>(path: string, request: RequestInit): Promise<Answer> {
    return (await (await this.ask(path, request)).json()) as Answer;
  }

  private async ask(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...(request.headers as Record<string, string>), cookie: this.cookie };
    const response = await fetch(`${this.address}${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`${request.method ?? 'GET'} ${path}: ${await response.text()}`);
    return response;
  }
}

/** Signs in for the demo itself, which then asks the API like anybody else. */
async function signInCoordinator(app: NestFastifyApplication): Promise<string> {
  const person = await app.get(PeopleService).createAdministrator(COORDINATOR);
  const token = await app.get(Database).inTransaction((manager) =>
    app.get(SessionsService).begin(manager, {
      personId: person.id,
      signedInBy: 'link',
      browser: 'The demo',
      before: undefined,
    }),
  );
  return `${app.get(Authentication).cookieName('session')}=${token}`;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
