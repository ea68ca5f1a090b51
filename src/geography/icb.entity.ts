import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { codeColumn, dayColumn, listColumn } from '../database/columns.js';
import type { Confidence, IcbFacts } from './facts.js';
import { NhsRegion } from './nhs-region.entity.js';

/** Integrated care board, with the days on which there was one of that code. */
@Entity({ name: 'icb' })
@Check('icb_confidence_known', `"confidence" IN ('high', 'medium', 'low', 'unknown')`)
export class Icb implements IcbFacts {
  /** ODS code, `QU9` or `S0E4D`. */
  @PrimaryColumn(codeColumn('code', 5))
  code: string;

  @Column(codeColumn('name', 120))
  name: string;

  @Column(codeColumn('short_name', 80))
  shortName: string;

  @Column(codeColumn('ons_code', 9))
  onsCode: string;

  @Column(listColumn('former_ons_codes'))
  formerOnsCodes: string[];

  @Column(codeColumn('nhs_region_code', 3))
  @ForeignKey(() => NhsRegion, { name: 'icb_nhs_region_fk' })
  nhsRegionCode: string;

  @Column(dayColumn('valid_from'))
  validFrom: string;

  @Column(dayColumn('valid_to', { nullable: true }))
  validTo: string | null;

  @Column(listColumn('successor_codes'))
  successorCodes: string[];

  @Column(codeColumn('cluster', 80, { nullable: true }))
  cluster: string | null;

  @Column(codeColumn('confidence', 10))
  confidence: Confidence;

  @Column(codeColumn('source', 120))
  source: string;
}
