import { Module } from '@nestjs/common';
import { ClaimedProviders } from './claimed-providers.service.js';
import { DirectoryImportService } from './directory-import.service.js';
import { FindHosts } from './find-hosts.repository.js';
import { GetReadyController } from './pages/get-ready/get-ready.controller.js';
import { HostProfiles } from './host-profiles.service.js';
import { JoinAsHostController } from './pages/join-as-host/join-as-host.controller.js';
import { ProviderImportService } from './provider-import.service.js';
import { ProvidersController } from './providers.controller.js';
import { ProvidersRepository } from './providers.repository.js';
import { ProvidersService } from './providers.service.js';

@Module({
  controllers: [ProvidersController, JoinAsHostController, GetReadyController],
  providers: [
    ProvidersRepository,
    ProvidersService,
    ProviderImportService,
    DirectoryImportService,
    ClaimedProviders,
    FindHosts,
    HostProfiles,
  ],
  exports: [
    ProvidersRepository,
    ProvidersService,
    FindHosts,
    HostProfiles,
    ProviderImportService,
    DirectoryImportService,
  ],
})
export class ProvidersModule {}
