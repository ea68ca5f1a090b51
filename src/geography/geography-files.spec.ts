import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REFERENCE_FOLDER } from '../config/index.js';
import { readGeographyFiles } from './index.js';

describe('The files of places', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reference-'));
    await cp(REFERENCE_FOLDER, directory, { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const text = await readFile(join(directory, file), 'utf8');
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    await writeFile(join(directory, file), edited);
  }

  it('hold 7 NHS regions, 9 ADASS regions, 153 authorities and 42 ICBs before 36', async () => {
    const facts = await readGeographyFiles(directory);
    expect(facts.nhsRegions).toHaveLength(7);
    expect(facts.adassRegions).toHaveLength(9);
    expect(facts.localAuthorities).toHaveLength(153);
    const first = facts.icbs.filter(({ validFrom }) => validFrom === '2022-07-01');
    expect(first).toHaveLength(42);
    expect(facts.icbs.filter(({ validTo }) => validTo === null)).toHaveLength(36);
    const ended = first.filter(({ validTo }) => validTo !== null);
    expect(ended.map(({ successorCodes }) => successorCodes.length)).not.toContain(0);
  });

  it('share out every authority among ICBs, in each edition, to within what rounding leaves', async () => {
    const { localAuthorities, localAuthorityIcbs } = await readGeographyFiles(directory);
    for (const edition of ['2022-07-01', '2026-04-01']) {
      for (const { code } of localAuthorities) {
        const links = localAuthorityIcbs.filter(
          ({ authorityCode, validFrom }) => authorityCode === code && validFrom === edition,
        );
        const total = links.reduce((sum, { share }) => sum + share, 0);
        expect(Math.abs(total - 1)).toBeLessThan(0.011);
      }
    }
  });

  it('name a source in every row, and every source is described', async () => {
    const facts = await readGeographyFiles(directory);
    const described = await readFile(join(directory, 'sources.csv'), 'utf8');
    const keys = new Set(
      Object.values(facts).flatMap((rows) =>
        rows.flatMap(({ source }: { source: string }) => source.split('|')),
      ),
    );
    expect(keys.size).toBeGreaterThan(3);
    for (const key of keys) expect(described).toContain(`\n${key},`);
  });

  it.each([
    [
      'a number that is none',
      'postcode-districts.csv',
      /51\.\d+,/,
      'north,',
      /postcode-districts\.csv, line \d+, latitude: found "north"/,
    ],
    [
      'a code that points nowhere',
      'adass-regions.csv',
      'Y63',
      'Y99',
      /adass-regions\.csv, line 2, nhs_region_code: found "Y99"/,
    ],
    [
      'a day that does not exist',
      'icbs.csv',
      '2022-07-01',
      '2022-06-31',
      /icbs\.csv, line \d+, valid_from: found "2022-06-31"/,
    ],
    ['a row too short', 'nhs-regions.csv', ',London,', ',', /nhs-regions\.csv, line 3, row: found 4 cells/],
    [
      'a word that is not in the list',
      'local-authorities.csv',
      ',county,',
      ',shire,',
      /local-authorities\.csv, line \d+, type: found "shire"/,
    ],
    [
      'a key twice',
      'nhs-regions.csv',
      /\n(Y56.*)\n/,
      '\n$1\n$1\n',
      /nhs-regions\.csv, line 4, key: found "Y56" twice/,
    ],
    [
      'a column that is missing',
      'nhs-regions.csv',
      'ons_code',
      'code_of_ons',
      /nhs-regions\.csv, line 2, ons_code: found no such column/,
    ],
  ])('are refused with %s, by file, line and column', async (_name, file, from, to, message) => {
    await edit(file, from, to);
    await expect(readGeographyFiles(directory)).rejects.toThrow(message);
  });
});
