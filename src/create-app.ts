import 'reflect-metadata';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import fastifyView from '@fastify/view';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { Redis } from 'ioredis';
import nunjucks from 'nunjucks';
import { AppModule, type Foundations } from './app.module.js';
import type { Config } from './config/index.js';
import { type Database, openDatabase } from './database/index.js';
import { ENTITIES } from './entities.js';
import { Authentication } from './identity/index.js';
import { idleBackend, openQueueBackend, type QueueMode } from './queue/index.js';
import { openSecrets, Secrets } from './secrets/index.js';
import { DESIGN_SYSTEM, designSystemStyles } from './web/assets.js';
import { guardLoopback } from './web/guards-loopback.js';
import {
  checkForms,
  formOwner,
  guardCaches,
  inputCheck,
  ProblemFilter,
  RateLimits,
  SECURITY_HEADERS,
  takeJson,
  takeUploads,
} from './web/index.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Headers come in one piece; only bodies may take long. */
const MOST_HEADERS_MILLISECONDS = 60_000;

/** How often connections are looked at that take too long, at least. */
const MOST_MILLISECONDS_BETWEEN_LOOKS = 30_000;

/**
 * Opens what the app stands on.
 *
 * @throws Error when the database has migrations to come, QueueFolderTaken when another process has the queue
 */
export async function openFoundations(config: Config): Promise<Foundations> {
  const database = await openCurrentDatabase(config);
  try {
    const secrets = await openSecrets(config);
    return { config, secrets, database, backend: await openQueueBackend(config) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The same without a queue: what asks for jobs leaves them in the outbox. */
export async function openDatabaseOnly(config: Config): Promise<Foundations> {
  return {
    config,
    secrets: await openSecrets(config),
    database: await openCurrentDatabase(config),
    backend: idleBackend(),
  };
}

async function openCurrentDatabase(config: Config): Promise<Database> {
  const database = await openDatabase(config.database, ENTITIES);
  if (await database.source.showMigrations()) {
    await database.close();
    throw new Error('The database is not up to date. Run: fairplace migrate');
  }
  return database;
}

/** The web process: pages, API and, unless told otherwise, the worker. Not yet listening. */
export async function createApp(foundations: Foundations): Promise<NestFastifyApplication> {
  const { trustedProxies, requestSeconds } = foundations.config;
  const requestTimeout = requestSeconds * 1_000;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on(foundations, foundations.config.isWorkerInWeb ? 'working' : 'relaying'),
    new FastifyAdapter({
      bodyLimit: 1_000_000,
      trustProxy: (_, hop) => hop < trustedProxies,
      requestTimeout,
      http: {
        headersTimeout: Math.min(MOST_HEADERS_MILLISECONDS, requestTimeout),
        connectionsCheckingInterval: Math.min(MOST_MILLISECONDS_BETWEEN_LOOKS, requestTimeout / 2),
      },
    }),
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.useGlobalPipes(inputCheck());
  app.useGlobalFilters(new ProblemFilter(await app.resolve(PinoLogger)));
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  const { config } = foundations;
  const fastify = app.getHttpAdapter().getInstance();
  // In the demo anybody may be anybody, so that only this machine may ask.
  if (config.isDemo) guardLoopback(fastify);
  await app.register(helmet, SECURITY_HEADERS);
  guardCaches(fastify);
  takeJson(fastify, ['/api/v1/imports']);
  await app.register(rateLimit, rateLimitOptions(config, app));
  app.get(RateLimits).countOn(fastify);
  await app.register(cookie);
  app.get(Authentication).listenTo(fastify);
  await app.register(csrf, formTokenOptions(config, app.get(Secrets)));
  takeUploads(fastify);
  checkForms(fastify, config);
  await app.register(multipart, { limits: { files: 1, fileSize: config.mostUploadBytes, fields: 10 } });
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  await setUpPages(app);
  SwaggerModule.setup('api/docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Fairplace API',
  });
  return app;
}

/** Where there is a Redis, all web processes count together. While it is away nobody is kept out for it. */
function rateLimitOptions({ queue, queuePrefix }: Config, app: NestFastifyApplication) {
  if (queue.kind !== 'redis') return { global: false };
  const redis = new Redis(queue.url, { maxRetriesPerRequest: 1, connectTimeout: 500 });
  redis.on('error', () => undefined);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => redis.disconnect());
  return { global: false, redis, nameSpace: `${queuePrefix}:rate-limit:`, skipOnError: true };
}

/** Each form's token is tied to its session, or before sign-in to the browser alone, by a cookie. */
function formTokenOptions({ isOverTls }: Config, secrets: Secrets) {
  return {
    sessionPlugin: '@fastify/cookie',
    cookieKey: `${isOverTls ? '__Host-' : ''}fairplace-form`,
    cookieOpts: { path: '/', httpOnly: true, sameSite: 'lax', secure: isOverTls },
    csrfOpts: { hmacKey: secrets.key('form') },
    getToken: (request: FastifyRequest) => (request.body as { _csrf?: string } | undefined)?._csrf,
    getUserInfo: formOwner,
  } as const;
}

/** Begins to answer. @throws Error that says what to do when another program has the port */
export async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`Another program has port ${port}. Choose one with PORT, such as PORT=3001.`);
  }
}

/** Everything but the web: a worker, or a command that needs the features. */
export async function createContext(
  foundations: Foundations,
  mode: QueueMode,
): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(AppModule.on(foundations, mode), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  return app;
}

/** The API in OpenAPI's terms, read off the code. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Fairplace')
    .setDescription(
      'Practice placements for the allied health professions: offers, cohorts, matching, placements.',
    )
    .setVersion('1')
    .build();
  return SwaggerModule.createDocument(app, description);
}

async function setUpPages(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyView, {
    engine: { nunjucks },
    templates: [HERE, join(DESIGN_SYSTEM, 'dist')],
    options: { autoescape: true },
  });
  await app.register(fastifyStatic, { root: join(HERE, 'web/assets'), prefix: '/assets/' });
  const styles = designSystemStyles();
  const notOfTheApi: object = { hide: true };
  app
    .getHttpAdapter()
    .getInstance()
    .get('/assets/nhsuk.css', { schema: notOfTheApi }, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').type('text/css; charset=utf-8').send(styles),
    );
}
