import { isoDay, type DayNumber } from '../shared/days.js';
import { daysAWeek, type HalfDays } from '../shared/half-days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { joinList } from '../csv/index.js';
import { CellReader, type FileRow } from './cell-reader.js';
import { readColumns, type FileColumns } from './columns.js';
import type { FileFault } from './file-fault.js';
import { codeKey } from './text-key.js';
import { wantedProfession, type Vocabulary } from './vocabulary.js';

/** One part of an offer: one row of `offers.csv`. Texts as written. */
export interface LegRecord {
  /** 1 for the first. */
  readonly leg: number;
  readonly provider: string;
  /** One of {@link PROVIDER_TYPES} where it is known, else as written; empty when not given. */
  readonly providerType: string;
  readonly setting: string;
  /** Name of the site; empty when it is known by its postcode only. */
  readonly site: string;
  /** Empty only where the leg is remote. */
  readonly postcode: string;
  readonly halfDaysPerWeek: HalfDays;
  readonly mode: 'in-person' | 'remote';
  /** `null` when its supervision is not counted. */
  readonly supervisionPool: string | null;
  /** Cells of columns that the format does not know, by header. */
  readonly extra: Readonly<Record<string, string>>;
}

/** What an offer says once, on the row of its leg 1. */
export interface OfferTerms {
  readonly title: string;
  /** Code of a placement model; empty when not given. */
  readonly model: string;
  /** Codes of professions, at least one. */
  readonly professions: readonly string[];
  readonly years: readonly number[];
  readonly startsOn: DayNumber;
  readonly endsOn: DayNumber;
  readonly places: number;
  readonly minGroup: number;
  readonly requires: readonly string[];
  readonly isDriverNeeded: boolean;
  readonly accessFeatures: readonly string[];
  readonly reservedFor: readonly string[];
  /** First day on which other HEIs may have it; `null` means never. */
  readonly releaseOn: DayNumber | null;
  readonly careCertificateStandards: readonly string[];
  readonly pillars: readonly string[];
}

export interface OfferRecord extends OfferTerms {
  readonly offerRef: string;
  /** In leg order, at least one. */
  readonly legs: readonly LegRecord[];
}

/** A row as read, before the rows of an offer are put together. */
export interface OfferRow {
  readonly offerRef: string;
  readonly leg: LegRecord;
  /** On the row of leg 1 only. */
  readonly terms: OfferTerms | null;
  /** The cells of the columns of leg 1 as written, blank ones left out: other legs may only repeat them. */
  readonly termCells: Readonly<Record<string, string>>;
}

/** A row that cannot be used, with what is known of whose it is, so that its offer is not blamed for the gap. */
export interface RefusedOfferRow {
  readonly offerRef: string;
  readonly faults: readonly FileFault[];
}

export const PROVIDER_TYPES = [
  'care-home',
  'home-care',
  'charity',
  'hospice',
  'special-school',
  'independent-school',
  'independent-hospital',
  'local-authority',
  'nhs-trust',
  'national-body',
  'icb',
  'primary-care',
  'housing',
  'community-interest-company',
] as const;

const LEG_COLUMNS = ['leg', 'provider_type', 'setting', 'site', 'mode', 'supervision_pool'] as const;

/** Columns of which only the row of leg 1 counts. */
export const TERM_COLUMNS = [
  'professions',
  'years',
  'starts_on',
  'ends_on',
  'places',
  'title',
  'model',
  'min_group',
  'requires',
  'driver_needed',
  'access_features',
  'reserved_for',
  'release_on',
  'care_certificate_standards',
  'pillars',
] as const;

export const OFFER_COLUMNS: FileColumns = {
  needed: ['offer_ref', 'provider', 'postcode', 'leg_days_per_week', ...TERM_COLUMNS.slice(0, 5)],
  optional: [...LEG_COLUMNS, ...TERM_COLUMNS.slice(5)],
  carried: ['provider_contact_name', 'provider_contact_email'],
};

const READ = readColumns(OFFER_COLUMNS);

/** Reads one row, the columns of leg 1 only where it is leg 1; a refusal holds every fault of the row. */
export function readOfferRow(row: FileRow, vocabulary: Vocabulary): Result<OfferRow, RefusedOfferRow> {
  const cells = new CellReader(row);
  const offerRef = readReference(cells);
  const leg = readLeg(cells, vocabulary);
  const terms = leg.leg === 1 ? readTerms(cells, vocabulary) : null;
  if (cells.faults.length > 0) return refused({ offerRef, faults: cells.faults });
  const termCells: Record<string, string> = {};
  for (const column of TERM_COLUMNS) if (cells.text(column) !== '') termCells[column] = cells.text(column);
  return ok({ offerRef, leg, terms, termCells });
}

