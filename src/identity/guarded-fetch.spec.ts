import { ForbiddenAddress, guardedFetch, isPrivateAddress } from './guarded-fetch.js';

describe('Asking an institution', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '172.31.255.255',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '0.0.0.0',
  ])('never goes to %s', (address) => expect(isPrivateAddress(address)).toBe(true));

  it.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('may go to %s', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );

  it.each([
    'http://93.184.216.34/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'ftp://x.example.org/',
  ])('refuses %s before anything is sent', (url) =>
    expect(guardedFetch(url, {})).rejects.toThrow(ForbiddenAddress),
  );
});
