import {
  AUTHORITY_CONFIDENCES,
  AUTHORITY_TYPES,
  CONFIDENCES,
  COUNTRIES,
  type GeographyFacts,
} from './facts.js';
import { REFERENCE_FOLDER } from '../config/root-folder.js';
import { checkKeys, checkLinks, readReferenceFile } from './reference-row.js';

const NHS_REGION = /^Y\d\d$/;
const ADASS_REGION = /^E12\d{6}$/;
const ICB = /^[A-Z0-9]{3}([A-Z0-9]{2})?$/;
const AUTHORITY = /^E(06|08|09|10)\d{6}$/;
const DISTRICT = /^[A-Z]{1,2}\d[A-Z0-9]?$/;

/**
 * Reads the six files of places in `data/reference` and checks that every code they point to is there.
 *
 * @param directory - the data that ships, when not given
 * @throws ReferenceDataFault or CsvFault when a file is malformed
 */
export async function readGeographyFiles(directory = REFERENCE_FOLDER): Promise<GeographyFacts> {
  const facts: GeographyFacts = {
    nhsRegions: await readReferenceFile(directory, 'nhs-regions.csv', (row) => ({
      code: row.code('code', NHS_REGION),
      name: row.text('name', 60),
      onsCode: row.code('ons_code', /^E40\d{6}$/),
      formerOnsCode: row.optionalCode('former_ons_code', /^E40\d{6}$/),
      source: row.text('source', 120),
    })),
    adassRegions: await readReferenceFile(directory, 'adass-regions.csv', (row) => ({
      code: row.code('code', ADASS_REGION),
      name: row.text('name', 60),
      nhsRegionCode: row.code('nhs_region_code', NHS_REGION),
      source: row.text('source', 120),
    })),
    icbs: await readReferenceFile(directory, 'icbs.csv', (row) => ({
      code: row.code('code', ICB),
      name: row.text('name', 120),
      shortName: row.text('short_name', 80),
      onsCode: row.code('ons_code', /^E54\d{6}$/),
      formerOnsCodes: row.list('former_ons_codes'),
      nhsRegionCode: row.code('nhs_region_code', NHS_REGION),
      validFrom: row.day('valid_from'),
      validTo: row.optionalDay('valid_to'),
      successorCodes: row.list('successor_codes'),
      cluster: row.optionalText('cluster', 80),
      confidence: row.oneOf('confidence', CONFIDENCES),
      source: row.text('source', 120),
    })),
    localAuthorities: await readReferenceFile(directory, 'local-authorities.csv', (row) => ({
      code: row.code('code', AUTHORITY),
      name: row.text('name', 80),
      shortName: row.text('short_name', 60),
      aliases: row.list('aliases'),
      type: row.oneOf('type', AUTHORITY_TYPES),
      adassRegionCode: row.code('adass_region_code', ADASS_REGION),
      formerCodes: row.list('former_codes'),
      validFrom: row.optionalDay('valid_from'),
      validTo: row.optionalDay('valid_to'),
      successors: row.list('successors'),
      latitude: row.latitude(),
      longitude: row.longitude(),
      source: row.text('source', 120),
    })),
    localAuthorityIcbs: await readReferenceFile(directory, 'local-authority-icbs.csv', (row) => ({
      authorityCode: row.code('authority_code', AUTHORITY),
      icbCode: row.code('icb_code', ICB),
      validFrom: row.day('valid_from'),
      validTo: row.optionalDay('valid_to'),
      share: row.number('share', 0.001, 1),
      source: row.text('source', 120),
    })),
    postcodeDistricts: await readReferenceFile(directory, 'postcode-districts.csv', (row) => ({
      code: row.code('code', DISTRICT),
      latitude: row.latitude(),
      longitude: row.longitude(),
      country: row.oneOf('country', COUNTRIES),
      authorityCode: row.optionalCode('authority_code', AUTHORITY),
      authorityConfidence: row.optionalOneOf('authority_confidence', AUTHORITY_CONFIDENCES),
      source: row.text('source', 120),
    })),
  };
  checkGeography(facts);
  return facts;
}

function checkGeography(facts: GeographyFacts): void {
  const codes = (rows: readonly { readonly code: string }[]) => new Set(rows.map(({ code }) => code));
  const [nhsRegions, adassRegions] = [codes(facts.nhsRegions), codes(facts.adassRegions)];
  const [icbs, authorities] = [codes(facts.icbs), codes(facts.localAuthorities)];
  checkKeys(
    'nhs-regions.csv',
    facts.nhsRegions.map(({ code }) => code),
  );
  checkKeys(
    'adass-regions.csv',
    facts.adassRegions.map(({ code }) => code),
  );
  checkKeys(
    'icbs.csv',
    facts.icbs.map(({ code }) => code),
  );
  checkKeys(
    'local-authorities.csv',
    facts.localAuthorities.map(({ code }) => code),
  );
  checkKeys(
    'postcode-districts.csv',
    facts.postcodeDistricts.map(({ code }) => code),
  );
  checkKeys(
    'local-authority-icbs.csv',
    facts.localAuthorityIcbs.map(({ authorityCode, icbCode, validFrom }) =>
      [authorityCode, icbCode, validFrom].join(' '),
    ),
  );
  checkLinks(
    'adass-regions.csv',
    'nhs_region_code',
    facts.adassRegions.map((row) => row.nhsRegionCode),
    nhsRegions,
  );
  checkLinks(
    'icbs.csv',
    'nhs_region_code',
    facts.icbs.map((row) => row.nhsRegionCode),
    nhsRegions,
  );
  for (const { code, successorCodes } of facts.icbs) {
    checkLinks('icbs.csv', `successor_codes of ${code}`, successorCodes, icbs);
  }
  checkLinks(
    'local-authorities.csv',
    'adass_region_code',
    facts.localAuthorities.map((row) => row.adassRegionCode),
    adassRegions,
  );
  checkLinks(
    'local-authority-icbs.csv',
    'authority_code',
    facts.localAuthorityIcbs.map((row) => row.authorityCode),
    authorities,
  );
  checkLinks(
    'local-authority-icbs.csv',
    'icb_code',
    facts.localAuthorityIcbs.map((row) => row.icbCode),
    icbs,
  );
  checkLinks(
    'postcode-districts.csv',
    'authority_code',
    facts.postcodeDistricts.map((row) => row.authorityCode),
    authorities,
  );
}
