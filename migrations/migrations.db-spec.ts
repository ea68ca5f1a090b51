import { emptyDatabase, type TestDatabase } from '../test/support/test-database.js';

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
    const names = (await source.createQueryRunner().getTables()).map((table) => table.name.split('.').pop());
    const ofTheEngine = ['migrations', 'sqlite_sequence'];
    expect(names.filter((name) => !ofTheEngine.includes(name ?? ''))).toEqual([]);
    await source.runMigrations({ transaction: 'each' });
    expect(await drift()).toEqual([]);
  });
});
