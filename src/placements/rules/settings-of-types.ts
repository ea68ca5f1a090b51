/** The setting that a kind of provider mostly is; none where it may be several, and has to be asked. */
const SETTINGS: Readonly<Record<string, string>> = {
  'care-home': 'care-home',
  'home-care': 'home-care',
  charity: 'charity',
  hospice: 'hospice',
  'special-school': 'special-school',
  'independent-school': 'independent-school',
  'independent-hospital': 'independent-hospital',
  'local-authority': 'council-social-care',
  'national-body': 'national-programme',
  icb: 'system-leadership',
  'primary-care': 'primary-care',
  housing: 'housing',
  'community-interest-company': 'community-interest-company',
};

/** What an NHS trust's site may be. */
export const NHS_SETTINGS = ['community-nhs', 'acute-hospital', 'ambulance'] as const;

/** The setting of an offer at a provider of this type, as far as the type tells. */
export function settingOfType(type: string): string | undefined {
  return SETTINGS[type];
}
