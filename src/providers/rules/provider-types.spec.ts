import { PROVIDER_TYPES, providerType } from './provider-types.js';

describe('The types of providers', () => {
  it('have codes of their own, in kebab case', () => {
    const codes = PROVIDER_TYPES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('count as PIVO where they are private, independent or voluntary', () => {
    expect(PROVIDER_TYPES.filter(({ isPivo }) => !isPivo).map(({ code }) => code)).toEqual([
      'special-school',
      'local-authority',
      'nhs-trust',
      'national-body',
      'icb',
      'primary-care',
    ]);
  });

  it('are found by code alone', () => {
    expect(providerType('hospice')).toMatchObject({ name: 'Hospice', isPivo: true });
    expect(providerType('Hospice')).toBeUndefined();
  });
});
