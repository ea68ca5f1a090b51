import { REFERENCE_FOLDER } from '../../config/root-folder.js';
import { Gazetteer, readGeographyFiles, readReferenceFile } from '../../geography/shipped-files.js';
import { vocabularyOf, type Vocabulary } from '../../exchange/index.js';
import type { District } from '../../shared/travel-time.js';
import type { DistrictOf } from './matching-input.js';

/** What is known of professions and places without a database. */
export interface ReferenceData {
  readonly vocabulary: Vocabulary;
  /** @throws Error for a postcode that the vocabulary knows no district of */
  readonly districtOf: DistrictOf;
}

/** Reads the professions and postcode districts that ship; takes about a tenth of a second. */
export async function readReferenceData(folder = REFERENCE_FOLDER): Promise<ReferenceData> {
  const gazetteer = new Gazetteer(await readGeographyFiles(folder));
  const professions = await readReferenceFile(folder, 'professions.csv', (row) => ({
    code: row.text('code'),
    name: row.text('name'),
    aliases: row.list('aliases'),
  }));
  const districts = new Map<string, District | undefined>();
  const find = (postcode: string): District | undefined => {
    if (!districts.has(postcode)) districts.set(postcode, locate(gazetteer, postcode));
    return districts.get(postcode);
  };
  return {
    vocabulary: vocabularyOf(professions, (postcode) => find(postcode)?.id),
    districtOf: (postcode) => {
      const district = find(postcode);
      if (!district) throw new Error('A postcode without a known district was taken for one with');
      return district;
    },
  };
}

/** An inward half with letters that are never used is let pass: only the district is looked at here. */
const OUTWARD_HALF = /^\s*([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}\s*$/i;

function locate(gazetteer: Gazetteer, postcode: string): District | undefined {
  const located = gazetteer.locate(postcode);
  const code = located.ok ? located.value.district : OUTWARD_HALF.exec(postcode)?.[1]?.toUpperCase();
  return code === undefined ? undefined : gazetteer.enginePoint(code);
}
