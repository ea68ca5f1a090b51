import type { Gazetteer } from '../../src/geography/index.js';
import type { Row } from './insert-rows.js';
import { seeded, type Seeded } from './seeded.js';

export interface Market {
  readonly providers: readonly Row[];
  readonly sites: readonly Row[];
  readonly offers: readonly Row[];
  readonly legs: readonly Row[];
  /** Places held, for offers that have any. Tells the listing what placements would. */
  readonly placesTaken: ReadonlyMap<string, number>;
}

const PROVIDER_TYPES = [
  ['care-home', 42],
  ['home-care', 20],
  ['charity', 8],
  ['primary-care', 7],
  ['special-school', 5],
  ['nhs-trust', 4],
  ['community-interest-company', 4],
  ['local-authority', 3],
  ['independent-hospital', 3],
  ['independent-school', 2],
  ['hospice', 1],
  ['housing', 1],
] as const;

const PROFESSIONS = [
  ['physiotherapist', 22],
  ['occupational-therapist', 20],
  ['paramedic', 12],
  ['speech-and-language-therapist', 11],
  ['radiographer-diagnostic', 9],
  ['dietitian', 8],
  ['podiatrist', 6],
  ['operating-department-practitioner', 5],
  ['radiographer-therapeutic', 2],
  ['art-therapist', 2],
  ['music-therapist', 1],
  ['dramatherapist', 1],
  ['orthoptist', 1],
] as const;

const MODELS = [
  ['one-to-one', 40],
  ['peer-assisted', 14],
  ['long-arm', 12],
  ['split', 6],
  ['role-emerging', 6],
  ['project', 6],
  ['clip', 5],
  ['hub-and-spoke', 4],
  ['part-time', 3],
  ['leadership', 2],
  ['simulated', 1],
  ['research', 1],
] as const;

const STANDARDS = Array.from({ length: 16 }, (_, index) => String(index + 1));
const YEARS = [['1'], ['2'], ['3'], ['1', '2'], ['2', '3'], ['1', '2', '3'], ['4']] as const;
const SUBJECTS = [
  'Rehabilitation',
  'Later life',
  'Dementia care',
  'Stroke',
  'Falls prevention',
  'Community nursing and therapies',
  'Learning disability',
  'Mental health recovery',
  'Children and families',
  'Palliative care',
  'Musculoskeletal clinic',
  'Sensory integration',
  'Respiratory',
  'Reablement',
  'Eating and swallowing',
  'Assistive technology',
  'Wheelchair service',
  'Discharge to assess',
] as const;
const NAMES = ['Ash', 'Beech', 'Birch', 'Cedar', 'Elm', 'Hazel', 'Larch', 'Maple', 'Oak', 'Rowan'] as const;
const PLACES = ['Court', 'Grange', 'House', 'Lodge', 'Manor', 'Meadow', 'Park', 'View', 'Wood'] as const;
const FIRST_DAY = Date.UTC(2027, 0, 4);
const FIRST_PUBLISHED = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const WEEK = 7 * DAY;
const PLACED_ON = '2026-11-01';

