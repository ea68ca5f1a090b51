import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { codeColumn } from '../database/columns.js';
import type { AdassRegionFacts } from './facts.js';
import { NhsRegion } from './nhs-region.entity.js';

/** One of the nine regions in which directors of adult social services work together. */
@Entity({ name: 'adass_region' })
export class AdassRegion implements AdassRegionFacts {
  /** ONS code, `E12000001`. */
  @PrimaryColumn(codeColumn('code', 9))
  code: string;

  @Column(codeColumn('name', 60))
  name: string;

  /** The NHS region that most of it lies in. */
  @Column(codeColumn('nhs_region_code', 3))
  @ForeignKey(() => NhsRegion, { name: 'adass_region_nhs_region_fk' })
  nhsRegionCode: string;

  @Column(codeColumn('source', 120))
  source: string;
}
