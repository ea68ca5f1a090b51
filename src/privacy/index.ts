export { type PersonalData, PersonalDataService } from './personal-data.service.js';
export { PrivacyModule } from './privacy.module.js';
export { type RetentionReport, RetentionService } from './retention.service.js';
