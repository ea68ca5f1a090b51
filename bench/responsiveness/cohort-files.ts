import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_FOLDER } from '../../src/config/index.js';

const PROFESSIONS = ['occupational-therapist', 'physiotherapist', 'dietitian', 'paramedic', 'podiatrist'];
const SETTINGS = ['care-home', 'acute-hospital', 'community-nhs', 'hospice', 'special-school', 'charity'];

/** Files of so many students and offers over English postcode districts. The same seed, the same files. */
export function cohortFiles(
  students: number,
  offers: number,
  seed: number,
): { students: string; offers: string } {
  const random = generator(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const districts = englishDistricts();
  const studentLines = Array.from({ length: students }, (_, index) =>
    [
      `S${index}`,
      `University ${index % 40}`,
      pick(PROFESSIONS),
      1 + Math.floor(random() * 3),
      `${pick(districts)} 1AA`,
      random() < 0.4 ? 'car' : 'public',
      '2027-02-01',
      '2027-03-12',
      4,
      `s${index}@example.org`,
    ].join(','),
  );
  const offerLines = Array.from({ length: offers }, (_, index) =>
    [
      `O${index}`,
      1,
      `Provider ${index % 1500}`,
      'care-home',
      pick(SETTINGS),
      `Site ${index}`,
      `${pick(districts)} 1AA`,
      4.5,
      'Placement',
      'one-to-one',
      `${pick(PROFESSIONS)}|${pick(PROFESSIONS)}`,
      '1|2|3',
      '2027-01-04',
      '2027-04-30',
      1 + Math.floor(random() * 4),
    ].join(','),
  );
  return {
    students: `student_ref,hei,profession,year,postcode,transport,starts_on,ends_on,days_per_week,email\n${studentLines.join('\n')}`,
    offers: `offer_ref,leg,provider,provider_type,setting,site,postcode,leg_days_per_week,title,model,professions,years,starts_on,ends_on,places\n${offerLines.join('\n')}`,
  };
}

function englishDistricts(): string[] {
  const [header = '', ...lines] = readFileSync(
    join(ROOT_FOLDER, 'data/reference/postcode-districts.csv'),
    'utf8',
  ).split(/\r?\n/);
  const country = header.split(',').indexOf('authority_code');
  return lines
    .filter((line) => line.split(',')[country]?.startsWith('E'))
    .map((line) => line.split(',')[0] ?? '');
}

/** Numbers from 0 to 1 by the mulberry32 recurrence: small, seeded, good enough to spread people over a map. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
