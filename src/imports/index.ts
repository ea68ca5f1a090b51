export { IMPORT_KINDS, type ImportKind } from './import.entity.js';
export { ImportsModule } from './imports.module.js';
export { ImportsService } from './imports.service.js';
export { StagedRows, type StudentInFile } from './staged-rows.repository.js';
