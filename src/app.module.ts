import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ConfigModule, type Config } from './config/index.js';
import { type Database, DatabaseModule } from './database/index.js';
import { MailModule } from './mail/index.js';
import { type QueueBackend, QueueModule } from './queue/index.js';
import { WebModule } from './web/web.module.js';
import { FEATURES } from './features.js';

/** What was opened before the app is put together, and closes with it. */
export interface Foundations {
  readonly config: Config;
  readonly database: Database;
  readonly backend: QueueBackend;
}

@Module({})
export class AppModule {
  static on(
    { config, database, backend }: Foundations,
    { isWorking }: { isWorking: boolean },
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot({
          pinoHttp: {
            level: config.logLevel,
            // A query may hold a postcode, a body anything: the route says enough.
            serializers: {
              req: (request: { id: unknown; method: string; url: string }) => ({
                id: request.id,
                method: request.method,
                path: request.url.split('?')[0],
              }),
              res: (response: { statusCode: number }) => ({ status: response.statusCode }),
            },
          },
        }),
        ConfigModule.with(config),
        DatabaseModule.with(database),
        QueueModule.with(backend, { isWorking }),
        MailModule,
        WebModule,
        ...FEATURES,
      ],
    };
  }
}
