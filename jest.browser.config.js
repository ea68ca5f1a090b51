import suite from './jest.config.js';

/** Journeys in a real browser: `npm run test:browser`. Apart from the suite, since they need Chromium. */
export default {
  ...suite,
  roots: ['<rootDir>/test/browser'],
  testRegex: '\\.browser-spec\\.ts$',
  // Playwright brings its own modules ready to run, and some are too large to compile again.
  transformIgnorePatterns: ['/node_modules/(playwright-core|axe-core)/'],
};
