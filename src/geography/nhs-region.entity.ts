import { Column, Entity, PrimaryColumn } from 'typeorm';
import { codeColumn } from '../database/columns.js';
import type { NhsRegionFacts } from './facts.js';

/** One of the seven NHS regions. */
@Entity({ name: 'nhs_region' })
export class NhsRegion implements NhsRegionFacts {
  /** ODS code, `Y61`. */
  @PrimaryColumn(codeColumn('code', 3))
  code: string;

  @Column(codeColumn('name', 60))
  name: string;

  @Column(codeColumn('ons_code', 9))
  onsCode: string;

  @Column(codeColumn('former_ons_code', 9, { nullable: true }))
  formerOnsCode: string | null;

  @Column(codeColumn('source', 120))
  source: string;
}
