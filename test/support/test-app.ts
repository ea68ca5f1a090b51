import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import supertest from 'supertest';
import { type Config, readConfig } from '../../src/config/index.js';
import { migrate } from '../../src/commands/migrate.command.js';
import { createApp, openFoundations } from '../../src/create-app.js';
import { type Database } from '../../src/database/index.js';
import { openEmbeddedBackend } from '../../src/queue/embedded-backend.js';
import { openDatabase } from '../../src/database/index.js';
import { ENTITIES } from '../../src/entities.js';
import { signedIn } from './people.js';
import { emptyDatabase } from './test-database.js';

/** Redis on which the suite keeps its queues; without it each app has the embedded queue. */
const REDIS = process.env.TEST_REDIS_URL;

/** A whole Fairplace of one test file's own: database, queue, mail folder, listening on a free port. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: Database;
  readonly environment: Readonly<Record<string, string>>;
  /** As a coordinator and administrator, who may do most things. */
  readonly http: ReturnType<typeof supertest.agent>;
  /** Header `Cookie` of that coordinator. */
  readonly cookie: string;
  /** As whoever has the cookie; without one, as a visitor. */
  as(cookie?: string): ReturnType<typeof supertest.agent>;
  close(): Promise<void>;
}

/** Settings for a new installation that nobody else uses, its database migrated and filled with reference data. */
export async function newInstallation(more: Readonly<Record<string, string>> = {}): Promise<{
  environment: Record<string, string>;
  /** Header `Cookie` of a coordinator and administrator. */
  cookie: string;
  remove(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-app-'));
  const empty = await emptyDatabase();
  await empty.database.close();
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const environment = {
    VAR_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    QUEUE_PREFIX: prefix,
    ...(empty.config.kind === 'postgres'
      ? { DATABASE_URL: empty.config.url }
      : { DATABASE_FILE: empty.config.file }),
    ...(REDIS ? { REDIS_URL: REDIS } : {}),
    ...more,
  };
  const config = readConfig(environment);
  await migrate(config);
  const database = await openDatabase(config.database, ENTITIES);
  const { cookie } = await signedIn(database, {
    kind: 'system',
    ownerId: null,
    roles: ['system-coordinator', 'administrator'],
    email: 'coordinator@system.example.org',
  });
  await database.close();
  if (!REDIS) await copyQueue(join(folder, 'queue'));
  return {
    environment,
    cookie,
    remove: async () => {
      await empty.drop();
      if (REDIS) await clearRedis(REDIS, prefix);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startApp(more: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const installation = await newInstallation(more);
  const config = readConfig(installation.environment);
  const foundations = await openFoundations(config);
  const app = await createApp(foundations);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    config,
    database: foundations.database,
    environment: installation.environment,
    cookie: installation.cookie,
    http: supertest.agent(app.getHttpServer()).set('Cookie', installation.cookie),
    as: (cookie) => {
      const agent = supertest.agent(app.getHttpServer());
      return cookie === undefined ? agent : agent.set('Cookie', cookie);
    },
    close: async () => {
      await app.close();
      await installation.remove();
    },
  };
}

/** Waits for something to become true; fails with what it last saw when it does not. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  isRight: (value: Value) => boolean,
  seconds = 30,
): Promise<Value> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await look();
    if (isRight(value)) return value;
    if (Date.now() > end)
      throw new Error(`Not so after ${seconds} s: ${JSON.stringify(value)?.slice(0, 500)}`);
    await wait(25);
  }
}

/** Setting PGlite up takes seconds, so it is done once for the machine and copied. */
async function copyQueue(folder: string): Promise<void> {
  const template = join(tmpdir(), 'fairplace-queue-template-pglite-0.5.14-bullmq-6.7.0');
  if (!existsSync(template)) {
    const fresh = `${template}-${randomBytes(4).toString('hex')}`;
    await (await openEmbeddedBackend(fresh)).close();
    try {
      renameSync(fresh, template);
    } catch {
      // Another test process was first.
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  cpSync(template, folder, { recursive: true });
}

async function clearRedis(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
