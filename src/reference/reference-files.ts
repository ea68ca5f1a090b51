import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REFERENCE_FOLDER } from '../config/index.js';
import {
  CONFIDENCES,
  checkKeys,
  checkLinks,
  readGeographyFiles,
  readReferenceFile,
} from '../geography/index.js';
import { parseCareCertificate } from './care-certificate-file.js';
import {
  type HeiRegisterFacts,
  type PlacementModelFacts,
  type ProfessionFacts,
  type ReferenceFacts,
  REGULATORS,
} from './facts.js';

const CARE_CERTIFICATE = 'care-certificate-2025.json';

/** Professions alone, for programs that match files without a database. Checked as by {@link readReferenceFiles}. */
export async function readProfessionsFile(directory = REFERENCE_FOLDER): Promise<ProfessionFacts[]> {
  const professions = await readReferenceFile(directory, 'professions.csv', (row) => ({
    code: row.code('code', /^[a-z]+(-[a-z]+)*$/),
    name: row.text('name', 80),
    aliases: row.list('aliases'),
    protectedTitles: row.list('protected_titles'),
    regulator: row.oneOf('regulator', REGULATORS),
    registerPrefix: row.optionalCode('register_prefix', /^[A-Z]{2,3}$/),
    professionalBody: row.text('professional_body', 120),
    practiceHoursMinimum: row.optionalNumber('practice_hours_minimum', 1, 5000),
    practiceHoursConfidence: row.oneOf('practice_hours_confidence', CONFIDENCES),
    practiceHoursNote: row.optionalText('practice_hours_note', 1000),
    hecosCode: row.optionalCode('hecos_code', /^\d{6}$/),
    source: row.text('source', 120),
  }));
  checkKeys(
    'professions.csv',
    professions.map(({ code }) => code),
  );
  return professions;
}

/**
 * Reads all of `data/reference`, and checks that every code that points somewhere is there.
 *
 * @param directory - the data that ships, when not given
 * @throws ReferenceDataFault or CsvFault when a file is malformed
 */
export async function readReferenceFiles(directory = REFERENCE_FOLDER): Promise<ReferenceFacts> {
  const geography = await readGeographyFiles(directory);
  const professions = await readProfessionsFile(directory);
  const placementModels: PlacementModelFacts[] = await readReferenceFile(
    directory,
    'placement-models.csv',
    (row) => ({
      code: row.code('code', /^[a-z]+(-[a-z]+)*$/),
      name: row.text('name', 80),
      description: row.text('description', 1000),
      confidence: row.oneOf('confidence', CONFIDENCES),
      source: row.text('source', 120),
    }),
  );
  const heis: HeiRegisterFacts[] = await readReferenceFile(directory, 'heis.csv', (row) => {
    const professionCodes = row.list('profession_codes');
    const hasPoint = row.optionalText('latitude') !== null;
    return {
      ukprn: row.code('ukprn', /^1\d{7}$/),
      name: row.text('name', 120),
      adassRegionCode: row.text('adass_region_code', 9),
      town: row.optionalText('town', 60),
      districtCode: row.optionalText('district_code', 4),
      latitude: hasPoint ? row.latitude() : null,
      longitude: hasPoint ? row.longitude() : null,
      hesaProviderId: row.optionalCode('hesa_provider_id', /^\d{4}$/),
      professionCodes: professionCodes.length > 0 ? professionCodes : null,
      note: row.optionalText('note', 1000),
      source: row.text('source', 120),
    };
  });
  const careCertificate = parseCareCertificate(
    CARE_CERTIFICATE,
    await readFile(join(directory, CARE_CERTIFICATE), 'utf8'),
  );

  const codes = (rows: readonly { readonly code: string }[]) => new Set(rows.map(({ code }) => code));
  checkKeys(
    'placement-models.csv',
    placementModels.map(({ code }) => code),
  );
  checkKeys(
    'heis.csv',
    heis.map(({ ukprn }) => ukprn),
  );
  const { standards, outcomes, criteria } = careCertificate;
  checkKeys(
    CARE_CERTIFICATE,
    standards.map(({ number }) => String(number)),
  );
  checkKeys(
    CARE_CERTIFICATE,
    [...outcomes, ...criteria].map(({ code }) => code),
  );
  checkLinks(
    'heis.csv',
    'adass_region_code',
    heis.map((hei) => hei.adassRegionCode),
    codes(geography.adassRegions),
  );
  checkLinks(
    'heis.csv',
    'district_code',
    heis.map((hei) => hei.districtCode),
    codes(geography.postcodeDistricts),
  );
  for (const { ukprn, professionCodes } of heis) {
    checkLinks('heis.csv', `profession_codes of ${ukprn}`, professionCodes ?? [], codes(professions));
  }
  return { ...geography, professions, placementModels, heis, careCertificate };
}
