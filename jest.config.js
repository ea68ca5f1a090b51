/**
 * Jest cannot require() ES modules on Node 20, and half of what Nest 12 stands on is ESM only.
 * So everything, node_modules included, is turned into CommonJS on the way in (ADR 0010).
 */
const jsc = {
  target: 'es2022',
  keepClassNames: true,
  transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
};
const typescript = {
  jsc: { ...jsc, parser: { syntax: 'typescript', decorators: true, dynamicImport: true } },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
  swcrc: false,
};
const javascript = {
  ...typescript,
  jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } },
};

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/migrations'],
  testRegex: '\\.(spec|db-spec|e2e-spec)\\.ts$',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.[cm]?js$': ['@swc/jest', javascript] },
  transformIgnorePatterns: [],
  maxWorkers: 2,
  // A limit for what hangs, not a yardstick: speed is measured in bench/.
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.cjs'],
};
