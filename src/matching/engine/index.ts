export { checkInput } from './check-input.js';
export { ENGINE_VERSION, match } from './match.js';
export { validateMatching, type Violation } from './validate.js';
export * from './types.js';
