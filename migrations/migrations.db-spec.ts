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
});
