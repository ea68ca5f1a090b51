import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { optional, otherwise, text } from './tables/shape.js';

const EXPLANATION = text('explanation', optional);
const PLAIN_TEXTS = [
  text('reason', otherwise("''")),
  text('change_that_would_help', otherwise("''")),
  text('outcome', otherwise("'{}'")),
];

/**
 * What runs said of students named what they need, and stood there for all to read. From now on it is sealed. What
 * stood there goes: SQL has no key to seal it with. What was answered stays.
 */
export class SealExplanations1795352400000 implements MigrationInterface {
  name = 'SealExplanations1795352400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('proposal', new TableColumn(EXPLANATION));
    for (const { name } of PLAIN_TEXTS) await runner.dropColumn('proposal', name);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of PLAIN_TEXTS) await runner.addColumn('proposal', new TableColumn(column));
    await runner.dropColumn('proposal', 'explanation');
  }
}
