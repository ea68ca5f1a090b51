import { sql } from '../../src/database/index.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { placed, type TwoOfEach, twoOfEach } from '../support/two-of-each.js';

interface StagedImport {
  readonly id: string;
  readonly faultyRows: number;
}
interface StagedRows {
  readonly items: readonly {
    readonly faults: readonly { column: string; found: string; wanted: string }[];
  }[];
}

describe('A file takes no place from under anybody', () => {
  let app: TestApp;
  let world: TwoOfEach;
  let header: string;
  let row: string;

  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
    const [host] = world.hosts;
    const [hei] = world.heis;
    await placed(app, host.openOfferId, hei.students[0]?.requestId ?? '', 'confirmed');
    await placed(app, host.openOfferId, hei.students[1]?.requestId ?? '', 'offered');
    const [offer] = await app.database.rows<{ ref: string }>(
      sql`SELECT ref AS "ref" FROM offer WHERE id = ${host.openOfferId}`,
    );
    const { text } = await asCoordinator().get('/api/v1/exports/offers').expect(200);
    const [first = '', ...rows] = text.split(/\r?\n/);
    header = first;
    row = rows.find((each) => each.startsWith(`${offer?.ref},`)) ?? '';
  });
  afterAll(() => app.close());

  const asCoordinator = () => app.as(world.person('system-coordinator').cookie);
  /** The offer's row with one column changed, brought in: what speaks against it. */
  const faultsWith = async (column: string, value: string) => {
    const columns = header.split(',');
    const cells = row.split(',');
    expect(columns).toContain(column);
    cells[columns.indexOf(column)] = value;
    const { body: staged } = (await asCoordinator()
      .post('/api/v1/imports?kind=offers')
      .type('text/csv')
      .send([header, cells.join(',')].join('\n'))
      .expect(201)) as { body: StagedImport };
    const { body: list } = (await asCoordinator().get(`/api/v1/imports/${staged.id}/rows`).expect(200)) as {
      body: StagedRows;
    };
    return list.items.flatMap(({ faults }) => faults);
  };

  it('what an export says of an offer in use can be brought in again', async () => {
    expect(await faultsWith('title', 'The same under another title')).toEqual([]);
  });

  it.each([
    ['places', '1', 'at least 2: 2 learners have a placement on it'],
    ['starts_on', '2027-02-08', 'at the latest 2027-02-01: 2 learners have a placement on it'],
    ['ends_on', '2027-03-05', 'at the earliest 2027-03-12: 2 learners have a placement on it'],
    [
      'leg_days_per_week',
      '3',
      'the same providers, sites and days as before: 2 learners have a placement on it',
    ],
  ])(
    'a change of %s under those who hold a placement is a fault of its row',
    async (column, value, wanted) => {
      expect(await faultsWith(column, value)).toEqual([expect.objectContaining({ wanted })]);
    },
  );
});
