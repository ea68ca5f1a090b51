/** Codes of offers as people read them. What nobody has words for is shown as it is, with spaces. */

const CHECK_WORDS: Readonly<Record<string, string>> = {
  'enhanced-dbs': 'Criminal record check (enhanced DBS)',
  'childrens-barred-list': 'Check that they may work with children (barred list)',
  immunisations: 'Vaccinations up to date',
};

const ACCESS_WORDS: Readonly<Record<string, string>> = {
  'step-free': 'No steps',
  'accessible-toilet': 'Accessible toilet',
  'hearing-loop': 'Hearing loop',
};

const PILLAR_WORDS: Readonly<Record<string, string>> = {
  clinical: 'Working with people (clinical)',
  leadership: 'Leading and managing',
  education: 'Teaching others',
  research: 'Finding things out (research)',
};

const SETTING_WORDS: Readonly<Record<string, string>> = {
  'acute-hospital': 'Hospital',
  'community-nhs': 'NHS care in the community',
  'council-social-care': 'Council social care',
  'national-programme': 'National programme',
  'system-leadership': 'Leading a local care system',
};

const SUPERVISION_WORDS: Readonly<Record<string, string>> = {
  own: 'An educator who works there',
  'long-arm': 'An educator from outside, with somebody there each day',
  wanted: 'A supervisor is wanted. Students can come when one is found.',
};

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

const spoken = (code: string): string => {
  const words = code.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
const wordsFrom = (table: Readonly<Record<string, string>>) => (code: string) => table[code] ?? spoken(code);

export const checkWords = wordsFrom(CHECK_WORDS);
export const accessWords = wordsFrom(ACCESS_WORDS);
export const pillarWords = wordsFrom(PILLAR_WORDS);
export const settingWords = wordsFrom(SETTING_WORDS);
export const supervisionWords = (code: string): string => SUPERVISION_WORDS[code] ?? 'Not said yet';

/** `2027-01-04` as `4 January 2027`; what is no day as it is. */
export function dayWords(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? DAY.format(new Date(`${day}T00:00:00Z`)) : day;
}

/** `Year 1`, `Years 1 and 2`, `Years 1, 2 and 3`; all four and more are any. */
export function yearWords(years: readonly (number | string)[]): string {
  const all = [...new Set(years.map(Number))].sort((one, other) => one - other);
  if (all.length >= 4) return 'Any year';
  return all.length === 0 ? 'No year' : `Year${all.length === 1 ? '' : 's'} ${listWords(all.map(String))}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `1 student`, `2.5 days`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Half-days as days: 5 is `2.5 days a week`. */
export function daysAWeek(halfDays: number): string {
  return `${countWords(halfDays / 2, 'day')} a week`;
}
