import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import supertest from 'supertest';
import { eventually } from './test-app.js';

const CLI = join(__dirname, '../../dist/src/cli.js');

/** `fairplace serve` as a process of its own, which can be killed. Needs the build. */
export interface ServerProcess {
  readonly http: ReturnType<typeof supertest.agent>;
  /** Everything that it has logged. */
  said(): string;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code once it has put its things away. */
  stop(): Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** `cookie`: that of whoever `http` is to be. */
export async function startServer(
  environment: Readonly<Record<string, string>>,
  cookie: string,
): Promise<ServerProcess> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [CLI, 'serve'], {
    env: { PATH: process.env.PATH, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const http = supertest.agent(`http://127.0.0.1:${port}`).set('Cookie', cookie);
  await eventually(
    async () => {
      if (child.exitCode !== null)
        throw new Error(`The server ended with ${child.exitCode}: ${said.slice(-4_000)}`);
      return http.get('/health/ready').then(
        ({ status }) => status,
        () => 0,
      );
    },
    (status) => status === 200,
    40,
  );
  return {
    http,
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
