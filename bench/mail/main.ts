import 'reflect-metadata';
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { migrate } from '../../src/commands/migrate.command.js';
import { readConfig, ROOT_FOLDER } from '../../src/config/index.js';
import { createContext, openFoundations } from '../../src/create-app.js';
import { Database, sql } from '../../src/database/index.js';
import { Gazetteer } from '../../src/geography/index.js';
import type { Mail } from '../../src/mail/index.js';
import { Delivery } from '../../src/notifications/delivery.entity.js';
import { MailWriter } from '../../src/notifications/mail-writer.service.js';
import { openQueueBackend } from '../../src/queue/index.js';
import { JOBS } from '../../src/queue/jobs.js';
import { tableText } from '../search/measure.js';
import { openBareMailing } from './bare.js';
import type { Taken } from './smtp-sink.js';
import { storeStudents, tellEverybody } from './students-with-news.js';

/**
 * How many mails a second go the whole of our way (delivery, outbox, relay, queue, claim, letter, SMTP,
 * record), beside BullMQ and nodemailer alone on the same kind of queue.
 */
const MAILS = 1_000;
const WARM_UP_MAILS = 100;
const ROUNDS = 3;
const CONCURRENCY = JOBS['send-mail'].concurrency;

/** After this no further round is begun. */
const LAST_START_MILLISECONDS = 140_000;

interface SetUp {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

console.log(
  `Mail: ${MAILS} mails a round to as many students (text, HTML, calendar file), ${CONCURRENCY} at a time, ` +
    `${ROUNDS} rounds each in turn,\nto an SMTP server on loopback in a process of its own.`,
);
console.log(
  `Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), ` +
    ['bullmq', 'nodemailer', 'smtp-server', 'better-sqlite3', '@electric-sql/pglite', 'pg', 'ioredis']
      .map((name) => `${name} ${versionOf(name)}`)
      .join(', '),
);
console.log(
  'Bare: jobs added in bulk, a processor that calls sendMail on a pooled transport, until the last job is done.\n' +
    'Ours: deliveries and outbox rows committed, until the last delivery is recorded as sent.\n',
);
const sink = await openSink();
const rows = [
  [
    'queue and database',
    'bare mails/s',
    'ours mails/s',
    'ratio',
    'bare CPU ms',
    'ours CPU ms',
    'KB a mail',
    'rounds',
  ],
];
try {
  rows.push(await measure(await embeddedSetUp()));
  const { TEST_REDIS_URL: redis, TEST_POSTGRES_URL: postgres } = process.env;
  if (redis && postgres) rows.push(await measure(await serverSetUp(redis, postgres)));
  else
    console.log(
      'TEST_REDIS_URL and TEST_POSTGRES_URL are not both set: Redis + PostgreSQL was not measured.',
    );
} finally {
  sink.process.disconnect();
}
console.log(tableText(rows));
console.log(
  '\nEach figure is the median of its rounds; ratio is bare / ours, so that 2 is half as quick.\n' +
    "CPU is this process's, a mail: it holds on a machine that is busy with other things.",
);

async function measure(setUp: SetUp): Promise<string[]> {
  const bareFolder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
  const config = readConfig({ ...setUp.environment, SMTP_URL: sink.url, LOG_LEVEL: 'warn' });
  try {
    await migrate(config);
    const app = await createContext(await openFoundations(config), 'working');
    await app.init();
    try {
      const database = app.get(Database);
      const recipients = await storeStudents(database, app.get(Gazetteer), MAILS);
      // A server looks at its tables by itself after a while; here there is no while.
      if (config.database.kind === 'postgres') await database.source.query('ANALYZE');
      const ours = async (mails: number) => {
        const eventId = await tellEverybody(database, recipients.slice(0, mails));
        await untilSent(database, eventId, mails);
        return eventId;
      };
      const warmUp = await ours(WARM_UP_MAILS);
      const sample = await writtenMail(database, app.get(MailWriter, { strict: false }), warmUp);
      const backend = await openQueueBackend({
        queue: config.queue.kind === 'redis' ? config.queue : { kind: 'embedded', folder: bareFolder },
        queuePrefix: `${config.queuePrefix}-bare`,
      });
      const mailing = openBareMailing(backend, sink.url, sample, CONCURRENCY);
      try {
        await mailing.send(Array.from({ length: WARM_UP_MAILS }, () => randomUUID()));
        await sink.taken();
        return await inTurns(setUp.name, mailing, ours);
      } finally {
        await mailing.close();
      }
    } finally {
      await app.close();
    }
  } finally {
    rmSync(bareFolder, { recursive: true, force: true });
    await setUp.remove();
  }
}

async function inTurns(
  name: string,
  mailing: ReturnType<typeof openBareMailing>,
  ours: (mails: number) => Promise<unknown>,
): Promise<string[]> {
  const rounds: { bare: Round[]; ours: Round[] } = { bare: [], ours: [] };
  let kilobytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (performance.now() > LAST_START_MILLISECONDS) {
      console.log(`${name}: out of time after ${round} rounds.`);
      break;
    }
    const messageIds = Array.from({ length: MAILS }, () => `${randomUUID()}@bare`);
    rounds.bare.push(await timed(() => mailing.send(messageIds)));
    const bareBytes = (await checked(name)).bytes;
    rounds.ours.push(await timed(() => ours(MAILS)));
    const { bytes } = await checked(name);
    kilobytes = bytes / MAILS / 1_024;
    if (Math.abs(bytes / bareBytes - 1) > 0.1) {
      throw new Error(`${name}: mails differ in size, ${bareBytes} bytes bare and ${bytes} ours`);
    }
  }
  const rate = (which: readonly Round[]) => median(which.map((each) => each.mailsASecond));
  const cpu = (which: readonly Round[]) => median(which.map((each) => each.cpuMillisecondsAMail));
  const [bare, our] = [rate(rounds.bare), rate(rounds.ours)];
  return [
    name,
    bare.toFixed(0),
    our.toFixed(0),
    (bare / our).toFixed(2),
    cpu(rounds.bare).toFixed(2),
    cpu(rounds.ours).toFixed(2),
    kilobytes.toFixed(1),
    String(rounds.ours.length),
  ];
}

