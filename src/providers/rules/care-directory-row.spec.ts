import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import { type CsvFault, csvFaultText, readCsv } from '../../csv/index.js';
import { Gazetteer, readGeographyFiles } from '../../geography/index.js';
import { CARE_DIRECTORY_FORMAT, careDirectoryRow, type ReadDirectoryRow } from './care-directory-row.js';

const FIXTURES = join(__dirname, '../../../test/fixtures/directory');

let gazetteer: Gazetteer;
beforeAll(async () => {
  gazetteer = new Gazetteer(await readGeographyFiles());
});

async function read(file: string): Promise<{ good: ReadDirectoryRow[]; faults: string[] }> {
  const good: ReadDirectoryRow[] = [];
  const faults: string[] = [];
  for await (const row of readCsv(createReadStream(join(FIXTURES, file)), CARE_DIRECTORY_FORMAT)) {
    const answer = careDirectoryRow(row, (text) => gazetteer.locate(text));
    if (answer.ok) good.push(answer.value);
    else faults.push(...answer.refusal.map(csvFaultText));
  }
  return { good, faults };
}

describe('A row of the care directory', () => {
  it('becomes an entry', async () => {
    const { good, faults } = await read('ordinary.csv');
    expect(faults).toEqual([]);
    expect(good.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(good[0]?.entry).toEqual({
      cqcLocationId: '1-9000000001',
      name: 'Example Home 1',
      address: '1 Invented Road,Cowley,Oxford',
      postcode: 'OX4 1AB',
      district: 'OX4',
      authorityName: 'Oxfordshire',
      region: 'South East',
      providerName: 'Example Care Limited',
      cqcProviderId: '1-8000000001',
      serviceTypes: ['Nursing homes', 'Residential homes'],
      specialisms: ['Dementia', 'Caring for adults over 65 yrs'],
      phone: '01865000001',
      website: 'https://home1.example.org',
      latestCheckOn: '2026-02-15',
    });
  });

  it('leaves empty what is not given', async () => {
    const { good } = await read('ordinary.csv');
    expect(good[1]?.entry).toMatchObject({
      address: '"The Old Mill", 2 Invented Road Cowley, Oxford',
      phone: null,
      website: null,
      cqcProviderId: null,
      latestCheckOn: null,
    });
  });

  it('takes an NHS site by its ODS code, days either way round and a web address without its scheme', async () => {
    const { good } = await read('ordinary.csv');
    expect(good[2]?.entry).toMatchObject({
      cqcLocationId: 'ZX9AB',
      cqcProviderId: 'ZX9',
      latestCheckOn: '2026-01-31',
    });
    expect(good[3]?.entry).toMatchObject({
      website: 'https://www.example.org/home',
      postcode: 'OX33 1AB',
      district: 'OX33',
    });
  });

  it('is of use though something in it is odd, and says what', async () => {
    const { good, faults } = await read('odd-but-usable.csv');
    expect(faults).toEqual([]);
    expect(good.map(({ warnings }) => warnings.map(({ line, column }) => `${line} ${column}`))).toEqual([
      ['6 Postcode'],
      ['7 Postcode'],
      ['8 Date of latest check'],
      ["9 Service's website (if available)"],
      ['10 CQC Provider ID (for office use only)'],
      ['11 Postcode'],
    ]);
    expect(good[0]?.entry).toMatchObject({ postcode: 'ZZ99 9ZZ', district: null });
    expect(good[3]?.entry.website).toBeNull();
  });

  it('is refused without a name or a usable location ID, or when it does not fit the header', async () => {
    const { good, faults } = await read('faulty-rows.csv');
    expect(good).toHaveLength(2);
    expect(faults.map((fault) => fault.split(';')[0])).toEqual([
      'Line 7, CQC Location ID (for office use only): found nothing',
      'Line 8, CQC Location ID (for office use only): found "1-12"',
      'Line 9, Name: found nothing that can be used',
      'Line 10: found 9 cells',
      'Line 11: found 16 cells',
    ]);
  });

  it.each<[string, CsvFault['kind']]>([
    ['no-title-lines.csv', 'header-missing'],
    ['no-location-id-column.csv', 'column-missing'],
    ['windows-1252.csv', 'not-utf-8'],
  ])('is never reached in %s', async (file, kind) => {
    await expect(read(file)).rejects.toMatchObject({ kind });
  });
});
