import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '../../src/commands/migrate.command.js';
import { readConfig, ROOT_FOLDER } from '../../src/config/index.js';
import { cohortFiles } from './cohort-files.js';

/**
 * How long the web process takes to answer while it stages, commits, matches and publishes 10,000
 * students on 4,000 offers, with the worker in the same process. Everything on SQLite and the embedded
 * queue, asked from outside, one question after another.
 */
const STUDENTS = 10_000;
const OFFERS = 4_000;
const PORT = 38_517;
const ADDRESS = `http://127.0.0.1:${PORT}`;
const ASKED = ['/health/live', '/api/v1/offers?limit=20'];

const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
const environment = { ...process.env, VAR_DIR: folder, PORT: String(PORT), LOG_LEVEL: 'warn' };
await migrate(readConfig(environment));
const server = spawn(process.execPath, [join(ROOT_FOLDER, 'dist/src/cli.js'), 'serve'], {
  env: environment,
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await listening();
  const files = cohortFiles(STUDENTS, OFFERS, 7);
  const rows: string[][] = [];
  const measured = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
    const startedAt = performance.now();
    const [value, waits] = await whileAsking(work);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const sorted = waits.sort((one, other) => one - other);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    rows.push([what, seconds, String(sorted.length), at(0.5), at(0.99), at(1)]);
    return value;
  };
  const imported = async (kind: string, csv: string): Promise<void> => {
    const staged = await measured(`stage ${kind}`, () =>
      ask<{ id: string; faultyRows: number }>('POST', `/api/v1/imports?kind=${kind}`, csv),
    );
    if (staged.faultyRows > 0) throw new Error('The bench made faulty files');
    await measured(`commit ${kind}`, () => ask('POST', `/api/v1/imports/${staged.id}/commit`, {}));
  };
  await imported('offers', files.offers);
  await imported('students', files.students);
  const run = await measured('match', matched);
  await measured('publish', () => ask('POST', `/api/v1/runs/${run.id}/publish`));
  console.log(
    `${run.totals.placed} of ${STUDENTS} placed; Node ${process.version}, SQLite, embedded queue\n`,
  );
  console.log('| while | seconds | answers | median ms | 99 % ms | slowest ms |\n|---|---|---|---|---|---|');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
} finally {
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function whileAsking<Value>(work: () => Promise<Value>): Promise<[Value, number[]]> {
  const waits: number[] = [];
  let isOver = false;
  const asking = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      const startedAt = performance.now();
      await (await fetch(`${ADDRESS}${ASKED[turn % ASKED.length]}`)).text();
      waits.push(performance.now() - startedAt);
      await wait(2);
    }
  })();
  try {
    return [await work(), waits];
  } finally {
    isOver = true;
    await asking;
  }
}

async function matched(): Promise<{ id: string; totals: { placed: number } }> {
  const { id } = await ask<{ id: string }>('POST', '/api/v1/runs', { policy: { asOf: '2026-12-01' } });
  for (;;) {
    const run = await ask<{ id: string; status: string; totals: { placed: number } }>(
      'GET',
      `/api/v1/runs/${id}`,
    );
    if (run.status === 'succeeded') return run;
    if (run.status === 'failed') throw new Error('The run failed');
    await wait(100);
  }
}

async function ask<Answer>(method: string, path: string, body?: string | object): Promise<Answer> {
  const isText = typeof body === 'string';
  const response = await fetch(`${ADDRESS}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: isText ? body : JSON.stringify(body),
          headers: { 'Content-Type': isText ? 'text/csv' : 'application/json' },
        }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

async function listening(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const status = await fetch(`${ADDRESS}/health/ready`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await wait(100);
  }
  throw new Error('The server does not start');
}
