export const SECTORS = [
  'social-care',
  'voluntary',
  'education',
  'independent-health',
  'local-government',
  'nhs',
  'national',
  'housing',
] as const;
export type Sector = (typeof SECTORS)[number];

export interface ProviderType {
  readonly code: string;
  readonly name: string;
  /** Private, independent or voluntary: what HEIs are asked to open up beside the NHS and councils. */
  readonly isPivo: boolean;
  readonly sector: Sector;
}

/** Every kind of organisation that can host learners, in the order in which to list them. */
export const PROVIDER_TYPES = [
  { code: 'care-home', name: 'Care home', isPivo: true, sector: 'social-care' },
  { code: 'home-care', name: 'Home care', isPivo: true, sector: 'social-care' },
  { code: 'charity', name: 'Charity', isPivo: true, sector: 'voluntary' },
  { code: 'hospice', name: 'Hospice', isPivo: true, sector: 'voluntary' },
  { code: 'special-school', name: 'Special school', isPivo: false, sector: 'education' },
  { code: 'independent-school', name: 'Independent school', isPivo: true, sector: 'education' },
  { code: 'independent-hospital', name: 'Independent hospital', isPivo: true, sector: 'independent-health' },
  { code: 'local-authority', name: 'Local authority', isPivo: false, sector: 'local-government' },
  { code: 'nhs-trust', name: 'NHS trust', isPivo: false, sector: 'nhs' },
  { code: 'national-body', name: 'National body', isPivo: false, sector: 'national' },
  { code: 'icb', name: 'Integrated care board', isPivo: false, sector: 'nhs' },
  { code: 'primary-care', name: 'Primary care', isPivo: false, sector: 'nhs' },
  { code: 'housing', name: 'Housing', isPivo: true, sector: 'housing' },
  {
    code: 'community-interest-company',
    name: 'Community interest company',
    isPivo: true,
    sector: 'voluntary',
  },
] as const satisfies readonly ProviderType[];

/** By its code; `undefined` for any other text. */
export function providerType(code: string): ProviderType | undefined {
  return PROVIDER_TYPES.find((type) => type.code === code);
}
