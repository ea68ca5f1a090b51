export { type ImportRefusal, type LegOwners, ProviderImportService } from './provider-import.service.js';
export { mayContactProvider, ownedWithin } from './provider.policy.js';
export { Provider } from './provider.entity.js';
export { type DirectoryReport, DirectoryImportService } from './directory-import.service.js';
export { ProvidersModule } from './providers.module.js';
export { ProvidersRepository } from './providers.repository.js';
export { LearnerCap } from './learner-cap.entity.js';
export { Site } from './site.entity.js';
export { SupervisionPool } from './supervision-pool.entity.js';
