export {
  CareCertificateCriterion,
  CareCertificateOutcome,
  CareCertificateStandard,
} from './care-certificate.entity.js';
export * from './facts.js';
export { HeiRegisterEntry } from './hei-register-entry.entity.js';
export { PlacementModel } from './placement-model.entity.js';
export { Profession } from './profession.entity.js';
export { readProfessionsFile, readReferenceFiles } from './reference-files.js';
export { type LoadedTable, ReferenceLoader } from './reference-loader.js';
export { REFERENCE_ENTITIES } from './reference-entities.js';
export { PROFESSIONS, ReferenceModule, VOCABULARY } from './reference.module.js';
