export { sharedBy, SMALLEST_FIRST } from './change-kinds.js';
export { checkInput } from './check-input.js';
export { ENGINE_VERSION, match } from './match.js';
export { offerForAll } from './shortages.js';
export { validateMatching, type Violation } from './validate.js';
export * from './types.js';
export { assign } from './assignment/assign.js';
export { type Certificate, certificateOf } from './assignment/certificate.js';
export { type Instance, type InstanceOrigin, readInstance, writeInstance } from './instance.js';