/** A country's worth of published offers, all made up: the same for the same seed and sizes. */
export function makeMarket(
  gazetteer: Gazetteer,
  sizes: { readonly seed: number; readonly providers: number; readonly offers: number },
): Market {
  const draw = seeded(sizes.seed);
  const districts = gazetteer.districts.filter((each) => each.country === 'England' && each.authorityCode);
  // Towns have many providers and moors few: a few districts draw ten times as often as most.
  const weights = districts.map((each) => [each.code, 1 + 9 * draw.fraction() ** 4] as const);
  const byArea = new Map<string, string[]>();
  for (const { code } of districts) {
    const area = code.replace(/\d.*/, '');
    byArea.set(area, [...(byArea.get(area) ?? []), code]);
  }
  const pick = drawnBy(draw, weights);
  const providers: Row[] = [];
  const sites: Row[] = [];
  const sitesOf: Row[][] = [];
  for (let index = 0; index < sizes.providers; index += 1) {
    const providerId = idOf(1, index);
    const name = `${draw.one(NAMES)}${draw.one(PLACES).toLowerCase()} ${draw.one(PLACES)} ${index}`;
    providers.push({
      id: providerId,
      name,
      name_key: name.toLowerCase(),
      type: draw.weighted(PROVIDER_TYPES),
      created_at: instant(FIRST_PUBLISHED),
      updated_at: instant(FIRST_PUBLISHED),
    });
    const home = pick();
    const itsSites = Array.from({ length: draw.chance(0.25) ? draw.whole(2, 4) : 1 }, (_, number) => {
      const area = byArea.get(home.replace(/\d.*/, '')) ?? [home];
      const district = number === 0 ? home : draw.one(area);
      const place = gazetteer.place(district, PLACED_ON);
      const siteName = `${name}, site ${number + 1}`;
      return {
        id: idOf(2, index * 4 + number),
        provider_id: providerId,
        name: siteName,
        name_key: siteName.toLowerCase(),
        postcode: `${district} 1AA`,
        district,
        authority_code: place?.authority?.code ?? null,
        icb_code: place?.icb?.code ?? null,
        region_code: place?.nhsRegion?.code ?? null,
        created_at: instant(FIRST_PUBLISHED),
      };
    });
    sites.push(...itsSites);
    sitesOf.push(itsSites);
  }
  const offers: Row[] = [];
  const legs: Row[] = [];
  const placesTaken = new Map<string, number>();
  for (let index = 0; index < sizes.offers; index += 1) {
    const isHybrid = draw.chance(0.06);
    const owners = isHybrid ? [draw.one(sitesOf), draw.one(sitesOf)] : [draw.one(sitesOf)];
    const offer = makeOffer(draw, index, isHybrid);
    offers.push(offer);
    owners.forEach((itsSites, leg) => {
      const site = draw.one(itsSites);
      legs.push({
        id: idOf(4, index * 2 + leg),
        offer_id: offer.id as string,
        leg: leg + 1,
        provider_id: site.provider_id as string,
        site_id: site.id as string,
        half_days_per_week: isHybrid ? 5 : 10,
        mode: draw.chance(0.05) ? 'remote' : 'in-person',
        setting: draw.one(['care-home', 'community', 'school', 'acute-hospital', 'clinic']),
      });
    });
    if (draw.chance(0.4)) placesTaken.set(offer.id as string, draw.whole(1, offer.places as number));
  }
  return { providers, sites, offers, legs, placesTaken };
}

function makeOffer(draw: Seeded, index: number, isHybrid: boolean): Row {
  const first = draw.weighted(PROFESSIONS);
  const professions = new Set([first]);
  while (professions.size < 4 && draw.chance(0.12)) professions.add(draw.weighted(PROFESSIONS));
  const startsAt = FIRST_DAY + draw.whole(0, 60) * WEEK;
  const weeks = draw.chance(0.2) ? 52 : draw.whole(4, 14);
  const publishedAt = instant(FIRST_PUBLISHED + Math.floor(draw.fraction() * 150 * DAY));
  return {
    id: idOf(3, index),
    ref: `OFF-${index}`,
    ref_key: `off-${index}`,
    status: 'published',
    title: `${draw.one(SUBJECTS)} and ${draw.one(SUBJECTS).toLowerCase()} at ${draw.one(NAMES)} ${draw.one(PLACES)}`,
    summary: draw.chance(0.5)
      ? `You will work with ${draw.one(SUBJECTS).toLowerCase()} and ${draw.one(SUBJECTS).toLowerCase()}.`
      : null,
    model: isHybrid ? 'hybrid-local-authority-nhs' : draw.weighted(MODELS),
    professions: [...professions].join('|'),
    years: draw.one(YEARS).join('|'),
    starts_on: instant(startsAt).slice(0, 10),
    ends_on: instant(startsAt + weeks * WEEK - 3 * DAY).slice(0, 10),
    places: draw.weighted([
      [1, 45],
      [2, 30],
      [3, 15],
      [6, 10],
    ]),
    min_group: 1,
    requires: 'enhanced-dbs',
    is_driver_needed: draw.chance(0.1) ? 1 : 0,
    access_features: draw.chance(0.6) ? 'step-free' : '',
    reserved_for: '',
    standards: draw.some(STANDARDS, draw.chance(0.5) ? draw.whole(1, 8) : 0).join('|'),
    pillars: 'clinical',
    extra: '{}',
    published_at: publishedAt,
    reconfirmed_at: publishedAt,
    created_at: publishedAt,
    updated_at: publishedAt,
    version: 1,
  };
}

/** Draws by weight in logarithmic time: there are thousands of districts. */
function drawnBy<Item>(draw: Seeded, items: readonly (readonly [Item, number])[]): () => Item {
  const sums: number[] = [];
  let total = 0;
  for (const [, weight] of items) sums.push((total += weight));
  return () => {
    const wanted = draw.fraction() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) <= wanted) low = middle + 1;
      else high = middle;
    }
    return (items[low] as readonly [Item, number])[0];
  };
}

/** Ids as ours are: later ones sort after earlier ones. */
function idOf(kind: number, index: number): string {
  const time = (0x019000000000 + index * 37).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-700${kind}-8000-${index.toString(16).padStart(12, '0')}`;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
