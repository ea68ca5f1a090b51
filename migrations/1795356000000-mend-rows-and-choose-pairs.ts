import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';
import { code, count, id, instant, key, otherwise, table } from './tables/shape.js';

const REVISION = count('revision', otherwise(0));

/** Files of an organisation, newest first. */
const OF_ORGANISATION = new TableIndex({
  name: 'import_file_of_organisation',
  columnNames: ['organisation_id', 'id'],
});

/** Pairs that people want kept together or apart, noted beside the run in which they saw them. */
const RUN_CHOICE = table(
  'run_choice',
  [id('run_id', key), id('request_id', key), id('offer_id', key), code('kind', 10), instant('chosen_at')],
  {
    foreignKeys: {
      run_choice_run: ['run_id', 'run', 'CASCADE'],
      run_choice_request: ['request_id', 'placement_request', 'CASCADE'],
      run_choice_offer: ['offer_id', 'offer', 'CASCADE'],
    },
  },
);

/** Staged rows can be put right in the page, and pairs be chosen for the next run. */
export class MendRowsAndChoosePairs1795356000000 implements MigrationInterface {
  name = 'MendRowsAndChoosePairs1795356000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('import_file', new TableColumn(REVISION));
    await runner.createIndex('import_file', OF_ORGANISATION);
    await runner.createTable(RUN_CHOICE, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(RUN_CHOICE, true, true, true);
    await runner.dropIndex('import_file', OF_ORGANISATION);
    await runner.dropColumn('import_file', REVISION.name);
  }
}
