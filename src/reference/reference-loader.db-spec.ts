import { DataSource, type DataSourceOptions, type Logger } from 'typeorm';

import { referenceTables } from '../../migrations/tables/reference-tables.js';
import { Icb, LocalAuthority, PostcodeDistrict } from '../geography/index.js';
import {
  CareCertificateOutcome,
  HeiRegisterEntry,
  type LoadedTable,
  Profession,
  REFERENCE_ENTITIES,
  readReferenceFiles,
  type ReferenceFacts,
  ReferenceLoader,
} from './index.js';

const engines: readonly { name: string; options: DataSourceOptions }[] = [
  { name: 'SQLite', options: { type: 'better-sqlite3', database: ':memory:' } },
];

/** Keeps the statements that write. */
class WriteLog implements Logger {
  readonly writes: string[] = [];
  logQuery(query: string): void {
    if (/^\s*(INSERT|UPDATE|DELETE|REPLACE)/i.test(query)) this.writes.push(query);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

describe.each(engines)('The reference tables on $name', ({ options }) => {
  let source: DataSource;
  let facts: ReferenceFacts;
  const log = new WriteLog();

  const load = (these: ReferenceFacts): Promise<LoadedTable[]> =>
    source.transaction((manager) => new ReferenceLoader(manager).load(these));

  beforeAll(async () => {
    facts = await readReferenceFiles();
    source = await new DataSource({
      ...options,
      entities: REFERENCE_ENTITIES,
      logging: ['query'],
      logger: log,
    }).initialize();
  });

  beforeEach(async () => {
    const runner = source.createQueryRunner();
    for (const table of referenceTables) await runner.createTable(table, false, true, true);
    await runner.release();
  });

  afterEach(async () => {
    const runner = source.createQueryRunner();
    for (const table of [...referenceTables].reverse()) await runner.dropTable(table, true, true, true);
    await runner.release();
  });

  afterAll(async () => {
    await source.destroy();
  });

  it('are made just as the entities describe them', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('hold all that the files say, and a second load writes nothing', async () => {
    const first = await load(facts);
    expect(Object.fromEntries(first.map(({ table, created }) => [table, created]))).toEqual({
      nhs_region: 7,
      adass_region: 9,
      icb: 48,
      local_authority: 153,
      local_authority_icb: facts.localAuthorityIcbs.length,
      postcode_district: 2863,
      profession: 15,
      placement_model: 21,
      hei_register_entry: 126,
      care_certificate_standard: 16,
      care_certificate_outcome: 65,
      care_certificate_criterion: 61,
    });

    expect(log.writes.length).toBeGreaterThan(10);
    log.writes.length = 0;
    const second = await load(facts);
    expect(log.writes).toEqual([]);
    for (const table of second) {
      expect(table).toMatchObject({ created: 0, updated: 0, gone: [] });
      expect(table.unchanged).toBe(first.find((one) => one.table === table.table)?.created);
    }
  });

  it('keep "not known" as nothing, never as zero, no or none', async () => {
    await load(facts);
    const paramedic = await source.manager.findOneByOrFail(Profession, { code: 'paramedic' });
    expect(paramedic).toMatchObject({ practiceHoursMinimum: null, practiceHoursConfidence: 'unknown' });
    const speech = await source.manager.findOneByOrFail(Profession, {
      code: 'speech-and-language-therapist',
    });
    expect(speech.practiceHoursMinimum).toBe(562.5);

    const nowhere = await source.manager.findOneByOrFail(HeiRegisterEntry, { ukprn: '10000163' });
    expect(nowhere).toMatchObject({
      districtCode: null,
      latitude: null,
      longitude: null,
      professionCodes: null,
    });

    const derby = await source.manager.findOneByOrFail(LocalAuthority, { shortName: 'Derby' });
    expect(derby).toMatchObject({ validFrom: null, validTo: null, successors: [], latitude: 52.9149 });
    const scottish = await source.manager.findOneByOrFail(PostcodeDistrict, { code: 'AB10' });
    expect(scottish).toMatchObject({ country: 'Scotland', authorityCode: null, authorityConfidence: null });
    const inferred = await source.manager.findOneByOrFail(CareCertificateOutcome, { code: '16.4' });
    expect(inferred).toMatchObject({ isConfirmed: false, isCriteriaListComplete: false, standardNumber: 16 });
  });

  it('take up a change and keep what vanished, and say both', async () => {
    await load(facts);
    const changed = {
      ...facts,
      icbs: facts.icbs.map((icb) => (icb.code === 'QU9' ? { ...icb, cluster: 'Another' } : icb)),
      placementModels: facts.placementModels.filter(({ code }) => code !== 'pisces'),
    };
    const tables = new Map((await load(changed)).map((table) => [table.table, table]));
    expect(tables.get('icb')).toMatchObject({ created: 0, updated: 1, unchanged: 47, gone: [] });
    expect(tables.get('placement_model')).toMatchObject({ created: 0, updated: 0, gone: ['pisces'] });
    expect(await source.manager.findOneBy(Icb, { code: 'QU9' })).toMatchObject({ cluster: 'Another' });
    expect(await source.manager.countBy(Icb, {})).toBe(48);
  });

  it('refuse a row that points nowhere', async () => {
    const lost = { ...facts, heis: facts.heis.map((hei) => ({ ...hei, districtCode: 'ZZ99' })) };
    if (source.options.type === 'better-sqlite3') await source.query('PRAGMA foreign_keys = ON');
    await expect(load(lost)).rejects.toThrow(/foreign key/i);
  });
});
