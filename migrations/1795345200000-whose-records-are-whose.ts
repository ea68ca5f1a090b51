import {
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
  TableColumn,
  TableForeignKey,
} from 'typeorm';
import { day, id, key, optional, otherwise, table, text } from './tables/shape.js';

const OFFERS_A_READING = 500;

/** HEIs whose requests a run has answered: they see it, and of it what is theirs. */
const RUN_HEI = table('run_hei', [id('run_id', key), id('hei_id', key)], {
  foreignKeys: {
    run_hei_run: ['run_id', 'run', 'CASCADE'],
    run_hei_hei: ['hei_id', 'hei', 'CASCADE'],
  },
});

const LISTING_COLUMNS = [day('open_on', otherwise("''")), text('reserved_keys', otherwise("''"))];

/** Which organisation started a run or staged a file, whose students a run is about, and whom an offer is kept for. */
export class WhoseRecordsAreWhose1795345200000 implements MigrationInterface {
  name = 'WhoseRecordsAreWhose1795345200000';

  async up(runner: QueryRunner): Promise<void> {
    await addOrganisation(runner, 'run', 'run_organisation', 'SET NULL');
    // Staged rows are as confidential as what they become, and go with whose they are.
    await addOrganisation(runner, 'import_file', 'import_file_organisation', 'CASCADE');
    await runner.createTable(RUN_HEI, false, true, true);
    await runner.query(
      `INSERT INTO run_hei (run_id, hei_id)
       SELECT DISTINCT p.run_id, s.hei_id
         FROM proposal p
         JOIN run r ON r.id = p.run_id AND r.status = 'succeeded'
         JOIN placement_request q ON q.id = p.request_id
         JOIN student s ON s.id = q.student_id`,
    );
    for (const column of LISTING_COLUMNS) await runner.addColumn('offer_listing', columnOf(column));
    await listReservations(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of LISTING_COLUMNS) await runner.dropColumn('offer_listing', name);
    await runner.dropTable(RUN_HEI, true, true, true);
    await dropOrganisation(runner, 'import_file', 'import_file_organisation');
    await dropOrganisation(runner, 'run', 'run_organisation');
  }
}

async function addOrganisation(
  runner: QueryRunner,
  tableName: string,
  foreignKey: string,
  onDelete: 'SET NULL' | 'CASCADE',
): Promise<void> {
  await runner.addColumn(tableName, columnOf(id('organisation_id', optional)));
  await runner.createForeignKey(
    tableName,
    new TableForeignKey({
      name: foreignKey,
      columnNames: ['organisation_id'],
      referencedColumnNames: ['id'],
      referencedTableName: 'organisation',
      onDelete,
    }),
  );
}

async function dropOrganisation(runner: QueryRunner, tableName: string, foreignKey: string): Promise<void> {
  await runner.dropForeignKey(tableName, foreignKey);
  await runner.dropColumn(tableName, 'organisation_id');
}

/** Offers that are listed and kept for somebody get what the listing now says of that. */
async function listReservations(runner: QueryRunner): Promise<void> {
  const mark = runner.connection.options.type === 'postgres' ? (n: number) => `$${n}` : () => '?';
  for (let after = ''; ;) {
    const offers = (await runner.query(
      `SELECT o.id, o.reserved_for AS reserved, o.release_on AS release
         FROM offer o JOIN offer_listing l ON l.offer_id = o.id
        WHERE o.reserved_for <> '' AND o.id > ${mark(1)} ORDER BY o.id LIMIT ${OFFERS_A_READING}`,
      [after],
    )) as { id: string; reserved: string; release: string | null }[];
    for (const offer of offers) {
      const keys = offer.reserved
        .split('|')
        .map((name) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase());
      await runner.query(
        `UPDATE offer_listing SET open_on = ${mark(1)}, reserved_keys = ${mark(2)} WHERE offer_id = ${mark(3)}`,
        [offer.release ?? '9999-12-31', `|${keys.join('|')}|`, offer.id],
      );
    }
    const last = offers.at(-1);
    if (!last) return;
    after = last.id;
  }
}

function columnOf(options: TableColumnOptions): TableColumn {
  return new TableColumn(options);
}
