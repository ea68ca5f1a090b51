import { checkIdentifier, checkRegistrationNumber, type IdentifierKind } from './identifiers.js';

describe('Checking an identifier', () => {
  it.each<[IdentifierKind, string, string]>([
    ['cqc-location-id', '1-127443456', '1-127443456'],
    ['cqc-location-id', ' 1–90000000001 ', '1-90000000001'],
    ['cqc-location-id', 'rx3ab', 'RX3AB'],
    ['cqc-provider-id', '1-101641521', '1-101641521'],
    ['cqc-provider-id', 'RX3', 'RX3'],
    ['ods-code', 's0e4d', 'S0E4D'],
    ['charity-number', '1081247', '1081247'],
    ['charity-number', '216401-3', '216401-3'],
    ['company-number', '1234567', '01234567'],
    ['company-number', 'oc 301540', 'OC301540'],
    ['urn', '123456', '123456'],
    ['ukprn', '10007140', '10007140'],
  ])('takes %s %j as %s', (kind, text, value) => {
    expect(checkIdentifier(kind, text)).toEqual({ verdict: 'ok', value });
  });

  it.each<[IdentifierKind, string]>([
    ['ods-code', 'A1'],
    ['charity-number', '12345'],
    ['company-number', '12345'],
    ['urn', '1234'],
  ])('only warns of %s %j, as the form is not certain', (kind, text) => {
    expect(checkIdentifier(kind, text)).toMatchObject({
      verdict: 'warning',
      value: text,
      found: `"${text}"`,
    });
  });

  it.each<[IdentifierKind, string]>([
    ['cqc-location-id', '127443456'],
    ['cqc-location-id', '1-12'],
    ['cqc-location-id', '1-1234567890123'],
    ['cqc-provider-id', 'none'],
    ['ukprn', '20007140'],
    ['ukprn', '1000714'],
    ['urn', '1234567'],
    ['company-number', '123456789'],
    ['ods-code', 'no code yet!'],
    ['charity-number', '=1+1'],
  ])('refuses %s %j', (kind, text) => {
    expect(checkIdentifier(kind, text).verdict).toBe('fault');
  });

  it('refuses an empty one', () => {
    expect(checkIdentifier('urn', '  ')).toEqual({
      verdict: 'fault',
      found: 'nothing',
      wanted: 'a school URN: 6 digits',
    });
  });
});

describe('Checking a registration number', () => {
  const physiotherapist = { regulator: 'HCPC', registerPrefix: 'PH' } as const;
  const operatingDepartment = { regulator: 'HCPC', registerPrefix: 'ODP' } as const;
  const osteopath = { regulator: 'GOsC', registerPrefix: null } as const;

  it('takes the letters of the profession and four to six digits', () => {
    expect(checkRegistrationNumber('ph 012345', physiotherapist)).toEqual({
      verdict: 'ok',
      value: 'PH012345',
    });
    expect(checkRegistrationNumber('ODP1234', operatingDepartment)).toEqual({
      verdict: 'ok',
      value: 'ODP1234',
    });
  });

  it('refuses the letters of another profession', () => {
    expect(checkRegistrationNumber('OT012345', physiotherapist).verdict).toBe('fault');
    expect(checkRegistrationNumber('OD1234', operatingDepartment).verdict).toBe('fault');
  });

  it('suggests the letters where only digits stand', () => {
    expect(checkRegistrationNumber('12345', physiotherapist)).toEqual({
      verdict: 'fault',
      found: '"12345"',
      wanted: 'an HCPC registration number such as PH012345; did you mean PH12345?',
    });
  });

  it('only warns of an unusual number of digits', () => {
    expect(checkRegistrationNumber('PH123', physiotherapist)).toMatchObject({
      verdict: 'warning',
      value: 'PH123',
    });
  });

  it('lets pass what a regulator of unknown form gives out, but not any text', () => {
    expect(checkRegistrationNumber('12/3456', osteopath)).toEqual({ verdict: 'ok', value: '12/3456' });
    expect(checkRegistrationNumber('<script>', osteopath).verdict).toBe('fault');
    expect(checkRegistrationNumber('', osteopath)).toMatchObject({ verdict: 'fault', found: 'nothing' });
  });
});
