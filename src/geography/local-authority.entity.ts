import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, dayColumn, listColumn } from '../database/columns.js';
import { AdassRegion } from './adass-region.entity.js';
import type { AuthorityType, LocalAuthorityFacts, LocalAuthorityIcbFacts } from './facts.js';
import { Icb } from './icb.entity.js';

/** A council with adult social care duties, with the days on which it was one. */
@Entity({ name: 'local_authority' })
@Check(
  'local_authority_type_known',
  `"type" IN ('unitary', 'metropolitan', 'london-borough', 'county', 'city-corporation')`,
)
@Index('local_authority_adass_region', ['adassRegionCode'])
export class LocalAuthority implements LocalAuthorityFacts {
  /** ONS code of 2025, `E10000025`. */
  @PrimaryColumn(codeColumn('code', 9))
  code: string;

  @Column(codeColumn('name', 80))
  name: string;

  @Column(codeColumn('short_name', 60))
  shortName: string;

  @Column(listColumn('aliases'))
  aliases: string[];

  @Column(codeColumn('type', 20))
  type: AuthorityType;

  @Column(codeColumn('adass_region_code', 9))
  @ForeignKey(() => AdassRegion, { name: 'local_authority_adass_region_fk' })
  adassRegionCode: string;

  @Column(listColumn('former_codes'))
  formerCodes: string[];

  @Column(dayColumn('valid_from', { nullable: true }))
  validFrom: string | null;

  @Column(dayColumn('valid_to', { nullable: true }))
  validTo: string | null;

  @Column(listColumn('successors'))
  successors: string[];

  @Column({ name: 'latitude', type: 'double precision' })
  latitude: number;

  @Column({ name: 'longitude', type: 'double precision' })
  longitude: number;

  @Column(codeColumn('source', 120))
  source: string;
}

/** That an authority lies in an ICB, wholly or in part, over a time. */
@Entity({ name: 'local_authority_icb' })
@Check('local_authority_icb_share_real', `"share" > 0 AND "share" <= 1`)
@Index('local_authority_icb_by_icb', ['icbCode'])
export class LocalAuthorityIcb implements LocalAuthorityIcbFacts {
  @PrimaryColumn(codeColumn('authority_code', 9))
  @ForeignKey(() => LocalAuthority, { name: 'local_authority_icb_authority_fk' })
  authorityCode: string;

  @PrimaryColumn(codeColumn('icb_code', 5))
  @ForeignKey(() => Icb, { name: 'local_authority_icb_icb_fk' })
  icbCode: string;

  @PrimaryColumn(dayColumn('valid_from'))
  validFrom: string;

  @Column(dayColumn('valid_to', { nullable: true }))
  validTo: string | null;

  @Column({ name: 'share', type: 'double precision' })
  share: number;

  @Column(codeColumn('source', 120))
  source: string;
}
