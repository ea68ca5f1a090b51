import { sql } from '../src/database/index.js';
import { emptyDatabase, IS_POSTGRES, type TestDatabase } from '../test/support/test-database.js';

const OWN_TABLES = IS_POSTGRES
  ? sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`
  : sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;

describe('The migrations', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await emptyDatabase();
  });
  afterAll(() => test.drop());

  const drift = async () => {
    const { upQueries } = await test.database.source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  };

  it('make exactly the tables that the entities describe', async () => {
    await test.database.source.runMigrations({ transaction: 'each' });
    expect(await drift()).toEqual([]);
  });

  it('leave nothing behind when they are undone, and can be done again', async () => {
    const { source } = test.database;
    for (const _ of source.migrations) await source.undoLastMigration({ transaction: 'each' });
    const names = (await test.database.rows<{ name: string }>(OWN_TABLES, source.manager)).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['migrations']);
    await source.runMigrations({ transaction: 'each' });
    expect(await drift()).toEqual([]);
  });

  it('keep what is there when organisations come to runs, imports and listings', async () => {
    const { source } = test.database;
    const name = 'WhoseRecordsAreWhose1795345200000';
    const place = source.migrations.findIndex((each) => each.name === name);
    for (const _ of source.migrations.slice(place)) await source.undoLastMigration({ transaction: 'each' });
    const at = '2027-01-01T00:00:00.000Z';
    const rows = [
      `INSERT INTO hei (id, name, name_key, created_at) VALUES ('h', 'Ridgeway', 'ridgeway', '${at}')`,
      `INSERT INTO programme (id, hei_id, profession) VALUES ('p', 'h', 'occupational-therapist')`,
      `INSERT INTO cohort (id, programme_id, year) VALUES ('c', 'p', 2)`,
      `INSERT INTO block (id, cohort_id, key, starts_on, ends_on, half_days_per_week, required_settings,
                          required_pillars, required_standards)
       VALUES ('b', 'c', 'k', '2027-01-18', '2027-03-12', 10, '', '', '')`,
      `INSERT INTO student (id, hei_id, cohort_id, ref, ref_key, postcode, district, transport, settings_done,
                            providers_done, clearances, access_needs, excluded_providers, extra, created_at, updated_at)
       VALUES ('s', 'h', 'c', 'S-1', 's-1', 'OX4 1AB', 'OX4', 'public', '', '', '', '', '', '{}', '${at}', '${at}')`,
      `INSERT INTO placement_request (id, student_id, block_id, preferences, priority) VALUES ('q', 's', 'b', '', 1)`,
      `INSERT INTO run (id, label, status, scope, scope_digest, created_at) VALUES ('r', 'Run', 'succeeded', '{}', 'd', '${at}')`,
      `INSERT INTO proposal (run_id, request_id, status, reason, change_that_would_help, outcome)
       VALUES ('r', 'q', 'unplaced', 'There are no offers', '', '{}')`,
      `INSERT INTO import_file (id, kind, file_name, digest, status, columns, warnings, created_at)
       VALUES ('f', 'students', 'students.csv', 'd', 'staged', '[]', '[]', '${at}')`,
      `INSERT INTO import_row (import_id, line, content, is_faulty) VALUES ('f', 2, 'sealed', 0)`,
      ...['open', 'kept'].map(
        (id) =>
          `INSERT INTO offer (id, ref, ref_key, status, title, model, professions, years, starts_on, ends_on, places,
                              requires, is_driver_needed, access_features, reserved_for, release_on, standards, pillars,
                              extra, created_at, updated_at)
           VALUES ('${id}', '${id}', '${id}', 'published', 'T', 'long-arm', '', '', '2027-01-01', '2027-04-01', 2, '',
                   ${IS_POSTGRES ? 'false' : '0'}, '', '${id === 'kept' ? ' Ridgeway  University|Downs' : ''}',
                   ${id === 'kept' ? "'2027-02-01'" : 'NULL'}, '', '', '{}', '${at}', '${at}')`,
      ),
      ...['open', 'kept'].map(
        (id) =>
          `INSERT INTO offer_listing (offer_id, starts_on, ends_on, places, published_at, terms)
           VALUES ('${id}', '2027-01-01', '2027-04-01', 2, '${at}', '')`,
      ),
    ];
    for (const row of rows) await source.query(row);
    await source.runMigrations({ transaction: 'each' });
    const count = async (from: string) =>
      Number((await source.query(`SELECT count(*) AS n FROM ${from}`))[0].n);
    expect(await source.query('SELECT * FROM proposal')).toEqual([
      expect.objectContaining({ run_id: 'r', request_id: 'q', status: 'unplaced', explanation: null }),
    ]);
    expect(await count('import_row')).toBe(1);
    expect(await count(`run_hei WHERE run_id = 'r' AND hei_id = 'h'`)).toBe(1);
    const listings = await source.query(
      'SELECT offer_id, open_on, reserved_keys FROM offer_listing ORDER BY offer_id',
    );
    expect(listings).toEqual([
      { offer_id: 'kept', open_on: '2027-02-01', reserved_keys: '|ridgeway university|downs|' },
      { offer_id: 'open', open_on: '', reserved_keys: '' },
    ]);
    expect(await drift()).toEqual([]);
  });
});
