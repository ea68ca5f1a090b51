import { Column, Entity, ForeignKey, Index, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { codeColumn, textColumn } from '../database/columns.js';
import type { HeiRegisterFacts } from './facts.js';

/** A list that can be not known, which is not the same as empty. */
const unknownOrList: ValueTransformer = {
  to: (value: readonly string[] | null | undefined) => value?.join('|') ?? null,
  from: (value: string | null) => value?.split('|') ?? null,
};

/** An English higher education institution as the public registers have it. Not an HEI that uses the service. */
@Entity({ name: 'hei_register_entry' })
@Index('hei_register_entry_region', ['adassRegionCode'])
@Index('hei_register_entry_district', ['districtCode'])
export class HeiRegisterEntry implements HeiRegisterFacts {
  @PrimaryColumn(codeColumn('ukprn', 8))
  ukprn: string;

  @Column(codeColumn('name', 120))
  name: string;

  @Column(codeColumn('adass_region_code', 9))
  @ForeignKey('AdassRegion', { name: 'hei_register_entry_region_fk' })
  adassRegionCode: string;

  @Column(codeColumn('town', 60, { nullable: true }))
  town: string | null;

  @Column(codeColumn('district_code', 4, { nullable: true }))
  @ForeignKey('PostcodeDistrict', { name: 'hei_register_entry_district_fk' })
  districtCode: string | null;

  @Column({ name: 'latitude', type: 'double precision', nullable: true })
  latitude: number | null;

  @Column({ name: 'longitude', type: 'double precision', nullable: true })
  longitude: number | null;

  @Column(codeColumn('hesa_provider_id', 4, { nullable: true }))
  hesaProviderId: string | null;

  /** Programmes seen named; `null` when nobody looked. Never means that there are no others. */
  @Column(textColumn('profession_codes', { nullable: true, transformer: unknownOrList }))
  professionCodes: string[] | null;

  @Column(textColumn('note', { nullable: true }))
  note: string | null;

  @Column(codeColumn('source', 120))
  source: string;
}
