import fc from 'fast-check';
import { readCsv, writeCsv } from '../csv/index.js';
import { TRANSPORTS } from '../shared/travel-time.js';
import { CAP_COLUMNS, readCap, writeCap, type CapRecord } from './cap-file.js';
import type { FileRow } from './cell-reader.js';
import { allColumns, type FileColumns } from './columns.js';
import { MATCH_COLUMNS, readMatch, writeMatch, type MatchRecord } from './match-file.js';
import { OFFER_COLUMNS, PROVIDER_TYPES, readOfferRow, writeOffer, type OfferRecord } from './offer-file.js';
import { gatherOffers } from './offer-gathering.js';
import { POOL_COLUMNS, readPool, writePool, type PoolRecord } from './pool-file.js';
import { readStudent, STUDENT_COLUMNS, writeStudent, type StudentRecord } from './student-file.js';
import { vocabularyOf } from './vocabulary.js';

const vocabulary = vocabularyOf(
  ['paramedic', 'dietitian'].map((code) => ({ code, name: code, aliases: [] })),
  () => 'OX4',
);

/** Text as a cell can hold it: trimmed, with what CSV, spreadsheets and lists might choke on. */
const text = fc
  .oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('=HYPERLINK("x")', '+44 1865', '-1', '@x', "'=1", 'a, "b"', 'two\nlines', 'Ünïcødé 🙂'),
  )
  // A NUL is no text, and half of a pair is no character: CSV refuses the one and mends the other.
  .map((written) => written.replaceAll(/\u0000|\p{Surrogate}/gu, '').trim());
const name = text.filter((written) => written !== '');
const item = name.filter((written) => !written.includes('|'));
const list = fc.array(item, { maxLength: 4 });
const day = fc.integer({ min: 20_000, max: 22_000 });
const extra = fc.record({ tutor: name, cohort: name }, { requiredKeys: [] }).map((cells) => ({ ...cells }));
const period = fc
  .tuple(day, fc.nat(100))
  .map(([startsOn, length]) => ({ startsOn, endsOn: startsOn + length }));

const student: fc.Arbitrary<StudentRecord> = fc
  .record({
    studentRef: name,
    hei: name,
    profession: fc.constantFrom('paramedic', 'dietitian'),
    year: fc.integer({ min: 1, max: 9 }),
    postcode: name,
    transport: fc.constantFrom(...TRANSPORTS),
    maxTravelMinutes: fc.option(fc.nat(1440)),
    halfDaysPerWeek: fc.integer({ min: 1, max: 14 }),
    preferences: list,
    settingsDone: list,
    providersDone: list,
    clearances: list,
    accessNeeds: list,
    excludedProviders: list,
    priority: fc.nat(99),
    carryOver: fc.nat(100),
    requiredSettings: list,
    requiredPillars: list,
    requiredStandards: list,
    givenName: text,
    familyName: text,
    email: fc.constantFrom('', 'amina@ridgeway.example.org'),
    extra,
  })
  .chain((record) => period.map((block) => ({ ...record, ...block })));

const leg = fc.record({
  provider: item,
  providerType: fc.constantFrom('', ...PROVIDER_TYPES),
  setting: text,
  site: text,
  postcode: name,
  halfDaysPerWeek: fc.integer({ min: 1, max: 14 }),
  mode: fc.constantFrom('in-person' as const, 'remote' as const),
  supervisionPool: fc.option(name),
  extra,
});

const offer: fc.Arbitrary<OfferRecord> = fc
  .record({
    offerRef: item,
    title: text,
    model: text,
    professions: fc.uniqueArray(fc.constantFrom('paramedic', 'dietitian'), { minLength: 1 }),
    years: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
    places: fc.integer({ min: 1, max: 50 }),
    minGroup: fc.constant(1),
    requires: list,
    isDriverNeeded: fc.boolean(),
    accessFeatures: list,
    reservedFor: fc.array(item, { minLength: 1, maxLength: 3 }),
    releaseOn: fc.option(day),
    careCertificateStandards: list,
    pillars: list,
    legs: fc
      .array(leg, { minLength: 1, maxLength: 3 })
      .map((legs) => legs.map((one, index) => ({ leg: index + 1, ...one }))),
  })
  .chain((record) => period.map((dates) => ({ ...record, ...dates })));

