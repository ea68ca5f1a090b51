import { setImmediate } from 'node:timers/promises';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import {
  AdassRegion,
  Icb,
  LocalAuthority,
  LocalAuthorityIcb,
  NhsRegion,
  PostcodeDistrict,
} from '../geography/index.js';
import {
  CareCertificateCriterion,
  CareCertificateOutcome,
  CareCertificateStandard,
} from './care-certificate.entity.js';
import type { ReferenceFacts } from './facts.js';
import { HeiRegisterEntry } from './hei-register-entry.entity.js';
import { PlacementModel } from './placement-model.entity.js';
import { Profession } from './profession.entity.js';

/** What loading did to one table. */
export interface LoadedTable {
  readonly table: string;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Keys of rows that the data no longer has, parts joined by a space. They are kept: other rows may point to them. */
  readonly gone: readonly string[];
}

const BATCH_ROWS = 200;

/**
 * Brings the reference tables to what the data says. Loading the same data again writes nothing. Nothing
 * is ever deleted: what ended has its last day in the data, what vanished is reported.
 */
export class ReferenceLoader {
  constructor(private readonly manager: EntityManager) {}

  /** Tables in the order in which they point to each other. The caller owns the transaction. */
  async load(facts: ReferenceFacts): Promise<LoadedTable[]> {
    const { standards, outcomes, criteria } = facts.careCertificate;
    return [
      await this.loadTable(NhsRegion, facts.nhsRegions),
      await this.loadTable(AdassRegion, facts.adassRegions),
      await this.loadTable(Icb, facts.icbs),
      await this.loadTable(LocalAuthority, facts.localAuthorities),
      await this.loadTable(LocalAuthorityIcb, facts.localAuthorityIcbs),
      await this.loadTable(PostcodeDistrict, facts.postcodeDistricts),
      await this.loadTable(Profession, facts.professions),
      await this.loadTable(PlacementModel, facts.placementModels),
      await this.loadTable(HeiRegisterEntry, facts.heis),
      await this.loadTable(CareCertificateStandard, standards),
      await this.loadTable(CareCertificateOutcome, outcomes),
      await this.loadTable(CareCertificateCriterion, criteria),
    ];
  }

  private async loadTable<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    facts: readonly ObjectLiteral[],
  ): Promise<LoadedTable> {
    const repository = this.manager.getRepository(entity);
    const { columns, primaryColumns, tableName } = repository.metadata;
    const keyOf = (row: ObjectLiteral) =>
      primaryColumns.map((column) => row[column.propertyName] as unknown).join(' ');
    // What a row says, comparable as text. Columns come in one order, and `undefined` cannot hide in it.
    const saying = (row: ObjectLiteral) =>
      JSON.stringify(columns.map((column) => (row[column.propertyName] as unknown) ?? null));

    const stored = new Map((await repository.find()).map((row) => [keyOf(row), saying(row)]));
    const created: ObjectLiteral[] = [];
    const updated: ObjectLiteral[] = [];
    for (const row of facts) {
      const before = stored.get(keyOf(row));
      if (before === undefined) created.push(row);
      else if (before !== saying(row)) updated.push(row);
      stored.delete(keyOf(row));
    }

    const keys = primaryColumns.map((column) => column.propertyName);
    for (const batch of batches([...created, ...updated])) {
      await repository.upsert(batch as Parameters<typeof repository.upsert>[0], keys);
      await setImmediate();
    }
    return {
      table: tableName,
      created: created.length,
      updated: updated.length,
      unchanged: facts.length - created.length - updated.length,
      gone: [...stored.keys()],
    };
  }
}

function* batches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) yield rows.slice(from, from + BATCH_ROWS);
}
