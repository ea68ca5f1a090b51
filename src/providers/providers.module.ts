import { Module } from '@nestjs/common';
import { DirectoryImportService } from './directory-import.service.js';
import { ProviderImportService } from './provider-import.service.js';
import { ProvidersController } from './providers.controller.js';
import { ProvidersRepository } from './providers.repository.js';
import { ProvidersService } from './providers.service.js';

@Module({
  controllers: [ProvidersController],
  providers: [ProvidersRepository, ProvidersService, ProviderImportService, DirectoryImportService],
  exports: [ProvidersRepository, ProviderImportService, DirectoryImportService],
})
export class ProvidersModule {}
