import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '../../src/commands/migrate.command.js';
import { readConfig, ROOT_FOLDER } from '../../src/config/index.js';
import { newId, openDatabase } from '../../src/database/index.js';
import { ENTITIES } from '../../src/entities.js';
import { Person, SignInLink } from '../../src/identity/index.js';
import { newToken, openSecrets, tokenHash } from '../../src/secrets/index.js';

/**
 * How many people can sign in each second: each opens the link of a mail and presses the button, so that a link is
 * used up and a session begun. The server is one process; this one only asks. Beside it the frame alone, with as many
 * requests.
 */
const SIGN_INS = 3_000;
const AT_ONCE = 16;
const ROUNDS = 3;
const BROWSER = newToken();
const DIST = join(ROOT_FOLDER, 'dist');

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
const environment = { VAR_DIR: folder, LOG_LEVEL: 'silent', TRUSTED_PROXIES: '1' };
try {
  const config = readConfig(environment);
  await migrate(config);
  const links = await makeLinks(SIGN_INS * ROUNDS);
  const ours: Round[] = [];
  const bare: Round[] = [];
  const port = await freePort();
  const server = await start(['src/cli.js', 'serve'], port, '/health/live');
  const barePort = await freePort();
  const frame = await start(['bench/sign-in/bare.js', String(barePort)], barePort, '/sign-in/link/x');
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await signIns(port, links.slice(round * SIGN_INS, (round + 1) * SIGN_INS)));
    bare.push(await signIns(barePort, links.slice(0, SIGN_INS)));
  }
  server.kill('SIGTERM');
  frame.kill('SIGTERM');
  await Promise.all([once(server, 'exit'), once(frame, 'exit')]);
  const best = (rounds: readonly Round[]) => Math.max(...rounds.map(({ perSecond }) => perSecond));
  const statuses = [...new Set(ours.flatMap(({ failed }) => failed))];
  process.stdout.write(
    `${ROUNDS} rounds of ${SIGN_INS} sign-ins, ${AT_ONCE} at once; SQLite, embedded queue; Node ${process.version}\n` +
      `ours ${best(ours).toFixed(0)} sign-ins a second, the frame alone ${best(bare).toFixed(0)}, ratio ${(best(bare) / best(ours)).toFixed(1)}\n` +
      `slowest of ours ${Math.max(...ours.map(({ slowest }) => slowest)).toFixed(0)} ms; other answers than 200 and 303: ${statuses.join(', ') || 'none'}\n`,
  );
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

interface Round {
  readonly perSecond: number;
  readonly slowest: number;
  readonly failed: readonly number[];
}

async function makeLinks(count: number): Promise<string[]> {
  const config = readConfig(environment);
  const secrets = await openSecrets(config);
  const database = await openDatabase(config.database, ENTITIES);
  const now = new Date();
  const ids = Array.from({ length: count }, newId);
  for (let start = 0; start < count; start += 200) {
    await database.inTransaction(async (manager) => {
      for (const id of ids.slice(start, start + 200)) {
        const email = `${id}@bench.example.org`;
        const person = {
          id,
          name: 'Bench',
          email,
          emailKey: email,
          isBarred: false,
          leftAt: null,
          createdAt: now,
        };
        await manager.insert(Person, person);
        await manager.insert(SignInLink, {
          id,
          personId: id,
          browserHash: tokenHash(BROWSER),
          nextPath: '/account',
          createdAt: now,
          expiresAt: new Date(now.getTime() + 3_600_000),
          usedAt: null,
        });
      }
    });
  }
  await database.close();
  return ids.map((id) => `/sign-in/link/${id}.${secrets.sign('sign-in-link', id)}`);
}

async function signIns(port: number, links: readonly string[]): Promise<Round> {
  const failed: number[] = [];
  let slowest = 0;
  let next = 0;
  const began = performance.now();
  const person = async () => {
    for (let at = next++; at < links.length; at = next++) {
      const link = links[at] ?? '';
      const since = performance.now();
      // Each from an address of its own, as people are: one alone would be stopped for trying too often.
      const from = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
      const page = await ask(port, 'GET', link, {
        'x-forwarded-for': from,
        cookie: `fairplace-browser=${BROWSER}`,
      });
      const form = /fairplace-form=[^;]+/.exec(page.cookies)?.[0] ?? '';
      const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const done = await ask(
        port,
        'POST',
        link,
        { 'x-forwarded-for': from, cookie: `fairplace-browser=${BROWSER}; ${form}` },
        new URLSearchParams({ _csrf: token }).toString(),
      );
      if (page.status !== 200) failed.push(page.status);
      if (done.status !== 303) failed.push(done.status);
      slowest = Math.max(slowest, performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, person));
  return { perSecond: (1_000 * links.length) / (performance.now() - began), slowest, failed };
}

function ask(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; text: string; cookies: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        headers:
          body === undefined ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => (text += piece));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            text,
            cookies: (answer.headers['set-cookie'] ?? []).join('\n'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function start(argv: readonly string[], port: number, path: string): Promise<ChildProcess> {
  const [file = '', ...more] = argv;
  const child = spawn(process.execPath, [join(DIST, file), ...more], {
    env: { PATH: process.env.PATH, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; tries < 400; tries++) {
    const status = await ask(port, 'GET', path, {}).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return child;
    await wait(100);
  }
  child.kill('SIGKILL');
  throw new Error(`${file} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
