import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Secrets } from './secrets.js';

@Global()
@Module({})
export class SecretsModule {
  static with(secrets: Secrets): DynamicModule {
    return {
      module: SecretsModule,
      providers: [{ provide: Secrets, useValue: secrets }],
      exports: [Secrets],
    };
  }
}