/** Writes an offer as the cells of its rows, one a leg; with {@link gatherOffers} the inverse of reading. */
export function writeOffer(offer: OfferRecord): readonly Readonly<Record<string, string>>[] {
  return offer.legs.map((leg) => ({
    offer_ref: offer.offerRef,
    leg: String(leg.leg),
    provider: leg.provider,
    provider_type: leg.providerType,
    setting: leg.setting,
    site: leg.site,
    postcode: leg.postcode,
    leg_days_per_week: String(daysAWeek(leg.halfDaysPerWeek)),
    mode: leg.mode,
    supervision_pool: leg.supervisionPool ?? '',
    ...(leg.leg === 1 ? writeTerms(offer) : {}),
    ...leg.extra,
  }));
}

function readLeg(cells: CellReader, vocabulary: Vocabulary): LegRecord {
  const mode = cells.oneOf('mode', ['in-person', 'remote']);
  const postcode = cells.text('postcode');
  if (mode === 'in-person' && vocabulary.district(postcode) === undefined) {
    cells.refuse('postcode', 'the postcode of the site, in a known district, like OX4 2PG');
  }
  return {
    leg: cells.whole('leg', { from: 1, to: 20, blank: 1, wanted: 'the number of the leg: 1, 2, ...' }),
    provider: readProvider(cells),
    providerType: readProviderType(cells),
    setting: cells.text('setting'),
    site: cells.text('site'),
    postcode,
    halfDaysPerWeek: cells.halfDaysPerWeek('leg_days_per_week'),
    mode,
    supervisionPool: cells.text('supervision_pool') || null,
    extra: cells.extra(READ),
  };
}

function readReference(cells: CellReader): string {
  const wanted = 'a reference for the offer, without | (it splits the items of a list)';
  const reference = cells.filled('offer_ref', wanted);
  if (reference.includes('|')) cells.refuse('offer_ref', wanted);
  return reference;
}

function readProvider(cells: CellReader): string {
  const wanted = 'the name of the provider, without | (it splits the items of a list)';
  const name = cells.filled('provider', wanted);
  if (name.includes('|')) cells.refuse('provider', wanted);
  return name;
}

function readProviderType(cells: CellReader): string {
  const text = cells.text('provider_type');
  return PROVIDER_TYPES.find((type) => type === codeKey(text)) ?? text;
}

function readTerms(cells: CellReader, vocabulary: Vocabulary): OfferTerms {
  const terms: OfferTerms = {
    title: cells.text('title'),
    model: cells.text('model'),
    professions: readProfessions(cells, vocabulary),
    years: readYears(cells),
    ...cells.period('starts_on', 'ends_on'),
    places: cells.whole('places', { from: 0, to: 10_000, wanted: 'a whole number from 0 to 10000' }),
    minGroup: cells.whole('min_group', {
      from: 1,
      to: 10_000,
      blank: 1,
      wanted: 'a whole number from 1 on; blank means 1',
    }),
    requires: cells.list('requires'),
    isDriverNeeded: cells.yesNo('driver_needed'),
    accessFeatures: cells.list('access_features'),
    reservedFor: cells.list('reserved_for'),
    releaseOn: cells.dayOrNull('release_on'),
    careCertificateStandards: cells.list('care_certificate_standards'),
    pillars: cells.list('pillars'),
  };
  if (terms.minGroup > Math.max(terms.places, 1) && !cells.isRefused('places')) {
    cells.refuse('min_group', `no more than the ${terms.places} places of the offer`);
  }
  if (terms.releaseOn !== null && terms.reservedFor.length === 0) {
    cells.refuse('release_on', 'nothing, or an HEI in reserved_for: only a reserved offer is released');
  }
  return terms;
}

function readProfessions(cells: CellReader, vocabulary: Vocabulary): readonly string[] {
  const wanted = wantedProfession('', vocabulary);
  const codes = new Set<string>();
  for (const text of cells.filledList('professions', wanted)) {
    const code = vocabulary.profession(text);
    if (code === undefined) cells.refuse('professions', wantedProfession(text, vocabulary), text);
    else codes.add(code);
  }
  return [...codes];
}

function readYears(cells: CellReader): readonly number[] {
  const wanted = 'years of study from 1 to 9 split by |, like 2|3';
  const years = new Set<number>();
  for (const text of cells.filledList('years', wanted)) {
    if (/^[1-9]$/.test(text)) years.add(Number(text));
    else cells.refuse('years', wanted, text);
  }
  return [...years];
}

function writeTerms(terms: OfferTerms): Readonly<Record<string, string>> {
  return {
    title: terms.title,
    model: terms.model,
    professions: joinList(terms.professions),
    years: joinList(terms.years.map(String)),
    starts_on: isoDay(terms.startsOn),
    ends_on: isoDay(terms.endsOn),
    places: String(terms.places),
    min_group: String(terms.minGroup),
    requires: joinList(terms.requires),
    driver_needed: terms.isDriverNeeded ? 'yes' : 'no',
    access_features: joinList(terms.accessFeatures),
    reserved_for: joinList(terms.reservedFor),
    release_on: terms.releaseOn === null ? '' : isoDay(terms.releaseOn),
    care_certificate_standards: joinList(terms.careCertificateStandards),
    pillars: joinList(terms.pillars),
  };
}