interface Round {
  readonly mailsASecond: number;
  /** Of this process, all threads: says more than the clock on a machine that does other things too. */
  readonly cpuMillisecondsAMail: number;
}

async function timed(send: () => Promise<unknown>): Promise<Round> {
  const [from, cpuBefore] = [performance.now(), process.cpuUsage()];
  await send();
  const cpu = process.cpuUsage(cpuBefore);
  return {
    mailsASecond: (MAILS / (performance.now() - from)) * 1_000,
    cpuMillisecondsAMail: (cpu.user + cpu.system) / 1_000 / MAILS,
  };
}

/** What the server took in a round: every mail, each once. */
async function checked(name: string): Promise<Taken> {
  const taken = await sink.taken();
  if (taken.mails !== MAILS || taken.different !== MAILS) {
    throw new Error(`${name}: ${taken.mails} mails came, ${taken.different} of them different, of ${MAILS}`);
  }
  return taken;
}

async function untilSent(database: Database, eventId: string, mails: number): Promise<void> {
  for (;;) {
    const counts = await database.rows<{ status: string; count: number | string }>(
      sql`SELECT status AS "status", count(*) AS "count" FROM delivery
           WHERE event_id = ${eventId} GROUP BY status`,
    );
    const count = (status: string) => Number(counts.find((row) => row.status === status)?.count ?? 0);
    if (count('sent') === mails) return;
    if (count('failed') + count('unconfirmed') > 0) throw new Error(`Not sent: ${JSON.stringify(counts)}`);
    await wait(20);
  }
}

async function writtenMail(database: Database, writer: MailWriter, eventId: string): Promise<Mail> {
  const delivery = await database.reader.findOneByOrFail(Delivery, { eventId });
  const mail = await writer.write(delivery);
  if (typeof mail === 'string') throw new Error(`A mail to measure by could not be written: ${mail}`);
  return mail;
}

async function embeddedSetUp(): Promise<SetUp> {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
  return {
    name: 'embedded queue + SQLite',
    environment: { VAR_DIR: folder },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function serverSetUp(redisUrl: string, postgresUrl: string): Promise<SetUp> {
  const mark = randomBytes(6).toString('hex');
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
  const url = new URL(postgresUrl);
  url.pathname = `/fairplace_bench_${mark}`;
  await onServer(postgresUrl, `CREATE DATABASE fairplace_bench_${mark}`);
  return {
    name: 'Redis + PostgreSQL',
    environment: {
      VAR_DIR: folder,
      DATABASE_URL: url.href,
      REDIS_URL: redisUrl,
      QUEUE_PREFIX: `bench-${mark}`,
    },
    remove: async () => {
      await onServer(postgresUrl, `DROP DATABASE fairplace_bench_${mark} WITH (FORCE)`);
      const redis = new Redis(redisUrl);
      const keys = await redis.keys(`bench-${mark}*`);
      if (keys.length > 0) await redis.del(...keys);
      redis.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openSink(): Promise<{ process: ChildProcess; url: string; taken(): Promise<Taken> }> {
  const child = fork(fileURLToPath(new URL('./smtp-sink.js', import.meta.url)));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    process: child,
    url: `smtp://127.0.0.1:${port}`,
    taken: async () => {
      const answer = once(child, 'message') as Promise<[Taken]>;
      child.send('taken?');
      return (await answer)[0];
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function versionOf(name: string): string {
  const file = join(ROOT_FOLDER, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;
}
