import fc from 'fast-check';

import { TRANSPORTS, travelMinutes } from '../shared/travel-time.js';
import { Gazetteer, OfflineTravelTimes, type PostcodeDistrictFacts, readGeographyFiles } from './index.js';

let gazetteer: Gazetteer;
beforeAll(async () => {
  gazetteer = new Gazetteer(await readGeographyFiles());
});

const TODAY = '2026-11-22';
const pointOf = ({ code, latitude, longitude }: PostcodeDistrictFacts) => ({ id: code, latitude, longitude });

describe('The gazetteer', () => {
  it('finds the district of a postcode', () => {
    expect(gazetteer.locate('ox4 1ab')).toMatchObject({
      ok: true,
      value: { postcode: 'OX4 1AB', district: 'OX4', facts: { code: 'OX4', country: 'England' } },
    });
    expect(gazetteer.district('OX99')).toBeUndefined();
  });

  it('says which postcodes it does not cover', () => {
    expect(gazetteer.locate('BT1 1AA')).toMatchObject({
      ok: false,
      refusal: { found: '"BT1", in Northern Ireland' },
    });
    expect(gazetteer.locate('OX99 1AA')).toMatchObject({
      ok: false,
      refusal: { found: '"OX99", a district that is not known' },
    });
  });

  it('tells what a district belongs to today', () => {
    const place = gazetteer.place('OX4', TODAY);
    expect(place?.authority).toMatchObject({ code: 'E10000025', name: 'Oxfordshire County Council' });
    expect(place?.icb?.shortName).toBe('Thames Valley');
    expect(place?.nhsRegion?.name).toBe('South East');
    expect(place?.adassRegion?.name).toBe('South East');
  });

  it('tells what it belonged to before the ICBs were merged', () => {
    const before = gazetteer.place('OX4', '2026-03-31');
    expect(before?.icb?.code).toBe('QU9');
    expect(gazetteer.place('OX4', '2026-04-01')?.icb?.code).toBe('S0E4D');
    expect(gazetteer.place('OX4', '2022-06-30')?.icb).toBeNull();
    expect(gazetteer.place('OX4', '2022-06-30')?.nhsRegion?.code).toBe('Y59');
  });

  it('follows the ICB, not the ADASS region, to the NHS region', () => {
    const miltonKeynes = gazetteer.place('MK9', TODAY);
    expect(miltonKeynes?.adassRegion?.name).toBe('South East');
    expect(miltonKeynes?.nhsRegion?.name).toBe('East of England');
  });

  it('no longer tells Surrey County Council once it has ended, but still its ICB', () => {
    expect(gazetteer.place('GU1', '2027-03-31')?.authority?.shortName).toBe('Surrey');
    const after = gazetteer.place('GU1', '2027-04-01');
    expect(after?.authority).toBeNull();
    expect(after?.icb?.shortName).toBe('Surrey and Sussex');
  });

  it('lists every ICB of an authority that lies in several, largest share first', () => {
    const place = gazetteer.place('LA9', TODAY);
    expect(place?.authority?.shortName).toBe('Westmorland and Furness');
    expect(place?.icbShares.map(({ icb, share }) => [icb.shortName, share])).toEqual([
      ['Lancashire and South Cumbria', 0.75],
      ['North East and North Cumbria', 0.25],
    ]);
  });

  it('knows no authority, ICB or region outside England', () => {
    expect(gazetteer.place('CF10', TODAY)).toMatchObject({
      authority: null,
      icb: null,
      nhsRegion: null,
      adassRegion: null,
    });
  });

  it.each([
    ['Bristol, City of', 'E06000023'],
    ['bristol city council', 'E06000023'],
    ['St Helens', 'E08000013'],
    ['Trafford', 'E08000009'],
    ['Dorset', 'E06000059'],
    ['Bournemouth, Christchurch & Poole', 'E06000058'],
  ])('knows the authority called %j', (name, code) => {
    expect(gazetteer.authorityNamed(name)?.code).toBe(code);
  });

  it('maps every English district to an authority, an ICB and both regions today', () => {
    const lost = gazetteer.districts
      .filter(({ country }) => country === 'England')
      .filter(({ code }) => {
        const place = gazetteer.place(code, TODAY);
        return !(place?.authority && place.icb && place.nhsRegion && place.adassRegion);
      });
    expect(lost).toEqual([]);
    expect(gazetteer.districts).toHaveLength(2863);
    expect(gazetteer.icbsOn(TODAY)).toHaveLength(36);
    expect(gazetteer.icbsOn('2026-03-31')).toHaveLength(42);
  });
});

describe('Searching by distance', () => {
  it('gives the nearest first, and the district itself at its assumed 4 km', () => {
    const near = gazetteer.districtsWithinKm('OX4', 12);
    expect(near.map(({ district }) => district.code)).toEqual(
      expect.arrayContaining(['OX1', 'OX2', 'OX3', 'OX4']),
    );
    expect(near.find(({ district }) => district.code === 'OX4')?.km).toBe(4);
    const distances = near.map(({ km }) => km);
    expect(distances).toEqual([...distances].sort((one, other) => one - other));
    expect(gazetteer.districtsWithinKm('OX4', 1).map(({ district }) => district.code)).toEqual(['OX4']);
    expect(gazetteer.districtsWithinKm('ZZ1', 50)).toEqual([]);
  });

  it('finds within minutes exactly what the travel rule lets pass', () => {
    const codes = gazetteer.districts.map(({ code }) => code);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom(...TRANSPORTS),
        (code, minutes, transport) => {
          const from = gazetteer.district(code);
          if (!from) throw new Error('A district of the data is not in it');
          const found = gazetteer.districtsWithinMinutes(code, minutes, transport);
          const wanted = gazetteer.districts
            .map((to) => [to.code, travelMinutes(pointOf(from), pointOf(to), transport)] as const)
            .filter(([, taken]) => taken <= minutes);
          expect(new Map(found.map((near) => [near.district.code, near.minutes]))).toEqual(new Map(wanted));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answers journeys offline in the order asked', async () => {
    const [from, to] = ['OX4', 'RG1'].map((code) => gazetteer.enginePoint(code));
    if (!from || !to) throw new Error('Oxford and Reading are not in the data');
    expect(await new OfflineTravelTimes().minutesTo(from, [to, from], 'car')).toEqual([
      travelMinutes(from, to, 'car'),
      12,
    ]);
  });
});