async function throughCsv(
  rows: readonly Readonly<Record<string, string>>[],
  columns: FileColumns,
): Promise<readonly FileRow[]> {
  const names = [...allColumns(columns), 'tutor', 'cohort'];
  const read: FileRow[] = [];
  for await (const row of readCsv(writeCsv(rows, names))) {
    expect(row.fault).toBeUndefined();
    read.push(row);
  }
  return read;
}

function value<Value>(result: { ok: true; value: Value } | { ok: false; refusal: unknown }): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

const settings = { numRuns: 150, seed: 20_270_111 };

describe('What was written reads as it was', () => {
  it('in students.csv', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(student, { maxLength: 5 }), async (students) => {
        const rows = await throughCsv(students.map(writeStudent), STUDENT_COLUMNS);
        expect(rows.map((row) => value(readStudent(row, vocabulary)))).toEqual(students);
      }),
      settings,
    );
  });

  it('in offers.csv, legs and all', async () => {
    const offers = fc.uniqueArray(offer, { maxLength: 4, selector: ({ offerRef }) => offerRef });
    await fc.assert(
      fc.asyncProperty(offers, async (written) => {
        const rows = await throughCsv(written.flatMap(writeOffer), OFFER_COLUMNS);
        const read = rows.map((row) => ({ line: row.line, record: value(readOfferRow(row, vocabulary)) }));
        const gathered = gatherOffers(read, new Set());
        expect(gathered.faults).toEqual([]);
        expect(gathered.offers.map(({ record }) => record)).toEqual(written);
      }),
      settings,
    );
  });

  it('in pools.csv and caps.csv', async () => {
    const pool: fc.Arbitrary<PoolRecord> = fc.record({
      supervisionPool: name,
      learnerHalfDaysPerWeek: fc.nat(20_000),
      extra,
    });
    const cap: fc.Arbitrary<CapRecord> = fc
      .record({ provider: text, site: text, maxLearners: fc.nat(1000), extra: fc.constant({}) })
      .filter(({ provider, site }) => provider !== '' || site !== '');
    await fc.assert(
      fc.asyncProperty(
        fc.array(pool, { maxLength: 3 }),
        fc.array(cap, { maxLength: 3 }),
        async (pools, caps) => {
          const poolRows = await throughCsv(pools.map(writePool), POOL_COLUMNS);
          expect(poolRows.map((row) => value(readPool(row)))).toEqual(pools);
          const capRows = await throughCsv(caps.map(writeCap), CAP_COLUMNS);
          expect(capRows.map((row) => value(readCap(row)))).toEqual(caps);
        },
      ),
      settings,
    );
  });

  it('in matches.csv', async () => {
    const match: fc.Arbitrary<MatchRecord> = fc.oneof(
      fc.record({
        studentRef: name,
        status: fc.constant('placed' as const),
        offerRef: name,
        providers: fc.array(item, { minLength: 1, maxLength: 3 }),
        cost: fc.nat(100_000),
        travelMinutes: fc.nat(1440),
        preferenceRank: fc.option(fc.integer({ min: 1, max: 99 })),
        reason: text,
      }),
      fc.record({
        studentRef: name,
        status: fc.constant('unplaced' as const),
        reason: text,
        changeThatWouldHelp: text,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(match, { maxLength: 5 }), async (matches) => {
        const rows = await throughCsv(matches.map(writeMatch), MATCH_COLUMNS);
        expect(rows.map((row) => value(readMatch(row)))).toEqual(matches);
      }),
      settings,
    );
  });
});
