import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import supertest from 'supertest';
import { eventually } from './test-app.js';

const CLI = join(__dirname, '../../dist/src/cli.js');

/** `fairplace serve` as a process of its own, which can be killed. Needs the build. */
export interface ServerProcess {
  readonly http: ReturnType<typeof supertest>;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function startServer(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [CLI, 'serve'], {
    env: { PATH: process.env.PATH, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(-4_000);
  });
  const http = supertest(`http://127.0.0.1:${port}`);
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${said}`);
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
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
