import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ConfigModule, type Config } from './config/index.js';
import { type Database, DatabaseModule } from './database/index.js';
import { IdentityModule } from './identity/index.js';
import { MailModule } from './mail/index.js';
import { type QueueBackend, type QueueMode, QueueModule } from './queue/index.js';
import { type Secrets, SecretsModule } from './secrets/index.js';
import { WebModule } from './web/web.module.js';
import { FEATURES } from './features.js';

/** What was opened before the app is put together, and closes with it. */
export interface Foundations {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly database: Database;
  readonly backend: QueueBackend;
}

@Module({})
export class AppModule {
  static on({ config, secrets, database, backend }: Foundations, mode: QueueMode): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot({
          pinoHttp: {
            level: config.logLevel,
            // What a command prints is on stdout; what it says of itself is not.
            stream: process.stderr,
            // A query may hold a postcode, a body anything: the route says enough.
            serializers: {
              req: (request: { id: unknown; method: string; url: string }) => ({
                id: request.id,
                method: request.method,
                path: request.url.split('?')[0],
              }),
              res: (response: { statusCode: number }) => ({ status: response.statusCode }),
              err: loggedError,
            },
          },
        }),
        ConfigModule.with(config),
        SecretsModule.with(secrets),
        DatabaseModule.with(database),
        QueueModule.with(backend, mode),
        IdentityModule,
        MailModule,
        WebModule,
        ...FEATURES,
      ],
    };
  }
}

/** An error without what was attached to it: a failed query carries its values, and they are people's. */
function loggedError(error: Error & { code?: unknown }): object {
  return { type: error.name, message: error.message, code: error.code, stack: error.stack };
}
