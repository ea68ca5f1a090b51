import { faultText, noteText, type Lined } from './file-fault.js';
import { readOfferRow, type OfferRow } from './offer-file.js';
import { gatherOffers } from './offer-gathering.js';
import { vocabularyOf } from './vocabulary.js';

const vocabulary = vocabularyOf(
  [{ code: 'dietitian', name: 'Dietitian', aliases: ['dietetics'] }],
  (postcode) => /^(OX\d{1,2}|RG\d{1,2})/i.exec(postcode)?.[1]?.toUpperCase(),
);

const ordinary = {
  offer_ref: 'OFF-1',
  leg: '1',
  provider: 'Willowmere Hospice',
  postcode: 'OX12 7XW',
  leg_days_per_week: '4',
  professions: 'dietetics',
  years: '2|3',
  starts_on: '2027-02-01',
  ends_on: '2027-04-09',
  places: '2',
};
const secondLeg = {
  offer_ref: 'OFF-1',
  leg: '2',
  provider: 'Three Vales Integrated Care Board',
  leg_days_per_week: '0.5',
  mode: 'remote',
};

function faultsOf(cells: Record<string, string>): string[] {
  const read = readOfferRow({ line: 3, cells: { ...ordinary, ...cells } }, vocabulary);
  return read.ok ? [] : read.refusal.faults.map(faultText);
}

function row(line: number, cells: Record<string, string>): Lined<OfferRow> {
  const read = readOfferRow({ line, cells }, vocabulary);
  if (!read.ok) throw new Error(read.refusal.faults.map(faultText).join());
  return { line, record: read.value };
}

describe('A row of offers.csv', () => {
  it('may leave out all that has a default', () => {
    expect(row(2, { ...ordinary, leg: '' }).record).toMatchObject({
      leg: { leg: 1, mode: 'in-person', supervisionPool: null, halfDaysPerWeek: 8 },
      terms: {
        minGroup: 1,
        isDriverNeeded: false,
        professions: ['dietitian'],
        years: [2, 3],
        releaseOn: null,
      },
    });
  });

  it.each([
    ['places', '-1', "line 3, places: found '-1', wanted a whole number from 0 to 10000"],
    ['places', '2.5', "line 3, places: found '2.5', wanted a whole number from 0 to 10000"],
    ['leg', '0', "line 3, leg: found '0', wanted the number of the leg: 1, 2, ..."],
    [
      'leg_days_per_week',
      '2.25',
      "line 3, leg_days_per_week: found '2.25', wanted days a week in halves from 0.5 to 7, like 2.5",
    ],
    [
      'years',
      '2|second',
      "line 3, years: found 'second', wanted years of study from 1 to 9 split by |, like 2|3",
    ],
    ['years', '', 'line 3, years: found nothing, wanted years of study from 1 to 9 split by |, like 2|3'],
    ['professions', '', 'line 3, professions: found nothing, wanted a profession such as dietitian'],
    [
      'professions',
      'dietitan',
      "line 3, professions: found 'dietitan', wanted a profession such as dietitian (did you mean dietitian?)",
    ],
    ['driver_needed', 'maybe', "line 3, driver_needed: found 'maybe', wanted yes or no (blank means no)"],
    ['min_group', '3', "line 3, min_group: found '3', wanted no more than the 2 places of the offer"],
    [
      'release_on',
      '2027-01-01',
      "line 3, release_on: found '2027-01-01', wanted nothing, or an HEI in reserved_for: only a reserved offer is released",
    ],
    [
      'postcode',
      '',
      'line 3, postcode: found nothing, wanted the postcode of the site, in a known district, like OX4 2PG',
    ],
    [
      'mode',
      'online',
      "line 3, mode: found 'online', wanted one of in-person, remote (blank means in-person)",
    ],
  ])('refuses %s %p', (column, text, fault) => {
    expect(faultsOf({ [column]: text })).toEqual([fault]);
  });

  it('reads yes and no as people write them', () => {
    for (const yes of ['yes', 'TRUE', '1', 'Y']) {
      expect(row(2, { ...ordinary, driver_needed: yes }).record.terms?.isDriverNeeded).toBe(true);
    }
    for (const no of ['no', 'False', '0', '']) {
      expect(row(2, { ...ordinary, driver_needed: no }).record.terms?.isDriverNeeded).toBe(false);
    }
  });

  it('may close an offer with no places, whatever its group', () => {
    expect(faultsOf({ places: '0', min_group: '1' })).toEqual([]);
  });

  it('needs no postcode when it is remote', () => {
    expect(row(3, secondLeg).record.leg).toMatchObject({ mode: 'remote', postcode: '' });
  });
});

describe('The rows of offers.csv together', () => {
  const gather = (rows: Lined<OfferRow>[]) => gatherOffers(rows, new Set());

  it('make one offer of its legs, wherever they stand in the file', () => {
    const rows = [row(2, secondLeg), row(3, { ...ordinary, offer_ref: 'OFF-2' }), row(4, ordinary)];
    const { offers, faults } = gather(rows);
    expect(faults).toEqual([]);
    expect(
      offers.map(({ line, record }) => [line, record.offerRef, record.legs.map(({ leg }) => leg)]),
    ).toEqual([
      [4, 'OFF-1', [1, 2]],
      [3, 'OFF-2', [1]],
    ]);
  });

  it('may repeat on a further leg what leg 1 says, and nothing else', () => {
    expect(gather([row(2, ordinary), row(3, { ...secondLeg, places: '2', years: '2|3' })]).faults).toEqual(
      [],
    );
    const { faults } = gather([row(2, ordinary), row(3, { ...secondLeg, places: '3' })]);
    expect(faults.map(faultText)).toEqual([
      "line 3, places: found '3', wanted nothing, or what leg 1 of the offer says on line 2",
    ]);
  });

  it('number the legs of an offer without a gap', () => {
    const { offers, faults } = gather([row(2, ordinary), row(3, { ...secondLeg, leg: '3' })]);
    expect(offers).toEqual([]);
    expect(faults.map(faultText)).toEqual([
      "line 2, leg: found '1, 3 for OFF-1', wanted the legs of an offer numbered 1, 2, ... without a gap",
    ]);
  });

  it('have each leg once, and both lines are named where not', () => {
    expect(gather([row(2, ordinary), row(8, ordinary)]).faults.map(faultText)).toEqual([
      "line 8, offer_ref: found 'OFF-1, leg 1', wanted each leg of an offer once: line 2 has this one too",
    ]);
  });

  it('do not blame an offer for the gap that a refused row leaves', () => {
    expect(gatherOffers([row(3, secondLeg)], new Set(['OFF-1']))).toEqual({
      offers: [],
      faults: [],
      notes: [],
    });
  });

  it('tell of a provider type that nobody knows', () => {
    const { notes } = gather([row(2, { ...ordinary, provider_type: 'hospise' })]);
    expect(notes.map(noteText)).toEqual([
      "line 2, provider_type: 'hospise' is not a type that is known (did you mean hospice?)",
    ]);
    expect(gather([row(2, { ...ordinary, provider_type: 'Care_Home' })]).notes).toEqual([]);
  });
});
