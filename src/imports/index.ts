export { IMPORT_KINDS, type ImportKind, ImportRow } from './import.entity.js';
export { ImportsModule } from './imports.module.js';
export { ImportsService } from './imports.service.js';
