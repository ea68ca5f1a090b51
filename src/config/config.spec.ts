import { type ConfigError, readConfig } from './config.js';

const SECRET = 'kQ3v9xZr7LmN2pWs8TyB4cUe6HgJ1dFa';
const GOOD = {
  NODE_ENV: 'production',
  SECRET,
  DATA_KEYS: 'first:looked-at-later',
  PUBLIC_URL: 'https://fairplace.example.org',
};

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).faults.map(({ name }) => name);
  }
};

describe('The settings', () => {
  it('are enough for production with two secrets and an address over TLS', () => {
    expect(readConfig({ ...GOOD, HOST: '0.0.0.0' })).toMatchObject({ isProduction: true, isOverTls: true });
  });

  it.each([
    ['no secret', { SECRET: '' }, 'SECRET'],
    ['a short one', { SECRET: 'kQ3v9xZr7LmN2pWs8TyB4' }, 'SECRET'],
    ['one that repeats itself', { SECRET: 'abcabcabcabcabcabcabcabcabcabcabcabc' }, 'SECRET'],
    ['one copied from an example', { SECRET: 'please-change-me-kQ3v9xZr7LmN2pWs8TyB4cU' }, 'SECRET'],
    ['no keys', { DATA_KEYS: '' }, 'DATA_KEYS'],
    ['an address in the clear', { PUBLIC_URL: 'http://fairplace.example.org' }, 'PUBLIC_URL'],
    ['the demo', { DEMO: 'yes' }, 'DEMO'],
  ])('are refused in production with %s, and the value is not repeated', (_, more, name) => {
    expect(faultsOf({ ...GOOD, ...more })).toEqual([name]);
    const message = (() => {
      try {
        readConfig({ ...GOOD, ...more });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    for (const value of Object.values(more).filter((each) => each.length > 8)) {
      if (name === 'SECRET') expect(message).not.toContain(value);
    }
  });

  it('keep the demo on this machine', () => {
    expect(faultsOf({ DEMO: 'yes', HOST: '0.0.0.0' })).toEqual(['HOST']);
    expect(faultsOf({ DEMO: 'yes' })).toEqual([]);
  });
});
