import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/commands/migrate.command.js';
import { readConfig } from '../../src/config/index.js';
import { createApp, openFoundations } from '../../src/create-app.js';
import { Gazetteer, readGeographyFiles } from '../../src/geography/index.js';
import { makeMarket } from '../search/market.js';
import { tableText, timesOf } from '../search/measure.js';
import { storeMarket } from '../search/store-market.js';
import { barePage } from './bare-page.js';
import { storeCohorts } from './store-cohorts.js';
import { READERS, signIn, VISITS } from './visits.js';

/**
 * How long each page takes with a country's worth of data, from request to last byte, over HTTP on loopback: SQLite,
 * one process that is server, worker and asker. Beside it a bare Nunjucks page on the same framework.
 */
const SIZES = { seed: 2027, providers: 20_000, offers: 100_000 } as const;
const STUDENTS = 20_000;
const ROUNDS = 60;
const WARM_UP_ROUNDS = 5;
const MILLISECONDS_A_PAGE = 3_000;
/** The aim, for every page: nobody waits for it. */
const AIM_MILLISECONDS = 100;
const AIM_BYTES = 100_000;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
try {
  const config = readConfig({ VAR_DIR: folder, LOG_LEVEL: 'silent', PORT: '0' });
  await migrate(config);
  const foundations = await openFoundations(config);
  const { database } = foundations;
  const gazetteer = new Gazetteer(await readGeographyFiles());
  await storeMarket(database, makeMarket(gazetteer, SIZES));
  const app = await createApp(foundations);
  await app.listen(0, '127.0.0.1');
  const bare = await barePage();
  try {
    await storeCohorts(app, gazetteer, STUDENTS, SIZES.seed);
    const cookies = await signIn(database);
    const address = await app.getUrl();
    process.stdout.write(
      `${SIZES.offers} offers of ${SIZES.providers} providers, ${STUDENTS} students; SQLite; Node ${process.version}, ` +
        `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), load average ${loadavg()[0]?.toFixed(1)}.\n\n`,
    );
    const rows = [['page', 'as', 'median ms', 'p95 ms', 'x bare', 'KB', '']];
    const bareTimes = await timed(bare.address, '/', '');
    rows.push(['bare Nunjucks page', '', ...figures(bareTimes, bareTimes.median)]);
    for (const visit of VISITS) {
      const path = await visit.path(database);
      if (path === undefined) continue;
      if ((await ask(`${address}${path}`, cookies[visit.as])).status === 404) {
        rows.push([visit.name, READERS[visit.as], '', '', '', '', 'not there']);
        continue;
      }
      const times = await timed(address, path, cookies[visit.as]);
      rows.push([visit.name, READERS[visit.as], ...figures(times, bareTimes.median)]);
    }
    process.stdout.write(`${tableText(rows)}\n`);
  } finally {
    await bare.close();
    await app.close();
  }
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

interface PageTimes {
  readonly median: number;
  readonly p95: number;
  readonly bytes: number;
}

async function timed(address: string, path: string, cookie: string): Promise<PageTimes> {
  const times: number[] = [];
  let bytes = 0;
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    if (round > WARM_UP_ROUNDS + 5 && performance.now() - startedAt > MILLISECONDS_A_PAGE) break;
    const from = performance.now();
    const answer = await ask(`${address}${path}`, cookie);
    if (round >= WARM_UP_ROUNDS) times.push(performance.now() - from);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    bytes = answer.bytes;
  }
  return { ...timesOf(times), bytes };
}

function figures({ median, p95, bytes }: PageTimes, bare: number): string[] {
  const missed = [
    ...(p95 > AIM_MILLISECONDS ? ['too slow'] : []),
    ...(bytes > AIM_BYTES ? ['too large'] : []),
  ];
  return [
    median.toFixed(1),
    p95.toFixed(1),
    (median / bare).toFixed(1),
    (bytes / 1_000).toFixed(0),
    missed.join(', '),
  ];
}

function ask(url: string, cookie: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { accept: 'text/html', cookie } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => (bytes += piece.length));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
